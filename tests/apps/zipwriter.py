"""Writes zip archives in which every field can be forged. The same recipe gives the same bytes.

`Zip().add("classes.dex", data).add("a.txt", b"x", flags=1).bytes()`: a forged field goes into the directory
and the local header; with `local_` before its name into the local header only, with `central_` into the
directory only. Source of the layout: PKWARE APPNOTE 6.3.10, section 4.3.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

DOS_TIME, DOS_DATE = 0, 0x5021  # 1 January 2020
WIDE, SHORT = 0xFFFFFFFF, 0xFFFF
FIELDS = (
    *("version", "flags", "method", "time", "date", "crc", "packed", "size"),
    *("name", "extra", "name_length", "extra_length"),
)
CENTRAL_ONLY = ("made_by", "comment", "disk", "internal", "external", "offset")


@dataclass
class _Entry:
    local: dict[str, int | bytes]
    central: dict[str, int | bytes]
    content: bytes  # as it stands in the file
    descriptor: bytes
    listed: bool
    gap: bytes
    align: int


def deflate(data: bytes, level: int = 6) -> bytes:
    """Raw deflate."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@dataclass
class Zip:
    """One archive. `prefix` stands before the first entry, `offset_base` is taken off all stated offsets."""

    prefix: bytes = b""
    comment: bytes = b""
    before_directory: bytes = b""  # where a signing block would be
    after_directory: bytes = b""
    suffix: bytes = b""
    offset_base: int = 0
    zip64: bool = False
    _entries: list[_Entry] = field(default_factory=list)

    def add(
        self,
        name: str | bytes,
        data: bytes = b"",
        method: int = 8,
        *,
        packed_data: bytes | None = None,
        descriptor: bool | bytes = False,
        listed: bool = True,
        shared: bool = False,
        align: int = 0,
        gap: bytes = b"",
        **forged: int | bytes,
    ) -> Zip:
        """One entry; returns the archive itself.

        `packed_data`: what stands in the file instead of the packed `data`; `descriptor`: the sizes follow
        the content (bytes: these instead); `listed`: in the directory; `shared`: has no local header and
        content of its own, but with `offset` another entry's; `align`: the content begins at a multiple of
        it; `gap`: bytes before the local header.
        """
        raw = name.encode() if isinstance(name, str) else name
        content = packed_data
        if content is None:
            content = deflate(data) if method == 8 else data
        stated: dict[str, int | bytes] = {
            "version": 20,
            "flags": 0x800 if any(byte > 127 for byte in raw) else 0,
            "method": method,
            "time": DOS_TIME,
            "date": DOS_DATE,
            "crc": zlib.crc32(data),
            "packed": len(content),
            "size": len(data),
            "name": raw,
            "extra": b"",
        }
        here = {key: forged.pop(key) for key in list(forged) if key in (*FIELDS, *CENTRAL_ONLY)}
        only_local = {key: forged.pop(f"local_{key}") for key in FIELDS if f"local_{key}" in forged}
        known = (*FIELDS, *CENTRAL_ONLY)
        only_central = {key: forged.pop(f"central_{key}") for key in known if f"central_{key}" in forged}
        if forged:
            raise TypeError(f"no such field: {', '.join(forged)}")
        stated |= here
        local, after = dict(stated), b""
        if descriptor:
            stated["flags"] = int(stated["flags"]) | 8
            after = b"PK\7\x08" + struct.pack(
                "<LLL", *(int(stated[key]) for key in ("crc", "packed", "size"))
            )
            if isinstance(descriptor, bytes):
                after = descriptor
            local |= {"flags": stated["flags"], "crc": 0, "packed": 0, "size": 0}
        central = stated | only_central
        entry = _Entry(local | only_local, central, content, after, listed, gap, align)
        if shared:
            entry.local = {}
        self._entries.append(entry)
        return self

    def bytes(self, **end: int) -> bytes:
        """The archive.

        `end` forges fields of the end record: disk, first_disk, count_here, count, size, offset,
        comment_length.
        """
        out = bytearray(self.prefix)
        directory = bytearray()
        listed = 0
        for entry in self._entries:
            out += entry.gap
            offset = len(out) - self.offset_base
            if entry.local:
                out += _local(entry.local, len(out), entry.align) + entry.content + entry.descriptor
            if entry.listed:
                directory += _central(entry.central, offset, self.zip64)
                listed += 1
        out += self.before_directory
        start = len(out) - self.offset_base
        size = len(directory)
        out += directory + self.after_directory
        stated = {"count_here": listed, "count": listed, "size": size, "offset": start}
        if self.zip64:
            at = len(out) - self.offset_base
            wide = {**stated, **{key: end[key] for key in end if key in stated}}
            out += struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, *wide.values())
            out += struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
            stated = {"count_here": SHORT, "count": SHORT, "size": WIDE, "offset": WIDE}
            end = {key: value for key, value in end.items() if key not in stated}
        record = {"disk": 0, "first_disk": 0, **stated, "comment_length": len(self.comment), **end}
        out += struct.pack("<4s4H2LH", b"PK\5\6", *record.values()) + self.comment + self.suffix
        return bytes(out)


def _local(fields: dict[str, int | bytes], offset: int, align: int) -> bytes:
    name, extra = bytes(fields["name"]), bytes(fields["extra"])  # type: ignore[arg-type]
    if align:
        begin = offset + 30 + len(name) + len(extra)
        extra += bytes(-begin % align)
    lengths = (fields.get("name_length", len(name)), fields.get("extra_length", len(extra)))
    numbers = [fields[key] for key in FIELDS[:8]]
    return struct.pack("<4s5H3L2H", b"PK\3\4", *numbers, *lengths) + name + extra


def _central(fields: dict[str, int | bytes], offset: int, zip64: bool) -> bytes:
    name, extra = bytes(fields["name"]), bytes(fields["extra"])  # type: ignore[arg-type]
    comment = bytes(fields.get("comment", b""))  # type: ignore[arg-type]
    offset = int(fields.get("offset", offset))
    sizes = [fields["packed"], fields["size"]]
    if zip64:
        extra += struct.pack("<HHQQQ", 1, 24, int(sizes[1]), int(sizes[0]), offset)
        sizes, offset = [WIDE, WIDE], WIDE
    lengths = (fields.get("name_length", len(name)), fields.get("extra_length", len(extra)))
    head = [fields.get("made_by", 20), *(fields[key] for key in FIELDS[:6]), *sizes, *lengths]
    tail = [len(comment), *(fields.get(key, 0) for key in ("disk", "internal", "external")), offset]
    return struct.pack("<4s6H3L2H3H2L", b"PK\1\2", *head, *tail) + name + extra + comment
