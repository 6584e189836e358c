"""Finds the end of a zip archive and from there its directory, as Android does.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.14-4.3.16; system/libziparchive zip_archive.cc,
FindCentralDirectoryInfo: the last signature in the last 65,557 bytes is the end record, its comment must end
with the file, offsets count from the file's start. What Android would refuse but can still be read (an app
for iOS, a download with bytes at its end) is read and noted as a trick.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_tricks import TrickBook

Buffer = bytes | mmap | memoryview

END = struct.Struct("<4s4H2LH")  # signature, disk, its disk, count here, count, size, offset, comment length
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = b"PK\1\2"
_CANDIDATES = 64
"""At most this many end signatures are tried; a comment may be full of them."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory lies. Offsets are in the file."""

    start: int
    size: int  # as stated
    count: int  # as stated
    shift: int  # what must be added to the offsets of entries
    end: int  # of the end record (the 32-bit one)
    limit: int  # where the directory must end at the latest: the (64-bit) end record
    comment: bytes


def find(data: Buffer, book: TrickBook) -> Directory | None:
    """The archive's directory; None if there is none. Never raises."""
    candidates = list(_candidates(data))
    for exact in (True, False):
        for number, at in enumerate(candidates):
            reaches_end = at + END.size + _comment_length(data, at) == len(data)
            found = _directory(data, at) if reaches_end is exact else None
            if found is not None:
                _note(data, found, number, exact, book)
                return found
    return None


def _candidates(data: Buffer) -> Iterator[int]:
    """Offsets of end signatures, the last one first."""
    lowest = max(len(data) - END.size - 0xFFFF, 0)
    tail = bytes(data[lowest:])
    at = len(tail)
    for _ in range(_CANDIDATES):
        at = tail.rfind(b"PK\5\6", 0, at + 3)
        if at < 0:
            return
        if len(tail) - at >= END.size:
            yield lowest + at


def _comment_length(data: Buffer, at: int) -> int:
    return int.from_bytes(data[at + 20 : at + 22], "little")


def _directory(data: Buffer, at: int) -> Directory | None:
    _, _, _, here, count, size, offset, _ = END.unpack_from(data, at)
    limit = at
    wide = _wide(data, at) if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset) else None
    if wide is not None:
        limit, count, size, offset = wide
    comment = bytes(data[at + END.size : at + END.size + _comment_length(data, at)])
    if count == 0 and size == 0:
        return Directory(min(offset, limit), 0, 0, 0, at, limit, comment)
    for start in (offset, limit - size):
        if 0 <= start < limit and bytes(data[start : start + 4]) == _ENTRY:
            return Directory(start, size, count, start - offset, at, limit, comment)
    return None


def _wide(data: Buffer, end: int) -> tuple[int, int, int, int] | None:
    """Offset of the 64-bit end record and its count, size and offset of the directory."""
    at = end - _LOCATOR.size
    if at < _END64.size:
        return None
    signature, _, offset, _ = _LOCATOR.unpack_from(data, at)
    if signature != b"PK\6\7":
        return None
    for place in (offset, at - _END64.size):
        if place <= at - _END64.size and bytes(data[place : place + 4]) == b"PK\6\6":
            *_, count, size, start = _END64.unpack_from(data, place)
            return place, count, size, start
    return None


def _note(data: Buffer, found: Directory, number: int, exact: bool, book: TrickBook) -> None:
    end = found.end
    if number:
        book.add(tricks.SEVERAL_ENDS, note=f"end record at {end}, {number} more signatures behind it")
    if not exact:
        rest = len(data) - end - END.size - _comment_length(data, end)
        book.add(tricks.TRAILING_DATA, note=f"{rest} bytes" if rest > 0 else f"comment lacks {-rest} bytes")
    if found.shift:
        book.add(tricks.SHIFTED_OFFSETS, note=f"by {found.shift}")
    if found.limit != end:
        book.add(tricks.ZIP64, note=f"end record at {found.limit}")
    _, disk, first, here, count, _, _, _ = END.unpack_from(data, end)
    if found.limit == end and (disk or first or here != count):
        book.add(
            tricks.DISK_FIELDS, note=f"disk {disk}, directory on disk {first}, {here} of {count} entries"
        )
