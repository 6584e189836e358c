from __future__ import annotations

import pytest

from scanner.formats.pdf_text import page
from tests.policies.writers import pdf


def test_lines_become_paragraphs_again() -> None:
    data = pdf(
        [
            [
                "星屿编程隐私政策",
                "一、收集",
                "您注册时,我们会收集您的手机号码,用于创建账号,这一行写得很",
                "长所以换行。",
                "1",
            ],
            ["二、存储", "数据存放在境内。"],
        ]
    )
    found = page(data)
    assert found.unread == ""
    assert [block.text for block in found.blocks] == [
        "星屿编程隐私政策",
        "一、收集",
        "您注册时,我们会收集您的手机号码,用于创建账号,这一行写得很长所以换行。",
        "二、存储",
        "数据存放在境内。",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.4\n1 0 obj\n<<",
        pdf([["甲"]])[:-200],
        pdf([["甲"]]).replace(b"stream", b"strxxm"),
    ],
)
def test_broken_files_are_named_not_raised(data: bytes) -> None:
    found = page(data)
    assert found.unread or found.blocks


def test_a_file_without_text_says_so() -> None:
    assert page(pdf([[]])).unread == "no text: scanned pictures"


def test_a_page_tree_that_goes_round_is_survived() -> None:
    data = pdf([["甲"]])
    looped = data.replace(b"/Kids [5 0 R]", b"/Kids [6 0 R]")
    assert looped != data
    assert page(looped).unread
