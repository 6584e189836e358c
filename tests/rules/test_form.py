from __future__ import annotations

import pytest

from rules.form import comparable, field_of, find, form_of, meant, path_of, texts_of, words_of
from scanner.model import Package, Platform
from tests.rulings import TERMS, form

FORM = {
    "提供者备案信息表": {
        "业务系统信息": [{"业务系统名称": "甲", "域名": ["a.cn", "b.cn"]}, {"业务系统名称": "乙"}],
        "教育移动应用信息": {"获取的权限": [], "应用名称": "示例"},
    },
    "使用者备案信息表": [{"教育移动应用信息": {"是否有集体决策": False}}],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("教育移动应用信息.应用名称", "示例"),
        ("教育移动应用信息.获取的权限", []),  # 无 is an answer
        ("教育移动应用信息.版本号", None),
        ("业务系统信息.业务系统名称", ["甲", "乙"]),
        ("业务系统信息.域名", ["a.cn", "b.cn"]),
        ("业务系统信息.ICP备案编号", None),
        ("使用者备案信息表.教育移动应用信息.是否有集体决策", [False]),
        ("开发者信息.单位名称", None),
        ("附加信息.教育备案号", None),
    ],
)
def test_what_stands_in_a_field(name: str, value: object) -> None:
    assert field_of(FORM, path_of(name)) == value


def test_texts() -> None:
    assert texts_of(FORM, "使用者备案信息表.教育移动应用信息.是否有集体决策") == ("否",)
    assert texts_of(FORM, path_of("教育移动应用信息.应用名称")) == ("示例",)
    assert texts_of(FORM, path_of("教育移动应用信息.版本号")) == ()


def _package(platform: Platform, version: str = "1.0") -> Package:
    return Package(platform, "a.b", version, "1", "x", "", "", 0)


def test_samples_are_those_of_the_platform_and_of_the_version_if_there_are_any() -> None:
    samples = [
        {"应用平台": "安卓", "包名": "a.one", "版本号": "1.0"},
        {"应用平台": "安卓", "包名": "a.two", "版本号": "2.0"},
        {"应用平台": "IOS", "包名": "a.ios"},
    ]
    filed = form(附加信息={"样本": samples})
    names = lambda package: field_of(form_of(filed, package), path_of("样本.包名"))  # noqa: E731
    assert names(_package(Platform.ANDROID, "2.0")) == ["a.two"]
    assert names(_package(Platform.ANDROID, "3.0")) == ["a.one", "a.two"]
    assert names(_package(Platform.IOS)) == ["a.ios"]
    assert field_of(form_of(form(), _package(Platform.IOS)), path_of("样本.包名")) is None


def test_fields_are_known_by_their_official_names() -> None:
    assert find("业务系统信息.ICP备案编号") is not None
    assert find("样本.包名") is not None
    assert find("$.ICP备案编号", path_of("业务系统信息")) is not None
    assert find("$.ICP备案编号") is None
    assert find("业务系统信息.没有的栏目") is None
    personal = find("主管单位信息.联系人信息")
    assert personal is not None
    assert personal.personal


def test_names_are_compared_without_widths_and_spaces() -> None:
    assert comparable("示例 作业(学生端)") == comparable("示例作业（学生端）")
    assert comparable("ＡＢＣ") == comparable("abc")
    assert comparable("示例作业") != comparable("示例练习")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("相机", {"相机"}),
        ("摄像头", {"相机"}),
        ("使用摄像头拍照", {"相机"}),
        ("电话本", {"通讯录"}),  # not 电话, whose name is only part of it
        ("通话记录", {"通话记录"}),  # not 电话 by its word 通话
        ("读取通话记录和联系人", {"通话记录", "通讯录"}),
        ("电话", {"电话"}),
        ("其他", set()),
    ],
)
def test_what_a_filing_means(text: str, options: set[str]) -> None:
    assert set(meant([text], words_of(TERMS["form_options"]))) == options
