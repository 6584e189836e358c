"""String pools: both encodings, lengths that lie, the quick way against the careful one."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.stringpool import BadPool, StringPool, decode8
from tests.apps.poolwriter import string_pool

TEXTS = ["", "a", "manifest", "课堂", "emoji \U0001f600", "x" * 127, "y" * 128, "z" * 0x7FFF, "é" * 200]


def _pool(data: bytes) -> StringPool:
    return StringPool(data, 0, len(data))


@pytest.mark.parametrize("utf8", [True, False])
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:3], ["only", "ascii"], ["课堂", "中文"], []])
def test_all_texts_as_written(texts: list[str], utf8: bool) -> None:
    pool = _pool(string_pool(texts, utf8, styles=2 if texts else 0))
    assert [pool.text(index) for index in range(len(texts))] == texts
    assert pool.texts() == texts
    assert pool.text(len(texts)) is None
    assert pool.text(-1) is None
    assert all(text in pool.all_text() for text in texts)


def test_a_long_text_of_utf16_has_two_length_units() -> None:
    text = "长" * 0x9000
    assert _pool(string_pool([text, "b"], utf8=False)).texts() == [text, "b"]


def test_lengths_that_aapt_cut_to_15_bits_are_completed() -> None:
    text = "x" * 0x8005
    assert _pool(string_pool([text, "b"])).text(0) == text


def test_a_text_of_utf8_ends_at_its_first_nul_and_of_utf16_does_not() -> None:
    for utf8, seen in ((True, "a"), (False, "a\0b")):
        pool = _pool(string_pool(["a\0b", "c"], utf8))
        assert pool.text(0) == seen
        assert pool.texts() == [seen, "c"]


@pytest.mark.parametrize("utf8", [True, False])
@pytest.mark.parametrize("offset", [0xFFFFFFFF, 0x7FFFFFFF, 1000, 11, 12])
def test_a_string_beyond_its_pool_is_none(offset: int, utf8: bool) -> None:
    data = bytearray(string_pool(["abcdefgh", "b"], utf8))
    struct.pack_into("<I", data, 28, offset)
    pool = _pool(bytes(data))
    assert pool.text(0) in (None, "", "b", "gh")
    assert pool.text(1) == "b"
    assert pool.texts()[1] == "b"


@pytest.mark.parametrize("utf8", [True, False])
def test_a_length_that_is_too_great_makes_no_string(utf8: bool) -> None:
    data = bytearray(string_pool(["abcdefgh", "b"], utf8))
    at = data.index(b"a") - 1 if utf8 else data.index(b"a\0") - 2
    for length in (0x7F, 9, 3) if utf8 else (0x7F00, 9, 3):
        struct.pack_into("<B" if utf8 else "<H", data, at, length)
        pool = _pool(bytes(data))
        assert pool.text(0) is None
        assert pool.texts() == ["", "b"]


def test_characters_above_the_first_plane_stand_in_either_form() -> None:
    text = "课\U0001f600!"
    pair = text.encode("utf-16-le").decode("utf-16-le")
    units = struct.unpack("<4H", pair.encode("utf-16-le"))
    surrogates = "".join(chr(unit) for unit in units).encode("utf-8", "surrogatepass")
    assert len(surrogates) == len(text.encode()) + 2
    assert decode8(surrogates) == decode8(text.encode()) == text
    assert decode8(b"a\xff\xfeb") == "a\ufffd\ufffdb"
    assert decode8("\ud83d".encode("utf-8", "surrogatepass")) == "\ufffd"
    lone = _pool(string_pool(["\ud83d!"], utf8=False))
    assert lone.text(0) == "\ufffd!"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\1\0\x1c\0",
        string_pool(["a"], count=0x40000000),
        string_pool(["a"], count=1000),
        string_pool(["a"]).replace(struct.pack("<II", 256, 32), struct.pack("<II", 256, 36)),
        string_pool(["a"])[:-1] + b"x",
        string_pool(["a"], utf8=False)[:-2] + b"xx",
    ],
)
def test_what_android_refuses(data: bytes) -> None:
    with pytest.raises(BadPool):
        _pool(data)


def test_overlapping_strings_are_no_bomb() -> None:
    """Each string is the rest of one long string, so the text grows with the square of the file."""
    data = bytearray(string_pool(["x" * 20] * 800, utf8=False))
    strings = 28 + 4 * 800
    for number in range(800):
        struct.pack_into("<I", data, 28 + 4 * number, 2 * number)
        struct.pack_into("<H", data, strings + 2 * number, 8000 - number)
    struct.pack_into("<H", data, strings + 2 * 8001, 0)
    pool = _pool(bytes(data))
    assert len(pool.text(0) or "") == 8000
    with pytest.raises(BadPool, match="overlap"):
        pool.texts()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=40), max_size=12), st.booleans())
def test_the_quick_way_is_the_careful_way(texts: list[str], utf8: bool) -> None:
    data = string_pool(texts, utf8)
    pool, fresh = _pool(data), _pool(data)
    assert pool.texts() == [fresh.text(index) for index in range(len(texts))]
