from __future__ import annotations

import contextlib
import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats.unpack import Unpacked, packed_as, unpack

TEXT = b"homework " * 400
BARE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(TEXT),
    "zlib": zlib.compress(TEXT),
    "deflate": BARE.compress(TEXT) + BARE.flush(),
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
}


@pytest.mark.parametrize("coding", PACKED)
def test_each_coding(coding: str) -> None:
    assert unpack(PACKED[coding], coding, 1 << 20) == TEXT


@pytest.mark.parametrize("coding", PACKED)
def test_cut_off_gives_what_came(coding: str) -> None:
    with contextlib.suppress(Unpacked):
        assert TEXT.startswith(unpack(PACKED[coding][:-6], coding, 1 << 20))


@pytest.mark.parametrize("coding", PACKED)
def test_bombs(coding: str) -> None:
    packers = {
        "gzip": gzip.compress,
        "zlib": zlib.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.compress,
    }
    with pytest.raises(Unpacked, match="too-much"):
        unpack(packers[coding](bytes(8 << 20)), coding, 64 << 20)
    with pytest.raises(Unpacked, match="too-much"):
        unpack(PACKED[coding], coding, 100)


def test_told_by_their_first_bytes() -> None:
    assert {coding: packed_as(PACKED[coding]) for coding in ("gzip", "zlib", "zstd")} == {
        "gzip": "gzip",
        "zlib": "zlib",
        "zstd": "zstd",
    }
    assert packed_as(b"x=1&y=2") == ""


@given(st.binary(max_size=200), st.sampled_from([*PACKED, "compress", ""]))
def test_any_bytes(data: bytes, coding: str) -> None:
    with contextlib.suppress(Unpacked):
        unpack(data, coding, 1 << 16)
