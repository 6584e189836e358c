"""The code signature inside a Mach-O image: what it covers, who made it, and whether it holds.

Checked are the hashes of the file's pages, of the parts of the signature itself and of what is handed in, the
CMS signature over the code directory, and whether Apple vouched for the signer. Pages that FairPlay encrypted
were hashed before that and cannot be checked.
Source: `cs_blobs.h` of Apple's XNU.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.formats import certificate_path, cms, entitlements, plist
from scanner.formats.certificate import Certificate
from scanner.formats.cms import BadCms
from scanner.formats.der import BadDer
from scanner.formats.macho_image import Image
from scanner.formats.plist import Value
from scanner.formats.plist_text import BadPlist

_SUPER, _DIRECTORY, _XML, _DER, _WRAPPER = 0xFADE0CC0, 0xFADE0C02, 0xFADE7171, 0xFADE7172, 0xFADE0B01
_AT_DIRECTORY, _AT_REQUIREMENTS, _AT_XML, _AT_DER, _AT_CMS = 0, 2, 5, 7, 0x10000
_AT_ALTERNATES = range(0x1000, 0x1005)
_HASHES = {1: ("sha1", 20), 2: ("sha256", 32), 3: ("sha256", 20), 4: ("sha384", 48)}
_MAKERS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384}
_PAGES = (0, *range(10, 17))  # 2^12 and 2^14 bytes are used; 0: the file is one page
_STRENGTH = (4, 2, 3, 1)
_FLAGS = {
    0x1: "valid",
    0x2: "adhoc",
    0x4: "get-task-allow",
    0x100: "hard",
    0x200: "kill",
    0x800: "restrict",
    0x2000: "library-validation",
    0x10000: "runtime",
    0x20000: "linker-signed",
}
INFO, RESOURCES = 1, 3
"""Numbers of the slots that cover Info.plist and _CodeSignature/CodeResources."""
BLOBS = 64
LARGEST = 16 << 20
"""At most so many blobs, and bytes, of a signature are looked at."""


class Directory(NamedTuple):
    """A code directory: hashes of everything the signature covers."""

    identifier: str
    team: str
    flags: tuple[str, ...]
    hash: str  # sha1, sha256, sha384
    cdhash: str  # hex; how systems and lists name this very code
    platform: int  # other than 0: part of the system
    slots: Mapping[int, bytes]  # INFO, RESOURCES, ...: digests of what stands outside
    limit: int  # how many bytes of the file are covered
    page: int  # bytes of a page
    pages: bytes  # their digests, one behind the other
    size: int  # bytes of a digest
    encoded: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """A code signature. `broken` is empty where all that can be checked holds."""

    directory: Directory  # the strongest of those in the signature
    signed: bool  # by a certificate; False: ad hoc, anyone can make it
    signer: Certificate | None  # whose signature holds; the subject may name a person
    chain: tuple[Certificate, ...] = field(repr=False)  # from the signer to who vouched for it
    entitlements: Mapping[str, Value] = field(repr=False)
    unchecked: int  # pages whose content is encrypted
    broken: tuple[str, ...]  # "page 3", "entitlements", "cms: signature-mismatch", ...

    @property
    def by_apple(self) -> bool:
        """Whether Apple issued the signer's certificate; others' signatures run on changed devices only."""
        return certificate_path.by_apple(self.chain)

    def covers(self, slot: int, content: bytes | None) -> bool | None:
        """Whether `content` is what was signed in this slot; None where the signature says nothing of it.

        `content` None: the file does not exist.
        """
        stated = self.directory.slots.get(slot)
        if stated is None or not any(stated):
            return None
        return content is not None and _digest(self.directory.hash, content, self.directory.size) == stated


class BadSignature(ValueError):
    """A signature that cannot be read at all; the message says why."""


def read(image: Image) -> Signature | None:
    """The signature of an image, None where there is none. Raises BadSignature."""
    span = image.tables.signature
    if not span.size:
        return None
    raw = image.data[span.offset : min(span.end, span.offset + LARGEST)]
    blobs = _blobs(raw)
    found = [_directory(blobs[at]) for at in (_AT_DIRECTORY, *_AT_ALTERNATES) if at in blobs]
    if not found:
        raise BadSignature("no code directory")
    order = {_HASHES[kind][0] + str(_HASHES[kind][1]): place for place, kind in enumerate(_STRENGTH)}
    best = min(found, key=lambda directory: order[directory.hash + str(directory.size)])
    broken: list[str] = []
    for directory in found:  # systems of different ages look at different ones: all must hold
        if (directory.identifier, directory.team) != (best.identifier, best.team):
            broken.append("code directories that differ")
        broken += [f"{name} is not what was signed" for name in _parts(directory, blobs)]
        unchecked = _pages(image, directory, broken)
    said = _entitlements(blobs, broken)
    block = blobs.get(_AT_CMS, b"")[8:]
    signer, chain = _signer(block, blobs[_AT_DIRECTORY], broken) if block else (None, ())
    return Signature(best, bool(block), signer, chain, said, unchecked, tuple(dict.fromkeys(broken)))


def _blobs(raw: bytes) -> dict[int, bytes]:
    """The blobs by their slot. Raises BadSignature."""
    if len(raw) < 12 or struct.unpack_from(">I", raw)[0] != _SUPER:
        raise BadSignature("no signature at the place that is stated")
    (number,) = struct.unpack_from(">I", raw, 8)
    found: dict[int, bytes] = {}
    left = 2 * len(raw)  # blobs do not overlap, but for what is cut off at the end
    for index in range(min(number, BLOBS, (len(raw) - 12) // 8)):
        slot, at = struct.unpack_from(">II", raw, 12 + 8 * index)
        if at + 8 > len(raw):
            raise BadSignature(f"blob {index} behind the end")
        size = struct.unpack_from(">I", raw, at + 4)[0]
        left -= min(size, len(raw) - at)
        if left < 0:
            raise BadSignature("blobs that overlap")
        found.setdefault(slot, raw[at : at + size])
    if _AT_DIRECTORY not in found:
        raise BadSignature("no code directory")
    return found


def _directory(blob: bytes) -> Directory:
    """Raises BadSignature."""
    try:
        magic, _, version, flags, hashes, name, special, pages, limit = struct.unpack_from(">9I", blob)
        size, kind, platform, page = struct.unpack_from(">4B", blob, 36)
        team = struct.unpack_from(">I", blob, 48)[0] if version >= 0x20200 else 0
        wide = struct.unpack_from(">Q", blob, 56)[0] if version >= 0x20300 else 0
    except struct.error:
        raise BadSignature("code directory: cut off") from None
    if magic != _DIRECTORY or kind not in _HASHES or _HASHES[kind][1] != size or page not in _PAGES:
        raise BadSignature("code directory: not of a known form")
    if hashes + pages * size > len(blob) or special * size > hashes:
        raise BadSignature("code directory: hashes behind its end")
    slots = {
        slot: blob[hashes - slot * size : hashes - (slot - 1) * size]
        for slot in range(1, min(special, 16) + 1)
    }
    return Directory(
        _text(blob, name),
        _text(blob, team) if team else "",
        tuple(word for bit, word in _FLAGS.items() if flags & bit),
        _HASHES[kind][0],
        _digest(_HASHES[kind][0], blob, 20).hex(),
        platform,
        slots,
        wide or limit,
        1 << page if page else 0,
        blob[hashes : hashes + pages * size],
        size,
        blob,
    )


def _text(blob: bytes, at: int) -> str:
    end = blob.find(b"\0", at, at + 1024)
    return blob[at:end].decode("utf-8", "replace") if end >= 0 else ""


def _digest(name: str, data: bytes | memoryview, size: int) -> bytes:
    return _MAKERS[name](data, usedforsecurity=False).digest()[:size]


def _parts(directory: Directory, blobs: Mapping[int, bytes]) -> list[str]:
    """The parts of the signature itself that are not what the code directory says."""
    names = {_AT_REQUIREMENTS: "requirements", _AT_XML: "entitlements", _AT_DER: "entitlements in DER"}
    broken = []
    for slot, name in names.items():
        stated = directory.slots.get(slot, b"")
        blob = blobs.get(slot)
        holds = _digest(directory.hash, blob, directory.size) == stated if blob else not any(stated)
        if not holds:
            broken.append(name)
    return broken


def _pages(image: Image, directory: Directory, broken: list[str]) -> int:
    """Compares the pages; gives how many are encrypted."""
    page = directory.page or directory.limit
    number = len(directory.pages) // directory.size
    covered = min(directory.limit, image.span.size)
    if directory.limit > image.span.size or not page or number != -(-directory.limit // page):
        broken.append("the code directory covers another file")
        return 0
    if directory.limit < image.tables.signature.offset - image.span.offset:
        broken.append("the code directory does not cover the whole file")
    view, unchecked = memoryview(image.data), 0
    for index in range(number):
        start = image.span.offset + index * page
        end = min(start + page, image.span.offset + covered)
        if not image.readable(start, end - start):
            unchecked += 1
            continue
        stated = directory.pages[index * directory.size : (index + 1) * directory.size]
        if _digest(directory.hash, view[start:end], directory.size) != stated:
            broken.append(f"page {index} of {number} is not what was signed")
            break  # the first says enough
    return unchecked


def _entitlements(blobs: Mapping[int, bytes], broken: list[str]) -> dict[str, Value]:
    """What the system obeys: the DER form where there is one."""
    said: dict[str, Value] | None = None
    listed: dict[str, Value] | None = None
    for slot, magic in ((_AT_XML, _XML), (_AT_DER, _DER)):
        blob = blobs.get(slot, b"")
        if len(blob) <= 8 or struct.unpack_from(">I", blob)[0] != magic:
            continue
        try:
            if slot == _AT_XML:
                said = plist.dictionary(blob[8:])
            else:
                listed = entitlements.read_der(blob[8:])
        except (BadPlist, BadDer) as fault:
            broken.append(f"entitlements: {fault}")
    if said is not None and listed is not None and said != listed:
        broken.append("the two forms of the entitlements differ")
    return (listed if listed is not None else said) or {}


def _signer(
    block: bytes, directory: bytes, broken: list[str]
) -> tuple[Certificate | None, tuple[Certificate, ...]]:
    """Whose signature over the first code directory holds, and who vouched for it."""
    try:
        read = cms.read(block)
        signer = cms.signer(read, directory)
    except BadCms as fault:
        broken.append(f"cms: {fault}")
        return None, ()
    return signer, certificate_path.path(read.certificates, signer)
