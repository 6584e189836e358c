"""A small program for iOS from what it refers to and defines.

program(imports=("dlopen",), uses=("CLLocationManager",), selectors=("requestAlwaysAuthorization",))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.apps import codesign, objcwriter
from tests.apps.keys import Identity
from tests.apps.machowriter import DYLIB, EXECUTE, LOAD, Image, pointer

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
    taken = [*(f"_{name}" for name in imports), *(f"_OBJC_CLASS_$_{name}" for name in uses)]
    image.data("__got", *map(pointer, taken))
    image.text("__const", bytes(0x1000))  # load commands are never encrypted: what is lies behind a page
    for text in texts:
        image.string(text)
    if selectors:
        names = [image.string(name, "__objc_methname") for name in selectors]
        image.data("__objc_selrefs", *map(pointer, names))
    own = dict(classes) if isinstance(classes, Mapping) else dict.fromkeys(classes, ())
    for name, methods in own.items():
        objcwriter.define(image, name, None, class_methods=methods)
    if signed is not None:
        image.sign = lambda code: codesign.signature(code, **signed)
    return image.bytes()


def signed_by(signer: Identity, info: bytes | None = None, **entitlements: Any) -> Mapping[str, Any]:
    """What `program` takes as `signed`; underscores in names of entitlements stand for hyphens."""
    granted = {key.replace("_", "-"): value for key, value in entitlements.items()}
    return {"signer": signer, "entitlements": granted, "info": info, "team": "EXAMPLE000"}
