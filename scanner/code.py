"""The code of a whole app, fed one dex file at a time; afterwards compact columns without any dex buffer.

Types, methods and fields get one number each over all files. Where several files define a class, the first
that the runtime's class loader would find wins, and the code of the others is left out, except where another
loader may load it (a dex outside the numbered classes*.dex): that code is kept beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scanner.code_reading import Classes, File, Reading
from scanner.columns import Column, numbered, order, ranges
from scanner.formats.dex import Uses, mutf8
from scanner.model import WatchList
from scanner.names import Names

CONST_CLASS, NEW_INSTANCE = 0x1C, 0x22
"""Opcodes that say what a type is used for; see `Code.types_used`."""
_CLIMB = 64
"""Superclasses followed at most; more is a loop."""
_PRIMITIVES = {
    "V": "void", "Z": "boolean", "B": "byte", "S": "short", "C": "char", "I": "int", "J": "long",
    "F": "float", "D": "double",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edges:
    """Instructions of one family over the whole app, sorted by method, then as they were read."""

    method: Column  # int32: the method whose code it is
    target: Column  # int32: a method, field, type or string
    op: Column  # uint8: opcode (calls: 0x6e to 0x72, 0x74 to 0x78 range, 0xfa to 0xfe polymorphic and custom)
    file: Column  # uint16: row of Code.places
    at: Column  # uint32: byte offset in that file
    sure: Column  # uint8: 1 if it surely runs whenever the method does (dex_sure)
    first: Column  # int32, one more than methods: the rows of method m are first[m] to first[m + 1]

    def of(self, method: int) -> slice:
        """The rows of one method's code."""
        return slice(int(self.first[method]), int(self.first[method + 1]))

    def to(self, targets: Column | Sequence[int]) -> Column:
        """The rows that name one of these targets, in order."""
        wanted = np.zeros(max(int(self.target.max(initial=0)), int(np.max(targets, initial=0))) + 1, np.bool_)
        wanted[np.asarray(targets, np.int64)] = True
        return np.flatnonzero(wanted[self.target])


