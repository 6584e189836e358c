from __future__ import annotations

import contextlib

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats.messagepack import BadPack, is_pack, values


def test_values_with_their_paths() -> None:
    data = msgpack.packb({"a": [1, "x", b"\x00"], "b": {"c": 38.5}})
    found = set(values(data))
    assert {("a[]", "1"), ("a[]", "x"), ("a[]", b"\x00"), ("b.c", "38.5000000")} <= found


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"plain text", b"\x92\x01", msgpack.packb([1]) + b"x", b"\x81\xc0"]
)
def test_what_is_none(data: bytes) -> None:
    assert not is_pack(data)
    with pytest.raises(BadPack):
        values(data)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with contextlib.suppress(BadPack):
        list(values(data))
