"""The bind opcodes of LC_DYLD_INFO: which imported name goes to which place of a file without chained fixups.

Source: `mach-o/loader.h` (BIND_OPCODE_*); dyld's `MachOAnalyzer` for what they mean together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scanner.formats import uleb
from scanner.formats.macho_image import LONGEST, Image, Span
from scanner.formats.uleb import BadUleb

_MASK = (1 << 64) - 1
_MORE = re.compile(rb"[^\0]")


class Run(NamedTuple):
    """`count` pointers, each `stride` bytes behind the last, that are bound to one name."""

    address: int  # -1: a name for threaded binds, which number it (arm64e before chained fixups)
    count: int  # type: ignore[assignment]  # tuples have a method of this name
    stride: int
    name: str
    ordinal: int  # of the library: 1 is the first; 0 itself, -1 main executable, -2 flat, -3 weak lookup
    weak: bool  # may be missing


def runs(image: Image, span: Span, lazy: bool = False) -> Iterator[Run]:
    """What the opcodes in `span` bind, in their order; stops at the first that is malformed: raises BadUleb.

    `lazy`: each entry ends like the whole table does elsewhere. One loop without calls for what is frequent:
    large programs have a hundred thousand opcodes.
    """
    data, end, width = image.data, span.end, image.width
    starts = [segment.address for segment in image.segments[:16]]
    name, weak, ordinal, segment, place, threaded = "", False, 0, -1, 0, False
    at = span.offset
    while at < end:
        opcode, low = data[at] & 0xF0, data[at] & 0x0F
        at += 1
        if opcode == 0x90:
            yield Run(segment if segment < 0 else segment + place, 1, width, name, ordinal, weak)
            place = place if threaded else place + width & _MASK
        elif opcode == 0x70:
            place, at = uleb.read(data, at, end)
            segment = starts[low] if low < len(starts) else -1
        elif opcode == 0x40:
            close = data.find(b"\0", at, min(at + LONGEST, end))
            if close < 0:
                raise BadUleb(f"name at {at}")
            name, weak, at = data[at:close].decode("utf-8", "replace"), bool(low & 1), close + 1
        elif opcode == 0x10:
            ordinal = low
        elif opcode == 0x20:
            ordinal, at = uleb.read(data, at, end)
        elif opcode == 0x30:
            ordinal = low - 16 if low else 0
        elif opcode == 0x80:
            more, at = uleb.read(data, at, end)
            place = place + more & _MASK  # negative steps are written as huge ones
        elif opcode in (0xA0, 0xB0, 0xC0):
            count, skip = 1, low * width
            if opcode == 0xC0:
                count, at = uleb.read(data, at, end)
            if opcode != 0xB0:
                skip, at = uleb.read(data, at, end)
            stride = skip + width & _MASK
            yield Run(segment if segment < 0 else segment + place, count, stride, name, ordinal, weak)
            place = place + stride * count & _MASK
        elif opcode == 0xD0:
            threaded, segment = True, -1
            if low == 0:  # how many names follow, which are then bound by their numbers
                _, at = uleb.read(data, at, end)
        elif opcode == 0x60:
            at = uleb.skip(data, at, end)
        elif opcode == 0x00:
            found = _MORE.search(data, at, end) if lazy else None
            if found is None:
                return
            at = found.start()
        elif opcode != 0x50:
            raise BadUleb(f"opcode {opcode:#x} before {at}")
