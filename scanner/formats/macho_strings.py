"""The texts a Mach-O image was compiled with: C strings, wide strings, and constants like @"text".

What FairPlay encrypted is left out; `unread` says so. Source: `mach-o/loader.h` (S_CSTRING_LITERALS); the
layout of constants is that of clang (`CodeGenModule::GetAddrOfConstantCFString`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scanner.formats import macho_pointers
from scanner.formats.macho_image import LONGEST, Image, Section

_LITERALS = 2  # S_CSTRING_LITERALS
_NAMES = frozenset({"__objc_methname", "__objc_classname", "__objc_methtype"})
_WIDE = 0x10  # in the flags of a constant: UTF-16
LARGEST = 16 << 20
"""Bytes of one section of wide strings."""
TEXTS = 500_000
"""At most so many texts of one kind."""


class Text(NamedTuple):
    """One text and the file offset where it begins."""

    offset: int
    text: str


class Texts(NamedTuple):
    """Texts in the order they stand in the file, without empty ones; `unread`: some of them are encrypted."""

    texts: tuple[Text, ...]
    unread: bool


def c_strings(image: Image) -> Texts:
    """All zero-terminated literals, of C, Objective-C and Swift, without names of methods and classes."""
    wanted = [s for s in image.sections if s.kind == _LITERALS and s.name not in _NAMES]
    found: list[Text] = []
    for section in _readable(image, wanted):
        at = section.span.offset
        for piece in image.data[at : section.span.end].split(b"\0", TEXTS - len(found)):
            if piece:
                found.append(Text(at, piece[:LONGEST].decode("utf-8", "replace")))
            at += len(piece) + 1
        if len(found) >= TEXTS:
            break
    return Texts(tuple(found), _hidden(image, wanted))


def wide_strings(image: Image) -> Texts:
    """Literals in UTF-16: what constants with characters beyond ASCII are kept as."""
    wanted = image.named("__ustring")
    found: list[Text] = []
    for section in _readable(image, wanted):
        size = min(section.span.size, LARGEST)
        units = np.frombuffer(image.data, "<u2", size // 2, section.span.offset)
        start = 0
        for end in (*np.flatnonzero(units == 0)[:TEXTS].tolist(), len(units)):
            if end > start:
                at = section.span.offset + 2 * start
                raw = image.data[at : min(at + 2 * LONGEST, section.span.offset + 2 * end)]
                found.append(Text(at, raw.decode("utf-16-le", "replace")))
            start = end + 1
    return Texts(tuple(found[:TEXTS]), _hidden(image, wanted))


def constants(image: Image) -> Texts:
    """What is written as @"..." or CFSTR("...") in the sources; the offset is that of the text itself."""
    pointers = macho_pointers.read(image)
    width = image.width
    found: list[Text] = []
    hidden = False
    left = 4 * image.span.size + (1 << 16)  # characters; constants that overlap could be far more
    for section in image.named("__cfstring"):
        number = min(section.span.size // (4 * width), TEXTS - len(found))
        first = np.uint64(section.address) + np.arange(number, dtype=np.uint64) * np.uint64(4 * width)
        flags, lengths = (
            macho_pointers.gather(image, image.offsets(first + np.uint64(step * width)), 4) for step in (1, 3)
        )
        places = image.offsets(pointers.at(first + np.uint64(2 * width)).addresses)
        for at, flag, length in zip(places.tolist(), flags.tolist(), lengths.tolist(), strict=True):
            wide = bool(flag & _WIDE)
            size = min(length, LONGEST) * (1 + wide)
            left -= size
            if at < 0 or not size or left < 0:
                continue
            if not image.readable(at, size):
                hidden = hidden or image.encrypted
                continue
            raw = image.data[at : at + size]
            found.append(Text(at, raw.decode("utf-16-le" if wide else "utf-8", "replace")))
    return Texts(tuple(sorted(set(found))), hidden)


def _readable(image: Image, sections: list[Section] | tuple[Section, ...]) -> list[Section]:
    return [s for s in sections if s.span.size and image.readable(s.span.offset, s.span.size)]


def _hidden(image: Image, sections: list[Section] | tuple[Section, ...]) -> bool:
    return any(s.span.size and not image.readable(s.span.offset, s.span.size) for s in sections)
