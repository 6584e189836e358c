"""Reads the entries of a zip archive: its directory, held against the local headers, as Android does.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.9, 4.3.12 and 4.5.3; system/libziparchive zip_archive.cc,
ParseZipArchive and FindEntry: all fields are the directory's; of the local header only the lengths of name
and extra field are used, to find where the content begins.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_end import Buffer, Directory
from scanner.formats.zip_names import decode, harmless, note_oddities
from scanner.formats.zip_tricks import TrickBook

STORED, DEFLATED = 0, 8
_WIDE = 0xFFFFFFFF
_DESCRIPTOR_FLAG = 0x8
_ENCRYPTED = 0x2041  # encryption, strong encryption, masked headers
# signature, flags, method, crc, packed, size, then lengths of name, extra, comment, and the header's offset
_CENTRAL = struct.Struct("<4s4x2H4x3L3H8xL")
_LOCAL = struct.Struct("<4s2x2H4x3L2H")
_EXTRA = 256
"""More than this in a local extra field is no time stamp; alignment fills it with zeros. Bytes."""


class Entry(NamedTuple):
    """One entry. A named tuple, because packages have tens of thousands of them."""

    name: str  # control, invisible and direction characters and lone surrogates written as \u{…}
    raw_name: bytes
    method: int  # as Android treats it: STORED or DEFLATED
    flags: int  # the directory's
    packed: int  # bytes in the file, as stated
    size: int  # bytes unpacked, as stated
    crc: int
    offset: int  # of the local header in the file
    data_offset: int  # of the content in the file; -1 if there is none
    is_dir: bool  # named like a directory, and empty
    fault: str = ""  # why it cannot be read: "no-local-header", "out-of-range"


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
        shown = text if text.isprintable() else harmless(text)
        if not is_utf8:
            book.add(tricks.NAME_NOT_UTF8, shown)
        entry = _plain(data, where, raw, shown, pos, fields) or _entry(data, where, raw, shown, fields, book)
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
    _note_spans(data, where, [*listed, *hidden], book)
    return Listing(listed, tuple(hidden))


Fields = tuple[int, int, int, int, int, int, bytes]
"""Flags, method, crc, packed, size, offset and extra field of the directory."""


def _records(
    data: Buffer, where: Directory, most: int, book: TrickBook
) -> Iterator[tuple[bytes, int, Fields]]:
    """Name, place and fields of every record up to the end record, also beyond the stated number."""
    pos, found, listed_until, last = where.start, 0, where.start, where.limit - _CENTRAL.size
    unpack = _CENTRAL.unpack_from
    while pos <= last:
        signature, flags, method, crc, packed, size, names, extras, comments, offset = unpack(data, pos)
        after_name = pos + 46 + names
        if signature != b"PK\1\2" or after_name > where.limit:
            break
        found += 1
        if found > most:
            raise TooMany
        extra = bytes(data[after_name : min(after_name + extras, where.limit)]) if extras else b""
        raw = bytes(data[pos + 46 : after_name])
        yield raw, pos, (flags, method, crc, packed, size, offset, extra)
        pos = after_name + extras + comments
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
    flags, method, crc, packed, size, offset, _ = fields
    if method not in (STORED, DEFLATED) or flags & _ENCRYPTED or (method == STORED and packed != size):
        return None
    offset += where.shift
    head = bytes(data[offset : offset + 30 + len(raw)])
    begin = offset + len(head) + int.from_bytes(head[28:30], "little")
    until = begin + packed
    if (
        head[:4] != b"PK\3\4"
        or head[30:] != raw
        or begin - offset - len(head) > _EXTRA
        or until > where.start
    ):
        return None
    stated = bytes(data[pos + 8 : pos + 30])
    if head[6:28] != stated:
        empty = stated[:8] + bytes(12) + stated[20:]
        if not flags & _DESCRIPTOR_FLAG or head[6:28] != empty:
            return None
    if flags & _DESCRIPTOR_FLAG and bytes(data[until : until + 16]) != b"PK\7\x08" + stated[8:20]:
        return None
    is_dir = size == 0 and raw.endswith(b"/")
    return _new(Entry, (shown, raw, method, flags, packed, size, crc, offset, begin, is_dir, ""))


_new = tuple.__new__


def _entry(data: Buffer, where: Directory, raw: bytes, shown: str, fields: Fields, book: TrickBook) -> Entry:
    """The entry, with all that is odd about its headers noted."""
    flags, method, crc, packed, size, offset, extra = fields
    if packed == _WIDE or size == _WIDE or offset == _WIDE:
        size, packed, offset = _wide(extra, size, packed, offset)
    offset += where.shift
    if flags & _ENCRYPTED:
        book.add(tricks.ENCRYPTED_FLAG, shown, f"flags 0x{flags:04x}")
    android = method
    if method not in (STORED, DEFLATED):
        book.add(tricks.UNKNOWN_METHOD, shown, f"method {method}")
        android = STORED
    if android == STORED and packed != size:
        book.add(tricks.STORED_SIZE, shown, f"packed {packed}, unpacked {size}")
    is_dir = size == 0 and raw.endswith(b"/")
    if not 0 <= offset <= len(data) - _LOCAL.size or bytes(data[offset : offset + 4]) != b"PK\3\4":
        book.add(tricks.LOCAL_HEADER_MISSING, shown, f"at {offset}")
        return Entry(shown, raw, android, flags, packed, size, crc, offset, -1, is_dir, "no-local-header")
    local = _LOCAL.unpack_from(data, offset)
    after_name = offset + _LOCAL.size + local[6]
    local_name = bytes(data[offset + _LOCAL.size : after_name])
    if local_name != raw:
        book.add(tricks.LOCAL_NAME, shown, harmless(decode(local_name[:512])[0]))
    local_extra = bytes(data[after_name : after_name + local[7]])
    data_offset = after_name + local[7]
    _note_local(shown, (flags, method, crc, packed, size), local, local_extra, book)
    if local[1] & _DESCRIPTOR_FLAG:
        _note_descriptor(data, shown, (crc, packed, size), data_offset + packed, book)
    until = data_offset + (packed if android == DEFLATED else max(packed, size))
    fault = ""
    if until > where.start:
        book.add(tricks.OUT_OF_RANGE, shown, f"{data_offset} to {until}, directory at {where.start}")
        fault = "out-of-range" if until > len(data) else ""
    return Entry(shown, raw, android, flags, packed, size, crc, offset, data_offset, is_dir, fault)


def _note_local(
    shown: str,
    stated: tuple[int, int, int, int, int],
    local: tuple[bytes, int, int, int, int, int, int, int],
    extra: bytes,
    book: TrickBook,
) -> None:
    """Notes what the local header says differently from the directory."""
    flags, method, crc, packed, size = stated
    _, local_flags, local_method, local_crc, local_packed, local_size, _, _ = local
    if local_packed == _WIDE or local_size == _WIDE:
        local_size, local_packed, _ = _wide(extra, local_size, local_packed, 0)
    if local_method != method:
        book.add(tricks.LOCAL_METHOD, shown, f"method {local_method}, directory {method}")
    if (local_flags ^ flags) & (_ENCRYPTED | _DESCRIPTOR_FLAG):
        book.add(tricks.LOCAL_FLAGS, shown, f"flags 0x{local_flags:04x}, directory 0x{flags:04x}")
    if len(extra) - extra.count(0) > _EXTRA:
        book.add(tricks.LOCAL_EXTRA, shown, f"{len(extra)} bytes")
    differs = (local_crc, local_packed, local_size) != (crc, packed, size)
    if local_flags & _DESCRIPTOR_FLAG:
        # with a descriptor each field of the header may be left empty
        differs = local_crc not in (0, crc) or local_packed not in (0, packed) or local_size not in (0, size)
    if differs:
        note = f"crc {local_crc:08x}, packed {local_packed}, size {local_size}; "
        book.add(tricks.LOCAL_SIZES, shown, note + f"directory {crc:08x}, {packed}, {size}")


def _note_descriptor(
    data: Buffer, shown: str, stated: tuple[int, int, int], at: int, book: TrickBook
) -> None:
    layout = "<LQQ" if max(stated[1:]) >= _WIDE else "<LLL"
    expected = struct.pack(layout, *stated)
    found = bytes(data[at : at + 4 + len(expected)])
    if found.removeprefix(b"PK\7\x08")[: len(expected)] != expected:
        book.add(tricks.DESCRIPTOR, shown, f"at {at}: {found.hex()}")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Size, packed size and offset with the 64-bit ones of the extra field (4.5.3) in place of 0xFFFFFFFF."""
    values = [size, packed, offset]
    pos = 0
    while pos + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, pos)
        body = extra[pos + 4 : pos + 4 + length]
        pos += 4 + length
        if kind != 1:
            continue
        complete = len(body) >= 24
        for number, value in enumerate(values):
            if (value == _WIDE or complete) and len(body) >= 8:
                values[number] = int.from_bytes(body[:8], "little")
                body = body[8:]
        break
    return values[0], values[1], values[2]


