"""Dex files of one app, read one at a time into small columns with numbers that hold over all of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from scanner.columns import Column, ranges, unique
from scanner.formats.dex import NO_INDEX, BadDex, Dex, Uses, containers

MOST_FILES = 1_000
"""Dex files of one app at most; the largest apps have some dozens."""
LONGEST = 4096
"""Bytes kept of a constant string."""


class Numbers(defaultdict[bytes, int]):
    """Numbers byte strings in the order in which they come; 0 is the empty one."""

    def __init__(self) -> None:
        super().__init__(itertools.count(1).__next__)
        self[b""] = 0

    def all(self, items: list[bytes]) -> Column:
        """Their numbers, int32."""
        return np.fromiter(map(self.__getitem__, items), np.int32, len(items))


class Classes(NamedTuple):
    """Class definitions, one row each."""

    type: Column
    super: Column  # -1: none
    flags: Column
    file: Column


class File(NamedTuple):
    """What is kept of one dex file. In `defined`, `calls` and all `method` columns a method is a row of
    `methods`, in `fields_used` a field is a row of `fields`; types and strings are numbered for the app."""

    file: int  # row of places
    methods: Column  # (rows, 3): class, name, prototype; those defined or called
    fields: Column  # (rows, 3): class, name, type; those used
    defined: Column  # (rows, 3): method, access flags, code offset
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
        self.interfaces: list[Column] = []  # (rows, 2): type, interface
        self.strings: list[bytes] = []
        self.refers: list[Column] = []  # type << 32 | type: a class uses a field of another of the app
        self.holds: list[Column] = []  # the same: a class has a field of that type
        self._defined = np.zeros(0, np.bool_)
        self._loaded = np.zeros(0, np.bool_)

    def add(self, buf: bytes, place: str, loaded: bool = True) -> None:
        """Takes in one file, with a container all files in it; `loaded`: the runtime loads it by itself."""
        if len(self.places) >= MOST_FILES:
            self.unread[place] = f"more than {MOST_FILES} dex files"
            return
        self.places.append(place)
        faults: list[dict[str, int]] = []
        try:
            for dex in containers(buf):
                faults.append(dex.unread)
                self._add(dex, len(self.places) - 1, loaded)
        except BadDex as fault:
            faults.append({str(fault): 1})
        problems: dict[str, int] = {}
        for what, number in (item for part in faults for item in part.items()):
            problems[what] = problems.get(what, 0) + number
        if problems:
            self.unread[place] = "; ".join(f"{what} ({number})" for what, number in problems.items())

    def _add(self, dex: Dex, file: int, loaded: bool) -> None:
        types = np.append(self.types.all(dex.type_names), np.int32(0))
        skip = self._take_classes(dex, file, types, loaded)
        members = dex.members[0]
        kept = ~skip[members.owner]
        defined = np.stack((members.row[kept], members.flags[kept], members.code[kept]), 1)
        found = dex.instructions(skip)
        external = self._external_fields(dex, types, found.fields)
        methods, method_at = _used(len(dex.methods), defined[:, 0], found.calls.target)
        fields, field_at = _used(len(dex.fields), external.target)
        names = self._name_numbers(dex, methods, fields)
        protos = self._proto_numbers(dex, types, dex.methods["proto"][methods])
        defined[:, 0] = method_at[defined[:, 0]]
        self.files.append(
            File(
                file,
                np.stack((_at(types, dex.methods["cls"][methods]), names[: len(methods)], protos), 1),
                np.stack(
                    (_at(types, dex.fields["cls"][fields]), names[len(methods) :],
                     _at(types, dex.fields["type"][fields])), 1,
                ),
                defined.astype(np.uint32),
                _small(found.calls, method_at, method_at[found.calls.target]),
                _small(found.strings, method_at, self._string_numbers(dex, found.strings.target)),
                _small(external, method_at, field_at[external.target]),
                _small(found.types, method_at, types[found.types.target]),
            )
        )  # fmt: skip

    def _take_classes(self, dex: Dex, file: int, types: Column, loaded: bool) -> Column:
        """Notes class definitions. Gives the rows whose code is left out, as another definition wins."""
        table = dex.classes
        number = _at(types, table[:, 0])
        more = np.zeros(len(self.types) - len(self._defined), np.bool_)
        self._defined, self._loaded = np.append(self._defined, more), np.append(self._loaded, more)
        again = np.ones(len(number), np.bool_)
        again[np.unique(number, return_index=True)[1]] = False
        if again.any():  # no compiler writes that, and versions of the runtime differ in which one they take
            dex.unread["class defined twice"] = int(again.sum())
        skip = again | self._loaded[number] if loaded else again
        known = again | self._defined[number]
        self.duplicates += [(cls, file) for cls in number[known].tolist()]
        self._defined[number] = True
        self._loaded[number] |= loaded
        new = np.flatnonzero(~known)
        above = np.where(table[new, 2] == NO_INDEX, -1, _at(types, table[new, 2]))
        self.classes.append(Classes(number[new], above, table[new, 1], np.full(len(new), file)))
        counts, listed = dex.type_lists(table[new, 3].astype(np.int64))
        self.interfaces.append(np.stack((np.repeat(number[new], counts), _at(types, listed)), 1))
        return skip

    def _external_fields(self, dex: Dex, types: Column, uses: Uses) -> Uses:
        """Uses of fields that the file does not define (framework fields, those of other files) or that are
        watched; of the others it is only noted which classes they tie together."""
        own = np.zeros(len(dex.fields), np.bool_)
        own[dex.members[1].row] = True
        for cls, name in self.watched_fields:
            if cls not in self.types:
                continue
            rows = np.flatnonzero(own & (_at(types, dex.fields["cls"]) == self.types[cls]))
            own[rows[[text == name for text in dex.strings(dex.fields["name"][rows])]]] = False
        rows = dex.members[1].row
        self.holds.append(_pairs(_at(types, dex.fields["cls"][rows]), _at(types, dex.fields["type"][rows])))
        inside = own[uses.target]
        user = _at(types, dex.methods["cls"][uses.method[inside]])
        self.refers.append(_pairs(user, _at(types, dex.fields["cls"][uses.target[inside]])))
        return Uses(*(column[~inside] for column in uses))

    def _name_numbers(self, dex: Dex, methods: Column, fields: Column) -> Column:
        """The numbers of these methods' names, then of these fields'."""
        rows = np.concatenate((dex.methods["name"][methods], dex.fields["name"][fields]))
        distinct, at = _used(len(dex.string_offsets), np.minimum(rows, len(dex.string_offsets)))
        numbers: Column = self.names.all(dex.strings(distinct))[at[np.minimum(rows, len(dex.string_offsets))]]
        return numbers

    def _proto_numbers(self, dex: Dex, types: Column, rows: Column) -> Column:
        """The numbers of these rows of proto_ids. A prototype is return type and parameters, int32 each."""
        rows = np.minimum(rows.astype(np.int64), len(dex.protos))
        distinct, at = _used(len(dex.protos), rows)
        there = distinct[distinct < len(dex.protos)]
        counts, listed = dex.type_lists(dex.protos[there, 2].astype(np.int64))
        first = np.cumsum(counts + 1) - (counts + 1)
        flat = np.zeros(len(listed) + len(counts), np.int32)
        flat[first] = _at(types, dex.protos[there, 1])
        flat[ranges(first + 1, counts)] = _at(types, listed)
        data = flat.tobytes()
        ends = 4 * (first + 1 + counts)
        keys = [data[i:j] for i, j in zip((4 * first).tolist(), ends.tolist(), strict=True)]
        return np.append(self.protos.all(keys), np.int32(0))[at[rows]]

    def _string_numbers(self, dex: Dex, targets: Column) -> Column:
        distinct, at = _used(len(dex.string_offsets), targets)
        numbers: Column = at[targets] + len(self.strings)
        self.strings += [text[:LONGEST] for text in dex.strings(distinct)]
        return numbers


def _at(numbers: Column, rows: Column) -> Column:
    """The numbers at these rows; the last one for rows that do not exist."""
    found: Column = numbers[np.minimum(rows.astype(np.int64), len(numbers) - 1)]
    return found


def _pairs(user: Column, other: Column) -> Column:
    """Distinct user << 32 | other, of different types."""
    foreign = user != other
    return unique(user[foreign].astype(np.int64) << 32 | other[foreign])


def _used(count: int, *rows: Column) -> tuple[Column, Column]:
    """The distinct `rows` out of 0 to `count`, and for each of them its place among these."""
    used = np.zeros(count + 1, np.bool_)
    for some in rows:
        used[some] = True
    place = np.cumsum(used) - 1
    return np.flatnonzero(used), place


def _small(uses: Uses, method_at: Column, target: Column) -> Uses:
    return uses._replace(method=method_at[uses.method].astype(np.uint16), target=target.astype(np.int32))
