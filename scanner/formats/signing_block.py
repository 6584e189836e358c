"""The APK signing block: found, taken apart into its pairs, and the signers of schemes v2, v3 and v3.1 read.

Source: source.android.com, "APK Signature Scheme v2" (block format) and "v3" (signer with SDK range). Found
and refused in the same cases as by Android's installer: what it does not find, does not exist.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.formats.content_digest import Buffer, Sections

MAGIC = b"APK Sig Block 42"
V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
WALLE, VASDOLLY, PACKER_NG = 0x71777777, 0x881155FF, 0x7A786B21
NAMES = {
    V2: "APK Signature Scheme v2",
    V3: "APK Signature Scheme v3",
    V31: "APK Signature Scheme v3.1",
    0x42726577: "padding for verity",
    0x504B4453: "dependency metadata",
    0x2146444E: "Google Play frosting",
    0x2B09189E: "source stamp v1",
    0x6DFF800D: "source stamp v2",
    WALLE: "Walle channel",
    VASDOLLY: "VasDolly channel",
    PACKER_NG: "packer-ng channel",
}
MAX_PAIRS = 1_000
MAX_VALUE = 16 << 20
_END_RECORD = 22
_FOOTER = 24


class BadBlock(ValueError):
    """A signing block, or a signer in it, that is not as the format says; the message is a short code."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One entry of the signing block. `offset` is that of its value in the file; `size` is the value's."""

    id: int
    size: int
    offset: int
    name: str


@dataclass(frozen=True, slots=True)
class Block:
    """A package's signing block, or why there is none that Android would find."""

    sections: Sections | None = None
    pairs: tuple[Pair, ...] = ()
    fault: str = (
        ""  # "no-end-record", "no-magic", "size-mismatch", ...; pairs before a fault in them are kept
    )

    def find(self, id: int) -> Pair | None:
        """The first pair with this id, as Android takes it."""
        return next((pair for pair in self.pairs if pair.id == id), None)


@dataclass(frozen=True, slots=True)
class SignerRecord:
    """One signer as written, nothing of it verified. `attributes` are (id, value)."""

    signed: bytes
    signatures: tuple[tuple[int, bytes], ...]
    public_key: bytes
    digests: tuple[tuple[int, bytes], ...]
    certificates: tuple[bytes, ...]
    attributes: tuple[tuple[int, bytes], ...]
    sdk: tuple[int, int] | None = None  # v3 on: first and last API level
    signed_sdk: tuple[int, int] | None = None


def find(data: Buffer) -> Block:
    """The signing block of a package. Never raises."""
    with memoryview(data) as view:
        end_record = _end_record(data, len(view))
        if end_record < 0:
            return Block(fault="no-end-record")
        size, directory = struct.unpack_from("<II", view, end_record + 12)
        if bytes(view[max(end_record - 20, 0) : max(end_record - 16, 0)]) == b"PK\6\7":
            return Block(fault="zip64")
        if directory + size != end_record:
            return Block(fault="gap-before-end-record")
        if directory < _FOOTER + 8 or bytes(view[directory - 16 : directory]) != MAGIC:
            return Block(fault="no-magic")
        (length,) = struct.unpack_from("<Q", view, directory - _FOOTER)
        start = directory - length - 8
        if length < _FOOTER or length > 0x7FFFFFF7 or start < 0:
            return Block(fault="size-out-of-range")
        if struct.unpack_from("<Q", view, start)[0] != length:
            return Block(fault="size-mismatch")
        pairs, fault = _pairs(view, start + 8, directory - _FOOTER)
        return Block(Sections(start, directory, end_record), pairs, fault)


def value(data: Buffer, pair: Pair) -> bytes:
    """The bytes of one pair. Raises BadBlock for one too large to be meant."""
    if pair.size > MAX_VALUE:
        raise BadBlock("too-large")
    with memoryview(data) as view:
        return bytes(view[pair.offset : pair.offset + pair.size])


def comment_offset(data: Buffer) -> int:
    """Where the archive's comment starts; -1 if there is no end record. The comment ends with the file."""
    with memoryview(data) as view:
        end_record = _end_record(data, len(view))
    return end_record + _END_RECORD if end_record >= 0 else -1


def _end_record(data: Buffer, size: int) -> int:
    """Offset of the end record whose comment reaches exactly to the end of the file; -1 if there is none."""
    lowest = max(size - _END_RECORD - 0xFFFF, 0)
    with memoryview(data) as view:
        tail = bytes(view[lowest:])
    at = tail.rfind(b"PK\5\6", 0, len(tail) - _END_RECORD + 4)
    while at >= 0:
        if struct.unpack_from("<H", tail, at + 20)[0] == len(tail) - at - _END_RECORD:
            return lowest + at
        at = tail.rfind(b"PK\5\6", 0, at + 3)
    return -1


def _pairs(view: memoryview, pos: int, end: int) -> tuple[tuple[Pair, ...], str]:
    pairs: list[Pair] = []
    while pos < end:
        if end - pos < 8:
            return tuple(pairs), "pair-cut-off"
        (length,) = struct.unpack_from("<Q", view, pos)
        pos += 8
        if not 4 <= length <= end - pos or len(pairs) == MAX_PAIRS:
            return tuple(pairs), "pair-size-out-of-range"
        (id,) = struct.unpack_from("<I", view, pos)
        pairs.append(Pair(id, length - 4, pos + 4, NAMES.get(id, "")))
        pos += length
    return tuple(pairs), ""


class Reader:
    """Reads little-endian numbers and length-prefixed values in turn. Raises BadBlock("malformed")."""

    def __init__(self, data: bytes) -> None:
        self.data, self.pos = data, 0

    def __bool__(self) -> bool:
        return self.pos < len(self.data)

    def number(self) -> int:
        """The next four bytes."""
        return int.from_bytes(self.take(4), "little")

    def value(self) -> bytes:
        """The next value, whose length stands before it."""
        return self.take(self.number())

    def values(self) -> Iterator[bytes]:
        """All values that are left."""
        while self:
            yield self.value()

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        if size > len(self.data) - self.pos:
            raise BadBlock("malformed")
        self.pos += size
        return self.data[self.pos - size : self.pos]


def signers(data: bytes, with_sdk: bool) -> Iterator[SignerRecord]:
    """The signers in the value of a v2 (`with_sdk` False) or v3 pair. Raises BadBlock."""
    for encoded in Reader(Reader(data).value()).values():
        yield _signer(Reader(encoded), with_sdk)


def _signer(outer: Reader, with_sdk: bool) -> SignerRecord:
    signed = outer.value()
    sdk = (outer.number(), outer.number()) if with_sdk else None
    signatures = tuple(_tagged(item) for item in Reader(outer.value()).values())
    key = outer.value()
    inner = Reader(signed)
    digests = tuple(_tagged(item) for item in Reader(inner.value()).values())
    certificates = tuple(Reader(inner.value()).values())
    signed_sdk = (inner.number(), inner.number()) if with_sdk else None
    attributes = []
    for item in Reader(inner.value()).values():
        attribute = Reader(item)
        attributes.append((attribute.number(), attribute.take(len(item) - 4)))
    return SignerRecord(signed, signatures, key, digests, certificates, tuple(attributes), sdk, signed_sdk)


def _tagged(item: bytes) -> tuple[int, bytes]:
    reader = Reader(item)
    return reader.number(), reader.value()
