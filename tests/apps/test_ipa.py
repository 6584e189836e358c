from __future__ import annotations

import io
import plistlib
import zipfile

from scanner.formats import code_resources, code_signature, macho, plist, provision
from scanner.formats.code_signature import INFO, RESOURCES
from tests.apps import codesign
from tests.apps.ios_genuine.recipe import binaries
from tests.apps.ipa import Bundle, ipa
from tests.apps.keys import identity
from tests.apps.machowriter import Image

ENTITLEMENTS = {"application-identifier": "EXAMPLE000.com.example.edu"}


def signed(info: bytes, listed: bytes) -> bytes:
    """A small executable that signs the bundle around it."""
    image = Image(
        sign=lambda code: codesign.signature(
            code, ENTITLEMENTS, info, listed, identity("first"), team="EXAMPLE000"
        )
    )
    image.data("__const", b"data")
    return image.bytes()


def whole() -> Bundle:
    share = Bundle("Share.appex", {"CFBundleExecutable": "Share"}, binaries()["Share"])
    tracker = Bundle(
        "Statistics.framework",
        {"CFBundleExecutable": "Statistics"},
        binaries()["Statistics"],
        privacy={"NSPrivacyTracking": True},
    )
    return Bundle(
        executable=signed,
        privacy={"NSPrivacyTracking": False},
        strings={"zh-Hans": {"CFBundleDisplayName": "作业帮手"}},
        profile=codesign.profile(identity("first")),
        inside=(("PlugIns", share), ("Frameworks", tracker)),
    )


def test_every_part_of_an_app_can_be_read() -> None:
    with zipfile.ZipFile(io.BytesIO(ipa(whole()))) as archive:
        files = {name.removeprefix("Payload/EduApp.app/"): archive.read(name) for name in archive.namelist()}
    (image,) = macho.read(files["EduApp"]).images
    found = code_signature.read(image)
    assert found is not None
    assert not found.broken
    assert found.covers(INFO, files["Info.plist"])
    assert found.covers(RESOURCES, files["_CodeSignature/CodeResources"])
    stated = code_resources.read(files["_CodeSignature/CodeResources"])
    assert {"Frameworks/Statistics.framework/PrivacyInfo.xcprivacy", "PlugIns/Share.appex/Share"} <= set(
        stated
    )
    assert plist.strings(files["zh-Hans.lproj/InfoPlist.strings"]) == {"CFBundleDisplayName": "作业帮手"}
    assert provision.read(files["embedded.mobileprovision"]).kind == "app-store"


def test_names_without_the_flag() -> None:
    bundle = Bundle("作业.app", {"CFBundleExecutable": "作业"}, b"")
    for encoding in ("utf-8", "gb18030"):
        with zipfile.ZipFile(io.BytesIO(ipa(bundle, encoding=encoding, utf8_flag=False))) as archive:
            raw = [name.encode("cp437") for name in archive.namelist()]
        assert "Payload/作业.app/作业".encode(encoding) in raw


def test_several_apps_and_more_entries() -> None:
    data = ipa(Bundle(), Bundle("Other.app"), extra={"iTunesMetadata.plist": plistlib.dumps({})})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {
            "Payload/EduApp.app/Info.plist",
            "Payload/Other.app/Info.plist",
            "iTunesMetadata.plist",
        } <= set(archive.namelist())
