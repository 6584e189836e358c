from __future__ import annotations

import pytest

from scanner.formats.blocks import Block, row
from scanner.policy.headings import level_of, numbered, titles, upright
from scanner.policy.plain import plain


@pytest.mark.parametrize(
    ("text", "strong", "heading"),
    [
        ("一、我们收集的信息", False, True),
        ("第三条 存储", False, True),
        ("(二)注册与登录", False, True),
        ("1. 我们如何收集信息", False, True),
        ("1. 手机号码", False, False),
        ("(1)姓名、学校、班级", False, False),
        ("三、我们会收集您的姓名。", False, False),
        ("我们如何收集信息", True, True),
        ("我们如何收集信息", False, False),
        ("提示:请仔细阅读", True, False),
    ],
)
def test_headings_are_told_by_their_form(text: str, strong: bool, heading: bool) -> None:
    assert bool(level_of(Block("text", text, strong=strong))) is heading


def test_levels_follow_the_numbering() -> None:
    levels = [
        level_of(Block("text", text)) for text in ("第一部分 定义", "一、范围", "(一)信息", "1.1 收集信息")
    ]
    assert levels == sorted(levels)
    assert len(set(levels)) == 4


def test_numbers_are_taken_off() -> None:
    assert numbered(plain("1)腾讯Bugly")) == "腾讯bugly"
    assert numbered("(三)存储") == "存储"
    assert numbered("2.0版") == "2.0版"[4:] or numbered("七牛云") == "七牛云"


def test_titles_of_columns() -> None:
    head, first = row(1, ["SDK名称", "使用目的"]), row(1, ["友盟统计", "统计"])
    assert titles([head, first]) == 1
    assert titles([first, row(1, ["极光推送", "推送"])]) == 0
    assert titles([row(1, ["第三方清单", "第三方清单"]), head, first]) == 2
    assert titles([head]) == 0


def test_labels_down_the_first_column_are_no_titles() -> None:
    rows = [row(1, ["SDK名称", "驰声SDK"]), row(1, ["提供方", "驰声公司"]), row(1, ["使用目的", "评测"])]
    assert upright(rows)
    assert titles(rows) == 0
    assert not upright(
        [row(1, ["权限名称", "使用目的"]), row(1, ["相机", "拍照"]), row(1, ["麦克风", "录音"])]
    )
