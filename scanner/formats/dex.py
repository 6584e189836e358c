"""One DEX file as numpy columns (source.android.com/docs/core/runtime/dex-format, versions 035 to 041).

Tables are views of the buffer; nothing is decoded before it is asked for. Checksums, signature and claimed
sizes are not believed: every offset and index is checked against what is there, and what cannot be read is
counted in `unread` while the rest is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from scanner.columns import Column, begins, order, ranges
from scanner.formats import dex_bytecode as bytecode
from scanner.formats.dex_items import CodeItem, named_methods, read_code_item
from scanner.formats.dex_members import Members, read_members
from scanner.formats.dex_strings import mutf8, spans, texts

NO_INDEX = 0xFFFFFFFF
_HEADER = 0x70
_HEADER_41 = 0x78
_BIG_ENDIAN = 0x78563412
_SHORT = 1 << 16
"""type_ids, proto_ids, field_ids and method_ids are named by 16 bits: more rows cannot be used."""
_STRINGS = 1 << 20
_PARAMETERS = 255
_SWEPT = 1 << 21
"""Units of code swept at a time, to bound memory."""
_SHARED = 4
"""Methods that share one code item, on average, at most."""
_VERSION = b"Landroid/os/Build$VERSION;"
_LOGICAL = 64
"""Files of one container at most."""
_CALL_SITES, _METHOD_HANDLES = 0x0007, 0x0008  # map_list types
_METHOD_TABLE = np.dtype([("cls", "<u2"), ("proto", "<u2"), ("name", "<u4")])
_FIELD_TABLE = np.dtype([("cls", "<u2"), ("type", "<u2"), ("name", "<u4")])
_MAP = np.dtype([("type", "<u2"), ("unused", "<u2"), ("size", "<u4"), ("offset", "<u4")])


class BadDex(ValueError):
    """Not a DEX file, or nothing of it can be read; the message says why."""


class Uses(NamedTuple):
    """Instructions of one family, one row per instruction and method (shared code counts for each method)."""

    method: Column  # uint16: row of method_ids: the method whose code this is
    target: Column  # uint32: row of method_ids, string_ids, field_ids or type_ids
    op: Column  # uint8 opcode: 0x6e invoke-virtual, ...
    at: Column  # uint32: byte offset in the file
    sure: Column  # uint8: 1 if it surely runs whenever the method does (dex_sure)

    @classmethod
    def joined(cls, parts: Sequence[Uses]) -> Uses:
        """These one after another."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class Instructions(NamedTuple):
    """All instructions that name something."""

    calls: Uses  # invoke-*, also polymorphic; invoke-custom as calls of the methods its call site names
    strings: Uses
    fields: Uses
    types: Uses


