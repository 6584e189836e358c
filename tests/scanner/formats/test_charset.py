from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats.charset import decoded

TEXT = "我们会收集您的个人信息,详见隐私政策。" * 5
OLD = "我們會蒐集您的個人資訊,詳見隱私權政策的說明。" * 5


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_is_not_stated_is_told(name: str) -> None:
    found = decoded(f"<p>{TEXT}</p> abcdefgh ijkl".encode(name))
    assert TEXT in found.text
    assert found.bad == 0


def test_big5_is_told_from_gb18030() -> None:
    assert decoded(OLD.encode("big5")).text == OLD
    assert decoded(OLD.encode("big5"), ["big5"]).encoding == "big5"


def test_what_a_page_says_of_itself_counts_only_if_it_holds() -> None:
    page = f'<meta charset="gb2312"><p>{TEXT}</p>'
    assert TEXT in decoded(page.encode("utf-8")).text
    assert TEXT in decoded(page.encode("gb18030"), ["utf-8"]).text
    assert TEXT in decoded(page.encode("gb18030"), ["no such encoding"]).text


def test_a_character_cut_off_at_the_end_is_let_pass() -> None:
    assert decoded(TEXT.encode()[:-1]).bad == 1


def test_bytes_that_are_no_text_are_counted() -> None:
    assert decoded(bytes(range(128, 256)) * 40).bad > 0


@given(st.binary(max_size=300), st.lists(st.text(max_size=8), max_size=2))
def test_anything_is_survived(data: bytes, stated: list[str]) -> None:
    found = decoded(data, stated)
    assert found.bad >= 0