class Code:
    """The code index of one app: `add` each dex file, `finish` once, then ask.

    Columns `type_*`, `method_*` and `field_*` hold one value per type, method or field that the app defines
    or names. Type 0 and name 0 are empty: broken rows of a hostile file point there. -1 means none.
    """

    places: list[str]  # of the dex files, in the order read
    unread: dict[str, str]  # place -> what could not be read of it
    duplicates: list[tuple[int, int]]  # (type, row of places): a further definition of a class

    types: Names  # descriptors: b"Lcom/vendor/Foo;"
    type_file: Column  # int32 row of places that defines it; -1: not defined in the app
    type_super: Column  # int32 type
    type_flags: Column  # uint32 access flags
    interface_first: Column  # int32: the interfaces of type t are interface[interface_first[t]:...[t + 1]]
    interface: Column  # int32 types

    names: Names  # of methods and fields
    method_class: Column  # int32 type
    method_name: Column  # int32 row of names
    method_proto: Column  # int32
    method_sig: Column  # int32: equal for methods of the same name and prototype
    method_file: Column  # int32 row of places; -1: not defined in the app
    method_flags: Column  # uint32 access flags
    method_code: Column  # uint32 byte offset of its code_item; 0: none
    method_first: Column  # int32: the methods of type t are rows method_first[t] to method_first[t + 1]
    method_target: (
        Column  # int32: the method that a call of it runs: itself or the nearest inherited definition
    )
    method_root: Column  # int32 type outside the app from which it is inherited; its class where none is

    field_class: Column  # int32 type
    field_name: Column  # int32 row of names
    field_type: Column  # int32 type

    strings: Names  # constant strings (MUTF-8, the first 4096 bytes); may hold one text twice
    calls: Edges  # method -> method
    strings_used: Edges  # method -> string
    fields_used: Edges  # method -> field, of fields that their own dex file does not define
    types_used: Edges  # method -> type

    def __init__(self, watch: WatchList | None = None) -> None:
        targets = [api.target for api in (watch.apis if watch else ()) if api.form == "field"]
        self._reading = Reading(frozenset((cls, name) for cls, name, _ in map(_split, targets)))
        self.places = self._reading.places
        self.unread = self._reading.unread
        self.duplicates = self._reading.duplicates

    def add(self, buf: bytes, place: str) -> None:
        """Takes in one dex file (a container with all files in it); `place` is its path in the package."""
        self._reading.add(buf, place)

    def finish(self) -> None:
        """Joins what was added. Nothing can be added afterwards."""
        reading = self._reading
        del self._reading
        self.types, self.names = Names(list(reading.types)), Names(list(reading.names))
        self._protos = _ragged(list(reading.protos))
        self.strings = Names(reading.strings)
        files, reading.files = reading.files, []
        self._join_classes(reading.classes, reading.interfaces)
        self.refers = np.unique(np.concatenate([*reading.refers, np.zeros(0, np.int64)]))
        del reading
        methods = self._join_methods(files)
        fields = self._join_fields(files)
        self.calls = self._edges(files, methods, [file.calls for file in files], methods)
        self.fields_used = self._edges(files, methods, [file.fields_used for file in files], fields)
        self.strings_used = self._edges(files, methods, [file.strings for file in files])
        self.types_used = self._edges(files, methods, [file.types for file in files])
        self._inherit()

    # ---- joining -----------------------------------------------------------------------------------------

    def _join_classes(self, parts: list[Classes], interfaces: list[Column]) -> None:
        count = len(self.types)
        self.type_file = np.full(count, -1, np.int32)
        self.type_super = np.full(count, -1, np.int32)
        self.type_flags = np.zeros(count, np.uint32)
        for part in parts:
            self.type_file[part.type] = part.file
            self.type_super[part.type] = part.super
            self.type_flags[part.type] = part.flags
        pairs = np.concatenate([np.zeros((0, 2), np.int32), *interfaces])
        pairs = pairs[order(pairs[:, 0])]
        self.interface = pairs[:, 1].copy()
        self.interface_first = np.searchsorted(pairs[:, 0], np.arange(count + 1)).astype(np.int32)

    def _join_methods(self, files: list[File]) -> list[Column]:
        """Numbers all methods by class, name and prototype; gives the numbers of the rows of each file."""
        rows = np.concatenate([np.zeros((1, 3), np.int32), *(file.methods for file in files)])
        by_sig = order(rows[:, 1], rows[:, 2])
        named = rows[by_sig, 1:]
        sig = np.empty(len(rows), np.int64)
        sig[by_sig] = numbered((named[1:] != named[:-1]).any(axis=1))
        by_class = by_sig[order(rows[by_sig, 0])]
        keys = rows[by_class, 0].astype(np.int64) << 32 | sig[by_class]
        new = np.append(True, keys[1:] != keys[:-1])
        number = np.empty(len(rows), np.int32)
        number[by_class] = numbered(new[1:])
        self._method_keys = keys[new]
        self.method_class, self.method_name, self.method_proto = rows[by_class[new]].T.copy()
        self.method_sig = sig[by_class[new]].astype(np.int32)
        count = len(self.method_class)
        self.method_first = np.searchsorted(self.method_class, np.arange(len(self.types) + 1)).astype(
            np.int32
        )
        self.method_file = np.full(count, -1, np.int32)
        self.method_flags = np.zeros(count, np.uint32)
        self.method_code = np.zeros(count, np.uint32)
        numbers = _split_rows(number[1:], [file.methods for file in files])
        for file, number in reversed(list(zip(files, numbers, strict=True))):  # so that the first stays
            at = number[file.defined[:, 0]]
            self.method_file[at] = file.file
            self.method_flags[at] = file.defined[:, 1]
            self.method_code[at] = file.defined[:, 2]
        return numbers

    def _join_fields(self, files: list[File]) -> list[Column]:
        rows = np.concatenate([np.zeros((1, 3), np.int32), *(file.fields for file in files)])
        by = order(rows[:, 0], rows[:, 1], rows[:, 2])
        new = np.append(True, (rows[by][1:] != rows[by][:-1]).any(axis=1))
        number = np.empty(len(rows), np.int32)
        number[by] = numbered(new[1:])
        self.field_class, self.field_name, self.field_type = rows[by[new]].T.copy()
        return _split_rows(number[1:], [file.fields for file in files])

    def _edges(
        self,
        files: list[File],
        methods: list[Column],
        uses: list[Uses],
        targets: list[Column] | None = None,
    ) -> Edges:
        """One family of instructions. `targets`: numbers of the targets' rows, per file, if they are rows."""
        total = sum(len(use.at) for use in uses)
        method, target, at = (np.empty(total, dtype) for dtype in (np.int32, np.int32, np.uint32))
        op, sure, place = np.empty(total, np.uint8), np.empty(total, np.uint8), np.empty(total, np.uint16)
        row = 0
        for number, use in enumerate(uses):
            part = slice(row, row + len(use.at))
            row = part.stop
            method[part] = methods[number][use.method]
            target[part] = targets[number][use.target] if targets else use.target
            op[part], at[part], sure[part], place[part] = use.op, use.at, use.sure, files[number].file
        rows = _by_method(method)
        method = method[rows]
        first = np.searchsorted(method, np.arange(len(self.method_class) + 1)).astype(np.int32)
        return Edges(method, target[rows], op[rows], place[rows], at[rows], sure[rows], first)

    def _inherit(self) -> None:
        """Follows superclasses from each method that is named on a class of the app but not defined there."""
        self.method_target = np.arange(len(self.method_class), dtype=np.int32)
        self.method_root = self.method_class.copy()
        todo = np.flatnonzero((self.method_file < 0) & (self.type_file[self.method_class] >= 0))
        at = self.method_class[todo]
        for _ in range(_CLIMB):
            at = self.type_super[at]
            there = at >= 0
            todo, at = todo[there], at[there]
            if not len(todo):
                return
            key = at.astype(np.int64) << 32 | self.method_sig[todo]
            row = np.minimum(np.searchsorted(self._method_keys, key), len(self._method_keys) - 1)
            found = (self._method_keys[row] == key) & (self.method_file[row] >= 0)
            outside = self.type_file[at] < 0
            self.method_target[todo[found]] = row[found]
            self.method_root[todo[found | outside]] = at[found | outside]
            rest = ~(found | outside)
            todo, at = todo[rest], at[rest]

    # ---- asking ------------------------------------------------------------------------------------------

    def type_number(self, name: str) -> int:
        """The number of a class by its dotted name (or descriptor), -1 if the app does not name it."""
        return self.types.find(_descriptor(name))

    def type_name(self, number: int) -> str:
        """Dotted: com.vendor.Foo$Bar, int[]."""
        return dotted(self.types[number])

    def methods_of(self, number: int) -> range:
        """The methods of a type that it defines or that are named on it."""
        return range(int(self.method_first[number]), int(self.method_first[number + 1]))

    def descriptor(self, method: int) -> str:
        """Parameters and return type as in dex: (Ljava/lang/String;I)V."""
        first = self._protos[1]
        proto = int(self.method_proto[method])
        row = self._protos[0][int(first[proto]) : int(first[proto + 1])].tolist()
        if not row:
            return ""
        listed = [mutf8(self.types[number]) for number in row]
        return f"({''.join(listed[1:])}){listed[0]}"

    def method(self, number: int) -> tuple[str, str, str]:
        """Class (dotted), name, descriptor."""
        name = mutf8(self.names[int(self.method_name[number])])
        return self.type_name(int(self.method_class[number])), name, self.descriptor(number)

    def field(self, number: int) -> tuple[str, str, str]:
        """Class (dotted), name, type descriptor."""
        name = mutf8(self.names[int(self.field_name[number])])
        kind = mutf8(self.types[int(self.field_type[number])])
        return self.type_name(int(self.field_class[number])), name, kind

    def find_methods(self, target: str) -> Column:
        """Methods that "a.b.C.name" (or "a.b.C.name(I)V") means: those of the class itself, and those named
        on a class of the app that inherits them from it."""
        cls, name, proto = _split(target)
        number, wanted = self.types.find(cls), self.names.find(name)
        if number < 0 or wanted < 0:
            return np.zeros(0, np.int64)
        names, by_name = self._by_name
        rows = by_name[np.searchsorted(names, wanted, "left") : np.searchsorted(names, wanted, "right")]
        rows = np.sort(rows[(self.method_root[rows] == number) | (self.method_class[rows] == number)])
        if not proto:
            return rows
        return rows[[self.descriptor(row) == proto for row in rows.tolist()]]

    @cached_property
    def _by_name(self) -> tuple[Column, Column]:
        rows = order(self.method_name)
        return self.method_name[rows], rows

    def find_fields(self, target: str) -> Column:
        """Fields that "a.b.C.name" means, also named on a class of the app that inherits from it."""
        cls, name, _ = _split(target)
        number, wanted = self.types.find(cls), self.names.find(name)
        if number < 0 or wanted < 0:
            return np.zeros(0, np.int64)
        rows = np.flatnonzero(self.field_name == wanted)
        return rows[[self.is_a(int(self.field_class[row]), number) for row in rows.tolist()]]

    def is_a(self, number: int, above: int) -> bool:
        """Whether a class is another one or inherits from it, as far as the app's own classes tell."""
        for _ in range(_CLIMB):
            if number == above or number < 0:
                break
            number = int(self.type_super[number])
        return number == above and number >= 0

    def callers(self, methods: Column | Sequence[int]) -> Column:
        """Rows of `calls` that call one of these methods."""
        return self.calls.to(methods)

    def readers(self, fields: Column | Sequence[int]) -> Column:
        """Rows of `fields_used` that read one of these fields (iget*, sget*)."""
        rows = self.fields_used.to(fields)
        op = self.fields_used.op[rows]
        return rows[((op >= 0x52) & (op <= 0x58)) | ((op >= 0x60) & (op <= 0x66))]

    def find_strings(self, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, re.Match[bytes]]]:
        """Matches in constant strings (bytes as in the file, MUTF-8), with the string's number."""
        return self.strings.search(pattern)


