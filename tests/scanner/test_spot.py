"""The spot behind a piece of evidence: element, instructions, bytes, file; whatever is left of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest

from scanner import spot
from scanner.app import App
from scanner.kinds import Kind
from scanner.model import Evidence, WatchedApi, WatchList, Where
from scanner.static import files, manifest, permissions, texts, uses
from tests.apps.apk import LAUNCHER, activity, apk
from tests.apps.apk import manifest as manifest_text
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, container, dex
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa
from tests.apps.program import program
from tests.apps.zipwriter import Zip

SERIAL = WatchList((WatchedApi("serial", "field", "android.os.Build.SERIAL"),))
READ = ("sget-object", 0, "Landroid/os/Build;->SERIAL:Ljava/lang/String;")
NOPS = [("nop",)] * 40
READER = Class(
    "Lcom/x/Reader;", Method("read()V", *NOPS, READ, *NOPS, ("return-void",), flags=PUBLIC | STATIC)
)


def one(app: App, *values: str, kind: Kind | None = None, analyzers: Sequence[object] = ()) -> list[str]:
    items = [item for module in analyzers for item in found(module, app)]  # type: ignore[arg-type]
    chosen = [item for item in items if item.value in values and kind in (None, item.kind)]
    assert chosen
    return list(spot.lines(app, chosen[0]))


def arrows(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("→")]


def test_an_element_of_the_manifest_with_its_references_resolved() -> None:
    text = manifest_text(
        '<uses-permission android:name="android.permission.CAMERA" android:maxSdkVersion="28"/>',
        activity("cn.example.app.Main", LAUNCHER),
        label="@string/app_name",
    )
    app = opened(apk(text, (), None, {"string/app_name": {"": "Lessons"}}))
    shown = one(app, "android.permission.CAMERA", analyzers=[permissions])
    assert shown[0] == "manifest/uses-permission"
    assert any('name="android.permission.CAMERA"  (0x01010003)' in line for line in shown)
    assert any('maxSdkVersion="28"' in line for line in shown)
    label = one(app, "Lessons", kind=Kind.LABEL, analyzers=[manifest])
    assert any('label="Lessons"' in line for line in label)
    assert any("cn.example.app.Main" in line for line in label)  # what is inside belongs to it


def test_instructions_around_a_use() -> None:
    app = opened(apk(manifest_text(), [READER]), SERIAL)
    shown = one(app, "serial", analyzers=[uses])
    assert shown[0] == "com.x.Reader.read()V"
    (marked,) = arrows(shown)
    assert "Build;->SERIAL" in marked
    assert len(shown) == 1 + 12 + 1 + 12
    at = int(marked.split()[1], 16)
    assert app.read("classes.dex")[at] == 0x62  # sget-object stands at the place shown


@pytest.mark.parametrize("place", ["container", "hidden"])
def test_code_that_the_disassembler_cannot_have_is_shown_as_bytes(place: str) -> None:
    data = container([READER]) if place == "container" else dex(READER)
    if place == "container":
        app = opened(apk(manifest_text(), (), {"classes.dex": data}), SERIAL)
    else:
        cut = data[:-4]
        app = opened(apk(manifest_text(), (), {"classes.dex": cut}), SERIAL)
    item = next(item for item in found(uses, app) if item.value == "serial")
    shown = list(spot.lines(app, item))
    assert len(arrows(shown)) == 1


def test_an_entry_that_cannot_be_read_again_leaves_the_name_of_the_method() -> None:
    app = opened(apk(manifest_text(), [READER]), SERIAL)
    item = Evidence(Kind.SENSITIVE_USE, "serial", Where("gone.dex", 5, "com.x.Reader", "read()V"))
    assert list(spot.lines(app, item)) == ["com.x.Reader.read()V"]


def test_bytes_around_a_text() -> None:
    data = bytes(range(1, 200)) + b"https://a.example.cn/x" + bytes(300)
    app = opened(apk(manifest_text(), (), {"assets/a.bin": data}))
    shown = one(app, "a.example.cn", analyzers=[texts])
    (marked,) = arrows(shown)
    assert int(marked.split()[1], 16) == len(range(1, 200)) & ~15
    assert "https://" in "".join(line[-16:] for line in shown)
    assert all(len(line) <= 80 for line in shown)
    assert 8 <= len(shown) <= 10


def test_no_credential_is_printed() -> None:
    text = b'<key name="ApiKey" value="0123456789abcdef0123"/> <key SecretKey="fedcba9876543210fedc"/>'
    app = opened(apk(manifest_text(), (), {"assets/keys.xml": text}))
    where = Where(entry="assets/keys.xml", offset=text.index(b"SecretKey"))
    shown = "".join(line[61:] for line in spot.lines(app, Evidence(Kind.SECRET, "x:y", where)))
    assert "SecretKey=" in shown
    assert "0123456789" not in shown
    assert "fedcba9876" not in shown
    assert "****" in shown
    assert arrows(list(spot.lines(app, Evidence(Kind.SECRET, "x:y", where))))


def test_bytes_at_the_ends_of_an_entry() -> None:
    app = opened(apk(manifest_text(), (), {"assets/a.bin": b"https://a.example.cn/x"}))
    assert len(one(app, "a.example.cn", analyzers=[texts])) == 2


def test_a_whole_file_inside_another() -> None:
    inner = dex(READER)
    app = opened(apk(manifest_text(), (), {"assets/a.jar": Zip().add("x.dex", inner).bytes()}))
    (line,) = one(app, "assets/a.jar!/x.dex", kind=Kind.CODE_FILE, analyzers=[files])
    assert line == f"assets/a.jar!/x.dex  {len(inner)} bytes  dex  sha256 {hashlib.sha256(inner).hexdigest()}"


@pytest.mark.parametrize(
    "where",
    [
        Where(),
        Where(entry="gone.txt"),
        Where(entry="gone.txt", offset=3),
        Where(entry="AndroidManifest.xml", element="manifest/gone[1]"),
        Where(entry="other.apk!/AndroidManifest.xml", element="manifest"),
        Where(entry="assets/a.bin", offset=1 << 40),
        Where(field="应用名称"),
    ],
)
def test_a_place_that_is_not_there_shows_nothing(where: Where) -> None:
    app = opened(apk(manifest_text(), (), {"assets/a.bin": b"x"}))
    assert list(spot.lines(app, Evidence(Kind.HOST, "a.example.cn", where))) == []


# ---- iOS ----


def at(package: bytes, item: Evidence) -> list[str]:
    return list(spot.lines(opened(package), item))


def of_program(element: str, kind: Kind = Kind.SENSITIVE_USE, offset: int = -1) -> Evidence:
    return Evidence(kind, "x", Where(entry=f"{ROOT}/Homework", element=element, offset=offset))


def test_a_key_of_a_property_list_with_what_is_below_it() -> None:
    ats = {"NSExceptionDomains": {"a.cn": {"NSExceptionAllowsInsecureHTTPLoads": True}}}
    package = ipa({"NSAppTransportSecurity": ats, "CFBundleURLTypes": [{"CFBundleURLSchemes": ["wx1"]}]})
    where = Where(entry=f"{ROOT}/Info.plist", element="NSAppTransportSecurity/NSExceptionDomains/a.cn")
    assert at(package, Evidence(Kind.NETWORK_CONFIG, "x", where)) == [
        "NSAppTransportSecurity/NSExceptionDomains/a.cn",
        "  NSExceptionAllowsInsecureHTTPLoads: True",
    ]
    listed = Where(entry=f"{ROOT}/Info.plist", element="CFBundleURLTypes/0/CFBundleURLSchemes")
    assert at(package, Evidence(Kind.DEEP_LINK, "x", listed))[1:] == ["  0: wx1"]
    gone = Where(entry=f"{ROOT}/Info.plist", element="No/Such/Key")
    assert at(package, Evidence(Kind.DEEP_LINK, "x", gone)) == ["No/Such/Key"]


def test_a_secret_in_a_property_list_is_not_printed() -> None:
    secret = "3f9c1ab2e4d57f8091a2b3c4d5e6f708"
    where = Where(entry=f"{ROOT}/Info.plist", element="Config")
    shown = at(ipa({"Config": {"key": secret}}), Evidence(Kind.META_DATA, "Config", where))
    assert shown[1].startswith("  key: sha256:")


def test_the_names_of_a_program_where_they_stand() -> None:
    main = program(("dlopen",), ("UIPasteboard",), ("generalPasteboard",), texts=("xUIPasteboard",))
    shown = at(ipa(main=main), of_program("UIPasteboard.generalPasteboard"))
    assert shown[0] == "UIPasteboard"
    assert "generalPasteboard" in shown
    marked = [line for line in shown if line.startswith("→")]
    symbol, message = main.index(b"_OBJC_CLASS_$_UIPasteboard"), main.index(b"generalPasteboard\0")
    assert [int(line.split()[1], 16) for line in marked] == [symbol & ~15, message & ~15]
    assert at(ipa(main=main), of_program("dlopen"))[0] == "dlopen"
    assert at(ipa(main=main), of_program("NoSuchName")) == []
    assert at(ipa(main=b""), of_program("dlopen")) == []


def test_a_list_that_is_none_shows_nothing() -> None:
    package = ipa(files={"PrivacyInfo.xcprivacy": b"broken {"})
    where = Where(entry=f"{ROOT}/PrivacyInfo.xcprivacy", element="NSPrivacyTracking")
    assert at(package, Evidence(Kind.PRIVACY_MANIFEST, "tracking", where)) == []
