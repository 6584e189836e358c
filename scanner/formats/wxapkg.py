"""The index of a packed mini program (wxapkg), as public descriptions give it, big endian throughout:

0xBE, 4 bytes, size of the index, size of the data, 0xED; number of files, then for each the length of its
name, its name, its offset in the file, its size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 18
FILES = 20_000
"""At most this many files are listed."""
_LONGEST = 4_096


class BadBundle(ValueError):
    """Not a bundle in plain form, or one whose index does not fit."""


def files(data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """(name, (offset, size)) of each file. Raises BadBundle."""
    if len(data) < _HEADER or data[0] != 0xBE or data[13] != 0xED:
        raise BadBundle("no header of a plain bundle")
    (count,) = struct.unpack_from(">I", data, 14)
    at = _HEADER
    for _ in range(min(count, FILES)):
        length = int.from_bytes(data[at : at + 4], "big")
        last = at + 4 + length
        if length > _LONGEST or last + 8 > len(data):
            raise BadBundle("the index is cut off")
        offset, size = struct.unpack_from(">II", data, last)
        if offset + size <= len(data):
            yield data[at + 4 : last].decode("utf-8", "replace"), (offset, size)
        at = last + 8
