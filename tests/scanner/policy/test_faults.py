from __future__ import annotations

import pytest

from scanner.policy.document import Fetched, Source
from scanner.policy.faults import faults
from scanner.policy.lexicon import Lexicon
from scanner.policy.mentions import mentions
from scanner.policy.parse import parse
from scanner.policy.sayings import sayings
from tests.scanner.policy.test_mentions import TERMS


def found(text: str) -> set[str]:
    document = parse(Fetched(Source("a"), f"<h1>隐私政策</h1><p>{text}</p>".encode()))
    said = list(sayings(document))
    return {fault for fault, _ in faults(said, mentions(document, said, (), Lexicon(TERMS)))}


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("template", "本政策由XXX公司制定。"),
        ("template", "请联系【公司名称】,邮箱:【】。"),
        ("template", "生效日期:20XX年X月X日"),
        ("template", "公司地址:______"),
        ("template", "Contact [Your Company] at [insert email]."),
        ("vague", "我们会收集您的手机号码等信息。"),
        ("no-deletion", "为保证服务连续,账号暂不支持注销。"),
        ("hard-deletion", "注销账号时,请提供手持身份证的照片。"),
        ("slow-reply", "我们将在30个工作日内答复您的投诉。"),
        ("no-withdrawal", "您一旦点击同意,不得撤回。"),
    ],
)
def test_each_fault_is_found(fault: str, text: str) -> None:
    assert fault in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "【云帆家校】由【示例云帆教育科技有限公司】提供,更新日期:【2026】年【1】月【6】日。",
        "您可以在【我的-设置】中注销账号,无需提供身份证照片。",
        "我们将在15个工作日内答复您的投诉。",
        "账号注销后无法恢复。",
        "您可以随时撤回同意。",
        "我们会收集您的手机号码,用于登录。",
    ],
)
def test_nearly_equal_texts_are_none(text: str) -> None:
    assert found(text) == set()