def dotted(descriptor: bytes) -> str:
    """A class as people write it: com.vendor.Foo$Bar, int, java.lang.String[]."""
    text = mutf8(descriptor)
    inner = text.lstrip("[")
    if inner[:1] == "L" and inner[-1:] == ";":
        name = inner[1:-1].replace("/", ".")
    else:
        name = _PRIMITIVES.get(inner, inner)
    return name + "[]" * (len(text) - len(inner))


def _descriptor(name: str) -> bytes:
    if name[:1] == "[" or name.endswith(";") or "/" in name:
        return name.encode("utf-8", "surrogatepass")
    inner = name.rstrip("[]")
    short = {long: short for short, long in _PRIMITIVES.items()}.get(inner)
    text = "[" * ((len(name) - len(inner)) // 2) + (short or f"L{inner.replace('.', '/')};")
    return text.encode("utf-8", "surrogatepass")


def _split(target: str) -> tuple[bytes, bytes, str]:
    """Class descriptor, name and descriptor (or "") of "a.b.C.name(I)V"."""
    path, bracket, rest = target.partition("(")
    cls, _, name = path.rpartition(".")
    return _descriptor(cls), name.encode("utf-8", "surrogatepass"), bracket + rest


def _ragged(items: Iterable[bytes]) -> tuple[Column, Column]:
    """Rows of int32 as one column, and where each begins."""
    listed = list(items)
    first = np.zeros(len(listed) + 1, np.int64)
    first[1:] = np.cumsum([len(item) // 4 for item in listed])
    return np.frombuffer(b"".join(listed), np.int32), first.astype(np.int32)


def _split_rows(number: Column, tables: list[Column]) -> list[Column]:
    """The column cut into as many rows as each table has."""
    return np.split(number, np.cumsum([len(table) for table in tables]))[: len(tables)]


def _by_method(method: Column) -> Column:
    """Rows in the order of `method`, equal ones as they come. They come in runs, as code lies in the file."""
    begins = np.flatnonzero(np.append(True, method[1:] != method[:-1])[: len(method)])
    counts = np.diff(np.append(begins, len(method)))
    runs = order(method[begins])
    return ranges(begins[runs], counts[runs])
