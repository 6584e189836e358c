"""What an ELF shared object says about itself: architecture, soname, needed libraries, exported names.

Source: the System V ABI, chapters "Object Files" and "Dynamic Linking". Only the dynamic segment is used, as
the loader does; section headers may be stripped or forged and are not read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from scanner.columns import unique

_MACHINES = {3: "x86", 8: "mips", 40: "arm", 62: "x86_64", 183: "arm64", 243: "riscv64"}
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_HASH, _DT_STRTAB, _DT_SYMTAB, _DT_STRSZ, _DT_SONAME = 1, 4, 5, 6, 10, 14
_SYMBOL_64 = np.dtype(
    [("name", "<u4"), ("info", "u1"), ("pad", "u1"), ("section", "<u2"), ("rest", "<u8", 2)]
)
_SYMBOL_32 = np.dtype(
    [("name", "<u4"), ("rest", "<u4", 2), ("info", "u1"), ("pad", "u1"), ("section", "<u2")]
)
_UNDERSCORE, _Z = b"_Z"
SYMBOLS = 200_000
"""At most this many symbols are looked at."""
LONGEST = 4096
"""Longest name that is read; bytes."""


@dataclass(frozen=True, slots=True)
class Elf:
    """One shared object. `fault` says why the dynamic segment could not be read, else ""."""

    machine: str
    bits: int
    soname: str = ""
    needed: tuple[str, ...] = ()
    exported: int = 0  # how many names it offers
    exports: tuple[str, ...] = ()  # sorted; without C++ names (_Z...) and the compiler's own (__...)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Image:
    data: bytes
    wide: bool
    loads: tuple[tuple[int, int, int], ...]  # (virtual address, file offset, size in the file)

    def offset(self, address: int) -> int:
        for start, offset, size in self.loads:
            if start <= address < start + size:
                return offset + address - start
        return -1

    def text(self, at: int) -> str:
        end = self.data.find(b"\0", at, at + LONGEST) if 0 <= at < len(self.data) else -1
        return self.data[at:end].decode("utf-8", "replace") if end >= 0 else ""


def read(data: bytes) -> Elf:
    """The facts of one ELF file; never raises, a part that cannot be read is named in `fault`."""
    if len(data) < 52 or data[:4] != b"\x7fELF" or data[5] != 1:
        return Elf("unknown", 0, fault="header")
    wide = data[4] == 2
    machine = _MACHINES.get(struct.unpack_from("<H", data, 18)[0], "unknown")
    bits = 64 if wide else 32
    try:
        image, dynamic = _segments(data, wide)
        tags = _dynamic(data, wide, dynamic)
    except (struct.error, ValueError):
        return Elf(machine, bits, fault="segments")
    one = dict(reversed(tags))  # of a tag that occurs twice the first counts
    strings = image.offset(one.get(_DT_STRTAB, -1))
    if strings < 0:
        return Elf(machine, bits, fault="strings")
    needed = tuple(image.text(strings + value) for tag, value in tags if tag == _DT_NEEDED)[:256]
    soname = image.text(strings + one[_DT_SONAME]) if _DT_SONAME in one else ""
    found = _exports(image, one, strings)
    if found is None:
        return Elf(machine, bits, soname, needed, fault="symbols")
    return Elf(machine, bits, soname, needed, *found)


def _segments(data: bytes, wide: bool) -> tuple[_Image, tuple[int, int]]:
    if wide:
        (start,) = struct.unpack_from("<Q", data, 32)
        each, number = struct.unpack_from("<HH", data, 54)
    else:
        (start,) = struct.unpack_from("<I", data, 28)
        each, number = struct.unpack_from("<HH", data, 42)
    loads, dynamic = [], (-1, 0)
    for at in range(start, start + each * min(number, 128), max(each, 1)):
        if wide:
            kind, _, offset, address, _, size = struct.unpack_from("<IIQQQQ", data, at)
        else:
            kind, offset, address, _, size = struct.unpack_from("<IIIII", data, at)
        if kind == _PT_LOAD:
            loads.append((address, offset, size))
        elif kind == _PT_DYNAMIC:
            dynamic = (offset, size)
    if dynamic[0] < 0:
        raise ValueError("no dynamic segment")
    return _Image(data, wide, tuple(loads)), dynamic


def _dynamic(data: bytes, wide: bool, where: tuple[int, int]) -> list[tuple[int, int]]:
    offset, size = where
    pair = struct.Struct("<QQ" if wide else "<II")
    tags = []
    for at in range(offset, min(offset + min(size, 1 << 16), len(data) - pair.size + 1), pair.size):
        tag, value = pair.unpack_from(data, at)
        if tag == 0:
            break
        tags.append((tag, value))
    return tags


def _symbols(image: _Image, one: dict[int, int]) -> int:
    """How many dynamic symbols there are: from the hash table, or up to the string table that follows."""
    table = image.offset(one.get(_DT_HASH, -1))
    if 0 <= table <= len(image.data) - 8:
        return int(struct.unpack_from("<I", image.data, table + 4)[0])
    symbols, strings = image.offset(one.get(_DT_SYMTAB, -1)), image.offset(one.get(_DT_STRTAB, -1))
    return max(0, (strings - symbols) // (24 if image.wide else 16)) if 0 <= symbols < strings else 0


def _exports(image: _Image, one: dict[int, int], strings: int) -> tuple[int, tuple[str, ...]] | None:
    """How many names are exported, and the plain ones of them; None: no symbol table."""
    table = image.offset(one.get(_DT_SYMTAB, -1))
    if table < 0:
        return None
    kind = _SYMBOL_64 if image.wide else _SYMBOL_32
    number = min(_symbols(image, one), SYMBOLS, (len(image.data) - table) // kind.itemsize)
    if number <= 0:
        return 0, ()
    symbols = np.frombuffer(image.data, kind, number, table)
    named = symbols["name"][(symbols["section"] != 0) & (symbols["info"] >> 4 != 0)]
    at = strings + unique(named).astype(np.int64)
    octets = np.frombuffer(image.data, np.uint8)
    at = at[at + 1 < len(octets)]
    first, second = octets[at], octets[at + 1]
    plain = at[(first != 0) & ~((first == _UNDERSCORE) & ((second == _UNDERSCORE) | (second == _Z)))]
    return int(np.count_nonzero(first)), _texts(image.data, plain.tolist())


def _texts(data: bytes, places: list[int]) -> tuple[str, ...]:
    """The distinct texts at these places, sorted; without empty ones and those that do not end."""
    find = data.find
    found = {data[at:end] for at in places if (end := find(b"\0", at, at + LONGEST)) > at}
    if b"".join(found).isascii():
        return tuple(b"\0".join(sorted(found)).decode("ascii").split("\0")) if found else ()
    return tuple(sorted({name.decode("utf-8", "replace") for name in found}))
