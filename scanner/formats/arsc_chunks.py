"""The chunks of a resource table (resources.arsc), indexed once; entries are read where they lie.

Source: AOSP frameworks/base, libs/androidfw/LoadedArsc.cpp and ResourceTypes.h (ResTable_*).
Libraries (0x0203) and overlayables (0x0204) say nothing about values and are passed over.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scanner.formats import res_config
from scanner.formats.stringpool import BadPool, StringPool

LARGEST = 128 << 20
"""Bytes of a table."""
MOST_CHUNKS = 100_000
MOST_CONFIGS = 4_096
"""Configurations of one type in one file; the framework itself has a few hundred."""

_POOL, _TABLE, _PACKAGE, _TYPE, _ALIAS = 0x0001, 0x0002, 0x0200, 0x0201, 0x0206
_SPARSE, _OFFSET16 = 1, 2
_COMPLEX, _COMPACT = 1, 8
_NO_ENTRY = 0xFFFFFFFF
_CHUNK = struct.Struct("<HHI")
_ENTRY = struct.Struct("<HHI")
_VALUE = struct.Struct("<HBBI")
_PACKAGE_HEAD = struct.Struct("<I256xIIII")  # id, name, type strings, last public type, key strings, ...
_TYPE_HEAD = struct.Struct("<BBHII")  # id, flags, reserved, count, start of the entries


class BadTable(ValueError):
    """Not a resource table, or one that Android would refuse; says what is wrong and at which byte."""


@dataclass(slots=True)
class Package:
    """One package of one file: its number in resource ids and its pools."""

    data: bytes
    number: int
    strings: StringPool | None = None  # of the whole file
    types: StringPool | None = None
    keys: StringPool | None = None
    type_offset: int = 0


@dataclass(slots=True)
class TypeChunk:
    """The values of one type for one configuration, not looked into until asked."""

    package: Package
    number: int
    flags: int
    count: int
    offsets: int  # byte of the table of entry offsets
    entries: int  # byte these count from
    end: int
    config: res_config.Config
    _sparse: dict[int, int] | None = field(default=None, repr=False)

    @property
    def span(self) -> int:
        """One more than the greatest index there can be."""
        if self.flags & _SPARSE:
            return max((index for index, _ in self.all_entries()), default=-1) + 1
        return self.count

    def entry(self, index: int) -> int | None:
        """The byte at which entry `index` lies, or None."""
        data = self.package.data
        offset: int
        if self.flags & _SPARSE:
            if self._sparse is None:
                self._sparse = dict(self.all_entries())
            offset = self._sparse.get(index, _NO_ENTRY)
        elif index >= self.count:
            return None
        elif self.flags & _OFFSET16:
            (short,) = struct.unpack_from("<H", data, self.offsets + 2 * index)
            offset = _NO_ENTRY if short == 0xFFFF else short * 4
        else:
            (offset,) = struct.unpack_from("<I", data, self.offsets + 4 * index)
        at = self.entries + offset
        return None if offset == _NO_ENTRY or at + _ENTRY.size > self.end else at

    def all_entries(self) -> Iterable[tuple[int, int]]:
        """(index, offset from `entries`) of every entry there is."""
        data = self.package.data
        if self.flags & _SPARSE:
            pairs = _array("H", data[self.offsets : self.offsets + 4 * self.count])
            return ((pairs[at], pairs[at + 1] * 4) for at in range(0, len(pairs), 2))
        if self.flags & _OFFSET16:
            shorts = _array("H", data[self.offsets : self.offsets + 2 * self.count])
            return ((index, offset * 4) for index, offset in enumerate(shorts) if offset != 0xFFFF)
        offsets = _array("I", data[self.offsets : self.offsets + 4 * self.count])
        return ((index, offset) for index, offset in enumerate(offsets) if offset != _NO_ENTRY)

    def key(self, at: int) -> int:
        """Index into the package's keys of the entry at byte `at`."""
        size: int
        key: int
        size, flags, key = _ENTRY.unpack_from(self.package.data, at)
        return size if flags & _COMPACT else key

    def value(self, at: int) -> tuple[int, int] | None:
        """(type, data) of the entry at byte `at`; None for arrays, plurals, styles and broken entries."""
        data = self.package.data
        size, flags, word = _ENTRY.unpack_from(data, at)
        if flags & _COMPACT:
            return flags >> 8, word
        if flags & _COMPLEX or size < _ENTRY.size or at + size + _VALUE.size > self.end:
            return None
        _, _, kind, word = _VALUE.unpack_from(data, at + size)
        return kind, word

    def fill(self, names: list[str | None], keys: Sequence[str]) -> int:
        """Puts the names of the entries where `names` has none yet; how many."""
        regular = self._regular_keys()
        if regular is not None and len(names) == len(regular) and not any(names):
            names[:] = [keys[key] if key < len(keys) else "" for key in regular]
            return len(names)
        data, start, room = self.package.data, self.entries, self.end - self.entries - _ENTRY.size
        filled = 0
        for index, offset in self.all_entries():
            if names[index] is None and offset <= room:
                size, flags, key = _ENTRY.unpack_from(data, start + offset)
                key = size if flags & _COMPACT else key
                names[index] = keys[key] if key < len(keys) else ""
                filled += 1
        return filled

    def _regular_keys(self) -> array[int] | None:
        """The keys, if every entry is there and holds a simple value (as most chunks are): no loop needed."""
        data, count = self.package.data, self.count
        if self.flags or not count or self.entries + 16 * count > self.end:
            return None
        offsets = _array("I", data[self.offsets : self.offsets + 4 * count])
        if offsets != array("I", range(0, 16 * count, 16)):
            return None
        words = _array("I", data[self.entries : self.entries + 16 * count])
        if any(head & (_COMPACT << 16) or head & 0xFFFF != _ENTRY.size for head in set(words[::4])):
            return None
        return words[1::4]


