"""One architecture of a Mach-O file, as its load commands describe it. Read by `macho.read`.

All offsets are offsets in the file as it stands in the package (not in the architecture's part of it), so
that they can be shown and looked up; addresses are the unslid ones the linker assigned.
Source of names and layouts: the headers `mach-o/loader.h`, `fat.h`, `nlist.h` and `fixup-chains.h` of cctools
and dyld.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]
"""File offsets, or addresses; -1 where there is none."""
LONGEST = 4096
"""Longest name that is read; bytes."""

_PIE = 0x200000


class Span(NamedTuple):
    """`size` bytes of the file from `offset` on."""

    offset: int
    size: int

    @property
    def end(self) -> int:
        return self.offset + self.size


NOWHERE = Span(0, 0)


class Section(NamedTuple):
    """One section. `span` is empty for what the file has no bytes of (zero-filled, or cut off)."""

    segment: str
    name: str
    address: int
    size: int  # in memory
    span: Span
    kind: int  # S_REGULAR 0, S_ZEROFILL 1, S_CSTRING_LITERALS 2, ...


class Segment(NamedTuple):
    """One segment: `span` is mapped at `address`."""

    name: str
    address: int
    size: int  # in memory
    span: Span
    protection: int  # at the start: 1 read, 2 write, 4 execute


class Library(NamedTuple):
    """A dynamic library that is loaded, in the order of ordinals (the first has ordinal 1)."""

    name: str  # install name: "/usr/lib/libobjc.A.dylib", "@rpath/Some.framework/Some"
    how: str  # load, weak, reexport, lazy, upward
    version: str  # it was linked against: "1.2.3"


class Encryption(NamedTuple):
    """LC_ENCRYPTION_INFO: with `crypt_id` other than 0 the bytes of `span` are FairPlay's."""

    span: Span
    crypt_id: int


class Tables(NamedTuple):
    """Where the link-edit tables are; NOWHERE for one that does not exist."""

    symbols: Span = NOWHERE  # nlist entries
    strings: Span = NOWHERE
    rebase: Span = NOWHERE
    bind: Span = NOWHERE
    weak_bind: Span = NOWHERE
    lazy_bind: Span = NOWHERE
    exports: Span = NOWHERE
    chained: Span = NOWHERE
    signature: Span = NOWHERE


_NO_TABLES = Tables()


@dataclass(frozen=True, slots=True)
class Image:
    """One architecture. `faults` names what could not be read; the rest counts all the same."""

    data: bytes = field(repr=False)  # the whole file
    span: Span  # this architecture's part of it
    arch: str  # arm64, arm64e, armv7, armv7s, arm64_32, x86_64, i386, ... or "cpu 18.0"
    bits: int
    kind: str  # execute, dylib, bundle, object, ... or "filetype 99"
    flags: int
    segments: tuple[Segment, ...] = field(default=(), repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    libraries: tuple[Library, ...] = ()
    rpaths: tuple[str, ...] = ()
    id: str = ""  # own install name of a library
    encryption: Encryption | None = None
    platform: str = ""  # ios, iossimulator, maccatalyst, watchos, ...; "" if nothing is said
    minimum: str = ""  # oldest system it runs on: "13.0"
    sdk: str = ""  # it was built with
    uuid: str = ""  # 32 hex digits
    entry: int = -1  # file offset of the entry point of LC_MAIN
    tables: Tables = _NO_TABLES
    faults: tuple[str, ...] = ()
    mapped: tuple[Segment, ...] = field(default=(), repr=False)  # those with bytes in the file, by address
    _starts: tuple[int, ...] = field(default=(), repr=False)  # their addresses

    @property
    def pie(self) -> bool:
        """Loaded at a random address. Libraries always are; only an executable says so."""
        return bool(self.flags & _PIE)

    @property
    def encrypted(self) -> bool:
        """FairPlay: the bytes of `encryption.span` cannot be read."""
        return self.encryption is not None and self.encryption.crypt_id != 0

    @property
    def width(self) -> int:
        """Bytes of a pointer (arm64_32 has 4)."""
        return 4 if self.bits == 32 else 8

    def named(self, name: str) -> tuple[Section, ...]:
        """All sections of this name: `__objc_classlist` may be in __DATA, __DATA_CONST and others."""
        return tuple(section for section in self.sections if section.name == name)

    def offset(self, address: int) -> int:
        """File offset of what is at this address; -1 if the file has no bytes for it."""
        at = bisect_right(self._starts, address) - 1
        if at < 0:
            return -1
        segment = self.mapped[at]
        inside = address - segment.address
        return segment.span.offset + inside if inside < segment.span.size else -1

    def offsets(self, addresses: npt.NDArray[np.uint64]) -> Offsets:
        """`offset` of many addresses at once."""
        if not self._starts:
            return np.full(addresses.shape, -1, np.int64)
        at = self.segments_of(addresses)
        segments = np.array([(s.address, s.span.offset, s.span.size) for s in self.mapped], np.uint64)
        address, offset, size = (column[at] for column in segments.T)
        inside = addresses - address
        found = (addresses >= address) & (inside < size)
        return np.where(found, (offset + np.where(found, inside, 0)).astype(np.int64), -1)

    def segments_of(self, addresses: npt.NDArray[np.uint64]) -> Offsets:
        """Numbers in `mapped` of the segments that these addresses are in, or are nearest behind."""
        at = np.searchsorted(np.array(self._starts, np.uint64), addresses, side="right") - 1
        return np.maximum(at, 0)

    def readable(self, offset: int, size: int = 1) -> bool:
        """Whether these bytes are in the file and not encrypted."""
        if not self.span.offset <= offset <= offset + size <= self.span.end:
            return False
        if not self.encrypted:
            return True
        assert self.encryption is not None
        hidden = self.encryption.span
        return offset + size <= hidden.offset or offset >= hidden.end

    def text(self, offset: int) -> str | None:
        """The zero-terminated text at this file offset; None if it has no end, is encrypted or too long."""
        if offset < self.span.offset:
            return None
        end = self.data.find(b"\0", offset, min(offset + LONGEST, self.span.end))
        if end < 0 or (self.encrypted and not self.readable(offset, end - offset + 1)):
            return None
        return self.data[offset:end].decode("utf-8", "replace")

    def texts(self, offsets: list[int], most: int) -> tuple[list[str], int]:
        """`text` of many places, "" for None, and what is left of `most` bytes.

        Many places may lead into one long text: where `most` is used up there are no more texts, and what is
        left is below 0.
        """
        data, find, start, end = self.data, self.data.find, self.span.offset, self.span.end
        hidden = self.encrypted
        found = [""] * len(offsets)
        for number, at in enumerate(offsets):
            close = find(b"\0", at, at + LONGEST) if at >= start else -1
            if close < 0 or close >= end or (hidden and not self.readable(at, close - at + 1)):
                continue
            most -= close - at
            if most < 0:
                break
            found[number] = data[at:close].decode("utf-8", "replace")
        return found, most
