"""Numbers of variable length (LEB128), as DWARF defined them and Mach-O's link-edit data uses them."""

from __future__ import annotations


class BadUleb(ValueError):
    """A number that does not end, or is larger than 64 bits."""


def read(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The unsigned number at `at` and the offset behind it. Raises BadUleb."""
    if at < end and data[at] < 0x80:
        return data[at], at + 1
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value >> 64:
                break
            return value, at
        shift += 7
    raise BadUleb(f"number before {at}")


def skip(data: bytes, at: int, end: int) -> int:
    """The offset behind the number, signed or not, at `at`. Raises BadUleb."""
    for here in range(at, min(at + 10, end)):
        if data[here] < 0x80:
            return here + 1
    raise BadUleb(f"number at {at}")