@dataclass(slots=True)
class Table:
    """One file: its global pool, and the chunks of each (package, type)."""

    strings: StringPool | None = None
    types: dict[tuple[int, int], list[TypeChunk]] = field(default_factory=dict)
    aliases: dict[int, int] = field(default_factory=dict)  # staged resource id -> final one
    packages: list[Package] = field(default_factory=list)


def load(data: bytes) -> Table:
    """The index of a table. Raises BadTable."""
    if len(data) > LARGEST:
        raise BadTable(f"resource table of {len(data)} bytes is larger than {LARGEST}")
    if len(data) < 12:
        raise BadTable(f"resource table of {len(data)} bytes has no header")
    kind, header, size = _CHUNK.unpack_from(data)
    if kind != _TABLE or not 12 <= header <= size <= len(data):
        raise BadTable(f"not a resource table: type {kind:#x}, header {header}, size {size} of {len(data)}")
    table = Table()
    try:
        for chunk, at, inner, length in _chunks(data, header, size):
            if chunk == _POOL and table.strings is None:
                table.strings = StringPool(data, at, at + length)
            elif chunk == _PACKAGE:
                _load_package(table, data, at, inner, length)
    except BadPool as fault:
        raise BadTable(str(fault)) from fault
    for package in table.packages:
        package.strings = table.strings
    return table


def _load_package(table: Table, data: bytes, at: int, header: int, size: int) -> None:
    if header < _CHUNK.size + _PACKAGE_HEAD.size:
        raise BadTable(f"package at {at:#x}: header of {header} bytes is too small")
    number, types, _, keys, _ = _PACKAGE_HEAD.unpack_from(data, at + _CHUNK.size)
    package = Package(data, number & 0xFF or 0x7F)  # a shared library is 0 until it is loaded
    table.packages.append(package)
    if header >= 288:
        (package.type_offset,) = struct.unpack_from("<I", data, at + 284)
    for kind, start, inner, length in _chunks(data, at + header, at + size):
        if kind == _POOL and start == at + types:
            package.types = StringPool(data, start, start + length)
        elif kind == _POOL and start == at + keys:
            package.keys = StringPool(data, start, start + length)
        elif kind == _TYPE:
            chunk = _type_chunk(package, start, inner, length)
            chunks = table.types.setdefault((package.number, chunk.number), [])
            chunks.append(chunk)
            if len(chunks) > MOST_CONFIGS:
                raise BadTable(f"type {chunk.number} at {start:#x}: more than {MOST_CONFIGS} configurations")
        elif kind == _ALIAS and inner >= 12:
            count = min(struct.unpack_from("<I", data, start + 8)[0], (length - inner) // 8)
            span = data[start + inner : start + inner + 8 * count]
            table.aliases.update(struct.iter_unpack("<II", span))


def _type_chunk(package: Package, at: int, header: int, size: int) -> TypeChunk:
    if header < 24:
        raise BadTable(f"type at {at:#x}: header of {header} bytes is too small")
    number, flags, _, count, entries = _TYPE_HEAD.unpack_from(package.data, at + 8)
    width = 2 if flags & _OFFSET16 and not flags & _SPARSE else 4
    if number == 0 or count > 0xFFFF or header + width * count > size or entries > size:
        raise BadTable(f"type {number} at {at:#x}: {count} entries do not fit")
    config = res_config.read(package.data, at + 20, at + header)
    return TypeChunk(package, number, flags, count, at + header, at + entries, at + size, config)


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(type, byte, header size, size) of the chunks between two bytes, up to the first that does not fit."""
    seen = 0
    while at + _CHUNK.size <= end:
        kind, header, size = _CHUNK.unpack_from(data, at)
        if not _CHUNK.size <= header <= size <= end - at:
            return
        seen += 1
        if seen > MOST_CHUNKS:
            raise BadTable(f"more than {MOST_CHUNKS} chunks before {at:#x}")
        yield kind, at, header, size
        at += size


def _array(code: str, data: bytes) -> array[int]:
    """Little-endian numbers."""
    numbers = array(code, data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
