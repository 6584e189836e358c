"""The string table of a Hermes bytecode bundle (React Native).

Source: facebook/hermes, include/hermes/BCGen/HBC/BytecodeFileFormat.h (header, function headers, small and
overflow string table entries) and BytecodeDataProvider.cpp (order of the sections, each aligned to four
bytes). The layout was held against bundles of genuine compilers: versions 62, 74, 76, 84, 96, 98 and 99.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = 0x1F1903C103BC1FC6
OLDEST, NEWEST = 62, 99
"""Bytecode versions read here (React Native 0.60 of 2019 and later). Of others the layout is not known."""
_SHORT_HEADERS = 98
"""From this version on a function header has 12 bytes instead of 16."""
_HEADER = 128
_OVERFLOWED = 0xFF
STRINGS = 1_000_000
"""At most this many strings are read."""
LONGEST = 4_096
"""Characters given of one string."""
_SHARED = 4
"""Strings may lie inside one another; all together they are at most this many times the storage."""


class BadHermes(ValueError):
    """Not a Hermes bundle, one of an unknown version, or one whose table of strings does not fit the file."""


def version(data: bytes) -> int:
    """The bytecode version. Raises BadHermes."""
    if len(data) < _HEADER or struct.unpack_from("<Q", data)[0] != MAGIC:
        raise BadHermes("no Hermes header")
    return int(struct.unpack_from("<I", data, 8)[0])


def strings(data: bytes) -> Iterator[tuple[int, str]]:
    """(byte offset, text) of every string of the bundle, in table order. Raises BadHermes."""
    number = version(data)
    if not OLDEST <= number <= NEWEST:
        raise BadHermes(f"bytecode version {number} is not one of {OLDEST} to {NEWEST}")
    # after magic, version, source hash, file length, global code: the counts
    functions, kinds, identifiers, count, overflow, storage = struct.unpack_from("<6I", data, 40)
    at = _HEADER
    header = 12 if number >= _SHORT_HEADERS else 16
    for many, size in ((functions, header), (kinds, 4), (identifiers, 4)):
        at = _aligned(at + many * size)
    large_at = _aligned(at + count * 4)
    storage_at = _aligned(large_at + overflow * 8)
    if storage_at + storage > len(data):
        raise BadHermes("the string table does not fit into the file")
    left = _SHARED * storage + LONGEST
    for row in range(min(count, STRINGS)):
        (entry,) = struct.unpack_from("<I", data, at + 4 * row)
        wide, offset, length = entry & 1, entry >> 1 & 0x7FFFFF, entry >> 24
        if length == _OVERFLOWED:
            if offset >= overflow:
                continue
            offset, length = struct.unpack_from("<II", data, large_at + 8 * offset)
        size = length << wide
        if offset + size > storage:
            continue
        left -= size
        if left < 0:
            raise BadHermes("strings lie inside one another too often")
        first = storage_at + offset
        raw = data[first : first + min(size, LONGEST << wide)]
        yield first, raw.decode("utf-16-le" if wide else "latin-1", "replace")
    if count > STRINGS:
        raise BadHermes(f"more than {STRINGS} strings")


def _aligned(at: int) -> int:
    return (at + 3) & ~3
