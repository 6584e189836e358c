"""Dex files of one app, read one at a time into small columns with numbers that hold over all of them."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scanner.formats.dex import NO_INDEX, BadDex, Dex, Uses, containers

Column = npt.NDArray[Any]

LONGEST = 4096
"""Bytes kept of a constant string."""
_LOADED = re.compile(r"(?:(?:splits/|standalones/)?[^/!]*\.apk!/)?classes\d*\.dex")
"""Places from which the runtime loads by itself (in a split set the part stands first)."""


class Numbers(defaultdict[bytes, int]):
    """Numbers byte strings in the order in which they come; 0 is the empty one."""

    def __init__(self) -> None:
        super().__init__(itertools.count(1).__next__)
        self[b""] = 0

    def all(self, items: Iterable[bytes]) -> Column:
        """The numbers of `items`, int32, with a 0 behind them for rows that do not exist."""
        return np.array([*map(self.__getitem__, items), 0], np.int32)


class Classes(NamedTuple):
    """Class definitions, one row each."""

    type: Column
    super: Column  # -1: none
    flags: Column
    file: Column


class File(NamedTuple):
    """What is kept of one dex file. Rows of `methods` and `fields` are meant by calls and reads; types and
    strings are global numbers already."""

    file: int  # row of places
    methods: Column  # (rows, 3): class, name, proto
    fields: Column  # (rows, 3): class, name, type; those used only
    defined: Column  # (rows, 3): row of methods, access flags, code offset
    calls: Uses
    strings: Uses
    fields_used: Uses
    types: Uses


class Reading:
    """Collects dex files until the app's code is complete."""

    def __init__(self, watched_fields: frozenset[tuple[bytes, bytes]] = frozenset()) -> None:
        self.watched_fields = watched_fields  # (class descriptor, name): kept even where the app defines them
        self.places: list[str] = []
        self.unread: dict[str, str] = {}
        self.duplicates: list[tuple[int, int]] = []
        self.types, self.names, self.protos = Numbers(), Numbers(), Numbers()
        self.files: list[File] = []
        self.classes: list[Classes] = []
        self.interfaces: list[tuple[int, int]] = []  # (type, interface)
        self.strings: list[bytes] = []
        self.refers: list[
            Column
        ] = []  # pairs type << 32 | type: access to a field of another class of the app
        self._defined = np.zeros(0, np.bool_)
        self._loaded = np.zeros(0, np.bool_)

    def add(self, buf: bytes, place: str) -> None:
        """Takes in one file, with a container all files in it."""
        self.places.append(place)
        problems: dict[str, int] = {}
        try:
            for dex in containers(buf):
                self._add(dex, len(self.places) - 1, _LOADED.fullmatch(place) is not None)
                for what, number in dex.unread.items():
                    problems[what] = problems.get(what, 0) + number
        except BadDex as fault:
            problems[str(fault)] = 1
        if problems:
            self.unread[place] = "; ".join(f"{what} ({number})" for what, number in problems.items())

    def _add(self, dex: Dex, file: int, loaded: bool) -> None:
        types = self.types.all(dex.strings(dex.type_strings))
        names = self._name_numbers(dex)
        protos = self._proto_numbers(dex, types)
        skip = self._take_classes(dex, file, types, loaded)
        methods = _rows(dex.methods, types, names, "proto", protos)
        fields = _rows(dex.fields, types, names, "type", types)
        defined = dex.members[0]
        kept = ~skip[defined.owner]
        found = dex.instructions(skip)
        used, fields_used = self._used_fields(dex, fields, methods, found.fields)
        self.files.append(
            File(
                file,
                methods,
                used,
                np.stack((defined.row[kept], defined.flags[kept], defined.code[kept]), 1).astype(np.uint32),
                _small(found.calls, np.uint16),
                self._take_strings(dex, found.strings),
                fields_used,
                _small(found.types._replace(target=types[found.types.target]), np.int32),
            )
        )

    def _name_numbers(self, dex: Dex) -> Column:
        """Per row of string_ids the number of that name, where a method or field bears it; 0 elsewhere."""
        count = len(dex.string_offsets)
        borne = np.zeros(count + 1, np.bool_)
        for table in (dex.methods, dex.fields):
            borne[np.minimum(table["name"], count)] = True
        rows = np.flatnonzero(borne[:count])
        numbers = np.zeros(count + 1, np.int32)
        numbers[rows] = self.names.all(dex.strings(rows))[:-1]
        return numbers

    def _proto_numbers(self, dex: Dex, types: Column) -> Column:
        """Prototypes as rows of int32 type numbers: return type, then parameters."""
        counts, listed = dex.type_lists(dex.protos[:, 2].astype(np.int64))
        first = np.cumsum(counts + 1) - (counts + 1)
        flat = np.zeros(int(counts.sum()) + len(counts), np.int32)
        parameter = np.ones(len(flat), np.bool_)
        parameter[first] = False
        flat[first] = types[np.minimum(dex.protos[:, 1], len(types) - 1)]
        flat[parameter] = types[np.minimum(listed, len(types) - 1)]
        data = flat.tobytes()
        ends = 4 * (first + counts + 1)
        pairs = zip((4 * first).tolist(), ends.tolist(), strict=True)
        return self.protos.all([data[i:j] for i, j in pairs])

    def _take_classes(self, dex: Dex, file: int, types: Column, loaded: bool) -> Column:
        """Notes class definitions. Gives the rows whose code is left out: another definition wins."""
        table = dex.classes
        number = types[np.minimum(table[:, 0], len(types) - 1)]
        self._grow(len(self.types))
        again = np.ones(len(number), np.bool_)
        again[np.unique(number, return_index=True)[1]] = False
        skip = again | self._loaded[number] if loaded else again
        known = self._defined[number] | again
        self.duplicates += [(int(cls), file) for cls in number[known].tolist()]
        self._defined[number] = True
        if loaded:
            self._loaded[number] = True
        new = ~known
        above = np.where(table[:, 2] == NO_INDEX, -1, types[np.minimum(table[:, 2], len(types) - 1)])
        where = np.full(len(number), file)
        self.classes.append(Classes(number[new], above[new], table[:, 1][new], where[new]))
        counts, listed = dex.type_lists(np.where(new, table[:, 3], 0).astype(np.int64))
        owner = np.repeat(number, counts)
        self.interfaces += zip(
            owner.tolist(), types[np.minimum(listed, len(types) - 1)].tolist(), strict=True
        )
        return skip

    def _grow(self, size: int) -> None:
        more = size - len(self._defined)
        self._defined = np.append(self._defined, np.zeros(more, np.bool_))
        self._loaded = np.append(self._loaded, np.zeros(more, np.bool_))

    def _used_fields(self, dex: Dex, fields: Column, methods: Column, uses: Uses) -> tuple[Column, Uses]:
        """Uses of fields that the file does not define (framework fields, those of other files) or that are
        watched; of the others only which class uses a field of which other class."""
        own = np.zeros(len(fields), np.bool_)
        own[dex.members[1].row] = True
        for cls, name in self.watched_fields:
            own &= (fields[:, 0] != self.types.get(cls, -1)) | (fields[:, 1] != self.names.get(name, -1))
        inside = own[uses.target]
        user = methods[uses.method[inside], 0].astype(np.int64)
        other = fields[uses.target[inside], 0]
        foreign = user != other
        self.refers.append(np.unique(user[foreign] << 32 | other[foreign]))
        outside = Uses(*(column[~inside] for column in uses))
        rows = np.flatnonzero(np.bincount(outside.target, minlength=len(fields)))
        place = np.zeros(len(fields), np.int64)
        place[rows] = np.arange(len(rows))
        return fields[rows], _small(outside._replace(target=place[outside.target]), np.uint16)

    def _take_strings(self, dex: Dex, uses: Uses) -> Uses:
        rows = np.flatnonzero(np.bincount(uses.target))
        place = np.zeros(len(dex.string_offsets), np.int64)
        place[rows] = np.arange(len(rows)) + len(self.strings)
        self.strings += [text[:LONGEST] for text in dex.strings(rows)]
        return _small(uses._replace(target=place[uses.target]), np.int32)


def _rows(table: Column, types: Column, names: Column, third: str, numbers: Column) -> Column:
    """(class, name, prototype or type) of each row of method_ids or field_ids."""
    return np.stack(
        (
            types[np.minimum(table["cls"], len(types) - 1)],
            names[np.minimum(table["name"], len(names) - 1)],
            numbers[np.minimum(table[third], len(numbers) - 1)],
        ),
        1,
    )


def _small(uses: Uses, target: type) -> Uses:
    return Uses(uses.method.astype(np.uint16), uses.target.astype(target), uses.op, uses.at.astype(np.uint32))
