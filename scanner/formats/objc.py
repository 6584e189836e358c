"""Objective-C metadata of a Mach-O image: classes, categories, protocols and the selectors of their methods.

The lists `__objc_classlist`, `__objc_catlist` and `__objc_protolist` are walked as the runtime does, with
absolute and relative method lists. Where names cannot be read (FairPlay encrypts `__TEXT`), classes are known
from exported symbols only, and `unnamed` counts the others. Source: `objc-runtime-new.h` of Apple's objc4.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scanner.formats import macho_pointers, swift_names
from scanner.formats.macho_image import Image
from scanner.formats.macho_pointers import Numbers, Pointers, gather
from scanner.formats.macho_symbols import Symbols

_CLASS = "_OBJC_CLASS_$_"
_RELATIVE, _DIRECT = 0x80000000, 0x40000000
_NOWHERE = np.uint64((1 << 64) - 1)  # not 0: a library's own header is there
_SIZE_MASK = 0xFFFC
_DATA_MASK = {4: 0xFFFFFFFC, 8: 0x00007FFFFFFFFFF8}
_HEAD = {4: 12, 8: 16}  # bytes of a class_ro_t before its pointers
LISTED = 100_000
ENTRIES = 500_000
"""At most so many classes, categories or protocols, and entries of all their lists together."""


class Class(NamedTuple):
    """A class the image defines. Selectors in the order of their lists."""

    name: str  # of a Swift class "Module.Class"
    superclass: str  # "" for a root class, or one that cannot be named
    methods: tuple[str, ...]
    class_methods: tuple[str, ...]
    protocols: tuple[str, ...]


class Category(NamedTuple):
    """Methods the image adds to a class, its own or another's."""

    name: str
    of: str  # the class
    methods: tuple[str, ...]
    class_methods: tuple[str, ...]
    protocols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjC:
    """What an image says about Objective-C. `faults` names what could not be read."""

    classes: tuple[Class, ...] = ()
    categories: tuple[Category, ...] = ()
    protocols: tuple[str, ...] = ()  # sorted
    uses: tuple[str, ...] = ()  # classes of other images, sorted
    selectors: tuple[str, ...] = ()  # of messages that are sent, sorted
    unnamed: int = 0  # classes whose name cannot be read
    faults: tuple[str, ...] = ()


def read(image: Image, symbols: Symbols) -> ObjC:
    """The metadata of one architecture; never raises."""
    uses = {found.name.removeprefix(_CLASS) for found in symbols.imports if found.name.startswith(_CLASS)}
    if not any(section.name.startswith("__objc_") for section in image.sections):
        return ObjC(uses=tuple(sorted(swift_names.of_class(name) for name in uses)))
    reader = _Reader(image, symbols.pointers or macho_pointers.read(image))
    classes, unnamed = _classes(reader)
    categories = _categories(reader)
    protocols = reader.texts(reader.field(reader.listed("__objc_protolist"), 1))
    selectors = reader.texts(reader.listed("__objc_selrefs"))
    known = {found.name for found in classes}
    for symbol in (*symbols.exports, *symbols.local) if unnamed else ():
        if symbol.startswith(_CLASS):
            name = swift_names.of_class(symbol.removeprefix(_CLASS))
            if name not in known:
                known.add(name)
                classes.append(Class(name, "", (), (), ()))
                unnamed -= 1
    return ObjC(
        tuple(classes),
        tuple(categories),
        tuple(sorted({swift_names.of_class(name) for name in protocols if name})),
        tuple(sorted(swift_names.of_class(name) for name in uses)),
        tuple(sorted({name for name in selectors if name})),
        max(0, unnamed),
        tuple(dict.fromkeys(reader.faults)),
    )


