from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.visible import visible, visible_json


def test_plain_texts_stay_as_they_are() -> None:
    assert visible("com.example.Foo$Bar 示例·应用") == "com.example.Foo$Bar 示例·应用"


def test_what_does_not_print_is_written_out() -> None:
    assert visible("a\0b") == "a\\u{0}b"
    assert visible("\u202egnp.exe") == "\\u{202e}gnp.exe"
    assert visible("\ud800") == "\\u{d800}"


def test_long_texts_end_in_their_hash() -> None:
    one, two = visible("x" * 10_000), visible("x" * 10_001)
    assert len(one) <= 512
    assert one.startswith("xxx")
    assert one != two


@given(st.text(max_size=700))
def test_the_answer_is_bounded_and_printable(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert len(shown) <= 512
    shown.encode("utf-8")


def test_keys_and_items_of_json_are_made_visible() -> None:
    assert visible_json({"a\n": ["b\0", 1, None, True]}) == {"a\\u{a}": ["b\\u{0}", 1, None, True]}
