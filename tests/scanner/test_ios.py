"""An IPA as an app: identity, programs, names in odd spellings, what the inventory keeps, what is hidden."""

from __future__ import annotations

import hashlib
import plistlib
import unicodedata

import pytest

from scanner.app import App
from scanner.intake import code_digest
from scanner.inventory import of
from scanner.ios import IosApp
from scanner.model import Platform
from tests.apps.inprocess import opened
from tests.apps.ios import APP_ID, ROOT, ipa, profile
from tests.apps.program import program
from tests.apps.zipwriter import Zip


def ios(package: bytes) -> IosApp:
    app = opened(package)
    assert isinstance(app, IosApp)
    return app


def strings(**texts: str) -> bytes:
    return "".join(f'"{key}" = "{text}";\n' for key, text in texts.items()).encode("utf-16")


def test_identity() -> None:
    package = ios(ipa()).package
    assert package.platform is Platform.IOS
    assert (package.app_id, package.version, package.version_code) == (APP_ID, "1.0", "1")
    assert package.label == "示例作业"


@pytest.mark.parametrize(
    ("files", "label"),
    [
        ({"zh-Hans.lproj/InfoPlist.strings": strings(CFBundleDisplayName="作业")}, "作业"),
        ({"zh_CN.lproj/InfoPlist.strings": strings(CFBundleDisplayName="作业")}, "作业"),
        ({"en.lproj/InfoPlist.strings": strings(CFBundleDisplayName="Homework")}, "Sample"),
        ({"InfoPlist.loctable": {"zh_CN": {"CFBundleDisplayName": "作业"}, "en": {}}}, "作业"),
        ({"zh-Hans.lproj/InfoPlist.strings": b"\xff\xfebroken {"}, "Sample"),
    ],
)
def test_the_label_is_chinese_where_there_is_one(files: dict[str, bytes], label: str) -> None:
    assert ios(ipa({"CFBundleDisplayName": "Sample"}, files)).package.label == label


def test_a_label_falls_back_to_the_name_and_the_bundle() -> None:
    assert ios(ipa({"CFBundleDisplayName": None})).package.label == "Homework"
    assert ios(ipa({"CFBundleDisplayName": None, "CFBundleName": None})).package.label == "Homework"


def test_parts_of_one_app() -> None:
    app = ios(
        ipa(
            files={
                "PlugIns/Share.appex/Info.plist": {"CFBundleExecutable": "Share"},
                "PlugIns/Share.appex/Share": program(uses=("UIPasteboard",)),
                "Watch/W.app/Info.plist": {},
                "Frameworks/UM.framework/UM": program(library=True, classes=("UMConfigure",)),
                "UM.bundle/a.png": b"x",
            }
        )
    )
    assert [bundle.name for bundle in app.programs] == ["Homework.app", "Share.appex", "W.app"]
    share = app.binary_of(app.programs[1])
    assert share is not None
    assert share.class_refs == {"UIPasteboard"}
    assert app.bundle_of(f"{ROOT}/Frameworks/UM.framework/UM").name == "UM.framework"
    assert app.bundle_of(f"{ROOT}/UM").name == "Homework.app"
    assert app.defines("UMConfigure")
    assert not app.defines("UIPasteboard")
    kept = of(app)
    assert kept.frameworks == ("UM",)
    assert kept.bundles == ("Share.appex", "UM.bundle", "W.app")
    assert kept.objc_classes == ("UMConfigure",)


@pytest.mark.parametrize("name", ["作业", "Café"])
@pytest.mark.parametrize("spelling", ["NFD", "cp437", "gb18030"])
def test_a_program_is_found_under_other_spellings(name: str, spelling: str) -> None:
    if spelling == "NFD":
        entry = unicodedata.normalize("NFD", name)
    else:
        entry = name.encode().decode(spelling, "replace")
    app = ios(ipa({"CFBundleExecutable": name}, {entry: program(uses=("A",))}, main=b""))
    binary = app.binary_of(app.main)
    assert binary is not None
    assert binary.class_refs == {"A"}


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_names_without_the_flag_for_utf_8(codec: str) -> None:
    folder = "Payload/作业.app/".encode(codec)
    archive = Zip().add(folder + b"Info.plist", plistlib.dumps({"CFBundleIdentifier": "a.b"}), flags=0)
    assert ios(archive.bytes()).root == "Payload/作业.app"


def test_a_program_that_no_name_leads_to_is_the_only_one_beside_the_list() -> None:
    app = ios(ipa({"CFBundleExecutable": "Else"}, {"Real": program()}, main=b""))
    assert app.binary_of(app.main) is app.binaries.found[f"{ROOT}/Real"]
    two = ios(ipa({"CFBundleExecutable": "Else"}, {"A": program(), "B": program()}, main=b""))
    assert two.binary_of(two.main) is None


def said(app: App) -> dict[str, str]:
    app.say_unread("x")
    return {partial.note: partial.reason for partial in app.partials.get("x", ())}


def test_what_the_store_encrypted_is_said_by_program() -> None:
    share = {"PlugIns/S.appex/Info.plist": {}, "PlugIns/S.appex/S": program(encrypted=True)}
    app = ios(ipa(files=share))
    assert app.hidden_code == "fairplay"
    assert said(app) == {f"{ROOT}/PlugIns/S.appex/S (arm64)": "fairplay"}
    assert ios(ipa()).hidden_code == ""
    assert said(ios(ipa())) == {}


def test_code_digest_ignores_signature_and_store() -> None:
    plain = ios(ipa())
    signed = {
        "_CodeSignature/CodeResources": b"x",
        "embedded.mobileprovision": profile(),
        "SC_Info/Homework.sinf": b"y",
    }
    other = ios(ipa(files=signed, top={"iTunesMetadata.plist": b"z"}))
    assert code_digest(plain) == code_digest(other)
    assert code_digest(plain) != code_digest(ios(ipa(files={"a.txt": b"x"})))
    assert code_digest(plain) != code_digest(ios(ipa(main=program(texts=("another",)))))


def test_inventory_of_names() -> None:
    info = {"CFBundleURLTypes": [{"CFBundleURLSchemes": ["WX0123", 7]}, 9], "UMENG_APPKEY": "x"}
    main = program(("dlopen",), ("ASIdentifierManager",), ("a:",), libraries=("@rpath/UM.framework/UM",))
    kept = of(ios(ipa(info, main=main)))
    assert kept.schemes == ("wx0123",)
    assert "UMENG_APPKEY" in kept.plist_keys
    assert kept.frameworks == ("UM",)
    assert kept.externals == {"dlopen": (), "ASIdentifierManager": ()}
    assert kept.selectors == ("a:",)
    assert "libSystem.B.dylib" in kept.libraries
    paths = {str(path): digest for path, _, digest, _ in kept.entries}
    assert paths[f"{ROOT}/Homework"] == hashlib.sha256(main).hexdigest()
