"""The texts of a Unity game compiled with IL2CPP: string literals and names in global-metadata.dat.

Source: il2cpp/vm/GlobalMetadataFileInternals.h as public tools describe it. The first three tables (literals,
their text, names) have kept their places since version 16; since 35 a literal is only where it begins, and
since 38 a table is offset, size and number of rows instead of offset and size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MAGIC = 0xFAB11BAF
OLDEST = 16
_NO_LENGTHS, _TRIPLES = 35, 38
TEXTS = 1_000_000
"""At most this many literals, and as many names, are read."""
LONGEST = 4_096
"""Bytes given of one text."""


class BadMetadata(ValueError):
    """No IL2CPP metadata in plain form (an encrypted file has no such header), or a table outside of it."""


class _Table(NamedTuple):
    offset: int
    size: int


def version(data: bytes) -> int:
    """The metadata version. Raises BadMetadata."""
    if len(data) < 44 or struct.unpack_from("<I", data)[0] != MAGIC:
        raise BadMetadata("no IL2CPP header")
    found = int(struct.unpack_from("<I", data, 4)[0])
    if found < OLDEST:
        raise BadMetadata(f"metadata version {found} is older than {OLDEST}")
    return found


def literals(data: bytes) -> Iterator[tuple[int, str]]:
    """(byte offset, text) of every string literal of the game's code. Raises BadMetadata."""
    rows, texts, _names = _tables(data)
    ends = _with_ends(data, rows, texts.size) if version(data) >= _NO_LENGTHS else _with_lengths(data, rows)
    left = 2 * texts.size + LONGEST  # literals lie one behind the other, none twice
    for start, length in ends:
        if start + length > texts.size:
            continue
        left -= length
        if left < 0:
            raise BadMetadata("literals lie inside one another")
        first = texts.offset + start
        yield first, data[first : first + min(length, LONGEST)].decode("utf-8", "replace")


def _with_lengths(data: bytes, rows: _Table) -> Iterator[tuple[int, int]]:
    """Start and length of each literal."""
    last = rows.offset + min(rows.size // 8, TEXTS) * 8
    for at in range(rows.offset, last, 8):
        length, start = struct.unpack_from("<II", data, at)
        yield start, length


def _with_ends(data: bytes, rows: _Table, size: int) -> Iterator[tuple[int, int]]:
    """The same where a literal ends where the next one begins."""
    starts = struct.unpack_from(f"<{min(rows.size // 4, TEXTS)}I", data, rows.offset)
    for start, end in zip(starts, (*starts[1:], size), strict=True):
        if start <= end:
            yield start, end - start


def names(data: bytes) -> Iterator[str]:
    """Names of types, methods, namespaces and assemblies ("System", "Vendor.dll"). Raises BadMetadata."""
    at, size = _tables(data)[2]
    end = at + size
    for _ in range(TEXTS):
        if at >= end:
            return
        stop = data.find(b"\0", at, end)
        stop = end if stop < 0 else stop
        if stop > at:
            yield data[at : min(stop, at + LONGEST)].decode("utf-8", "replace")
        at = stop + 1


def _tables(data: bytes) -> tuple[_Table, _Table, _Table]:
    """Literals, their text, names."""
    step = 12 if version(data) >= _TRIPLES else 8
    found = [_Table(*struct.unpack_from("<II", data, 8 + step * number)) for number in range(3)]
    for table in found:
        if table.offset + table.size > len(data):
            raise BadMetadata("a table lies outside of the file")
    return found[0], found[1], found[2]
