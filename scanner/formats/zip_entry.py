"""One entry of a zip archive: its record in the directory, held against its local header and descriptor.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.9 and 4.5.3; system/libziparchive zip_archive.cc,
FindEntry: all fields are the directory's; of the local header only the lengths of name and extra field are
used, to find where the content begins.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_end import Buffer, Directory
from scanner.formats.zip_names import decode, harmless
from scanner.formats.zip_tricks import TrickBook

STORED, DEFLATED = 0, 8
WIDE = 0xFFFFFFFF
DESCRIPTOR_FLAG = 0x8
ENCRYPTED = 0x2041  # encryption, strong encryption, masked headers
LARGE_EXTRA = 256
"""More than this in a local extra field is no time stamp; alignment fills it with zeros. Bytes."""
CENTRAL = struct.Struct("<4s4x2H4x3L3H8xL")
"""Record: signature, flags, method, crc, packed, size, lengths of name, extra, comment, header's offset."""
LOCAL = struct.Struct("<4s2x2H4x3L2H")
"""Local header: signature, flags, method, crc, packed, size, lengths of name and extra field."""


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


Fields = tuple[bytes, int, int, int, int, int, int, int, int, int]
"""A record of the directory, as CENTRAL unpacks it."""


def examine(
    data: Buffer, where: Directory, raw: bytes, shown: str, fields: Fields, extra: bytes, book: TrickBook
) -> Entry:
    """The entry, with all that is odd about its headers noted. Never raises."""
    _, flags, method, crc, packed, size, _, _, _, offset = fields
    if packed == WIDE or size == WIDE or offset == WIDE:
        size, packed, offset = _wide(extra, size, packed, offset)
    offset += where.shift
    if flags & ENCRYPTED:
        book.add(tricks.ENCRYPTED_FLAG, shown, f"flags 0x{flags:04x}")
    android = method
    if method not in (STORED, DEFLATED):
        book.add(tricks.UNKNOWN_METHOD, shown, f"method {method}")
        android = STORED
    if android == STORED and packed != size:
        book.add(tricks.STORED_SIZE, shown, f"packed {packed}, unpacked {size}")
    is_dir = size == 0 and raw.endswith(b"/")
    if not 0 <= offset <= len(data) - LOCAL.size or bytes(data[offset : offset + 4]) != b"PK\3\4":
        book.add(tricks.LOCAL_HEADER_MISSING, shown, f"at {offset}")
        return Entry(shown, raw, android, flags, packed, size, crc, offset, -1, is_dir, "no-local-header")
    local = LOCAL.unpack_from(data, offset)
    after_name = offset + LOCAL.size + local[6]
    local_name = bytes(data[offset + LOCAL.size : after_name])
    if local_name != raw:
        book.add(tricks.LOCAL_NAME, shown, harmless(decode(local_name[:512])[0]))
    local_extra = bytes(data[after_name : after_name + local[7]])
    data_offset = after_name + local[7]
    _note_local(shown, (flags, method, crc, packed, size), local, local_extra, book)
    if local[1] & DESCRIPTOR_FLAG:
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
    if local_packed == WIDE or local_size == WIDE:
        local_size, local_packed, _ = _wide(extra, local_size, local_packed, 0)
    if local_method != method:
        book.add(tricks.LOCAL_METHOD, shown, f"method {local_method}, directory {method}")
    if (local_flags ^ flags) & (ENCRYPTED | DESCRIPTOR_FLAG):
        book.add(tricks.LOCAL_FLAGS, shown, f"flags 0x{local_flags:04x}, directory 0x{flags:04x}")
    if len(extra) - extra.count(0) > LARGE_EXTRA:
        book.add(tricks.LOCAL_EXTRA, shown, f"{len(extra)} bytes")
    differs = (local_crc, local_packed, local_size) != (crc, packed, size)
    if local_flags & DESCRIPTOR_FLAG:
        # with a descriptor each field of the header may be left empty
        differs = local_crc not in (0, crc) or local_packed not in (0, packed) or local_size not in (0, size)
    if differs:
        note = f"crc {local_crc:08x}, packed {local_packed}, size {local_size}; "
        book.add(tricks.LOCAL_SIZES, shown, note + f"directory {crc:08x}, {packed}, {size}")


def _note_descriptor(
    data: Buffer, shown: str, stated: tuple[int, int, int], at: int, book: TrickBook
) -> None:
    layout = "<LQQ" if max(stated[1:]) >= WIDE else "<LLL"
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
            if (value == WIDE or complete) and len(body) >= 8:
                values[number] = int.from_bytes(body[:8], "little")
                body = body[8:]
        break
    return values[0], values[1], values[2]
