"""Writes Objective-C and Swift metadata into a `machowriter.Image`.

Source: `objc-runtime-new.h` of Apple's objc4; `docs/ABI/TypeMetadata.rst` of Swift.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.apps.machowriter import Image, Label, Part, Pointer, Relative, pointer

NOTHING = pointer(None)
MODULE, EXTENSION, ANONYMOUS, PROTOCOL, CLASS, STRUCT, ENUM = 0, 1, 2, 3, 16, 17, 18


def _methods(image: Image, selectors: Sequence[str], relative: bool) -> Pointer:
    """A method list, empty lists are left out; relative ones go by the selector references."""
    if not selectors:
        return NOTHING
    names = [image.string(selector, "__objc_methname") for selector in selectors]
    if not relative:
        parts: list[Part] = [struct.pack("<II", 3 * image.width, len(names))]
        for name in names:
            parts += [pointer(name), NOTHING, NOTHING]
        return pointer(image.data("__objc_const", *parts))
    references = [image.data("__objc_selrefs", pointer(name)) for name in names]
    parts = [struct.pack("<II", 12 | 0x80000000, len(names))]
    for reference in references:
        parts += [Relative(reference), Relative(None), Relative(None)]
    return pointer(image.text("__objc_methlist", *parts))


def _protocols(image: Image, protocols: Sequence[Label]) -> Pointer:
    if not protocols:
        return NOTHING
    number = len(protocols).to_bytes(image.width, "little")
    return pointer(image.data("__objc_const", number, *map(pointer, protocols)))


def protocol(image: Image, name: str) -> Label:
    text = image.string(name, "__objc_classname")
    found = image.data("__data", NOTHING, pointer(text), *[NOTHING] * 6)
    image.data("__objc_protolist", pointer(found))
    return found


def define(
    image: Image,
    name: str,
    superclass: str | Label | None = "_OBJC_CLASS_$_NSObject",
    methods: Sequence[str] = (),
    class_methods: Sequence[str] = (),
    protocols: Sequence[Label] = (),
    relative: bool = False,
    swift: bool = False,
) -> Label:
    """A class in `__objc_classlist`."""
    text = pointer(image.string(name, "__objc_classname"))
    head = bytes(16 if image.width == 8 else 12)

    def data(selectors: Sequence[str], listed: Sequence[Label]) -> Label:
        found = (_methods(image, selectors, relative), _protocols(image, listed))
        return image.data("__objc_const", head, NOTHING, text, *found, NOTHING, NOTHING, NOTHING)

    meta = image.data("__objc_data", *[NOTHING] * 4, pointer(data(class_methods, ())))
    own = pointer(data(methods, protocols), tag=2 * swift)
    found = image.data("__objc_data", pointer(meta), pointer(superclass), NOTHING, NOTHING, own)
    image.data("__objc_classlist", pointer(found))
    return found


def category(
    image: Image, name: str, of: str | Label, methods: Sequence[str] = (), relative: bool = False
) -> None:
    text = pointer(image.string(name, "__objc_classname"))
    lists = (_methods(image, methods, relative), NOTHING, NOTHING, NOTHING)
    image.data("__objc_catlist", pointer(image.data("__objc_const", text, pointer(of), *lists)))


def context(image: Image, kind: int, name: str = "", parent: Label | str | None = None) -> Label:
    """A context descriptor; a parent that is text is another image's, reached by a pointer."""
    text = Relative(image.string(name, "__const") if name else None)
    if isinstance(parent, str):
        outer = Relative(image.data("__got", pointer(parent)), indirect=True)
    else:
        outer = Relative(parent)
    return image.text("__const", struct.pack("<I", kind | 0x40), outer, text, bytes(12))


def swift_type(image: Image, kind: int, name: str, parent: Label | str) -> Label:
    """A type or protocol with its record."""
    found = context(image, kind, name, parent)
    image.text("__swift5_protos" if kind == PROTOCOL else "__swift5_types", Relative(found))
    return found


def conformance(image: Image, of: Label | str, protocol: Label | str) -> None:
    """`of`: a type's descriptor, or the name of an Objective-C class."""
    if isinstance(protocol, str):
        second = Relative(image.data("__got", pointer(protocol)), indirect=True)
    else:
        second = Relative(protocol)
    named = isinstance(of, str)
    first = Relative(image.string(of, "__objc_classname") if isinstance(of, str) else of)
    found = image.text("__const", second, first, bytes(4), struct.pack("<I", named << 4))
    image.text("__swift5_proto", Relative(found))
