"""Usage descriptions: which keys, whose text a user in China sees, and texts that say nothing."""

from __future__ import annotations

import pytest

from scanner.static import usage_descriptions
from scanner.static.usage_descriptions import weakness
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa

CAMERA = "NSCameraUsageDescription"
NAMES = {"示例作业", "Homework"}


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("$(PRODUCT_NAME) camera use", "placeholder"),
        ("test", "placeholder"),
        ("xxx", "placeholder"),
        ("。。。", "placeholder"),
        ("示例作业", "placeholder"),
        ("Camera usage description", "placeholder"),
        ("需要访问您的相机", "no-purpose"),
        ("示例作业 想要访问您的相机", "no-purpose"),
        ("是否允许App使用麦克风?", "no-purpose"),
        ("Homework would like to access your photos", "no-purpose"),
        ("This app requires camera access.", "no-purpose"),
        ("拍照提交作业", ""),
        ("需要使用相机扫描课本上的二维码", ""),
        ("用于口语评测", ""),
        ("Scan the QR code on your textbook", ""),
        ("保存图片", ""),
    ],
)
def test_what_a_text_lacks(text: str, weak: str) -> None:
    assert weakness(text, NAMES) == weak


def test_keys_and_nothing_else() -> None:
    info = {CAMERA: "拍照提交作业", "NFCReaderUsageDescription": "", "NSBonjourServices": ["_a._tcp"]}
    items = {item.value: dict(item.detail) for item in found(usage_descriptions, opened(ipa(info)))}
    assert items == {
        CAMERA: {"element": "usage-description", "purpose": "拍照提交作业"},
        "NFCReaderUsageDescription": {"element": "usage-description", "weak": "empty"},
    }


def test_a_chinese_localisation_is_what_is_shown() -> None:
    files = {
        "zh-Hans.lproj/InfoPlist.strings": {CAMERA: "拍照提交作业"},
        "en.lproj/InfoPlist.strings": {CAMERA: ""},
    }
    (item,) = found(usage_descriptions, opened(ipa({CAMERA: ""}, files)))
    assert dict(item.detail) == {
        "element": "usage-description",
        "purpose": "拍照提交作业",
        "locale": "zh-Hans",
    }
    assert (item.where.entry, item.where.element) == (f"{ROOT}/zh-Hans.lproj/InfoPlist.strings", CAMERA)
    (item,) = found(
        usage_descriptions, opened(ipa({CAMERA: ""}, {"en.lproj/InfoPlist.strings": {CAMERA: "Scan"}}))
    )
    assert item.detail["weak"] == "empty"


def test_extensions_ask_for_themselves() -> None:
    files = {"PlugIns/K.appex/Info.plist": {CAMERA: "扫码", "CFBundleIdentifier": "a.b.k"}}
    (item,) = found(usage_descriptions, opened(ipa(files=files)))
    assert item.detail["owner"] == "a.b.k"


def test_texts_by_purpose() -> None:
    key = "NSLocationTemporaryUsageDescriptionDictionary"
    (item,) = found(usage_descriptions, opened(ipa({key: {"Bus": "查看校车到站时间"}})))
    assert item.detail["purpose"] == "查看校车到站时间"
    (item,) = found(usage_descriptions, opened(ipa({CAMERA: ["no text"]})))
    assert item.detail["weak"] == "empty"
