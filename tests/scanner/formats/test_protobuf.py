from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats.protobuf import BadMessage, fields


def test_every_wire_type() -> None:
    data = (
        b"\x08\x96\x01"
        + b"\x12\x03abc"
        + b"\x19"
        + struct.pack("<d", 38.5)
        + b"\x25"
        + struct.pack("<f", 2.0)
    )
    found = list(fields(data))
    assert [field.number for field in found] == [1, 2, 3, 4]
    assert found[0].numbers == ("150", "150", "75")
    assert data[found[1].start : found[1].end] == b"abc"
    assert "38.5000000" in found[2].numbers
    assert "2.0000000" in found[3].numbers


@pytest.mark.parametrize("data", [b"\x08", b"\x12\x05ab", b"\x0b", b"\x00\x01", b"\x19abc", b"\xff" * 11])
def test_malformed(data: bytes) -> None:
    with pytest.raises(BadMessage):
        list(fields(data))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        for field in fields(data):
            assert 0 <= field.start <= field.end <= len(data)
    except BadMessage:
        pass