class Dex:
    """One (logical) DEX file. Raises BadDex if there is no header. Immutable; keeps the buffer."""

    def __init__(self, buf: bytes, base: int = 0) -> None:
        self.buf = buf
        self.base = base
        self.unread: dict[str, int] = {}
        if len(buf) >= 1 << 31:
            raise BadDex("larger than 2 GB")
        if len(buf) - base < _HEADER:
            raise BadDex("shorter than its header")
        magic = bytes(buf[base : base + 8])
        if magic[:4] != b"dex\n" or not magic[4:7].isdigit():
            raise BadDex("no DEX magic")
        self.version = magic[4:7].decode("ascii")
        self.octets = np.frombuffer(buf, np.uint8)
        self.words = np.frombuffer(buf, "<u2", len(buf) >> 1)
        head = np.frombuffer(buf, "<u4", _HEADER // 4, base).tolist()
        if head[10] == _BIG_ENDIAN:
            raise BadDex("big-endian")
        self.file_size: int = head[8]
        self._map_offset: int = head[13]
        self.string_offsets = self._table("string_ids", head[14], head[15], np.dtype("<u4"), _STRINGS)
        self.type_strings = self._table("type_ids", head[16], head[17], np.dtype("<u4"), _SHORT)
        self.protos = self._table("proto_ids", head[18], head[19], np.dtype(("<u4", (3,))), _SHORT)
        self.fields = self._table("field_ids", head[20], head[21], _FIELD_TABLE, _SHORT)
        self.methods = self._table("method_ids", head[22], head[23], _METHOD_TABLE, _SHORT)
        self.classes = self._table("class_defs", head[24], head[25], np.dtype(("<u4", (8,))), _SHORT)

    def _note(self, what: str, number: int) -> None:
        if number:
            self.unread[what] = self.unread.get(what, 0) + number

    def _table(self, name: str, size: int, offset: int, row: np.dtype[Any], most: int) -> Column:
        room = max(len(self.buf) - offset, 0) // row.itemsize
        kept = min(size, room, most)
        self._note(f"{name} outside the file", size - kept)
        return np.frombuffer(self.buf, row, kept, offset) if kept else np.zeros(0, row).reshape(0, *row.shape)

    @cached_property
    def string_spans(self) -> tuple[Column, Column]:
        """First byte and end of each string's MUTF-8 bytes."""
        start, end, faults = spans(self.buf, self.octets, self.string_offsets.astype(np.int64))
        for what, number in faults.items():
            self._note(what, number)
        return start, end

    def strings(self, rows: Column) -> list[bytes]:
        """MUTF-8 bytes of the strings in these rows of string_ids; rows that do not exist give b""."""
        start, end = self.string_spans
        buf = self.buf
        rows = rows.astype(np.int64)
        if len(rows) and int(rows.max()) >= len(start):
            start, end = np.append(start, 0), np.append(end, 0)
            rows = np.minimum(rows, len(start) - 1)
        return [buf[i:j] for i, j in zip(start[rows].tolist(), end[rows].tolist(), strict=True)]

    @cached_property
    def type_names(self) -> list[bytes]:
        """Descriptors of the types."""
        return self.strings(self.type_strings)

    @cached_property
    def members(self) -> tuple[Members, Members]:
        """Methods and fields that the classes define; `owner` is the row of class_defs.

        A member whose id does not exist or belongs to another class is left out, as the runtime refuses it.
        """
        limit = 2 * (2 * len(self.fields) + 3 * len(self.methods))
        methods, fields, faults = read_members(self.octets, self.classes[:, 6].astype(np.int64), limit)
        for what, number in faults.items():
            self._note(what, number)
        return self._own(methods, self.methods), self._own(fields, self.fields)

    def _own(self, members: Members, table: Column) -> Members:
        known = members.row < len(table)
        known[known] = table["cls"][members.row[known]] == self.classes[members.owner[known], 0]
        self._note("members that belong to no or another class", int((~known).sum()))
        return members if known.all() else Members(*(column[known] for column in members))

    def instructions(self, skip: Column | None = None) -> Instructions:
        """What all code names. `skip`: rows of class_defs whose methods are left out."""
        methods = self.members[0]
        wanted = methods.code != 0
        if skip is not None:
            wanted &= ~skip[methods.owner]
        row, code = methods.row[wanted], methods.code[wanted]
        by_code = order(code)
        row, code = row[by_code], code[by_code]
        items, faults = bytecode.code_items(self.words, code[begins(code)])
        for what, number in faults.items():
            self._note(what, number)
        first = np.searchsorted(code, items.offset, "left")
        last = np.searchsorted(code, items.offset, "right")
        found = []
        for part in items.parts(_SWEPT):
            marked = bytecode.sweep(self.octets, self.words, items.some(part), self.sdk_fields)
            found.append(self._by_family(*self._joined(marked, row, first[part], last[part])))
        return Instructions(*(Uses.joined(parts) for parts in zip(*found, strict=True)))

    def _joined(
        self, marked: bytecode.Marked, row: Column, first: Column, last: Column
    ) -> tuple[Column, bytecode.Marked]:
        """Methods and instructions. Methods row[first] to row[last] share a code item: each gets all."""
        counts = (last - first)[marked.item]
        total = int(counts.sum())
        if total == len(counts):
            return row[first[marked.item]], marked
        if total > _SHARED * len(counts) + _SWEPT:
            self._note("methods that share too much code", int((last - first - 1).sum()))
            return row[first[marked.item]], marked
        method = row[ranges(first[marked.item], counts)]
        return method, bytecode.Marked(*(np.repeat(column, counts) for column in marked))

    @cached_property
    def sdk_fields(self) -> Column:
        """Rows of field_ids that are android.os.Build.VERSION.SDK_INT."""
        if _VERSION not in self.type_names:
            return np.zeros(0, np.int64)
        rows = np.flatnonzero(self.fields["cls"] == self.type_names.index(_VERSION))
        return rows[[name == b"SDK_INT" for name in self.strings(self.fields["name"][rows])]]

    def _by_family(self, method: Column, marked: bytecode.Marked) -> Instructions:
        family = bytecode.FAMILY[marked.op]

        def uses(kind: int, rows: int) -> Uses:
            at = np.flatnonzero(family == kind)
            index = marked.target[at]
            good = index < rows
            if not good.all():
                self._note("instructions that name what is not there", int((~good).sum()))
                at, index = at[good], index[good]
            where = (2 * marked.unit[at]).astype(np.uint32)
            return Uses(
                method[at].astype(np.uint16), index.astype(np.uint32), marked.op[at], where, marked.sure[at]
            )

        return Instructions(
            self._with_custom(
                uses(bytecode.CALL, len(self.methods)),
                uses(bytecode.SITE, len(self.call_sites)),
                uses(bytecode.HANDLE, len(self.method_handles)),
            ),
            uses(bytecode.STRING, len(self.string_offsets)),
            uses(bytecode.FIELD, len(self.fields)),
            uses(bytecode.TYPE, len(self.type_strings)),
        )

    def _with_custom(self, calls: Uses, sites: Uses, handles: Uses) -> Uses:
        """Calls, with each use of a call site or method handle as calls of the methods these name."""
        handled = [(target,) if target >= 0 else () for target in self.method_handles]
        if not len(sites.at) and not len(handles.at):
            return calls
        return Uses.joined([calls, _resolved(sites, self.call_sites), _resolved(handles, handled)])

    def _section(self, kind: int) -> tuple[int, int]:
        """Rows and offset of a section that only the map names; (0, 0) if there is none."""
        buf, at = self.buf, self._map_offset
        if not 0 < at <= len(buf) - 4:
            return 0, 0
        size = min(int.from_bytes(buf[at : at + 4], "little"), 64, (len(buf) - at - 4) // _MAP.itemsize)
        for row in np.frombuffer(buf, _MAP, size, at + 4).tolist():
            if row[0] == kind:
                return row[2], row[3]
        return 0, 0

    @cached_property
    def method_handles(self) -> list[int]:
        """Per method handle the row of method_ids it invokes; -1 for one that reads or writes a field."""
        size, offset = self._section(_METHOD_HANDLES)
        table = self._table("method_handles", size, offset, np.dtype(("<u2", (4,))), _SHORT)
        return [row[2] if row[0] >= 4 and row[2] < len(self.methods) else -1 for row in table.tolist()]

    @cached_property
    def call_sites(self) -> list[tuple[int, ...]]:
        """Per call site the methods named by it: the bootstrap method, then those among its arguments.

        For a lambda (java.lang.invoke.LambdaMetafactory) the latter is the method with the lambda's body.
        """
        size, offset = self._section(_CALL_SITES)
        table = self._table("call_site_ids", size, offset, np.dtype("<u4"), _SHORT)
        return [named_methods(self.buf, at, self.method_handles) for at in table.tolist()]

    def type_lists(self, offsets: Column) -> tuple[Column, Column]:
        """Length of the type_list at each offset (0 for none), and their rows of type_ids one after another.

        At most 255 of each, as a method has no more parameters; altogether no more than fit the file twice.
        """
        count = len(self.buf)
        there = (offsets > 0) & (offsets + 4 <= count)
        at = np.where(there, offsets, 0)
        size = np.zeros(len(offsets), np.int64)
        for byte in range(4):
            size |= self.octets[np.minimum(at + byte, count - 1)].astype(np.int64) << (8 * byte)
        size = np.minimum(
            np.where(there, size, 0), np.minimum(_PARAMETERS, np.maximum(count - at - 4, 0) // 2)
        )
        size[np.cumsum(size) > count] = 0
        each = np.repeat(at + 4, size) + 2 * ranges(np.zeros(len(size), np.int64), size)
        return size, self.octets[each] | self.octets[each + 1].astype(np.uint16) << 8

    def code_item(self, offset: int) -> CodeItem:
        """The code_item at `offset`. Raises BadDex if it is not inside the file."""
        if not 0 < offset <= len(self.buf) - 16:
            raise BadDex(f"no code item at {offset:#x}")
        return read_code_item(self.buf, offset)


def _resolved(uses: Uses, named: Sequence[tuple[int, ...]]) -> Uses:
    """Each use of a row of `named` as uses of the methods listed there."""
    flat = np.array([method for methods in named for method in methods], np.uint32)
    sizes = np.array([len(methods) for methods in named], np.int64)
    counts = sizes[uses.target]
    first = (np.cumsum(sizes) - sizes)[uses.target]
    each = Uses(*(np.repeat(column, counts) for column in uses))
    return each._replace(target=flat[ranges(first, counts)])


def containers(buf: bytes) -> Iterator[Dex]:
    """The DEX files in `buf`: one, or with version 041 (a container) as many as follow one another.

    Raises BadDex if the first cannot be read; what follows a broken or endless chain is left out and counted.
    """
    dex, base = Dex(buf), 0
    for _ in range(_LOGICAL):
        yield dex
        following = base + dex.file_size
        if int(dex.version) < 41 or following <= base or following + _HEADER_41 > len(buf):
            return
        base = following
        try:
            dex = Dex(buf, base)
        except BadDex as fault:
            dex.unread[f"next file of the container: {fault}"] = 1
            return
    dex.unread["files of a container beyond the limit"] = 1


__all__ = ["NO_INDEX", "BadDex", "CodeItem", "Dex", "Instructions", "Uses", "containers", "mutf8", "texts"]
