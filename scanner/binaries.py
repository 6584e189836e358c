"""The programs and libraries of an iOS app, fed one file at a time; afterwards names only, no file.

Of several architectures in one file the names are put together: they are built from the same sources.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.formats import code_signature, macho, macho_symbols, objc, swift
from scanner.formats.certificate import Certificate
from scanner.formats.code_signature import Signature
from scanner.formats.macho_image import Image
from scanner.formats.macho_symbols import Symbols
from scanner.model import WatchList

_MODULE_NAME = "moduleName"
"""The class method that RCT_EXPORT_MODULE writes (facebook/react-native, RCTBridgeModule.h)."""
NAMES = 500_000
"""At most this many names of one sort of one binary."""


@dataclass(frozen=True, slots=True)
class Binary:
    """One program or library."""

    path: str
    kind: str  # execute, dylib, bundle, ...
    archs: tuple[str, ...]
    encrypted: tuple[str, ...]  # architectures that FairPlay hides
    libraries: tuple[str, ...]  # install names it needs, in order, each once
    imports: tuple[str, ...]  # C and Swift names without the leading underscore, sorted; no classes
    exports: tuple[str, ...]
    classes: frozenset[str]  # Objective-C classes (and Swift ones known to it) that it defines
    class_refs: frozenset[str]  # that it takes from elsewhere
    selectors: frozenset[str]  # messages it sends
    swift_modules: frozenset[str]  # of which it defines a type
    native_modules: frozenset[str]  # classes that tell React Native a name of theirs
    protections: Mapping[str, bool]  # pie, canary, arc, stripped: in every architecture
    texts: Mapping[str, int]  # watched texts it holds -> byte offset
    unsigned_sha256: str  # of everything but headers, link-edit data and signature
    platform: str = ""
    minimum: str = ""
    unnamed: int = 0  # classes whose name cannot be read
    signature: Signature | None = None  # of the first architecture
    broken: tuple[str, ...] = ()  # what of the signatures of all architectures does not hold
    signed_at: tuple[tuple[int, int], ...] = ()  # where the signatures begin and end; bytes

    @property
    def name(self) -> str:
        """The file name."""
        return self.path.rpartition("/")[2]

    @property
    def loads(self) -> tuple[str, ...]:
        """The libraries it needs, each by the end of its path: "UM.framework/UM", "libz.dylib"."""
        split = [name.split("/") for name in self.libraries]
        return tuple("/".join(p[-2:] if p[-2:-1] and p[-2].endswith(".framework") else p[-1:]) for p in split)

    @property
    def is_program(self) -> bool:
        return self.kind == "execute"

    @property
    def entitlements(self) -> Mapping[str, Any]:
        """What the signature grants; {} where there is none."""
        return self.signature.entitlements if self.signature else {}

    @property
    def certificate(self) -> Certificate | None:
        """Whose signature over the code holds."""
        return self.signature.signer if self.signature else None

    @property
    def signers(self) -> tuple[str, ...]:
        """SHA-256 of the signing certificate, hex."""
        return (self.certificate.sha256,) if self.certificate else ()

    def imported(self, name: str) -> str:
        """The import of this name, or the first that begins so (name ends in *); "" for none."""
        if not name.endswith("*"):
            return name if name in self.imports else ""
        return next((one for one in self.imports if one.startswith(name[:-1])), "")


class Binaries:
    """Where the one reading takes Mach-O files."""

    takes = "macho"

    def __init__(self, watch: WatchList) -> None:
        self.found: dict[str, Binary] = {}  # by path
        self.unread: dict[str, str] = {}  # path -> what of it could not be read
        self._texts = [api.target for api in watch.apis if api.form == "text"]

    def add(self, buf: bytes, place: str, _loaded: bool = True) -> None:
        """Takes in one file; what cannot be read of it is named in `unread`."""
        if not macho.is_macho(buf):
            return  # a Java class begins alike
        read = macho.read(buf)
        faults = [read.fault] if read.fault else []
        if read.images:
            binary = self.found[place] = self._binary(place, buf, read.images, faults)
            if binary.unnamed and not binary.encrypted:
                faults.append(f"{binary.unnamed} classes without a name")
        if faults:
            self.unread[place] = ", ".join(dict.fromkeys(faults))

    def finish(self) -> None:
        """Nothing is left to do."""

    def _binary(self, place: str, buf: bytes, images: Sequence[Image], faults: list[str]) -> Binary:
        symbols = [macho_symbols.read(image) for image in images]
        objects = [objc.read(image, names) for image, names in zip(images, symbols, strict=True)]
        for image, names, classes in zip(images, symbols, objects, strict=True):
            faults += [f"{image.arch}: {fault}" for fault in (*image.faults, *names.faults, *classes.faults)]
        modules = [swift.read(image, names) for image, names in zip(images, symbols, strict=True)]
        faults += [fault for found in modules for fault in found.faults]
        signatures, broken = _signatures(images)
        imported = {found.name for names in symbols for found in names.imports}
        defined = {one.name for found in objects for one in found.classes}
        first = images[0]
        return Binary(
            place,
            first.kind,
            archs=tuple(image.arch for image in images),
            encrypted=tuple(image.arch for image in images if image.encrypted),
            libraries=tuple(dict.fromkeys(lib.name for image in images for lib in image.libraries)),
            imports=_plain(imported),
            exports=_plain(name for names in symbols for name in names.exports),
            classes=frozenset(defined),
            class_refs=frozenset(name for found in objects for name in found.uses),
            selectors=frozenset(name for found in objects for name in found.selectors),
            swift_modules=frozenset(name for found in modules for name in found.modules)
            | {name.partition(".")[0] for name in defined if "." in name},
            native_modules=frozenset(
                one.name for found in objects for one in found.classes if _MODULE_NAME in one.class_methods
            ),
            unnamed=max(max(found.unnamed for found in objects), max(found.unnamed for found in modules)),
            protections=_protections(images, symbols, defined),
            texts=self._watched(buf),
            unsigned_sha256=_unsigned(buf, images),
            platform=first.platform,
            minimum=first.minimum,
            signature=signatures[0] if signatures else None,
            broken=broken,
            signed_at=tuple((image.tables.signature.offset, image.tables.signature.end) for image in images),
        )

    def _watched(self, buf: bytes) -> dict[str, int]:
        """Watched texts that stand whole among the texts of the file."""
        found = {text: buf.find(b"\0" + text.encode() + b"\0") for text in self._texts}
        return {text: at + 1 for text, at in found.items() if at >= 0}


def _protections(
    images: Sequence[Image], symbols: Sequence[Symbols], classes: Collection[str]
) -> dict[str, bool]:
    """What every architecture has. Swift needs neither canaries nor reference counting by C's compiler."""
    found = {
        "pie": all(image.pie for image in images),
        "stripped": all(names.stripped for names in symbols),
        "canary": all(names.stack_canary for names in symbols),
        "arc": all(names.arc for names in symbols),
    }
    if classes and all("." in name for name in classes):
        found = {flag: on for flag, on in found.items() if on or flag in ("pie", "stripped")}
    return found


def _plain(names: Iterable[str]) -> tuple[str, ...]:
    """C and Swift names as sources spell them."""
    return tuple(sorted({name.removeprefix("_") for name in names if not name.startswith("_OBJC_")})[:NAMES])


def _signatures(images: Sequence[Image]) -> tuple[list[Signature], tuple[str, ...]]:
    found, broken = [], []
    for image in images:
        try:
            signature = code_signature.read(image)
        except code_signature.BadSignature as fault:
            broken.append(f"{image.arch}: {fault}")
            continue
        if signature is not None:
            found.append(signature)
            broken += [f"{image.arch}: {part}" for part in signature.broken]
    return found, tuple(broken)


def _unsigned(buf: bytes, images: Sequence[Image]) -> str:
    """SHA-256 of the bytes behind the load commands, without what the linker and the signer write."""
    digest = hashlib.sha256()
    for image in images:
        digest.update(image.arch.encode())
        start = min((s.span.offset for s in image.sections if s.span.size), default=image.span.end)
        for segment in image.segments:
            if segment.name != "__LINKEDIT":
                digest.update(memoryview(buf)[max(start, segment.span.offset) : segment.span.end])
    return digest.hexdigest()
