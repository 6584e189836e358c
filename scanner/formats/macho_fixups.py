"""Chained fixups (LC_DYLD_CHAINED_FIXUPS): what they import, and how pointers are written in each segment.

The chains themselves are not followed: a place that is known to hold a pointer says by itself what it points
to (`macho_pointers`), so nothing can loop. Source: `mach-o/fixup-chains.h` of dyld.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.formats.macho_image import LONGEST, Image, Span

_HEADER = struct.Struct("<7I")
_STARTS = struct.Struct("<IHHQI")
_EACH = {1: 4, 2: 8, 3: 16}  # DYLD_CHAINED_IMPORT, _ADDEND, _ADDEND64
NAMES = 16 << 20
"""Largest table of packed names, unpacked; bytes."""
IMPORTS = 100_000
"""At most so many names of other images; the largest apps have a tenth of that."""


class Fixup(NamedTuple):
    """One import. `ordinal` as in `macho_binds.Run`."""

    name: str
    ordinal: int
    weak: bool


@dataclass(frozen=True, slots=True)
class Fixups:
    """Imports in the order of their numbers; by index of segments the pointer format (DYLD_CHAINED_PTR_*)."""

    imports: tuple[Fixup, ...] = ()
    formats: dict[int, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def read(image: Image) -> Fixups:
    """The fixups of an image; empty where it has none. Never raises."""
    span = image.tables.chained
    if not span.size:
        return Fixups()
    if span.size < _HEADER.size:
        return Fixups(faults=("chained fixups",))
    _, starts, imports, symbols, number, layout, packed = _HEADER.unpack_from(image.data, span.offset)
    faults: list[str] = []
    formats = _formats(image, span, starts, faults)
    names = _symbols(image.data, span, symbols, packed, faults)
    return Fixups(
        tuple(_imports(image.data, span, imports, number, layout, names, faults)),
        formats,
        tuple(dict.fromkeys(faults)),
    )


def _formats(image: Image, span: Span, at: int, faults: list[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    try:
        (number,) = struct.unpack_from("<I", image.data[: span.end], span.offset + at)
        for index in range(min(number, len(image.segments))):
            (place,) = struct.unpack_from("<I", image.data, span.offset + at + 4 + 4 * index)
            if place:
                start = span.offset + at + place
                if start + _STARTS.size > span.end:
                    raise struct.error("cut off")
                found[index] = _STARTS.unpack_from(image.data, start)[2]
    except struct.error:
        faults.append("chained starts")
    return found


def _symbols(data: bytes, span: Span, at: int, packed: int, faults: list[str]) -> bytes:
    raw = data[min(span.offset + at, span.end) : span.end]
    if packed == 0:
        return raw
    if packed != 1:
        faults.append("chained symbols")
        return b""
    unpacker = zlib.decompressobj()
    try:
        names = unpacker.decompress(raw, NAMES)
    except zlib.error:
        names = b""
    if not unpacker.eof:
        faults.append("chained symbols")
    return names


def _imports(
    data: bytes, span: Span, at: int, number: int, layout: int, names: bytes, faults: list[str]
) -> list[Fixup]:
    each = _EACH.get(layout)
    start = span.offset + at
    if each is None:
        faults.append("chained imports")
        return []
    room = min(max(0, span.end - start) // each, IMPORTS)
    if number > room:
        faults.append("chained imports")
    found = []
    left = 4 * len(names) + (1 << 16)  # many imports must not name one long text over and over
    for place in range(start, start + each * min(number, room), each):
        if layout == 3:
            word, name = struct.unpack_from("<II", data, place)
            ordinal, weak = word & 0xFFFF, word >> 16 & 1
            ordinal -= 0x10000 if ordinal > 0xFFF0 else 0
        else:
            (word,) = struct.unpack_from("<I", data, place)
            ordinal, weak, name = word & 0xFF, word >> 8 & 1, word >> 9
            ordinal -= 0x100 if ordinal > 0xF0 else 0
        end = names.find(b"\0", name, name + LONGEST)
        left -= max(0, end - name)
        if end < 0 or left < 0:
            faults.append("chained imports")
            end = name
            if left < 0:
                break
        found.append(Fixup(names[name:end].decode("utf-8", "replace"), ordinal, bool(weak)))
    return found
