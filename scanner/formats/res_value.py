"""Res_value: the typed values of compiled XML and of resource tables.

Source: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h (Res_value) and
core/java/android/util/TypedValue.java (coerceToString).
"""

from __future__ import annotations

import struct

NULL = 0x00
REFERENCE = 0x01
ATTRIBUTE = 0x02
STRING = 0x03
FLOAT = 0x04
DIMENSION = 0x05
FRACTION = 0x06
DYNAMIC_REFERENCE = 0x07
DYNAMIC_ATTRIBUTE = 0x08
FIRST_INT = 0x10
INT_DEC = 0x10
INT_HEX = 0x11
INT_BOOLEAN = 0x12
FIRST_COLOR = 0x1C
LAST_COLOR = 0x1F
LAST_INT = 0x1F

_RADIX = (1 / (1 << 8), 1 / (1 << 15), 1 / (1 << 23), 1 / (1 << 31))
_DIMENSIONS = ("px", "dip", "sp", "pt", "in", "mm")
_FRACTIONS = ("%", "%p")


def is_int(kind: int) -> bool:
    """True for decimal, hexadecimal, boolean and colour values: Android reads any of them as a number."""
    return FIRST_INT <= kind <= LAST_INT


def signed(data: int) -> int:
    """The 32 bits as Java's int."""
    return data - (1 << 32) if data >= 1 << 31 else data


def coerce(kind: int, data: int) -> str | None:
    """The text Android makes of a value that is no string; None for an empty value and unknown types.

    A reference that is not resolved reads "@7f010000", an attribute of a theme "?7f010000".
    """
    if kind in (REFERENCE, DYNAMIC_REFERENCE):
        return f"@{data:08x}" if data else None  # @null
    if kind in (ATTRIBUTE, DYNAMIC_ATTRIBUTE):
        return f"?{data:08x}"
    if kind == FLOAT:
        return _float(struct.unpack("<f", struct.pack("<I", data))[0])
    if kind == DIMENSION:
        return _float(_complex(data)) + _unit(_DIMENSIONS, data)
    if kind == FRACTION:
        return _float(_complex(data) * 100) + _unit(_FRACTIONS, data)
    if kind == INT_HEX:
        return f"0x{data:x}"
    if kind == INT_BOOLEAN:
        return "true" if data else "false"
    if FIRST_COLOR <= kind <= LAST_COLOR:
        return f"#{data:x}"
    return str(signed(data)) if is_int(kind) else None


def _complex(data: int) -> float:
    return signed(data & 0xFFFFFF00) / 256 * _RADIX[data >> 4 & 3] * 256


def _unit(units: tuple[str, ...], data: int) -> str:
    number = data & 0xF
    return units[number] if number < len(units) else ""


def _float(number: float) -> str:
    text = f"{number:.7g}"
    return text + ".0" if text.lstrip("-").isdigit() else text
