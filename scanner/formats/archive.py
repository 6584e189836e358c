"""The only unzipping in the house: the directory read the way Android reads it, contents within limits.

Source: PKWARE APPNOTE 6.3; AOSP system/libziparchive/zip_archive.cc (which fields the loader believes) and
libs/androidfw/ApkAssets.cpp (a method other than deflate is taken as stored). Whatever is written in a way
that tools and Android may read differently is noted as a Trick.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from isal import isal_zlib

from scanner.model import BadPackage, Limits
from scanner.visible import visible

Buffer = bytes | bytearray | mmap | memoryview

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2IH")  # APPNOTE 4.3.16
_END64 = struct.Struct("<4sQ2H2I4Q")  # 4.3.14
_LOCATOR64 = struct.Struct("<4sIQI")  # 4.3.15
_DIRECTORY = struct.Struct("<4s6H3I5H2I")  # 4.3.12
_LOCAL = struct.Struct("<4s5H3I2H")  # 4.3.7
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x0001, 0x0008, 0x0800
_SMALL = 1 << 20
"""Below this unpacked size an entry's ratio is not looked at; bytes."""

TRICKS = {
    "encrypted-flag": "an entry is marked as encrypted; Android ignores the mark",
    "unknown-method": "an unknown compression method; Android takes the bytes as they are",
    "headers-disagree": "the entry's own header and the directory say different things; the directory counts",
    "odd-name": "a name with control characters, an absolute path, a backslash or a step upwards",
    "duplicate-name": "two entries of one name; Android refuses such a package, old versions ran either",
    "case-twin": "two names that differ in case only; unpacking on some systems loses one",
    "overlap": "entries share bytes",
    "prefix": "data before the first entry",
    "gap-before-end": "bytes between the directory and the end record",
    "extra-after-end": "bytes after the end record",
    "several-ends": "more than one end record; the last one counts",
    "count-differs": "the end record and the directory disagree on the number of entries",
    "size-differs": "an entry unpacks to another size than the directory says",
    "checksum-differs": "an entry's checksum is wrong; Android does not check it",
    "zip64": "sizes in the 64-bit form, which older Android versions do not read",
}
"""Every trick that can be noted, and what it means."""


class BadEntry(ValueError):
    """One entry that cannot be unpacked; the text is a short reason."""


