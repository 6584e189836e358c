from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import blocks
from scanner.formats.blocks import Block, bounded, full, row, tidy


def test_a_line_break_within_chinese_text_is_none() -> None:
    assert tidy("我们会收集\n  您的手机号 码\u3000和 IMEI\nMAC") == "我们会收集您的手机号 码 和 IMEI MAC"


def test_what_nobody_sees_is_taken_out() -> None:
    assert tidy("友\u200b盟\ufeff统\u202e计") == "友盟统计"


@given(st.text())
def test_a_tidy_line_is_one_line_and_stays_so(text: str) -> None:
    made = tidy(text)
    assert tidy(made) == made
    assert "\n" not in made


def test_a_row_says_the_text_of_a_wide_cell_once() -> None:
    made = row(1, ["友盟", "友盟", "", "统计"])
    assert made.text == "友盟 | 统计"
    assert made.cells == ("友盟", "友盟", "", "统计")


def test_there_is_an_end(monkeypatch: object) -> None:
    many = (Block("text", "x" * 1000) for _ in range(10**9))
    found = tuple(bounded(many))
    assert len(found) * 1000 <= blocks.CHARACTERS
    assert full(found)
    assert not full(found[:10])
