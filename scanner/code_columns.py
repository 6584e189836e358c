"""The columns of a whole app's code, joined from its dex files: one number per type, method and field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scanner.code_reading import Classes, File, Reading
from scanner.columns import Column, begins, firsts, numbered, order, ranges, unique
from scanner.formats.dex import Uses, mutf8
from scanner.names import Names

_CLIMB = 64
"""Superclasses followed at most; more is a loop."""


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


class Columns:
    """What all dex files say together. Columns `type_*`, `method_*` and `field_*` hold one value per type,
    method or field that the app defines or names. Type 0 and name 0 are empty: broken rows of a hostile file
    point there. -1 means none.
    """

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

    refers: Column  # int64: type << 32 | type, a class uses a field that another class of the app defines
    holds: Column  # the same, a class has a field of that type
    strings: Names  # constant strings (MUTF-8, the first 4096 bytes); may hold one text twice
    calls: Edges  # method -> method
    strings_used: Edges  # method -> string
    fields_used: Edges  # method -> field, of fields that their own dex file does not define
    types_used: Edges  # method -> type

    def proto_types(self, proto: int) -> Column:
        """Types of a prototype: return type, then parameters; none for the empty one."""
        listed, first = self._protos
        return listed[int(first[proto]) : int(first[proto + 1])]

    @property
    def proto_count(self) -> int:
        """How many prototypes there are."""
        return len(self._protos[1]) - 1

    def proto_columns(self, protos: Column) -> tuple[Column, Column]:
        """All types of these prototypes, each with the row of `protos` it belongs to."""
        listed, first = self._protos
        counts = np.diff(first)[protos]
        return np.repeat(np.arange(len(protos)), counts), listed[ranges(first[protos], counts)]

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """Dotted packages of all classes that are defined or named, sorted; "" is the nameless one."""
        return self._packages[0]

    @cached_property
    def type_package(self) -> Column:
        """int32: row of `packages` per type, of an array that of its elements; -1 for int and the like."""
        return self._packages[1]

    @cached_property
    def _packages(self) -> tuple[tuple[str, ...], Column]:
        names = list(self.types)
        inner = [name.lstrip(b"[") if name[:1] == b"[" else name for name in names]
        paths = [name[1 : max(name.rfind(b"/"), 1)] if name[:1] == b"L" else None for name in inner]
        shown = {path: mutf8(path).replace("/", ".") for path in set(paths) if path is not None}
        packages = tuple(sorted(set(shown.values())))
        rows = {name: row for row, name in enumerate(packages)}
        numbers = [-1 if path is None else rows[shown[path]] for path in paths]
        return packages, np.array(numbers, np.int32)

    def _join(self, reading: Reading) -> None:
        """Fills all columns. Empties the reading on the way, to hold nothing twice."""
        self.types, self.names = Names(list(reading.types)), Names(list(reading.names))
        self._protos = _ragged(list(reading.protos))
        self.strings = Names(reading.strings)
        for numbers in (reading.types, reading.names, reading.protos, reading.strings):
            numbers.clear()
        files = reading.files
        self._join_classes(reading.classes, reading.interfaces)
        self.refers = unique(np.concatenate([np.zeros(0, np.int64), *reading.refers]))
        self.holds = unique(np.concatenate([np.zeros(0, np.int64), *reading.holds]))
        methods = self._join_methods(files)
        fields = self._join_fields(files)
        self.calls = self._edges(files, methods, [file.calls for file in files], methods)
        self.fields_used = self._edges(files, methods, [file.fields_used for file in files], fields)
        self.strings_used = self._edges(files, methods, [file.strings for file in files])
        self.types_used = self._edges(files, methods, [file.types for file in files])
        self._inherit()

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
        self.interface_first = firsts(pairs[:, 0], count)

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
        self.method_first = firsts(self.method_class, len(self.types))
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
        first = firsts(method, len(self.method_class))
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
    first = begins(method)
    counts = np.diff(np.append(first, len(method)))
    runs = order(method[first])
    return ranges(first[runs], counts[runs])
