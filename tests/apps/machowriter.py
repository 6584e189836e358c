"""Writes Mach-O files in which all that our readers look at can be said and forged.

`Image().text("__cstring", b"hello\\0")` gives a label; `data("__const", pointer(label))` points to it, and
`pointer("_dlopen")` to an import. Source of the layouts: `mach-o/loader.h`, `nlist.h`, `fat.h` and
`fixup-chains.h` of cctools and dyld.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

ARM64, ARM64E, ARMV7, X86_64 = (0x0100000C, 0), (0x0100000C, 2), (12, 9), (0x01000007, 3)
EXECUTE, DYLIB = 2, 6
PAGE = 0x4000
ARM64E_FORMATS = (1, 9, 12)
LAZY, WEAK, LOAD = 0x20, 0x80000018, 0xC


class Label(NamedTuple):
    """A place in a section."""

    section: tuple[str, str]
    at: int


class Pointer(NamedTuple):
    target: Label | str | None  # a place, an import, or nothing
    tag: int = 0  # added to a place: the bits that say a class is Swift's
    signed: bool = False  # arm64e: authenticated


class Relative(NamedTuple):
    """A 32-bit offset from its own place, which must be in the same part."""

    target: Label | None
    indirect: bool = False


Part = bytes | Pointer | Relative


def pointer(target: Label | str | None, tag: int = 0, signed: bool = False) -> Pointer:
    return Pointer(target, tag, signed)


def fat(*images: bytes, wide: bool = False, cpus: Sequence[tuple[int, int]] = ()) -> bytes:
    """A fat file of these images; `cpus`: as which architectures they are announced."""
    layout = ">IIQQII" if wide else ">IIIII"
    head = struct.pack(">II", 0xCAFEBABF if wide else 0xCAFEBABE, len(images))
    at = PAGE
    body = b""
    for number, image in enumerate(images):
        cpu = cpus[number] if cpus else struct.unpack_from("<II", image, 4)
        head += struct.pack(layout, *cpu, at, len(image), 14, *([0] * wide))
        padded = image + bytes(-len(image) % PAGE)
        body += padded
        at += len(padded)
    return head.ljust(PAGE, b"\0") + body


def uleb(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@dataclass
class Image:
    """One architecture, filled step by step and written by `bytes()`."""

    cpu: tuple[int, int] = ARM64
    kind: int = EXECUTE
    flags: int = 0x200085  # PIE, two-level, dyld-link, no undefined
    base: int = 0x100000000
    chained: int = 6  # DYLD_CHAINED_PTR_*; 0: bind opcodes
    import_format: int = 1
    packed_names: bool = False
    libraries: Sequence[tuple[str, int]] = (("/usr/lib/libSystem.B.dylib", LOAD),)
    exports: Sequence[str] = ()
    locals: Sequence[str] = ()
    crypt_id: int | None = None
    build: tuple[int, int, int] | None = (2, 0x000D0000, 0x000F0000)  # platform, oldest system, SDK
    extra: Sequence[bytes] = ()  # more load commands
    sign: Callable[[bytes], bytes] | None = None
    imports: list[str] = field(default_factory=list)
    _parts: dict[tuple[str, str], list[Part]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return 8 if self.cpu[0] & 0x01000000 else 4

    def text(self, section: str, *parts: Part) -> Label:
        """Adds to a section of __TEXT, which has no pointers."""
        return self.add(("__TEXT", section), *parts)

    def data(self, section: str, *parts: Part) -> Label:
        return self.add(("__DATA", section), *parts)

    def string(self, text: str, section: str = "__cstring") -> Label:
        return self.text(section, text.encode() + b"\0")

    def add(self, section: tuple[str, str], *parts: Part) -> Label:
        there = self._parts.setdefault(section, [])
        size = sum(map(self._size, there))
        aligned = section[0] == "__DATA" or section[1].startswith("__objc_methlist")
        if aligned or any(isinstance(part, Relative) for part in parts):
            gap = -size % (self.width if aligned else 4)
            there.append(bytes(gap))
            size += gap
        there.extend(parts)
        for part in parts:
            if isinstance(part, Pointer) and isinstance(part.target, str) and part.target not in self.imports:
                self.imports.append(part.target)
        return Label(section, size)

    def _size(self, part: Part) -> int:
        return len(part) if isinstance(part, bytes) else 4 if isinstance(part, Relative) else self.width

    # --- writing ---

    def bytes(self) -> bytes:
        whole = self._write(b"")
        if self.sign is not None:
            unsigned = self._write(self.sign(whole))
            at = struct.unpack_from("<I", unsigned, unsigned.index(struct.pack("<II", 0x1D, 16)) + 8)[0]
            whole = unsigned[:at] + self.sign(unsigned[:at])
        return whole

    def _write(self, signature: bytes) -> bytes:
        self._places: dict[tuple[str, str], tuple[int, int]] = {}  # section -> address, file offset
        head = 32 if self.width == 8 else 28
        commands = self._commands({}, None)
        at = head + sum(map(len, commands)) + 64
        spans = {}
        for segment in ("__TEXT", "__DATA"):
            start = at = 0 if segment == "__TEXT" else at
            at = at or head + sum(map(len, commands)) + 64
            for key in (key for key in self._parts if key[0] == segment):
                at += -at % 16
                self._places[key] = (self.base + at, at)
                at += sum(map(self._size, self._parts[key]))
            at += -at % PAGE
            spans[segment] = (start, at - start)
        body = bytearray(at)
        fixups: list[tuple[int, Pointer]] = []
        for key, parts in self._parts.items():
            self._fill(body, self._places[key], parts, fixups)
        linkedit, tables = self._linkedit(body, at, fixups, spans)
        linkedit += bytes(-len(linkedit) % 16)
        tables["signature"] = (at + len(linkedit), len(signature))
        spans["__LINKEDIT"] = (at, len(linkedit) + len(signature))
        commands = self._commands(tables, spans)
        packed = b"".join(commands)
        magic = 0xFEEDFACF if self.width == 8 else 0xFEEDFACE
        start = struct.pack("<7I", magic, *self.cpu, self.kind, len(commands), len(packed), self.flags)
        start += b"\0\0\0\0" * (self.width == 8)
        body[: len(start) + len(packed)] = start + packed
        return bytes(body) + linkedit + signature

    def _fill(
        self,
        body: bytearray,
        place: tuple[int, int],
        parts: Sequence[Part],
        fixups: list[tuple[int, Pointer]],
    ) -> None:
        address, at = place
        for part in parts:
            size = self._size(part)
            if isinstance(part, bytes):
                body[at : at + size] = part
            elif isinstance(part, Relative):
                step = self.address(part.target) - address if part.target else 0
                body[at : at + 4] = struct.pack("<i", step | part.indirect)
            elif part.target is not None:
                fixups.append((at, part))
            at, address = at + size, address + size

    def address(self, label: Label) -> int:
        return self._places[label.section][0] + label.at

    def _linkedit(
        self,
        body: bytearray,
        at: int,
        fixups: list[tuple[int, Pointer]],
        spans: dict[str, tuple[int, int]],
    ) -> tuple[bytes, dict[str, tuple[int, int]]]:
        tables: dict[str, tuple[int, int]] = {}
        out = b""

        def put(name: str, data: bytes) -> None:
            nonlocal out
            out += bytes(-len(out) % 8)
            tables[name] = (at + len(out), len(data))
            out += data

        if self.chained:
            put("chained", self._chains(body, sorted(fixups, key=lambda pair: pair[0]), spans))
        else:
            put("bind", self._opcodes(body, fixups, spans["__DATA"][0]))
        put("exports", self._trie())
        strings = b"\0"
        entries = b""
        layout = "<IBBHQ" if self.width == 8 else "<IBBHI"
        names = [(name, 0x0E, 1, 0, 0x10) for name in self.locals]
        names += [(name, 0x0F, 1, 0, 0x10) for name in self.exports]
        names += [(name, 0x01, 0, 0x100, 0) for name in self.imports]
        for name, *fields in names:
            entries += struct.pack(layout, len(strings), *fields)
            strings += name.encode() + b"\0"
        put("symbols", entries)
        put("strings", strings)
        return out, tables

    def _trie(self) -> bytes:
        if not self.exports:
            return b""
        edges = [name.encode() + b"\0" for name in self.exports]
        leaf = b"\3\0\x90\x20\0"  # size, flags, address; no children
        head = 2 + sum(len(edge) + 3 for edge in edges)
        out = bytes([0, len(edges)])
        for number, edge in enumerate(edges):
            place = head + number * len(leaf)
            out += edge + bytes([place & 0x7F | 0x80, place >> 7 & 0x7F | 0x80, place >> 14])
        return out + leaf * len(edges)

    def _opcodes(self, body: bytearray, fixups: list[tuple[int, Pointer]], data: int) -> bytes:
        out = b"\x51"
        for place, one in fixups:
            if isinstance(one.target, Label):
                raw = self.address(one.target) + one.tag
                body[place : place + self.width] = raw.to_bytes(self.width, "little")
            else:
                name = str(one.target).encode() + b"\0"
                out += b"\x11\x40" + name + b"\x71" + uleb(place - data) + b"\x90"
        return out + b"\0"

    def _chains(
        self, body: bytearray, fixups: list[tuple[int, Pointer]], spans: dict[str, tuple[int, int]]
    ) -> bytes:
        start, size = spans["__DATA"]
        pages = max(1, size // PAGE)
        firsts = [0xFFFF] * pages
        for number, (place, one) in enumerate(fixups):
            page, inside = divmod(place - start, PAGE)
            firsts[page] = min(firsts[page], inside)
            following = fixups[number + 1][0] if number + 1 < len(fixups) else place
            step = following - place if (following - start) // PAGE == page else 0
            body[place : place + self.width] = self._chained(one, step).to_bytes(self.width, "little")
        segment = struct.pack("<HHQIH", PAGE, self.chained, start, 0, pages)
        segment += b"".join(struct.pack("<H", first) for first in firsts)
        segment = struct.pack("<I", len(segment) + 4) + segment
        starts = struct.pack("<IIII", 3, 0, 16, 0) + segment
        starts += bytes(-len(starts) % 8)
        names, places = b"\0", []
        for name in self.imports:
            places.append(len(names))
            names += name.encode() + b"\0"
        layouts = {1: "<I", 2: "<Ii", 3: "<QQ"}
        entries = b""
        for place in places:
            word = 1 | place << (32 if self.import_format == 3 else 9)
            entries += struct.pack(layouts[self.import_format], word, *([0] * (self.import_format > 1)))
        if self.packed_names:
            names = zlib.compress(names)
        at = 32 + len(starts)
        header = struct.pack(
            "<7I4x",
            *(0, 32, at, at + len(entries), len(places), self.import_format, int(self.packed_names)),
        )
        return header + starts + entries + names

    def _chained(self, one: Pointer, step: int) -> int:
        form = self.chained
        bind = isinstance(one.target, str)
        number = self.imports.index(one.target) if isinstance(one.target, str) else 0
        target = self.address(one.target) + one.tag if isinstance(one.target, Label) else 0
        if form == 3:
            return number | step // 4 << 26 | 1 << 31 if bind else target | step // 4 << 26
        if form in ARM64E_FORMATS:
            following = step // 8 << 51
            high = following | bind << 62 | one.signed << 63
            if bind:
                return number | high
            return target - (self.base if form != 1 or one.signed else 0) | high
        if bind:
            return number | step // 4 << 51 | 1 << 63
        return target - (self.base if form == 6 else 0) | step // 4 << 51

    def _commands(
        self, tables: dict[str, tuple[int, int]], spans: dict[str, tuple[int, int]] | None
    ) -> list[bytes]:
        spans = spans or dict.fromkeys(("__TEXT", "__DATA", "__LINKEDIT"), (0, 0))
        out = [self._segment(name, *spans[name]) for name in ("__TEXT", "__DATA", "__LINKEDIT")]
        none = (0, 0)
        for name, how in self.libraries:
            out.append(_lc(how, struct.pack("<4I", 24, 2, 0x010203, 0x10000) + name.encode() + b"\0"))
        if self.kind == DYLIB:
            out.append(_lc(0xD, struct.pack("<4I", 24, 2, 0x10000, 0x10000) + b"@rpath/A.framework/A\0"))
        if self.chained:
            out.append(_lc(0x80000034, struct.pack("<II", *tables.get("chained", none))))
            out.append(_lc(0x80000033, struct.pack("<II", *tables.get("exports", none))))
        else:
            numbers = (*none, *tables.get("bind", none), *none, *none, *tables.get("exports", none))
            out.append(_lc(0x80000022, struct.pack("<10I", *numbers)))
        symbols, strings = tables.get("symbols", none), tables.get("strings", none)
        count = symbols[1] // (16 if self.width == 8 else 12)
        out.append(_lc(0x2, struct.pack("<4I", symbols[0], count, *strings)))
        out.append(_lc(0x1B, bytes(range(16))))
        if self.build is not None:
            out.append(_lc(0x32, struct.pack("<4I", *self.build, 0)))
        if self.crypt_id is not None:
            text_size = spans["__TEXT"][1]
            start = min(text_size, 0x1000)
            wide = self.width == 8
            numbers = (start, max(0, text_size - start), self.crypt_id, *([0] * wide))
            out.append(_lc(0x2C if wide else 0x21, struct.pack(f"<{len(numbers)}I", *numbers)))
        out += self.extra
        if self.sign is not None:
            out.append(_lc(0x1D, struct.pack("<II", *tables.get("signature", none))))
        return out

    def _segment(self, name: str, at: int, size: int) -> bytes:
        wide = self.width == 8
        word = "Q" if wide else "I"
        keys = [key for key in self._parts if key[0] == name]
        mapped = size + (-size % PAGE)
        head = struct.pack(f"<16s4{word}", name.encode(), self.base + at, mapped, at, size)
        protection = {"__TEXT": 5, "__DATA": 3}.get(name, 1)
        head += struct.pack("<4I", protection, protection, len(keys), 0)
        for key in keys:
            address, offset = self._places.get(key, (0, 0))
            length = sum(map(self._size, self._parts[key]))
            kind = 2 if key[1] in ("__cstring", "__objc_classname", "__objc_methname") else 0
            head += struct.pack(f"<16s16s2{word}", key[1].encode(), key[0].encode(), address, length)
            head += struct.pack("<7I", offset, 3, 0, 0, kind, 0, 0) + bytes(4 * wide)
        return _lc(0x19 if wide else 0x1, head)


def _lc(command: int, content: bytes) -> bytes:
    content += bytes(-len(content) % 8)
    return struct.pack("<II", command, len(content) + 8) + content