@dataclass(frozen=True, slots=True)
class Trick:
    """One oddity: its name out of TRICKS, the entry ("" for the archive), and what exactly."""

    name: str
    entry: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the directory describes it. Sizes and offsets in bytes."""

    name: str  # made visible; UTF-8, else GB 18030, else code page 437
    raw_name: bytes
    method: int  # STORED or DEFLATED, as Android treats it
    flags: int
    packed: int
    size: int
    crc: int
    offset: int  # of the local header
    data_offset: int  # -1: the local header lies outside of the file

    @property
    def is_dir(self) -> bool:
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _End:
    offset: int
    entries: int
    size: int
    start: int  # of the directory
    comment: bytes
    zip64: bool


class Archive:
    """One opened archive. `tricks` grows while entries are read."""

    def __init__(self, data: Buffer, entries: tuple[Entry, ...], end: _End, tricks: list[Trick]) -> None:
        self._data = memoryview(data)
        self._tricks = tricks
        self.entries = entries
        self.comment = end.comment
        self.directory_offset = end.start
        self.directory_size = end.size
        self.end_offset = end.offset
        self._limits = Limits()
        self._index: dict[str, Entry] = {}
        for entry in entries:
            self._index.setdefault(entry.name, entry)

    @classmethod
    def open(cls, data: Buffer, limits: Limits, name: str = "") -> Archive:
        """The archive in `data`. Raises BadPackage; `name` is used in its sentence."""
        tricks: list[Trick] = []
        view = memoryview(data)
        end = _find_end(view, name, tricks)
        if end.entries > limits.entries:
            raise BadPackage(
                "too-many-entries",
                f"压缩包内文件数 {end.entries} 超过上限 {limits.entries}",
                f"{end.entries} entries, more than {limits.entries}",
            )
        entries = tuple(_directory(view, end, limits, tricks))
        _compare(entries, end, tricks)
        archive = cls(data, entries, end, tricks)
        archive._limits = limits
        return archive

    @property
    def tricks(self) -> tuple[Trick, ...]:
        """What has been noted so far."""
        return tuple(self._tricks)

    def find(self, name: str) -> Entry | None:
        """The first entry of this name."""
        return self._index.get(name)

    def raw(self, entry: Entry) -> memoryview:
        """The packed bytes. Raises BadEntry."""
        size = entry.packed if entry.method == DEFLATED else entry.size
        if entry.data_offset < 0 or entry.data_offset + size > len(self._data):
            raise BadEntry("outside-file")
        return self._data[entry.data_offset : entry.data_offset + size]

    def read(self, entry: Entry) -> bytes:
        """The whole content. Raises BadEntry."""
        if entry.size > self._limits.entry:
            raise BadEntry("too-large")
        packed = self.raw(entry)
        content = bytes(packed) if entry.method == STORED else self._inflate(entry, packed)
        if len(content) != entry.size:
            self._note("size-differs", entry, f"{entry.size} / {len(content)}")
        if isal_zlib.crc32(content) != entry.crc:
            self._note("checksum-differs", entry)
        return content

    def _inflate(self, entry: Entry, packed: memoryview) -> bytes:
        unpacker = isal_zlib.decompressobj(wbits=-15)
        most = self._limits.entry
        if entry.size <= max(_SMALL, self._limits.ratio * len(packed)):
            most = min(most, max(_SMALL, self._limits.ratio * max(1, len(packed))))
        try:
            content: bytes = unpacker.decompress(packed, most + 1)
        except isal_zlib.error as fault:  # type: ignore[misc]  # the stub calls the class a value
            raise BadEntry("broken-deflate") from fault
        if len(content) > most:
            raise BadEntry("bomb")
        if not unpacker.eof and len(content) < entry.size:
            raise BadEntry("truncated")
        return content

    def _note(self, trick: str, entry: Entry, note: str = "") -> None:
        found = Trick(trick, entry.name, note)
        if found not in self._tricks:
            self._tricks.append(found)


def _find_end(view: memoryview, name: str, tricks: list[Trick]) -> _End:
    """The last end record whose directory lies before it, as the loader searches: from the back."""
    tail_at = max(0, len(view) - _LONGEST_COMMENT - _END.size)
    tail = bytes(view[tail_at:])
    at, seen = len(tail), []
    while (at := tail.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if len(tail) - at >= _END.size:
            seen.append(at)
        if at == 0:
            break
    if not seen:
        shown = visible(name, 80)
        raise BadPackage(
            "not-a-zip",
            f"文件不是有效的安装包(压缩包结尾记录缺失,可能下载不完整):{shown}",
            f"not a package: no end-of-archive record, perhaps an incomplete download: {shown}",
        )
    for at in seen:
        end = _end(view, tail, tail_at, at)
        if end is not None:
            if any(_reaches_end(view, tail, tail_at, other) for other in seen if other != at):
                tricks.append(Trick("several-ends", "", str(end.offset)))
            extra = len(view) - (end.offset + _END.size + len(end.comment))
            if extra > 0:
                tricks.append(Trick("extra-after-end", "", str(extra)))
            if end.zip64:
                tricks.append(Trick("zip64", ""))
            return end
    raise BadPackage(
        "broken-directory",
        "安装包的压缩目录损坏(目录位置超出文件),请提供者重新提交原始安装包",
        "the archive's directory lies outside of the file; ask the provider for the original package",
    )


def _reaches_end(view: memoryview, tail: bytes, tail_at: int, at: int) -> bool:
    """Whether another end record is one of this file, not of an archive stored inside of it."""
    end = _end(view, tail, tail_at, at)
    return end is not None and end.offset + _END.size + len(end.comment) == len(view)


def _end(view: memoryview, tail: bytes, tail_at: int, at: int) -> _End | None:
    _, _, _, _, entries, size, start, length = _END.unpack_from(tail, at)
    offset = tail_at + at
    comment = tail[at + _END.size : at + _END.size + length]
    zip64 = False
    locator = offset - _LOCATOR64.size
    wide = entries == 0xFFFF or 0xFFFFFFFF in (size, start)
    if wide and locator >= 0 and bytes(view[locator : locator + 4]) == b"PK\x06\x07":
        where = _LOCATOR64.unpack_from(view, locator)[2]
        if where + _END64.size <= locator and bytes(view[where : where + 4]) == b"PK\x06\x06":
            *_, entries, size, start = _END64.unpack_from(view, where)
            zip64 = True
    if start + size > offset:
        return None
    return _End(offset, entries, size, start, comment, zip64)


def _directory(view: memoryview, end: _End, limits: Limits, tricks: list[Trick]) -> Iterator[Entry]:
    at, stop, count = end.start, end.offset, 0
    while (
        count < limits.entries and at + _DIRECTORY.size <= stop and bytes(view[at : at + 4]) == b"PK\x01\x02"
    ):
        record = _DIRECTORY.unpack_from(view, at)
        names, extras, comments = record[10:13]
        after = at + _DIRECTORY.size + names + extras + comments
        if names > limits.path:
            raise BadPackage(
                "path-too-long",
                f"压缩包内有超过 {limits.path} 字节的文件名",
                f"a name in the archive is longer than {limits.path} bytes",
            )
        if after > stop:
            break
        raw = bytes(view[at + _DIRECTORY.size : at + _DIRECTORY.size + names])
        extra = bytes(view[at + _DIRECTORY.size + names : at + _DIRECTORY.size + names + extras])
        yield _entry(view, record, raw, extra, tricks)
        count += 1
        at = after
    if count != end.entries:
        tricks.append(Trick("count-differs", "", f"{end.entries} / {count}"))
    if count == 0 and end.entries:
        raise BadPackage(
            "broken-directory",
            "安装包的压缩目录损坏,读不到任何文件,请提供者重新提交原始安装包",
            "the archive's directory is broken; ask the provider for the original package",
        )


def _entry(view: memoryview, record: tuple[int, ...], raw: bytes, extra: bytes, tricks: list[Trick]) -> Entry:
    _, _, _, flags, method, _, _, crc, packed, size, *_ = record
    offset = record[16]
    packed, size, offset = _wide(extra, packed, size, offset)
    name = _name(raw)
    if flags & _ENCRYPTED:
        tricks.append(Trick("encrypted-flag", name))
    if method not in (STORED, DEFLATED):
        tricks.append(Trick("unknown-method", name, str(method)))
    if _odd(raw):
        tricks.append(Trick("odd-name", name))
    data_offset = -1
    if offset + _LOCAL.size <= len(view) and bytes(view[offset : offset + 4]) == b"PK\x03\x04":
        local = _LOCAL.unpack_from(view, offset)
        data_offset = offset + _LOCAL.size + local[9] + local[10]
        differs = _differs(view, local, offset, raw, (flags, method, crc, packed, size))
        if differs:
            tricks.append(Trick("headers-disagree", name, differs))
    else:
        tricks.append(Trick("headers-disagree", name, "no local header"))
    return Entry(
        name, raw, DEFLATED if method == DEFLATED else STORED, flags, packed, size, crc, offset, data_offset
    )


def _differs(
    view: memoryview, local: tuple[int, ...], offset: int, raw: bytes, said: tuple[int, int, int, int, int]
) -> str:
    flags, method, crc, packed, size = said
    start = offset + _LOCAL.size
    differs = []
    if bytes(view[start : start + local[9]]) != raw:
        differs.append("name")
    if local[3] != method:
        differs.append("method")
    if (local[2] ^ flags) & ~_UTF8 & 0xFFFF & ~_DESCRIPTOR:
        differs.append("flags")
    if not (flags | local[2]) & _DESCRIPTOR and 0xFFFFFFFF not in local[7:9]:
        if local[6] != crc:
            differs.append("checksum")
        if (local[7], local[8]) != (packed, size):
            differs.append("size")
    return ", ".join(differs)


def _wide(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset with the ZIP64 extra field (APPNOTE 4.5.3) applied."""
    if 0xFFFFFFFF not in (packed, size, offset):
        return packed, size, offset
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            values = [v for (v,) in struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8])]
            if size == 0xFFFFFFFF and values:
                size = values.pop(0)
            if packed == 0xFFFFFFFF and values:
                packed = values.pop(0)
            if offset == 0xFFFFFFFF and values:
                offset = values.pop(0)
            break
        at += 4 + length
    return packed, size, offset


