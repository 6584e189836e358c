"""Renames what DEX files define, as optimisers do: every package flattened into one, new names for members.

    names = Renaming(files, kept={"cn.example.app.MainActivity"})
    changed = [names.rewrite(buf) for buf in files]
    Renaming(files, kept, drop=0.1)              # and one method in ten is gone

Kept are the names of classes and members that the files do not define, those of `kept` classes, of classes
with native methods (JNI finds them by name), of methods that a class outside has too, and of callbacks.
The files are written anew: tables sorted, checksums right, code with its references and handlers; debug
information, annotations and initial values of fields are left out. No call sites or method handles.
Source: "Dalvik executable format", "Dalvik bytecode", source.android.com.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.apps.dexasm import OPCODES, uleb

NONE = 0xFFFFFFFF
_NATIVE = 0x100
_HEADER = 0x70
_UNITS = {2: "02 05 08 13 15-16 19-1a 1c 1f-20 22-23 29 2d-3d 44-6d 90-af d0-e2 fe-ff",
          3: "03 06 09 14 17 1b 24-26 2a-2c 6e-72 74-78 fc-fd", 4: "fa-fb", 5: "18"}  # fmt: skip
_WIDTH = [1] * 256
for _units, _text in _UNITS.items():
    for _first, _, _last in (_word.partition("-") for _word in _text.split()):
        for _opcode in range(int(_first, 16), int(_last or _first, 16) + 1):
            _WIDTH[_opcode] = _units
_NAMES = {opcode: pool for opcode, _form, pool in OPCODES.values() if pool}
"""The pool that the index of an instruction is of."""


@dataclass(frozen=True)
class _Method:
    row: int
    flags: int
    code: int


class _File:
    """One DEX file, read."""

    def __init__(self, buf: bytes) -> None:
        self.buf = buf
        head = struct.unpack_from("<28I", buf)
        self.version = buf[:8]
        self.strings = [self._string(at) for (at,) in self._rows("<I", head[14], head[15])]
        self.types = [self.strings[row] for (row,) in self._rows("<I", head[16], head[17])]
        self.protos = [
            (self.strings[shorty], self.types[ret], self._types(at))
            for shorty, ret, at in self._rows("<3I", head[18], head[19])
        ]
        self.fields = [
            (self.types[cls], self.strings[name], self.types[kind])
            for cls, kind, name in self._rows("<HHI", head[20], head[21])
        ]
        self.methods = [
            (self.types[cls], self.strings[name], self.protos[proto])
            for cls, proto, name in self._rows("<HHI", head[22], head[23])
        ]
        self.classes = list(self._rows("<8I", head[24], head[25]))

    def _rows(self, form: str, count: int, at: int) -> Iterator[Any]:
        return struct.iter_unpack(form, self.buf[at : at + count * struct.calcsize(form)])

    def _string(self, at: int) -> bytes:
        _, at = self.uleb(at)
        return self.buf[at : self.buf.index(0, at)]

    def _types(self, at: int) -> tuple[bytes, ...]:
        if not at:
            return ()
        (count,) = struct.unpack_from("<I", self.buf, at)
        return tuple(self.types[row] for row in struct.unpack_from(f"<{count}H", self.buf, at + 4))

    def interfaces(self, at: int) -> tuple[bytes, ...]:
        return self._types(at)

    def uleb(self, at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = self.buf[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                return value, at

    def members(self, at: int) -> tuple[list[list[tuple[int, int]]], list[list[_Method]]]:
        """Static and instance fields (row, flags); direct and virtual methods."""
        if not at:
            return [[], []], [[], []]
        counts = []
        for _ in range(4):
            count, at = self.uleb(at)
            counts.append(count)
        fields: list[list[tuple[int, int]]] = []
        methods: list[list[_Method]] = []
        for number, count in enumerate(counts):
            row, listed = 0, []
            for _ in range(count):
                step, at = self.uleb(at)
                flags, at = self.uleb(at)
                row += step
                code = 0
                if number > 1:
                    code, at = self.uleb(at)
                listed.append((row, flags, code))
            if number < 2:
                fields.append([entry[:2] for entry in listed])
            else:
                methods.append([_Method(*entry) for entry in listed])
        return fields, methods

    @cached_property
    def defined(self) -> list[tuple[Any, list[list[tuple[int, int]]], list[list[_Method]]]]:
        return [(row, *self.members(row[6])) for row in self.classes]

    def units(self, at: int) -> list[int]:
        """The instructions of a code_item."""
        (size,) = struct.unpack_from("<I", self.buf, at + 12)
        return list(struct.unpack_from(f"<{size}H", self.buf, at + 16))

    def constants(self) -> Iterator[int]:
        """The strings that code names."""
        for _, _, methods in self.defined:
            for method in itertools.chain(*methods):
                units = self.units(method.code) if method.code else []
                for at in _naming(units):
                    if units[at] & 0xFF == 0x1A:
                        yield units[at + 1]
                    elif units[at] & 0xFF == 0x1B:
                        yield units[at + 1] | units[at + 2] << 16


def _naming(units: Sequence[int]) -> Iterator[int]:
    """The instructions that name something."""
    at = 0
    while at < len(units):
        if units[at] in (0x0100, 0x0200, 0x0300):
            at += _payload(units, at)
            continue
        opcode = units[at] & 0xFF
        if opcode in _NAMES:
            yield at
        at += _WIDTH[opcode]


class Renaming:
    """New names for all that these files define and that need not keep its name."""

    def __init__(
        self, files: Sequence[bytes], kept: Collection[str] = (), drop: float = 0, package: str = "a/b/c"
    ) -> None:
        self._read = {buf: _File(buf) for buf in files}
        self._drop, self._chance = drop, random.Random(len(files))
        keep = {b"L" + name.replace(".", "/").encode() + b";" for name in kept}
        defined: list[bytes] = []
        for file in self._read.values():
            for row, _, methods in file.defined:
                name = file.types[row[0]]
                defined.append(name)
                if any(method.flags & _NATIVE for group in methods for method in group):
                    keep.add(name)
        short = (
            "".join(letters) for n in itertools.count(1) for letters in itertools.product(_LETTERS, repeat=n)
        )
        self._classes = {
            name: f"L{package}/{next(short)};".encode() for name in dict.fromkeys(defined) if name not in keep
        }
        own = set(defined)
        foreign = {
            name
            for file in self._read.values()
            for cls, name, _ in (*file.methods, *file.fields)
            if cls not in own
        }
        self._kept_members = foreign
        self._own, self._keep = own, keep
        self._members: dict[bytes, bytes] = {}
        self._short = short

    def type(self, name: bytes) -> bytes:
        inner = name.lstrip(b"[")
        return name[: len(name) - len(inner)] + self._classes.get(inner, inner)

    def member(self, cls: bytes, name: bytes) -> bytes:
        if (
            name in self._kept_members
            or name[:1] == b"<"
            or name[:2] == b"on"
            or cls.lstrip(b"[") in self._keep
        ):
            return name
        if cls not in self._own:
            return name
        if name not in self._members:
            self._members[name] = next(self._short).encode() + b"_"  # no name of others'
        return self._members[name]

    def rewrite(self, buf: bytes) -> bytes:
        """The file under its new names."""
        return _Writer(self._read[buf], self, self._drop, self._chance).write()


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_Proto = tuple[bytes, bytes, tuple[bytes, ...]]


class _Writer:
    """One file under new names."""

    def __init__(self, file: _File, names: Renaming, drop: float, chance: random.Random) -> None:
        self._file, self._names, self._drop, self._chance = file, names, drop, chance
        protos = [(p[0], names.type(p[1]), tuple(map(names.type, p[2]))) for p in file.protos]
        at = dict(zip(file.protos, protos, strict=True))
        methods = [(names.type(c), names.member(c, n), at[p]) for c, n, p in file.methods]
        fields = [(names.type(c), names.member(c, n), names.type(k)) for c, n, k in file.fields]
        types = [names.type(name) for name in file.types]
        strings = {*types, *(row[1] for row in methods), *(row[1] for row in fields)}
        strings.update(file.strings[row] for row in file.constants())
        strings |= {p[0] for p in protos}
        self._strings = _places(sorted(strings, key=lambda text: text.replace(b"\xc0\x80", b"\0")))
        self._types = _places(sorted(set(types), key=self._strings.__getitem__))
        t, s = self._types, self._strings
        self._protos = _places(sorted(set(protos), key=lambda p: (t[p[1]], [t[x] for x in p[2]])))
        self._fields = _places(sorted(set(fields), key=lambda f: (t[f[0]], s[f[1]], t[f[2]])))
        self._methods = _places(sorted(set(methods), key=lambda m: (t[m[0]], s[m[1]], self._protos[m[2]])))
        self._to = {
            "string": [s.get(text, NONE) for text in file.strings],
            "type": [t[name] for name in types],
            "field": [self._fields[field] for field in fields],
            "method": [self._methods[method] for method in methods],
        }
        self._protos_listed = list(self._protos)

    def write(self) -> bytes:
        sizes = [len(self._strings), len(self._types), len(self._protos), len(self._fields)]
        sizes += [len(self._methods), len(self._file.classes)]
        starts = list(itertools.accumulate((n * w for n, w in zip(sizes, (4, 4, 12, 8, 8, 32), strict=True)),
                                           initial=_HEADER))  # fmt: skip
        base = starts[-1]
        data, sections = bytearray(), []

        def place(kind: int, item: bytes, align: int = 1) -> int:
            data.extend(bytes(-(base + len(data)) % align))
            at = base + len(data)
            if not sections or sections[-1][0] != kind:
                sections.append([kind, 0, at])
            sections[-1][1] += 1
            data.extend(item)
            return at

        lists: dict[tuple[bytes, ...], int] = {(): 0}
        wanted = [proto[2] for proto in self._protos_listed]
        wanted += [tuple(map(self._names.type, self._file.interfaces(row[3]))) for row in self._file.classes]
        for names in wanted:
            if names not in lists:
                body = struct.pack(f"<I{len(names)}H", len(names), *(self._types[name] for name in names))
                lists[names] = place(0x1001, body, 4)
        codes: dict[int, int] = {0: 0}
        for _, _, methods in self._file.defined:
            for method in itertools.chain(*methods):
                if method.code not in codes:
                    codes[method.code] = place(0x2001, self._code(method.code), 4)
        members = [self._members(fields, methods, codes) for _, fields, methods in self._file.defined]
        placed = [place(0x2000, body) if body else 0 for body in members]
        texts = [place(0x2002, uleb(len(_utf16(text))) + text + b"\0") for text in self._strings]
        data.extend(bytes(-(base + len(data)) % 4))
        listed = [[0, 1, 0], *([kind, sizes[kind - 1], starts[kind - 1]] for kind in range(1, 7)), *sections]
        listed = [row for row in listed if row[1]] + [[0x1000, 1, base + len(data)]]
        map_at = base + len(data)
        data += struct.pack("<I", len(listed)) + b"".join(
            struct.pack("<HHII", k, 0, n, at) for k, n, at in listed
        )
        return self._file_of(sizes, starts, texts, lists, placed, bytes(data), map_at)

    def _file_of(
        self, sizes: list[int], starts: list[int], texts: list[int], lists: dict[tuple[bytes, ...], int],
        placed: list[int], data: bytes, map_at: int,
    ) -> bytes:  # fmt: skip
        s, t = self._strings, self._types
        body = b"".join(struct.pack("<I", at) for at in texts)
        body += b"".join(struct.pack("<I", s[name]) for name in t)
        body += b"".join(struct.pack("<3I", s[p[0]], t[p[1]], lists[p[2]]) for p in self._protos_listed)
        body += b"".join(struct.pack("<HHI", t[f[0]], t[f[2]], s[f[1]]) for f in self._fields)
        body += b"".join(struct.pack("<HHI", t[m[0]], self._protos[m[2]], s[m[1]]) for m in self._methods)
        for row, at in zip(self._file.classes, placed, strict=True):
            cls, flags, above, faces = row[:4]
            parent = NONE if above == NONE else self._to["type"][above]
            names = tuple(map(self._names.type, self._file.interfaces(faces)))
            body += struct.pack("<8I", self._to["type"][cls], flags, parent, lists[names], NONE, 0, at, 0)
        total = _HEADER + len(body) + len(data)
        tables = [number for n, at in zip(sizes, starts, strict=False) for number in (n, at if n else 0)]
        rest = struct.pack("<20I", total, _HEADER, 0x12345678, 0, 0, map_at, *tables, len(data), starts[-1])
        rest += body + data
        signed = hashlib.sha1(rest, usedforsecurity=False).digest() + rest
        return self._file.version + struct.pack("<I", zlib.adler32(signed)) + signed

    def _members(
        self, fields: list[list[tuple[int, int]]], methods: list[list[_Method]], codes: dict[int, int]
    ) -> bytes:
        groups = [sorted((self._to["field"][row], uleb(flags)) for row, flags in group) for group in fields]
        groups += [
            sorted(
                (self._to["method"][m.row], uleb(m.flags) + uleb(codes[m.code]))
                for m in group
                if self._stays()
            )
            for group in methods
        ]
        if not any(groups):
            return b""
        out = b"".join(uleb(len(group)) for group in groups)
        for group in groups:
            last = 0
            for row, rest in group:
                out, last = out + uleb(row - last) + rest, row
        return out

    def _stays(self) -> bool:
        return not self._drop or self._chance.random() >= self._drop

    def _code(self, at: int) -> bytes:
        """One code_item with its references renumbered, without debug information."""
        buf = self._file.buf
        registers, ins, outs, tries, _, size = struct.unpack_from("<4HII", buf, at)
        units = self._file.units(at)
        self._renumber(units)
        out = struct.pack("<4HII", registers, ins, outs, tries, 0, size) + struct.pack(f"<{size}H", *units)
        if not tries:
            return out
        out += bytes(len(out) % 4)
        first = at + 16 + 2 * size + 2 * (size % 2)
        handlers, places = self._handlers(first + 8 * tries)
        for start, count, handler in struct.iter_unpack("<IHH", buf[first : first + 8 * tries]):
            out += struct.pack("<IHH", start, count, places[handler])
        return out + handlers

    def _renumber(self, units: list[int]) -> None:
        for at in _naming(units):
            opcode = units[at] & 0xFF
            numbers = self._to[_NAMES[opcode]]
            if opcode == 0x1B:
                number = numbers[units[at + 1] | units[at + 2] << 16]
                units[at + 1], units[at + 2] = number & 0xFFFF, number >> 16
            else:
                units[at + 1] = numbers[units[at + 1]]

    def _handlers(self, start: int) -> tuple[bytes, dict[int, int]]:
        """The encoded_catch_handler_list, and where each handler is now."""
        file = self._file
        count, at = file.uleb(start)
        out, places = uleb(count), {}
        for _ in range(count):
            places[at - start] = len(out)
            byte = file.buf[at]
            size = byte - 128 if byte & 0x40 else byte  # sleb128; a method has few handlers
            assert byte < 0x80
            out, at = out + bytes([byte]), at + 1
            for _ in range(abs(size)):
                kind, at = file.uleb(at)
                to, at = file.uleb(at)
                out += uleb(self._to["type"][kind]) + uleb(to)
            if size <= 0:
                to, at = file.uleb(at)
                out += uleb(to)
        return out, places


def _payload(units: Sequence[int], at: int) -> int:
    """Units of a switch or array payload."""
    size = units[at + 1]
    if units[at] == 0x0100:
        return 4 + 2 * size
    if units[at] == 0x0200:
        return 2 + 4 * size
    return 4 + (size * (units[at + 2] | units[at + 3] << 16) + 1) // 2


def _places(items: Sequence[Any]) -> dict[Any, int]:
    return {item: number for number, item in enumerate(items)}


def _utf16(text: bytes) -> range:
    """A range as long as a MUTF-8 text has UTF-16 units."""
    return range(sum(1 for byte in text if byte & 0xC0 != 0x80))
