"""Typed values as Android makes a text of them."""

from __future__ import annotations

import struct

import pytest

from scanner.formats import res_value
from scanner.formats.res_value import coerce


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (res_value.NULL, 0, None),
        (res_value.REFERENCE, 0x7F010002, "@7f010002"),
        (res_value.REFERENCE, 0, None),
        (res_value.DYNAMIC_REFERENCE, 0x02010002, "@02010002"),
        (res_value.ATTRIBUTE, 0x01010001, "?01010001"),
        (res_value.STRING, 3, None),
        (res_value.INT_DEC, 0xFFFFFFFF, "-1"),
        (res_value.INT_DEC, 42, "42"),
        (res_value.INT_HEX, 0x1F, "0x1f"),
        (res_value.INT_BOOLEAN, 0xFFFFFFFF, "true"),
        (res_value.INT_BOOLEAN, 0, "false"),
        (res_value.FIRST_COLOR, 0xFF00FF00, "#ff00ff00"),
        (res_value.FLOAT, struct.unpack("<I", struct.pack("<f", 1.5))[0], "1.5"),
        (res_value.FLOAT, struct.unpack("<I", struct.pack("<f", 2.0))[0], "2.0"),
        (res_value.DIMENSION, 16 << 8 | 1, "16.0dip"),  # 16dp as aapt writes it
        (res_value.DIMENSION, 0x00000F0F, "15.0"),  # a unit that does not exist
        (res_value.FRACTION, 0x40000030, "50.0%"),
        (0x55, 1, None),
    ],
)
def test_text_of_a_value(kind: int, data: int, text: str | None) -> None:
    assert coerce(kind, data) == text


def test_numbers() -> None:
    assert [kind for kind in range(0x30) if res_value.is_int(kind)] == list(range(0x10, 0x20))
    assert (res_value.signed(0x80000000), res_value.signed(0x7FFFFFFF)) == (-(1 << 31), (1 << 31) - 1)
