from __future__ import annotations

import pytest

from scanner.policy.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("邮箱:privacy@a.example.cn。", "邮箱:〔邮箱〕。"),
        ("电话 010-55550101 或 13800000000", "电话 〔电话〕 或 〔电话〕"),
        ("热线400-555-0102", "热线〔电话〕"),
        ("联系人:赵某某,电话:0371-5555010", "联系人:〔姓名〕,电话:〔电话〕"),
        ("个人信息保护负责人:法务部", "个人信息保护负责人:法务部"),
        ("请找周小明先生", "请找周先生"),
        ("证件 110101190001010000 号", "证件 〔证件号码〕 号"),
        ("版本 2026.01.06,期限 15 个工作日", "版本 2026.01.06,期限 15 个工作日"),
    ],
)
def test_persons_are_taken_out_and_the_rest_stays(text: str, shown: str) -> None:
    assert masked(text) == shown
