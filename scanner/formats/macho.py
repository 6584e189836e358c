"""Mach-O files: the architectures in one file and what the load commands of each say.

`read(data).images` has one `Image` for each architecture, thin and fat alike. Little-endian Mach-O of 32 and
64 bits is read, which is all that iOS ever had. Nothing is decrypted. Never raises: what cannot be read is
named in `faults`, and numbers that reach out of the file are cut to it.

Further readers take an Image: `macho_symbols` (imports, exports), `macho_strings`, `objc`, `swift`,
`code_signature`. Source: `mach-o/loader.h` and `mach-o/fat.h` of cctools.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scanner.formats import macho_commands
from scanner.formats.macho_image import Image, Span, Tables

_CPUS = {
    (7, None): "i386",
    (0x01000007, None): "x86_64",
    (12, 6): "armv6",
    (12, 9): "armv7",
    (12, 11): "armv7s",
    (12, 12): "armv7k",
    (12, None): "arm",
    (0x0100000C, 2): "arm64e",
    (0x0100000C, None): "arm64",
    (0x0200000C, None): "arm64_32",
}
_KINDS = {
    1: "object",
    2: "execute",
    4: "core",
    6: "dylib",
    7: "dylinker",
    8: "bundle",
    9: "dylib_stub",
    10: "dsym",
    11: "kext",
}
_THIN = {b"\xce\xfa\xed\xfe": 32, b"\xcf\xfa\xed\xfe": 64}
_FAT = {b"\xca\xfe\xba\xbe": struct.Struct(">IIIII"), b"\xca\xfe\xba\xbf": struct.Struct(">IIQQII")}
_SWAPPED = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf")
ARCHITECTURES = 16
"""At most this many architectures of a file; a Java class has the magic of a fat file and says 45 or more."""


@dataclass(frozen=True, slots=True)
class MachO:
    """A file. `fault` says why it is none, or that an architecture is missing from `images`."""

    images: tuple[Image, ...] = ()
    fat: bool = False
    fault: str = ""


def is_macho(data: bytes) -> bool:
    """Whether the file begins like a Mach-O file, thin or fat."""
    if data[:4] in _FAT:
        return len(data) >= 8 and 0 < struct.unpack_from(">I", data, 4)[0] <= ARCHITECTURES
    return data[:4] in _THIN


def read(data: bytes) -> MachO:
    """The architectures of a file; never raises."""
    if data[:4] in _SWAPPED:
        return MachO(fault="big-endian")
    if not is_macho(data):
        return MachO(fault="header")
    if data[:4] in _THIN:
        return MachO((_image(data, Span(0, len(data))),))
    (number,) = struct.unpack_from(">I", data, 4)
    spans = _spans(data, number)
    images = []
    last = 0
    for span in spans:
        if span.offset < last or span.end > len(data) or data[span.offset : span.offset + 4] not in _THIN:
            continue  # architectures that overlap would be read many times over
        last = span.end
        images.append(_image(data, span))
    return MachO(tuple(images), True, "" if len(images) == number else "architectures")


def _spans(data: bytes, number: int) -> list[Span]:
    """The parts of a fat file, in the order they stand in it."""
    layout = _FAT[data[:4]]
    room = (len(data) - 8) // layout.size
    found = (layout.unpack_from(data, 8 + layout.size * index) for index in range(min(number, room)))
    return sorted(Span(fields[2], fields[3]) for fields in found)


def _image(data: bytes, span: Span) -> Image:
    bits = _THIN[data[span.offset : span.offset + 4]]
    head = 32 if bits == 64 else 28
    if span.size < head:
        return Image(data, span, "unknown", bits, "unknown", 0, faults=("header",))
    cpu, subtype, kind, number, size, flags = struct.unpack_from("<6I", data, span.offset + 4)
    subtype &= 0xFFFFFF  # the high byte says how pointers are signed
    name = _CPUS.get((cpu, subtype)) or _CPUS.get((cpu, None)) or f"cpu {cpu}.{subtype}"
    reading = macho_commands.Reading(data, span, bits == 64)
    if size > span.size - head:
        reading.faults.append("load commands")
    start = span.offset + head
    macho_commands.read(reading, start, min(start + size, span.end), number)
    mapped = sorted((s for s in reading.segments if s.span.size), key=lambda segment: segment.address)
    return Image(
        data,
        span,
        name,
        bits,
        _KINDS.get(kind, f"filetype {kind}"),
        flags,
        tuple(reading.segments),
        tuple(reading.sections),
        tuple(reading.libraries),
        tuple(reading.rpaths),
        tables=Tables(**reading.tables),
        faults=tuple(dict.fromkeys(reading.faults)),
        _starts=tuple(segment.address for segment in mapped),
        mapped=tuple(mapped),
        **reading.said,  # type: ignore[arg-type]
    )
