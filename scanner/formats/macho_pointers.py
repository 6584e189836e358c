"""Pointers inside a Mach-O image: where each leads, whichever way the loader is told to mend it.

Without chained fixups a pointer's place holds its target's address, or the bind opcodes name what is bound
there. With chained fixups the place itself holds target or import, in the format of its segment. Many places
are decoded at once. Source: `mach-o/fixup-chains.h` of dyld (DYLD_CHAINED_PTR_*).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.formats import macho_binds, macho_fixups
from scanner.formats.macho_fixups import IMPORTS, Fixup
from scanner.formats.macho_image import Image, Offsets, Span
from scanner.formats.uleb import BadUleb

Numbers = npt.NDArray[np.uint64]

_ARM64E = {1: 16, 9: 16, 10: 16, 7: 16, 12: 24}  # pointer format -> bits of the import's number
_PLAIN_64 = {2: False, 6: True}  # pointer format -> targets are offsets from the image's base
_PLAIN_32 = 3
_OFFSETS = frozenset({6, 7, 9, 12})
_THREADED = 1
OPCODES = 4 << 20
"""Bytes of bind opcodes that are looked at."""
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Targets:
    """Where pointers lead: `addresses` in the image (0: nowhere), or `imports`, numbers of names (or -1)."""

    addresses: Numbers
    imports: Offsets


@dataclass(frozen=True, slots=True)
class Pointers:
    """How the pointers of one image are read."""

    image: Image
    names: tuple[str, ...]  # that pointers are bound to, by number
    imports: tuple[Fixup, ...]  # the names of other images, in no order
    faults: tuple[str, ...]
    _places: Numbers  # addresses that bind opcodes fill, sorted
    _bound: Offsets  # and the numbers of names that go there
    _formats: Offsets  # by number of the segment in the order of addresses; 0: plain
    _base: int

    def name(self, number: int) -> str:
        """The imported name of this number; "" for -1 and what does not exist."""
        return self.names[number] if 0 <= number < len(self.names) else ""

    def at(self, addresses: Numbers) -> Targets:
        """The pointers at these addresses; where the file has no bytes they lead nowhere."""
        places = self.image.offsets(addresses)
        raw = gather(self.image, places, self.image.width)
        bound = self._opcodes(addresses)
        if not self._formats.any():
            return Targets(np.where(bound >= 0, 0, raw).astype(np.uint64), bound)
        formats = np.where(places >= 0, self._formats[self.image.segments_of(addresses)], 0)
        target, number = raw.copy(), bound
        for form in np.unique(formats).tolist():
            chosen = formats == form
            if form:
                target[chosen], number[chosen] = _decode(form, raw[chosen], self._base)
        number[number >= len(self.names)] = -1
        target[number >= 0] = 0
        return Targets(target, number)

    def _opcodes(self, addresses: Numbers) -> Offsets:
        if not len(self._places):
            return np.full(addresses.shape, -1, np.int64)
        at = np.minimum(np.searchsorted(self._places, addresses), len(self._places) - 1)
        return np.where(self._places[at] == addresses, self._bound[at], -1)


def read(image: Image) -> Pointers:
    """How the pointers of an image are read; never raises."""
    fixups = macho_fixups.read(image)
    binds = _Binds(image)
    formats = dict.fromkeys(range(len(image.segments)), _THREADED) if binds.threaded else fixups.formats
    known = (_PLAIN_32, *_PLAIN_64, *_ARM64E)
    faults = [f"pointer format {form}" for form in sorted(set(formats.values()) - set(known))]
    number = {id(segment): index for index, segment in enumerate(image.segments)}
    order = [formats.get(number[id(segment)], 0) for segment in image.mapped]
    base = next((s.address for s in image.mapped if s.span.offset == image.span.offset), 0)
    names = (*(fixup.name for fixup in fixups.imports), *(binds.threaded or binds.numbers))
    places, bound = binds.places()
    return Pointers(
        image,
        names,
        (*fixups.imports, *binds.imports.values()),
        tuple(dict.fromkeys((*fixups.faults, *binds.faults, *faults))),
        places,
        bound + len(fixups.imports),
        np.array(order or [0], np.int64),
        base,
    )


class _Binds:
    """What the bind opcodes of an image say."""

    def __init__(self, image: Image) -> None:
        self.numbers: dict[str, int] = {}  # of all names
        self.imports: dict[str, Fixup] = {}  # without those that the file itself may define
        self.threaded: list[str] = []
        self.faults: list[str] = []
        self._runs = array("Q")  # by fours: address, count, stride, number of the name
        self._left = image.span.size // image.width  # a file has no more pointers than this
        tables, left = image.tables, OPCODES
        for span, imported in ((tables.bind, True), (tables.lazy_bind, True), (tables.weak_bind, False)):
            part = Span(span.offset, min(span.size, left))
            left -= part.size
            if part.size < span.size:
                self.faults.append("bind")
            self._read(image, part, span is tables.lazy_bind, imported)

    def _read(self, image: Image, span: Span, lazy: bool, imported: bool) -> None:
        numbers, imports, left = self.numbers, self.imports, self._left
        try:
            for address, count, stride, name, ordinal, weak in macho_binds.runs(image, span, lazy):
                if imported and name not in imports:
                    imports[name] = Fixup(name, ordinal, weak)
                if address < 0 and len(self.threaded) <= IMPORTS:
                    self.threaded.append(name)
                if address < 0:
                    continue
                left -= count
                if left < 0:
                    raise BadUleb("more pointers than the file has room for")
                number = numbers.setdefault(name, len(numbers))
                if number > IMPORTS:
                    raise BadUleb(f"more than {IMPORTS} names")
                self._runs.extend((address & _MASK, count, stride, number))
        except BadUleb:
            self.faults.append("bind")
        self._left = max(0, left)

    def places(self) -> tuple[Numbers, Offsets]:
        """The addresses that are filled, sorted, and the numbers of the names that go there."""
        if not self._runs or self.threaded:
            return np.zeros(0, np.uint64), np.zeros(0, np.int64)
        first, counts, strides, numbers = np.frombuffer(self._runs, np.uint64).reshape(-1, 4).T
        many = counts.astype(np.int64)
        inside = (np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)).astype(np.uint64)
        addresses = np.repeat(first, many) + inside * np.repeat(strides, many)
        order = np.argsort(addresses, kind="stable")
        return addresses[order], np.repeat(numbers, many).astype(np.int64)[order]


def _decode(form: int, raw: Numbers, base: int) -> tuple[Numbers, Offsets]:
    """Targets (0: nowhere) and numbers of imports (-1: none) of pointers in one format."""
    if form == _PLAIN_32:
        bind = (raw >> np.uint64(31)) != 0
        target, number = raw & np.uint64(0x3FFFFFF), raw & np.uint64(0xFFFFF)
    elif form in _PLAIN_64:
        bind = (raw >> np.uint64(63)) != 0
        target, number = raw & np.uint64((1 << 36) - 1), raw & np.uint64(0xFFFFFF)
    elif form in _ARM64E:
        bind = (raw >> np.uint64(62) & np.uint64(1)) != 0
        signed = (raw >> np.uint64(63)) != 0
        number = raw & np.uint64((1 << _ARM64E[form]) - 1)
        # a signed pointer's target is an offset in every format, an unsigned one's in most
        plain = raw & np.uint64((1 << 43) - 1)
        far = raw & np.uint64(0xFFFFFFFF)
        moved = base if form in _OFFSETS else 0
        target = np.where(signed, far + np.uint64(base), plain + np.uint64(moved))
        return np.where(bind | (raw == 0), 0, target), np.where(bind, number.astype(np.int64), -1)
    else:
        return np.zeros_like(raw), np.full(raw.shape, -1, np.int64)
    if form in _OFFSETS:
        target = target + np.uint64(base)
    return np.where(bind | (raw == 0), 0, target), np.where(bind, number.astype(np.int64), -1)


def gather(image: Image, places: Offsets, width: int) -> Numbers:
    """Little-endian numbers of `width` bytes at these file offsets; 0 where there are not so many bytes."""
    octets = np.frombuffer(image.data, np.uint8)
    inside = (places >= 0) & (places + width <= image.span.end)
    at = np.where(inside, places, 0)
    value = np.zeros(places.shape, np.uint64)
    if len(octets) < width:
        return value
    for index in range(width):
        value |= octets[at + index].astype(np.uint64) << np.uint64(8 * index)
    return np.where(inside, value, 0).astype(np.uint64)