class _Reader:
    """Reads fields of many structures at once. Addresses of 0 are structures that do not exist."""

    def __init__(self, image: Image, pointers: Pointers) -> None:
        self.image = image
        self.pointers = pointers
        self.width = image.width
        self.faults = list(pointers.faults)
        self.left = 4 * image.span.size + (1 << 16)  # characters; texts that overlap could be far more

    def listed(self, section: str) -> Numbers:
        """The pointers that fill all sections of this name."""
        found = []
        for part in self.image.named(section):
            number = part.span.size // self.width
            if number > LISTED:
                self.faults.append(section)
                number = LISTED
            steps = np.arange(number, dtype=np.uint64) * np.uint64(self.width)
            found.append(self.pointers.at(np.uint64(part.address) + steps).addresses)
        return np.concatenate(found) if found else np.zeros(0, np.uint64)

    def field(self, structures: Numbers, number: int, skip: int = 0) -> Numbers:
        """Where the pointer behind `number` pointers and `skip` bytes of each structure leads."""
        return self.target(structures, number, skip).addresses

    def target(self, structures: Numbers, number: int, skip: int = 0) -> macho_pointers.Targets:
        return self.pointers.at(_behind(structures, skip + number * self.width))

    def number(self, structures: Numbers, skip: int, width: int = 4) -> Numbers:
        """The number behind `skip` bytes of each structure; 0 where there is none."""
        return gather(self.image, self.image.offsets(_behind(structures, skip)), width)

    def texts(self, addresses: Numbers) -> list[str]:
        """The texts at these addresses; "" where there is none or it is encrypted."""
        distinct, which = np.unique(addresses, return_inverse=True)
        places = np.where(distinct != 0, self.image.offsets(distinct), -1).tolist()
        found, self.left = self.image.texts(places, max(0, self.left))
        if self.left < 0:
            self.faults.append("texts that overlap")
        return [found[index] for index in which.tolist()]

    def entries(
        self, lists: Numbers, counts: Numbers, head: int, strides: Numbers
    ) -> tuple[Numbers, list[int]]:
        """Addresses of the entries of all lists, and where each list's begin in them (one more at the end).

        An entry has no fewer than 8 bytes in honest files, and lists do not overlap.
        """
        room = min(self.image.span.size // 8, ENTRIES)
        counts = np.minimum(counts, ENTRIES).astype(np.int64)
        total = np.cumsum(counts)
        if len(counts) and total[-1] > room:
            self.faults.append("more entries than the file has room for")
            counts = np.where(total > room, 0, counts)
        ends = np.cumsum(counts)
        starts = ends - counts
        inside = (np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(starts, counts)).astype(np.uint64)
        base = np.repeat(lists + np.uint64(head), counts)
        return base + inside * np.repeat(strides, counts), [*starts.tolist(), int(counts.sum())]

    def selectors(self, lists: Numbers) -> list[tuple[str, ...]]:
        """The selectors of the methods in each method list (method_list_t)."""
        flags = self.number(lists, 0)
        relative = (flags & np.uint64(_RELATIVE)) != 0
        strides = np.where(relative, 12, flags & np.uint64(_SIZE_MASK)).astype(np.uint64)
        counts = np.where((strides >= 12) & (lists != 0), self.number(lists, 4), 0).astype(np.uint64)
        entries, bounds = self.entries(lists, counts, 8, strides)
        counted = np.diff(bounds)
        is_relative = np.repeat(relative, counted)
        is_direct = np.repeat((flags & np.uint64(_DIRECT)) != 0, counted)
        far = self.relative(entries)
        behind = self.pointers.at(np.where(is_relative, far, entries)).addresses
        names = self.texts(np.where(is_relative & is_direct, far, behind).astype(np.uint64))
        return [tuple(filter(None, names[a:b])) for a, b in pairwise(bounds)]

    def relative(self, places: Numbers) -> Numbers:
        """Where 32-bit offsets relative to their own places lead; 0 for one of 0."""
        step = gather(self.image, self.image.offsets(places), 4).astype(np.uint32).view(np.int32)
        return np.where(step != 0, places + step.astype(np.int64).view(np.uint64), 0).astype(np.uint64)

    def protocols(self, lists: Numbers) -> list[tuple[str, ...]]:
        """The names of the protocols in each protocol list (protocol_list_t)."""
        counts = self.number(lists, 0, self.width)
        strides = np.full(lists.shape, self.width, np.uint64)
        entries, bounds = self.entries(lists, counts, self.width, strides)
        names = self.texts(self.field(self.pointers.at(entries).addresses, 1))
        shown = [swift_names.of_class(name) for name in names]
        return [tuple(filter(None, shown[a:b])) for a, b in pairwise(bounds)]


def _behind(structures: Numbers, skip: int) -> Numbers:
    """Addresses so many bytes behind the beginnings of structures; nowhere for those that do not exist."""
    return np.where(structures != 0, structures + np.uint64(skip), _NOWHERE).astype(np.uint64)


def _classes(reader: _Reader) -> tuple[list[Class], int]:
    """The classes that have a name, and how many have none."""
    classes = reader.listed("__objc_classlist")
    meta = reader.field(classes, 0)
    data, meta_data = _data(reader, classes), _data(reader, meta)
    skip = _HEAD[reader.width]
    names = [swift_names.of_class(name) for name in reader.texts(reader.field(data, 1, skip))]
    parents = _named(reader, reader.target(classes, 1), dict(zip(classes.tolist(), names, strict=True)))
    methods = reader.selectors(reader.field(data, 2, skip))
    class_methods = reader.selectors(reader.field(meta_data, 2, skip))
    protocols = reader.protocols(reader.field(data, 3, skip))
    found = zip(names, parents, methods, class_methods, protocols, strict=True)
    named = [Class(*fields) for fields in found if fields[0]]
    return named, len(names) - len(named)


def _data(reader: _Reader, classes: Numbers) -> Numbers:
    """Their class_ro_t; the low bits of the pointer say that a class is Swift's."""
    return reader.field(classes, 4) & np.uint64(_DATA_MASK[reader.width])


def _named(reader: _Reader, targets: macho_pointers.Targets, known: dict[int, str]) -> list[str]:
    """The names of classes that pointers lead to, in this image or another."""
    pairs = zip(targets.addresses.tolist(), targets.imports.tolist(), strict=True)
    return [
        swift_names.of_class(reader.pointers.name(number).removeprefix(_CLASS))
        if number >= 0
        else known.get(address, "")
        for address, number in pairs
    ]


def _categories(reader: _Reader) -> list[Category]:
    found = reader.listed("__objc_catlist")
    targets = reader.target(found, 1)
    local = dict.fromkeys(targets.addresses.tolist(), "")
    local.pop(0, None)
    addresses = np.array(list(local), np.uint64)
    names = reader.texts(reader.field(_data(reader, addresses), 1, _HEAD[reader.width]))
    known = dict(zip(local, map(swift_names.of_class, names), strict=True))
    columns = (
        reader.texts(reader.field(found, 0)),
        _named(reader, targets, known),
        reader.selectors(reader.field(found, 2)),
        reader.selectors(reader.field(found, 3)),
        reader.protocols(reader.field(found, 4)),
    )
    return [Category(*fields) for fields in zip(*columns, strict=True)]
