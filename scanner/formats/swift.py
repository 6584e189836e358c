"""Swift's metadata in a Mach-O image: types, protocols, conformances and the modules they are from.

A Swift-only SDK that is linked statically leaves no framework and no Objective-C class; its module stands in
the context descriptors of its types. Where those cannot be read (FairPlay encrypts them) modules are known
from symbols only. Source: `docs/ABI/TypeMetadata.rst` of Swift and `include/swift/ABI/Metadata.h`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scanner.formats import macho_pointers, swift_names
from scanner.formats.macho_image import Image, Offsets
from scanner.formats.macho_pointers import Numbers, Pointers, gather
from scanner.formats.macho_symbols import Symbols

Bools = npt.NDArray[np.bool_]

_MODULE, _PROTOCOL = 0, 3
_KINDS = {16: "class", 17: "struct", 18: "enum", _PROTOCOL: "protocol"}
_DESCRIPTORS = ("Mn", "Mp")  # how the symbols of types' and protocols' descriptors end
_LOW = np.uint64(3)
_NOWHERE = np.uint64((1 << 64) - 1)  # not 0: a library's own header is there
_NO_MODULES = {"", "__C", "__C_Synthesized"}  # the last two: what is imported from C has no module of its own
DEPTH = 24
"""At most so many contexts inside one another."""
RECORDS = 200_000
"""At most so many types, protocols, conformances, each."""


class Type(NamedTuple):
    """A type or protocol that the image defines."""

    name: str  # "Module.Outer.Inner"
    kind: str  # class, struct, enum, protocol


class Conformance(NamedTuple):
    """A type that has the abilities of a protocol."""

    type: str  # "Module.Name", or an Objective-C class; "" where it has no readable name
    protocol: str  # "Module.Name", or its symbol where that is all that is known


@dataclass(frozen=True, slots=True)
class Swift:
    """What an image says about Swift; each tuple is sorted, without repetitions."""

    modules: tuple[str, ...] = ()  # whose code is in this image
    types: tuple[Type, ...] = ()
    conformances: tuple[Conformance, ...] = ()
    uses: tuple[str, ...] = ()  # modules of other images
    unnamed: int = 0  # types and protocols whose name cannot be read
    faults: tuple[str, ...] = ()


def read(image: Image, symbols: Symbols) -> Swift:
    """The metadata of one architecture; never raises."""
    uses = {swift_names.module(found.name) for found in symbols.imports}
    # of defined symbols only those of descriptors: others may begin with the module of what they only use
    descriptors = (name for name in (*symbols.exports, *symbols.local) if name.endswith(_DESCRIPTORS))
    modules = {swift_names.module(name) for name in descriptors}
    reader = _Reader(image, symbols.pointers or macho_pointers.read(image))
    types = reader.records("__swift5_types") + reader.records("__swift5_types2")
    protocols = reader.records("__swift5_protos")
    named = {found for place in (*types, *protocols) if (found := reader.type(place)) is not None}
    modules |= reader.modules
    return Swift(
        tuple(sorted(modules - _NO_MODULES)),
        tuple(sorted(named)),
        tuple(sorted(set(reader.conformances()))),
        tuple(sorted(uses - modules - _NO_MODULES)),
        reader.unnamed,
        tuple(dict.fromkeys(reader.faults)),
    )


class _Reader:
    """Follows relative references between descriptors. Addresses of 0 are nowhere."""

    def __init__(self, image: Image, pointers: Pointers) -> None:
        self.image = image
        self.pointers = pointers
        self.faults = list(self.pointers.faults)
        self.unnamed = 0
        self.modules: set[str] = set()  # those whose contexts were met
        self.left = 4 * image.span.size + (1 << 16)  # characters of names; texts that overlap could be more
        self.contexts = 2 * RECORDS  # that may still be read
        self._known: dict[int, tuple[int, str] | None] = {}

    def records(self, section: str) -> list[int]:
        """Addresses of the descriptors that sections of 32-bit references lead to."""
        found = []
        for part in self.image.named(section):
            number = part.span.size // 4
            if number > RECORDS:
                self.faults.append(section)
            places = np.uint64(part.address) + np.arange(min(number, RECORDS), dtype=np.uint64) * np.uint64(4)
            found += self.follow(places)[0].tolist()
        return [address for address in found if address]

    def steps(self, places: Numbers) -> Numbers:
        """The signed 32-bit numbers at these addresses, as 64-bit ones; 0 where there is none."""
        raw = gather(self.image, self.image.offsets(places), 4).astype(np.uint32).view(np.int32)
        return raw.astype(np.int64).view(np.uint64)

    def follow(self, places: Numbers, by_pointer: Bools | None = None) -> tuple[Numbers, Offsets]:
        """Where references at these addresses lead: addresses (0: nowhere), or numbers of imports (or -1).

        Unless it is said which go by a pointer, their lowest bit says so.
        """
        steps = self.steps(places)
        if by_pointer is None:
            by_pointer = (steps & _LOW) == 1
            steps = steps & ~_LOW
        direct = np.where(steps != 0, places + steps, 0).astype(np.uint64)
        behind = self.pointers.at(np.where(by_pointer & (direct != 0), direct, _NOWHERE).astype(np.uint64))
        targets = np.where(by_pointer, behind.addresses, direct).astype(np.uint64)
        return targets, np.where(by_pointer, behind.imports, -1)

    def type(self, address: int) -> Type | None:
        """The type or protocol whose descriptor is here."""
        kind, name = self.context(address) or (-1, "")
        if kind not in _KINDS or "." not in name:
            self.unnamed += 1
            return None
        return Type(name, _KINDS[kind])

    def context(self, address: int) -> tuple[int, str] | None:
        """Kind and full name of the context whose descriptor is here; None where it has no readable name."""
        chain: list[int] = []
        outer: tuple[int, str] | None = None
        while address and address not in self._known and len(chain) < min(DEPTH, self.contexts):
            chain.append(address)
            self.contexts -= 1
            self._known[address] = None  # also ends a chain that leads back into itself
            address, symbol = self._outer(address + 4)
            if symbol:
                outer = self._foreign(symbol)
        outer = self._known.get(address, outer)
        for place in reversed(chain):
            outer = self._known[place] = self._named(place, outer)
        return outer

    def _outer(self, place: int) -> tuple[int, str]:
        """Where the reference to a context at this address leads, or to which symbol."""
        step = self._step(place)
        target = place + (step & ~3) if step else 0
        if step & 3 != 1 or target <= 0:
            return max(0, target), ""
        behind = self.pointers.at(np.array([target], np.uint64))
        return int(behind.addresses[0]), self.pointers.name(int(behind.imports[0]))

    def _step(self, place: int) -> int:
        """The signed 32-bit number at an address; 0 where there is none."""
        at = self.image.offset(place)
        if at < 0 or at + 4 > self.image.span.end:
            return 0
        return int.from_bytes(self.image.data[at : at + 4], "little", signed=True)

    @staticmethod
    def _foreign(symbol: str) -> tuple[int, str] | None:
        """The context of another image that this symbol is, if its name is simple."""
        name = swift_names.nominal(symbol)
        return (_MODULE, name) if name != symbol else None

    def _named(self, place: int, outer: tuple[int, str] | None) -> tuple[int, str] | None:
        """Kind and full name of one context, its outer one being known."""
        offset = self.image.offset(place)
        if offset < 0 or not self.image.readable(offset, 12):
            return None
        kind = self.image.data[offset] & 0x1F
        if kind not in _KINDS and kind != _MODULE:
            return outer  # extensions and anonymous contexts have no name of their own
        step = self._step(place + 8)
        text = self.text(place + 8 + step) if step else ""
        if not text or (kind != _MODULE and outer is None):
            return None
        if kind == _MODULE or outer is None:
            self.modules.add(text)
            return kind, text
        self.left -= len(outer[1]) + len(text)
        return (kind, f"{outer[1]}.{text}") if self.left > 0 else None

    def text(self, address: int) -> str:
        """The text at an address; "" where there is none or it is encrypted."""
        found = self.image.text(self.image.offset(address)) if address > 0 and self.left > 0 else None
        self.left -= len(found or "")
        return found or ""

    def conformances(self) -> Iterator[Conformance]:
        """Those whose protocol has a name."""
        records = np.array(self.records("__swift5_proto"), np.uint64)
        protocols, imported = self.follow(records)
        places = records + np.uint64(4)
        how = self.steps(records + np.uint64(12)) >> np.uint64(3) & np.uint64(7)
        types, foreign = self.follow(places, (how == 1) | (how == 3))
        columns = (protocols, imported, types, foreign, how)
        for protocol, number, type_, other, kind in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            name = self._name(protocol, number)
            if name:
                own = swift_names.of_class(self.text(type_)) if kind == 2 else ""
                yield Conformance(own or (self._name(type_, other) if kind != 2 else ""), name)

    def _name(self, address: int, number: int) -> str:
        if number >= 0:
            return swift_names.nominal(self.pointers.name(number))
        return (self.context(address) or (0, ""))[1]
