"""Reads the entries of a zip archive: its directory, held against the local headers, as Android does.

Source: PKWARE APPNOTE 6.3.10, section 4.3.12; system/libziparchive zip_archive.cc, ParseZipArchive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scanner.formats import zip_spans
from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_end import Buffer, Directory
from scanner.formats.zip_entry import (
    CENTRAL,
    DEFLATED,
    DESCRIPTOR_FLAG,
    ENCRYPTED,
    LARGE_EXTRA,
    STORED,
    WIDE,
    Entry,
    Fields,
    examine,
)
from scanner.formats.zip_names import LONGEST_NAME, decode, harmless, note_oddities
from scanner.formats.zip_tricks import TrickBook

_EMPTY = bytes(12)


class Listing(NamedTuple):
    """What a directory lists."""

    entries: tuple[Entry, ...]  # as Android sees them, in the directory's order
    hidden: tuple[Entry, ...]  # later ones of a name, and what comes after the stated number


class TooMany(ValueError):
    """More entries than the limit."""


class LongName(ValueError):
    """A name longer than the limit; the message is the name's length in bytes."""


def read(data: Buffer, where: Directory, most: int, longest: int, book: TrickBook) -> Listing:
    """The entries. `most`: of them; `longest`: bytes of a name. Raises TooMany, LongName, nothing else."""
    entries: dict[bytes, Entry] = {}
    hidden: list[Entry] = []
    texts: list[str] = []
    for number, (raw, pos, fields) in enumerate(_records(data, where, most, book)):
        if len(raw) > longest:
            raise LongName(str(len(raw)))
        text, is_utf8 = (raw.decode("ascii"), True) if raw.isascii() else decode(raw)
        shown = text if text.isprintable() and len(text) <= LONGEST_NAME else harmless(text)
        if not is_utf8:
            book.add(tricks.NAME_NOT_UTF8, shown)
        entry = _plain(data, where, raw, shown, pos, fields)
        if entry is None:
            after_name = pos + CENTRAL.size + len(raw)
            extra = bytes(data[after_name : min(after_name + fields[7], where.limit)])
            entry = examine(data, where, raw, shown, fields, extra, book)
        if number >= where.count:
            hidden.append(entry)
        elif raw in entries:
            book.add(tricks.DUPLICATE_NAME, shown, f"headers at {entries[raw].offset} and {entry.offset}")
            hidden.append(entry)
        else:
            entries[raw] = entry
            texts.append(text)
    listed = tuple(entries.values())
    note_oddities([entry.name for entry in listed], texts, book)
    zip_spans.note(data, where, (*listed, *hidden), book)
    return Listing(listed, tuple(hidden))


def _records(
    data: Buffer, where: Directory, most: int, book: TrickBook
) -> Iterator[tuple[bytes, int, Fields]]:
    """Name, place and fields of every record up to the end record, also beyond the stated number."""
    pos, found, listed_until, last = where.start, 0, where.start, where.limit - CENTRAL.size
    unpack = CENTRAL.unpack_from
    while pos <= last:
        fields = unpack(data, pos)
        after_name = pos + 46 + fields[6]
        if fields[0] != b"PK\1\2" or after_name > where.limit:
            break
        found += 1
        if found > most:
            raise TooMany
        yield bytes(data[pos + 46 : after_name]), pos, fields
        pos = after_name + fields[7] + fields[8]
        if found <= where.count:
            listed_until = pos
    if found != where.count:
        book.add(tricks.ENTRY_COUNT, note=f"{where.count} stated, {found} present")
    if listed_until != where.start + where.size or pos != where.limit:
        note = f"ends at {listed_until}, stated {where.start + where.size}, end record at {where.limit}"
        book.add(tricks.DIRECTORY_SIZE, note=note)


def _plain(data: Buffer, where: Directory, raw: bytes, shown: str, pos: int, fields: Fields) -> Entry | None:
    """The entry if nothing at all is odd about its headers, as with nearly all of them; else None.

    Directory and local header have the fields from flags to the name's length in the same order.
    """
    _, flags, method, crc, packed, size, _, _, _, offset = fields
    offset += where.shift
    if (
        (method != DEFLATED and (method != STORED or packed != size))
        or packed == WIDE
        or size == WIDE
        or offset < 0
    ):
        return None
    after_name = offset + 30 + len(raw)
    head = bytes(data[offset:after_name])
    stated = bytes(data[pos + 8 : pos + 30])
    if head[:4] != b"PK\3\4" or head[30:] != raw or flags & ENCRYPTED:
        return None
    extra = head[28] | head[29] << 8
    begin = after_name + extra
    until = begin + packed
    if until > where.start or extra > LARGE_EXTRA:
        return None
    if flags & DESCRIPTOR_FLAG:
        if bytes(data[until : until + 16]) != b"PK\7\x08" + stated[8:20]:
            return None
        if head[14:28] != _EMPTY + stated[20:] or head[6:14] != stated[:8]:
            return None
    elif head[6:28] != stated:
        return None
    is_dir = size == 0 and raw.endswith(b"/")
    return tuple.__new__(Entry, (shown, raw, method, flags, packed, size, crc, offset, begin, is_dir, ""))
