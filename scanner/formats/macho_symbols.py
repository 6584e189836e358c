"""The names a Mach-O architecture imports, exports and kept from its sources.

Imports come from three places that say the same thing in files of different ages: the symbol table's
undefined names, the bind opcodes, and the imports of chained fixups. They are put together. Reads only
link-edit data, which FairPlay leaves in the clear. Source: `mach-o/nlist.h`, `loader.h` and `fixup-chains.h`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scanner.formats import macho_exports, macho_fixups, macho_pointers
from scanner.formats.macho_image import Image
from scanner.formats.macho_pointers import Pointers

_ENTRY_64 = np.dtype([("name", "<u4"), ("type", "u1"), ("section", "u1"), ("desc", "<u2"), ("value", "<u8")])
_ENTRY_32 = np.dtype([("name", "<u4"), ("type", "u1"), ("section", "u1"), ("desc", "<u2"), ("value", "<u4")])
_STAB, _PRIVATE, _TYPE, _EXTERNAL = 0xE0, 0x10, 0x0E, 0x01
_OPTION = 0x3C  # N_OPT: the one entry for a debugger that Apple's strip itself puts in
_WEAK_REFERENCE = 0x40
_TWO_LEVEL = 0x80  # in the header's flags: imports say which library they are from
_ORDINALS = {0: "self", -1: "main executable", -2: "flat lookup", -3: "weak lookup"}
_ARC = frozenset(
    {
        "_objc_autoreleaseReturnValue",
        "_objc_claimAutoreleasedReturnValue",
        "_objc_destroyWeak",
        "_objc_retainAutorelease",
        "_objc_retainAutoreleaseReturnValue",
        "_objc_retainAutoreleasedReturnValue",
        "_objc_storeStrong",
        "_objc_unsafeClaimAutoreleasedReturnValue",
    }
)
"""What only a compiler calls; `_objc_release` and `_objc_retain` are named by code without ARC too."""
SYMBOLS = 500_000
"""At most this many entries of the symbol table are looked at."""


class Import(NamedTuple):
    """A name that is taken from a library."""

    name: str  # as it stands in the file: "_dlopen", "_OBJC_CLASS_$_ASIdentifierManager"
    library: str  # install name, or "self", "main executable", "flat lookup", "weak lookup"; "" if unknown
    weak: bool  # may be missing


@dataclass(frozen=True, slots=True)
class Symbols:
    """Names as they stand in the file (C names begin with "_"); each tuple is sorted, without repetitions."""

    imports: tuple[Import, ...] = ()
    exports: tuple[str, ...] = ()
    local: tuple[str, ...] = ()  # defined and not exported: what a stripped file does not have
    debug: int = 0  # entries for a debugger
    faults: tuple[str, ...] = ()
    pointers: Pointers | None = field(default=None, repr=False, compare=False)  # read along with them

    @property
    def stripped(self) -> bool:
        """No names but those needed to load it."""
        return not self.local and not self.debug

    @property
    def stack_canary(self) -> bool:
        return any(found.name == "___stack_chk_fail" for found in self.imports)

    @property
    def arc(self) -> bool:
        """Compiled with automatic reference counting, at least in part."""
        return any(found.name in _ARC for found in self.imports)


def read(image: Image) -> Symbols:
    """The names of one architecture; never raises."""
    faults: list[str] = []
    table = _table(image, faults)
    found: dict[str, Import] = {}
    pointers = macho_pointers.read(image)
    faults += pointers.faults
    bound = (Import(name, _from(image, ordinal), weak) for name, ordinal, weak in pointers.imports if name)
    for imported in (*_undefined(image, table, faults), *bound):
        known = found.get(imported.name)
        if known is None or (not known.library and imported.library):
            found[imported.name] = imported
    trie, fault = macho_exports.names(image)
    if fault:
        faults.append(fault)
    kind = table["type"]
    defined = ((kind & _STAB) == 0) & ((kind & _TYPE) != 0) & ((kind & _TYPE) != 0xC)
    public = defined & ((kind & (_EXTERNAL | _PRIVATE)) == _EXTERNAL)
    exports = {*trie, *_names(image, table["name"][public], faults)} - {""}
    local = set(_names(image, table["name"][defined & ~public], faults)) - exports - {""}
    return Symbols(
        tuple(found[name] for name in sorted(found)),
        tuple(sorted(exports)),
        tuple(sorted(local)),
        int(np.count_nonzero(((kind & _STAB) != 0) & (kind != _OPTION))),
        tuple(dict.fromkeys(faults)),
        pointers,
    )


def _table(image: Image, faults: list[str]) -> npt.NDArray[np.void]:
    layout = _ENTRY_64 if image.bits == 64 else _ENTRY_32
    number = image.tables.symbols.size // layout.itemsize
    if number > SYMBOLS:
        faults.append("symbols")
    return np.frombuffer(image.data, layout, min(number, SYMBOLS), image.tables.symbols.offset)


def _names(image: Image, places: npt.NDArray[np.uint32], faults: list[str]) -> list[str]:
    """The texts at these places of the string table, "" where there is none.

    Many entries may name one long text: no more is made of the table than a few times its size.
    """
    span = image.tables.strings
    inside = np.where(places < span.size, places.astype(np.int64) + span.offset, -1)
    found, left = image.texts(inside.tolist(), 4 * span.size + (1 << 16))
    if left < 0:
        faults.append("strings")
    return found


def _from(image: Image, ordinal: int) -> str:
    if 0 < ordinal <= len(image.libraries):
        return image.libraries[ordinal - 1].name
    return _ORDINALS.get(ordinal, "")


def _undefined(image: Image, table: npt.NDArray[np.void], faults: list[str]) -> Iterator[Import]:
    kind = table["type"]
    undefined = ((kind & _STAB) == 0) & ((kind & _EXTERNAL) != 0) & (table["value"] == 0)
    undefined &= ((kind & _TYPE) == 0) | ((kind & _TYPE) == 0xC)  # N_UNDF, N_PBUD
    wanted = table[undefined]
    two_level = bool(image.flags & _TWO_LEVEL)
    if len(wanted) > macho_fixups.IMPORTS:
        faults.append("symbols")
        wanted = wanted[: macho_fixups.IMPORTS]
    for name, desc in zip(_names(image, wanted["name"], faults), wanted["desc"].tolist(), strict=True):
        ordinal = desc >> 8
        ordinal -= 0x100 if ordinal >= 0xFE else 0
        library = _from(image, ordinal) if two_level else "flat lookup"
        if name:
            yield Import(name, library, bool(desc & _WEAK_REFERENCE))
