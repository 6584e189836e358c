"""The string table of a Hermes bytecode bundle (React Native).

Source: facebook/hermes, include/hermes/BCGen/HBC/BytecodeFileFormat.h (header, small and overflow string
table entries) and BytecodeDataProvider.cpp (order of the sections, each aligned to four bytes).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

MAGIC = 0x1F1903C103BC1FC6
OLDEST = 59
"""First bytecode version with string kinds, the layout read here (React Native 0.60, 2019)."""
_HEADER = 128
_FUNCTION_HEADER = 16
_OVERFLOWED = 0xFF
STRINGS = 2_000_000
"""At most this many strings are read."""


class BadHermes(ValueError):
    """Not a Hermes bundle, or one whose table of strings does not fit into the file."""


def version(data: bytes) -> int:
    """The bytecode version. Raises BadHermes."""
    if len(data) < _HEADER or struct.unpack_from("<Q", data)[0] != MAGIC:
        raise BadHermes("no Hermes header")
    return int(struct.unpack_from("<I", data, 8)[0])


def strings(data: bytes) -> Iterator[str]:
    """Every string of the bundle, in table order. Raises BadHermes."""
    if version(data) < OLDEST:
        raise BadHermes(f"bytecode version {version(data)} is older than {OLDEST}")
    # after magic, version, source hash: file length, global code, then the counts
    functions, kinds, identifiers, count, overflow, storage = struct.unpack_from("<6I", data, 40)
    at = _HEADER
    for number, size in ((functions, _FUNCTION_HEADER), (kinds, 4), (identifiers, 4)):
        at = _aligned(at + number * size)
    small_at = at
    large_at = _aligned(small_at + count * 4)
    storage_at = _aligned(large_at + overflow * 8)
    if storage_at + storage > len(data) or count > STRINGS:
        raise BadHermes("the string table does not fit into the file")
    small = np.frombuffer(data, "<u4", count, small_at)
    large = np.frombuffer(data, "<u4", overflow * 2, large_at).reshape(-1, 2)
    wide = (small & 1).tolist()
    offsets = ((small >> 1) & 0x7FFFFF).tolist()
    lengths = (small >> 24).tolist()
    places = large.tolist()
    for is_wide, offset, length in zip(wide, offsets, lengths, strict=True):
        if length == _OVERFLOWED:
            if offset >= len(places):
                continue
            offset, length = places[offset]
        size = length * 2 if is_wide else length
        if offset + size > storage:
            continue
        raw = data[storage_at + offset : storage_at + offset + size]
        yield raw.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _aligned(at: int) -> int:
    return (at + 3) & ~3
