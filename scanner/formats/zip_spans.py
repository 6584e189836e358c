"""What lies where in a zip archive: entries that share bytes, and bytes that belong to no entry."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_end import Buffer, Directory
from scanner.formats.zip_entry import LOCAL, STORED, Entry
from scanner.formats.zip_names import decode, harmless
from scanner.formats.zip_tricks import TrickBook

_DESCRIPTOR = 24
"""Largest data descriptor; bytes."""
_SMALL = 64
"""Fewer bytes than this are taken for padding; so are zeros and headers without a name (zipflinger)."""
_LOOKED_AT = 1 << 20
_SIGNING = b"APK Sig Block 42"


def note(data: Buffer, where: Directory, entries: Sequence[Entry], book: TrickBook) -> None:
    """Notes overlaps, gaps that hold something, and what stands before the first entry."""
    spans = [
        (
            entry.offset,
            entry.data_offset + max(entry.packed, entry.size * (entry.method == STORED)),
            entry.name,
        )
        for entry in entries
        if entry.data_offset >= 0
    ]
    if not spans:
        return
    if not _in_order(spans):
        spans.sort()
        _note_each(data, spans, book)
    first, until = spans[0][0], max(end for _, end, _ in spans)
    if first and bytes(data[:4]) != b"PK\3\4":
        book.add(tricks.PREFIX_DATA, note=f"{first} bytes, beginning {bytes(data[:8]).hex()}")
    elif first:
        _note_gap(data, 0, first, book)
    _note_gap(data, until, _before_signing_block(data, where.start), book)


def _before_signing_block(data: Buffer, directory: int) -> int:
    """Where the APK signing block before the directory begins; the directory's own place if there is none."""
    if directory < 32 or bytes(data[directory - 16 : directory]) != _SIGNING:
        return directory
    size = int.from_bytes(data[directory - 24 : directory - 16], "little") + 8
    return directory - size if size <= directory else directory


def _in_order(spans: Sequence[tuple[int, int, str]]) -> bool:
    """Whether one stands right behind the other, as nearly always."""
    until = spans[0][0]
    for offset, end, _ in spans:
        if not until <= offset <= until + _DESCRIPTOR:
            return False
        until = end
    return True


def _note_each(data: Buffer, spans: Sequence[tuple[int, int, str]], book: TrickBook) -> None:
    until = spans[0][0]
    for offset, end, name in spans:
        if offset < until:
            book.add(tricks.OVERLAP, name, f"header at {offset}, other content until {until}")
        elif offset > until + _DESCRIPTOR:
            _note_gap(data, until, offset, book)
        until = max(until, end)


def _note_gap(data: Buffer, start: int, end: int, book: TrickBook) -> None:
    """Notes what lies there, if anything: a header with a name, or bytes that are no padding."""
    head = bytes(data[start : min(end, start + 64)])
    at = head.find(b"PK\3\4", 0, _DESCRIPTOR + 4)
    if at >= 0 and start + at + LOCAL.size <= end:
        names = LOCAL.unpack_from(data, start + at)[6]
        begin = start + at + LOCAL.size
        if names:
            name = harmless(decode(bytes(data[begin : min(begin + names, end, begin + 512)]))[0])
            book.add(tricks.UNLISTED_ENTRY, name, f"header at {start + at}")
        return
    start += _DESCRIPTOR
    if end - start >= _SMALL and bytes(data[start : min(end, start + _LOOKED_AT)]).strip(b"\0"):
        book.add(tricks.UNLISTED_DATA, note=f"{end - start} bytes at {start}")
