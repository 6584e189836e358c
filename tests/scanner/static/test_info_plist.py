"""Info.plist: names by language, versions, keys, the programs in the app."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.static import info_plist
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa
from tests.apps.program import program

SECRET = "3f9c1ab2e4d57f8091a2b3c4d5e6f708"


def test_names_in_every_language() -> None:
    strings = {"en.lproj/InfoPlist.strings": {"CFBundleDisplayName": "Homework", "CFBundleName": " "}}
    items = found(info_plist, opened(ipa({"CFBundleName": None}, strings)))
    labels = [(i.value, i.detail["locale"], i.where.entry) for i in items if i.kind is Kind.LABEL]
    assert labels == [
        ("示例作业", "", f"{ROOT}/Info.plist"),
        ("Homework", "en", f"{ROOT}/en.lproj/InfoPlist.strings"),
    ]


def test_a_table_of_localisations() -> None:
    table = {"InfoPlist.loctable": {"fr": {"CFBundleDisplayName": "Devoirs"}}}
    items = found(info_plist, opened(ipa(files=table)))
    spot = next(item.where for item in items if item.value == "Devoirs")
    assert (spot.entry, spot.element) == (f"{ROOT}/InfoPlist.loctable", "fr/CFBundleDisplayName")


def test_system_versions() -> None:
    items = found(info_plist, opened(ipa({"MinimumOSVersion": "12.4", "DTPlatformVersion": "x"})))
    levels = {item.value: dict(item.detail) for item in items if item.kind is Kind.SDK_LEVEL}
    assert levels == {"min": {"level": 12, "stated": True, "text": "12.4"}}


def test_keys_with_values_but_no_secret() -> None:
    info = {"UMENG_APPKEY": SECRET, "GADIsAdManagerApp": True, "UIRequiredDeviceCapabilities": ["arm64"],
            "Config": {"b": 1}, "NSCameraUsageDescription": "x"}  # fmt: skip
    items = found(info_plist, opened(ipa(info)))
    keys = {item.value: item.detail.get("text", "") for item in items if item.kind is Kind.META_DATA}
    assert str(keys["UMENG_APPKEY"]).startswith("sha256:")
    assert (keys["GADIsAdManagerApp"], keys["UIRequiredDeviceCapabilities"]) == ("true", "arm64")
    assert (keys["Config"], keys["UIDeviceFamily"]) == ("b", "1, 2")
    assert "NSCameraUsageDescription" not in keys


def test_programs_in_the_app() -> None:
    share = {
        "CFBundleIdentifier": "cn.example.homework.share",
        "NSExtension": {"NSExtensionPointIdentifier": "com.apple.share-services"},
    }
    files = {
        "PlugIns/S.appex/Info.plist": share,
        "PlugIns/S.appex/S": program(),
        "AppClips/C.app/Info.plist": {"NSExtension": "no dictionary"},
        "Extensions/E.appex/Info.plist": {
            "EXAppExtensionAttributes": {"EXExtensionPointIdentifier": "com.a.b"}
        },
    }
    items = found(info_plist, opened(ipa(files=files)))
    parts = {item.value: dict(item.detail) for item in items if item.kind is Kind.COMPONENT}
    assert parts == {
        f"{ROOT}/AppClips/C.app": {"type": "app-clip", "exported": False},
        f"{ROOT}/Extensions/E.appex": {"type": "extension", "exported": False, "actions": ("com.a.b",)},
        "cn.example.homework.share": {
            "type": "extension",
            "exported": False,
            "actions": ("com.apple.share-services",),
        },
    }


def test_a_list_that_cannot_be_read_is_said() -> None:
    app = opened(ipa(files={"PlugIns/S.appex/Info.plist": b"bplist00broken"}))
    found(info_plist, app)
    assert [partial.reason for partial in app.partials["info_plist"]] == ["unread"]
