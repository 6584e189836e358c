"""Protocol Buffers without a schema, field by field (protobuf.dev/programming-guides/encoding)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

FIELDS = 20_000
"""At most so many fields of one message are read."""


class BadMessage(ValueError):
    """Not a message."""


class Field(NamedTuple):
    """One field. Numbers come as every value their bits can mean."""

    number: int
    numbers: tuple[str, ...]  # as decimal texts
    start: int  # of the content
    end: int


def fields(data: bytes, start: int = 0, end: int = -1) -> Iterator[Field]:
    """The fields of a message that fills data[start:end]. Raises BadMessage, also after some fields."""
    end = len(data) if end < 0 else end
    at, count = start, 0
    while at < end:
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        count += 1
        if not 0 < number < 1 << 29 or count > FIELDS:
            raise BadMessage
        if wire == 0:
            value, after = _varint(data, at, end)
            signed = value - (1 << 64) if value >= 1 << 63 else value
            yield Field(number, (str(value), str(signed), str((value >> 1) ^ -(value & 1))), at, after)
            at = after
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            if at + size > end:
                raise BadMessage
            yield Field(number, _fixed(data, at, wire == 1), at, at + size)
            at += size
        elif wire == 2:
            size, at = _varint(data, at, end)
            if at + size > end:
                raise BadMessage
            yield Field(number, (), at, at + size)
            at += size
        else:  # groups are long out of use; anything else is none
            raise BadMessage


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, at
        shift += 7
    raise BadMessage


def _fixed(data: bytes, at: int, long: bool) -> tuple[str, ...]:
    whole, real = (
        struct.unpack_from("<q" if long else "<i", data, at),
        struct.unpack_from("<d" if long else "<f", data, at),
    )
    return (
        (str(whole[0]), f"{real[0]:.7f}") if abs(real[0]) < 1e4 and real[0] == real[0] else (str(whole[0]),)
    )
