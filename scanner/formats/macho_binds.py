"""The bind opcodes of LC_DYLD_INFO: which imported name goes to which place of a file without chained fixups.

Source: `mach-o/loader.h` (BIND_OPCODE_*); dyld's `MachOAnalyzer` for what they mean together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scanner.formats import uleb
from scanner.formats.macho_image import LONGEST, Image, Span
from scanner.formats.uleb import BadUleb

_MASK = (1 << 64) - 1


class Run(NamedTuple):
    """`count` pointers, each `stride` bytes behind the last, that are bound to one name."""

    address: int  # -1: a name for threaded binds, which number it (arm64e before chained fixups)
    count: int
    stride: int
    name: str
    ordinal: int  # of the library: 1 is the first; 0 itself, -1 main executable, -2 flat, -3 weak lookup
    weak: bool  # may be missing


@dataclass(slots=True)
class _Machine:
    """The state the opcodes work on."""

    name: str = ""
    weak: bool = False
    ordinal: int = 0
    segment: int = -1  # address where it begins; -1: none set
    place: int = 0  # inside it
    threaded: bool = False

    def run(self, count: int = 1, stride: int = 0) -> Run:
        address = self.segment + self.place if self.segment >= 0 else -1
        if self.threaded:
            address = -1
        return Run(address, count, stride, self.name, self.ordinal, self.weak)


def runs(image: Image, span: Span, lazy: bool = False) -> Iterator[Run]:
    """What the opcodes in `span` bind, in their order; stops at the first that is malformed: raises BadUleb.

    `lazy`: each entry ends like the whole table does elsewhere.
    """
    machine = _Machine()
    at, data = span.offset, image.data
    while at < span.end:
        opcode, low = data[at] & 0xF0, data[at] & 0x0F
        at += 1
        if opcode == 0x00:
            if not lazy:
                return
        elif opcode >= 0x90:
            at, run = _bind(image, machine, opcode, low, at, span.end)
            if run is not None:
                yield run
        else:
            at = _set(image, machine, opcode, low, at, span.end)


def _set(image: Image, machine: _Machine, opcode: int, low: int, at: int, end: int) -> int:
    """An opcode that changes the state; gives the offset behind it."""
    data = image.data
    if opcode == 0x10:
        machine.ordinal = low
    elif opcode == 0x20:
        machine.ordinal, at = uleb.read(data, at, end)
    elif opcode == 0x30:
        machine.ordinal = low - 16 if low else 0
    elif opcode == 0x40:
        close = data.find(b"\0", at, min(at + LONGEST, end))
        if close < 0:
            raise BadUleb(f"name at {at}")
        machine.name, machine.weak = data[at:close].decode("utf-8", "replace"), bool(low & 1)
        at = close + 1
    elif opcode == 0x60:
        at = uleb.skip(data, at, end)
    elif opcode == 0x70:
        machine.place, at = uleb.read(data, at, end)
        machine.segment = image.segments[low].address if low < len(image.segments) else -1
    elif opcode == 0x80:
        more, at = uleb.read(data, at, end)
        machine.place = machine.place + more & _MASK  # negative steps are written as huge ones
    return at


def _bind(
    image: Image, machine: _Machine, opcode: int, low: int, at: int, end: int
) -> tuple[int, Run | None]:
    """An opcode that binds; gives the offset behind it."""
    data, width = image.data, image.width
    count, skip = 1, 0
    if opcode == 0xA0:
        skip, at = uleb.read(data, at, end)
    elif opcode == 0xB0:
        skip = low * width
    elif opcode == 0xC0:
        count, at = uleb.read(data, at, end)
        skip, at = uleb.read(data, at, end)
    elif opcode == 0xD0:
        machine.threaded = True
        if low == 0:
            _, at = uleb.read(data, at, end)
        return at, None
    elif opcode != 0x90:
        raise BadUleb(f"opcode {opcode:#x} before {at}")
    stride = skip + width & _MASK
    run = machine.run(count, stride)
    if not machine.threaded:
        machine.place = machine.place + stride * count & _MASK
    return at, run
