"""Strings of a DEX file: where they end, and what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import dex_strings
from scanner.formats.dex_strings import mutf8, spans, texts
from tests.apps.dexpools import mutf8 as written


def found(buf: bytes, offsets: list[int]) -> tuple[list[bytes], dict[str, int]]:
    start, end, faults = spans(buf, np.frombuffer(buf, np.uint8), np.array(offsets, np.int64))
    return [buf[i:j] for i, j in zip(start.tolist(), end.tolist(), strict=True)], faults


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=5), max_size=10), st.randoms(), st.sampled_from([4, 1 << 20]))
def test_read_back(items: list[str], random: st.Random, block: int) -> None:
    buf, offsets = b"", {}
    for row in random.sample(range(len(items)), len(items)):
        offsets[row] = len(buf)
        buf += bytes([len(items[row].encode("utf-16-le")) // 2]) + written(items[row]) + b"\0"
    kept, dex_strings._BLOCK = dex_strings._BLOCK, block
    try:
        strings, faults = found(buf + b"\0", [offsets[row] for row in range(len(items))])
    finally:
        dex_strings._BLOCK = kept
    assert [mutf8(text) for text in strings] == items == texts(strings)
    assert not faults


@pytest.mark.parametrize(
    ("buf", "expected"),
    [
        (b"\x02ab\0", b"ab"),
        (b"\x7fab\0cd", b"ab"),  # claims more than there is
        (b"\x04ab\0d\0", b"ab"),  # claims to go on behind its NUL
        (b"\x01ab\0", b"ab"),
        (b"\x82\x00ab\0", b"ab"),  # a length in more bytes than it needs
        (b"\x02ab", b"ab"),  # ends with the file
        (b"\x00\0", b""),
        (b"\x80", b""),
    ],
)
def test_forged_lengths(buf: bytes, expected: bytes) -> None:
    assert found(buf, [0])[0] == [expected]


def test_outside_and_overlapping() -> None:
    strings, faults = found(b"\x03abc\0", [0, 5, 0xFFFFFFFF])
    assert strings == [b"abc", b"", b""]
    assert faults == {"strings outside the file": 2}
    buf = b"\x03" + b"x" * 1000 + b"\0"
    strings, faults = found(buf, list(range(1000)))
    assert faults == {"strings inside one another": 1}
    assert max(map(len, strings)) == 128


def test_text() -> None:
    assert mutf8(b"a\xc0\x80\xed\xa0\x81\xed\xb0\x80") == "a\0\U00010400"
    assert mutf8(b"\xed\xa0\x81") == "\ud801"
    assert mutf8(b"\xff\xfea") == "��a"
    assert texts([b"a", b"\xe5\xad\xa6", b"c\0d"]) == ["a", "学", "c\0d"]
    assert texts([]) == []