def _name(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(raw.decode(encoding), 4096)
        except UnicodeDecodeError:
            continue
    return visible(raw.decode("cp437"), 4096)


def _odd(raw: bytes) -> bool:
    return (
        raw.startswith(b"/")
        or b"\\" in raw
        or b".." in raw.split(b"/")
        or any(byte < 32 or byte == 127 for byte in raw)
    )


def _compare(entries: tuple[Entry, ...], end: _End, tricks: list[Trick]) -> None:
    """Notes what only shows when entries are looked at together."""
    names: set[bytes] = set()
    folded: dict[str, str] = {}
    for entry in entries:
        if entry.raw_name in names:
            tricks.append(Trick("duplicate-name", entry.name))
        elif folded.setdefault(entry.name.casefold(), entry.name) != entry.name:
            tricks.append(Trick("case-twin", entry.name, folded[entry.name.casefold()]))
        names.add(entry.raw_name)
    last, first = 0, end.start
    for entry in sorted(entries, key=lambda item: item.offset):
        if entry.data_offset < 0:
            continue
        first = min(first, entry.offset)
        if entry.offset < last:
            tricks.append(Trick("overlap", entry.name))
        last = max(last, entry.data_offset + (entry.packed if entry.method == DEFLATED else entry.size))
    if entries and first > 0:
        tricks.append(Trick("prefix", "", str(first)))
    if end.start + end.size < end.offset and not end.zip64:
        tricks.append(Trick("gap-before-end", "", str(end.offset - end.start - end.size)))
