"""A small program for iOS from what it refers to and defines.

program(imports=("dlopen",), uses=("CLLocationManager",), selectors=("requestAlwaysAuthorization",))
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from tests.apps import codesign
from tests.apps.keys import Identity
from tests.apps.machowriter import DYLIB, EXECUTE, LOAD, Image, Label, pointer

_PIE, _USUAL = 0x200000, 0x85


def program(
    imports: Sequence[str] = (),
    uses: Sequence[str] = (),
    selectors: Sequence[str] = (),
    classes: Sequence[str] | Mapping[str, Sequence[str]] = (),
    texts: Sequence[str] = (),
    libraries: Sequence[str] = (),
    library: bool = False,
    pie: bool = True,
    encrypted: bool = False,
    exports: Sequence[str] = (),
    signed: Mapping[str, Any] | None = None,
) -> bytes:
    """`imports`: C names; `uses`: classes of others; `classes`: own ones, with class methods if a mapping.

    `signed`: what tests.apps.codesign.signature takes (entitlements, info, signer, ...).
    """
    image = Image(
        kind=DYLIB if library else EXECUTE,
        flags=_USUAL | (_PIE if pie and not library else 0),
        libraries=[(name, LOAD) for name in ("/usr/lib/libSystem.B.dylib", *libraries)],
        exports=[f"_{name}" for name in exports],
        crypt_id=int(encrypted),
    )
    names = [*(f"_{name}" for name in imports), *(f"_OBJC_CLASS_$_{name}" for name in uses)]
    image.data("__got", *map(pointer, names))
    image.text("__const", bytes(0x1000))  # load commands are never encrypted: what is lies behind a page
    for text in texts:
        image.string(text)
    if selectors:
        image.data("__objc_selrefs", *(pointer(_name(image, name)) for name in selectors))
    own = dict(classes) if isinstance(classes, Mapping) else dict.fromkeys(classes, ())
    if own:
        listed = [_class(image, name, methods) for name, methods in own.items()]
        image.data("__objc_classlist", *map(pointer, listed))
    if signed is not None:
        image.sign = lambda code: codesign.signature(code, **signed)
    return image.bytes()


def signed_by(signer: Identity, info: bytes | None = None, **entitlements: Any) -> Mapping[str, Any]:
    """What `program` takes as `signed`; underscores in names of entitlements stand for hyphens."""
    granted = {key.replace("_", "-"): value for key, value in entitlements.items()}
    return {"signer": signer, "entitlements": granted, "info": info, "team": "EXAMPLE000"}


def _name(image: Image, name: str) -> Label:
    return image.string(name, "__objc_methname")


def _class(image: Image, name: str, methods: Sequence[str]) -> Label:
    """objc_class: isa, superclass, cache, vtable, class_ro_t; methods are those of its metaclass."""
    called = image.string(name, "__objc_classname")
    meta = image.data("__objc_data", *[pointer(None)] * 4, pointer(_read_only(image, called, methods, 1)))
    return image.data(
        "__objc_data", pointer(meta), *[pointer(None)] * 3, pointer(_read_only(image, called, (), 0))
    )


def _read_only(image: Image, called: Label, methods: Sequence[str], flags: int) -> Label:
    listed = None
    if methods:
        entries = [
            part for one in methods for part in (pointer(_name(image, one)), pointer(None), pointer(None))
        ]
        listed = image.data("__objc_const", struct.pack("<II", 24, len(methods)), *entries)
    head = struct.pack("<4I", flags, 40, 40, 0) + bytes(8)
    return image.data("__objc_const", head, pointer(called), pointer(listed), bytes(32))
