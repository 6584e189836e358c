from __future__ import annotations

import pytest

from scanner.policy.plain import plain
from scanner.policy.scope import polarity


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        ("我们会收集您的手机号码", "手机号码", "stated"),
        ("我们不会收集您的通讯录、短信", "短信", "negated"),
        ("通讯录、短信等信息我们一概不会收集", "通讯录", "negated"),
        ("人脸信息与学习无关,本应用均不收集", "人脸", "negated"),
        ("我们不会向您索取与服务无关的信息,例如身份证号", "身份证号", "negated"),
        ("您无需提供身份证号", "身份证号", "negated"),
        ("未经您的同意,我们不会读取您的位置信息", "位置信息", "conditional"),
        ("除非您授权,否则我们不会访问您的相册", "相册", "conditional"),
        ("您可以选择提供昵称", "昵称", "optional"),
        ("昵称(选填)用于显示", "昵称", "optional"),
        ("如您不提供手机号码,将无法注册", "手机号码", "stated"),
        ("若您拒绝提供位置信息,不影响其他功能", "位置信息", "stated"),
        ("我们需要获取您的手机号,不提供则无法登录", "手机号", "stated"),
        ("我们不仅收集您的位置信息", "位置信息", "stated"),
        ("我们会读取通讯录且不会上传", "通讯录", "stated"),
        ("不满十四周岁的儿童,我们收集姓名", "姓名", "stated"),
        ("本应用未接入友盟统计SDK", "友盟统计", "negated"),
        ("穿山甲广告SDK已移除,自2.0版起不再使用", "穿山甲", "negated"),
        ("We do not collect your location", "location", "negated"),
        ("We collect your location", "location", "stated"),
    ],
)
def test_what_is_said_of_a_thing(text: str, word: str, said: str) -> None:
    line = plain(text)
    at = line.index(word.lower())
    assert polarity(line, at, at + len(word)) == said
