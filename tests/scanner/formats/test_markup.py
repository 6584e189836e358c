"""Tags of plain XML: no entities, no recursion, once through the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import markup


def test_tags_and_attributes() -> None:
    text = """<?xml version='1.0'?>
    <!DOCTYPE lolz [<!ENTITY a "b">]>
    <widget id="cn.example" version='1.0' xmlns:cdv="x>y">
      <!-- <access origin="https://hidden.example.cn"/> -->
      <feature name="Pay"><param name="android-package" value="a.b&amp;C"/></feature>
      <access origin = "*" />
    </widget>"""
    found = list(markup.tags(text.encode()))
    assert [(tag.name, dict(tag.attributes)) for tag in found] == [
        ("widget", {"id": "cn.example", "version": "1.0", "xmlns:cdv": "x>y"}),
        ("feature", {"name": "Pay"}),
        ("param", {"name": "android-package", "value": "a.b&C"}),
        ("access", {"origin": "*"}),
    ]
    assert text[found[0].offset :].startswith("<widget")


def test_an_open_comment_hides_the_rest() -> None:
    assert not list(markup.tags(b"<!-- <a/> <b/>"))


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<a ", b"<a b='", b"<", b'<a b="c', b"<a b='1' ", b"<a>", b'a="" ']
)
def test_hostile_text_takes_linear_time(piece: bytes) -> None:
    started = time.monotonic()
    found = sum(1 for _ in markup.tags(piece * (markup.LARGEST // len(piece))))
    assert found <= markup.TAGS
    assert time.monotonic() - started < 10


def test_what_is_too_much_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "TAGS", 3)
    assert len(list(markup.tags(b"<a/>" * 9))) == 3


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert all(tag.name for tag in markup.tags(data))