def _note_spans(data: Buffer, where: Directory, entries: list[Entry], book: TrickBook) -> None:
    """Notes entries that share bytes, and bytes between entries that belong to none."""
    spans = sorted((entry.offset, number) for number, entry in enumerate(entries) if entry.data_offset >= 0)
    until = -1
    for offset, number in spans:
        entry = entries[number]
        if offset < until:
            book.add(tricks.OVERLAP, entry.name, f"header at {offset}, other content until {until}")
        elif offset - until > 24 and until >= 0:
            _note_gap(data, until, offset, book)
        until = max(until, entry.data_offset + entry.packed)
    if spans and 0 <= until < where.start - 24 and bytes(data[where.start - 16 : where.start]) != _SIGNING:
        _note_gap(data, until, where.start, book)
    first = spans[0][0] if spans else 0
    if first > 0 and bytes(data[:4]) != b"PK\3\4":
        book.add(tricks.PREFIX_DATA, note=f"{first} bytes, beginning {bytes(data[:8]).hex()}")
    elif first > 0:
        _note_gap(data, 0, first, book)


_SIGNING = b"APK Sig Block 42"
_SMALL = 64
"""Fewer bytes than this between entries are taken for padding; so are zeros and headers without a name."""


def _note_gap(data: Buffer, start: int, end: int, book: TrickBook) -> None:
    """Notes what lies between entries: a header with a name, or bytes that are no padding."""
    head = bytes(data[start : min(end, start + 64)])
    at = head.find(b"PK\3\4", 0, 28)  # behind a data descriptor, perhaps
    if at >= 0 and start + at + _LOCAL.size <= end:
        names = _LOCAL.unpack_from(data, start + at)[6]
        begin = start + at + _LOCAL.size
        if names:
            name = harmless(decode(bytes(data[begin : min(begin + names, end)]))[0])
            book.add(tricks.UNLISTED_ENTRY, name[:512], f"header at {start + at}")
        return
    if end - start >= _SMALL and bytes(data[start : min(end, start + (1 << 20))]).strip(b"\0"):
        book.add(tricks.UNLISTED_DATA, note=f"{end - start} bytes at {start}")
