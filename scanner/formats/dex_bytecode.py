"""The bytecode of a DEX file, all methods at once (source.android.com/docs/core/runtime/dalvik-bytecode).

No instruction objects are built. Every method has one cursor; all cursors advance together, one instruction a
step, by a table of lengths, and leave a mark on each 16-bit unit where an instruction begins. Afterwards the
marked units whose opcode names a method, string, field or type are read in one go.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scanner.columns import Column
from scanner.formats.dex_sure import JUMPS, surely

CALL, STRING, FIELD, TYPE, SITE, HANDLE = 1, 2, 3, 4, 5, 6
"""Families of instructions, by what their index points at (SITE: call_site_ids, HANDLE: method_handles)."""

HEADER = 8
"""Units of a code_item before its instructions."""
_GUARD = 5
"""No instruction is longer than this many units: a cursor that leaves its method stops within them."""
_FEW = 80
"""With fewer cursors than this a plain walk is faster than numpy steps."""
_STEPS = 8
"""Steps between two looks at which cursors have arrived."""
_JUMBO = 0x1B
_PACKED_SWITCH, _SPARSE_SWITCH, _ARRAY_DATA = 0x0100, 0x0200, 0x0300


def _tables() -> tuple[Column, Column]:
    length = np.ones(256, np.uint8)
    for first, last, units in (
        (0x02, 0x02, 2), (0x03, 0x03, 3), (0x05, 0x05, 2), (0x06, 0x06, 3), (0x08, 0x08, 2), (0x09, 0x09, 3),
        (0x13, 0x13, 2), (0x14, 0x14, 3), (0x15, 0x16, 2), (0x17, 0x17, 3), (0x18, 0x18, 5), (0x19, 0x1A, 2),
        (0x1B, 0x1B, 3), (0x1C, 0x1C, 2), (0x1F, 0x20, 2), (0x22, 0x23, 2), (0x24, 0x26, 3), (0x29, 0x29, 2),
        (0x2A, 0x2C, 3), (0x2D, 0x3D, 2), (0x44, 0x6D, 2), (0x6E, 0x72, 3), (0x74, 0x78, 3), (0x90, 0xAF, 2),
        (0xD0, 0xE2, 2), (0xFA, 0xFB, 4), (0xFC, 0xFD, 3), (0xFE, 0xFF, 2),
    ):  # fmt: skip
        length[first : last + 1] = units
    family = np.zeros(256, np.uint8)
    family[0x6E:0x73] = family[0x74:0x79] = family[0xFA:0xFC] = CALL
    family[0x1A:0x1C] = STRING
    family[0x52:0x6E] = FIELD
    family[[0x1C, 0x1F, 0x20, 0x22, 0x23, 0x24, 0x25]] = TYPE
    family[0xFC:0xFE] = SITE
    family[0xFE] = HANDLE
    return length, family


LENGTH, FAMILY = _tables()
_STEP = (LENGTH << 1) | ((FAMILY | JUMPS) != 0)  # length in units, and whether the instruction is of interest
_STEP[0] = 0  # 0x00 is a nop or the start of a payload: told apart by the high byte


class Items(NamedTuple):
    """Code items in file order: `start` and `end` of their instructions, in units of the file."""

    offset: Column  # bytes, of the code_item
    start: Column
    end: Column

    def some(self, rows: slice) -> Items:
        """These rows."""
        return Items(self.offset[rows], self.start[rows], self.end[rows])

    def parts(self, most: int) -> list[slice]:
        """Rows in as many parts as needed for each to span about `most` units; at least one part."""
        cuts = np.flatnonzero(np.diff(self.start // most)) + 1
        bounds = [0, *cuts.tolist(), len(self.start)]
        return [slice(i, j) for i, j in pairwise(bounds)]


class Marked(NamedTuple):
    """Instructions of interest in file order."""

    item: Column  # row of Items
    unit: Column
    op: Column
    target: Column  # row of a method, string, field, type, call site or method handle
    sure: Column  # uint8: 1 if it runs whenever its method does (dex_sure)


def code_items(units: Column, offsets: Column) -> tuple[Items, dict[str, int]]:
    """The code items at `offsets` (bytes, sorted, distinct), and what was wrong with how many of them.

    No item reaches into the next one, so everything after this takes time in proportion to the file.
    """
    faults = {}
    sound = (offsets & 1 == 0) & (offsets + 2 * HEADER <= 2 * len(units))
    sound[1:] &= np.diff(offsets) >= 2 * HEADER
    if not sound.all():
        faults["code items outside the file or inside one another"] = int((~sound).sum())
        offsets = offsets[sound]
    head = offsets >> 1
    start = head + HEADER
    size = units[head + 6].astype(np.int64) | (units[head + 7].astype(np.int64) << 16)
    limit = np.append(head[1:], len(units))
    end = np.minimum(start + size, limit)
    cut = int((end < start + size).sum())
    if cut:
        faults["code items cut off by the next one or the end of the file"] = cut
    return Items(offsets, start, end), faults


def sweep(octets: Column, units: Column, items: Items, sdk: Column) -> Marked:
    """Every instruction of interest of every item. `sdk`: rows of field_ids that are SDK_INT (dex_sure)."""
    none = np.zeros(0, np.int64)
    if not len(items.start):
        return Marked(none, none, np.zeros(0, np.uint8), none, np.zeros(0, np.uint8))
    low = int(items.start[0])
    high = min(int(items.end[-1]) + _GUARD, len(units))
    words = units[low:high]
    step = np.append(_STEP[octets[2 * low : 2 * high : 2]], np.zeros(_GUARD, np.uint8))
    start, end = items.start - low, items.end - low
    length = step >> 1
    length[: len(words)] |= words == 0
    for guard in range(_GUARD):
        step[end + guard] = length[end + guard] = 0
    marks = np.zeros(len(step), np.uint8)
    _walk(words, length, marks, start, end)
    unit = np.flatnonzero((step & marks).view(np.bool_))
    counts = np.searchsorted(unit, end) - np.searchsorted(unit, start)
    item = np.repeat(np.arange(len(start)), counts)
    unit += low
    op = octets[2 * unit]
    sure = surely(units, unit, op, items.start[item], items.end[item], sdk)
    named = np.flatnonzero(FAMILY[op])
    return _operands(units, item[named], unit[named], op[named], sure[named])


def _operands(units: Column, item: Column, unit: Column, op: Column, sure: Column) -> Marked:
    last = len(units) - 1
    target = units[np.minimum(unit + 1, last)].astype(np.int64)
    jumbo = np.flatnonzero(op == _JUMBO)
    target[jumbo] |= units[np.minimum(unit[jumbo] + 2, last)].astype(np.int64) << 16
    return Marked(item, unit, op, target, sure)


def _walk(words: Column, length: Column, marks: Column, start: Column, end: Column) -> None:
    """Marks every unit at which an instruction begins. `length` is 0 at payloads and behind items."""
    at = start[start < end]
    marks[at] = 1
    while len(at) > _FEW:
        for _ in range(_STEPS):
            at = at + length[at]
            marks[at] = 1
        stopped = length[at] == 0
        if stopped.any():
            rest = _after_payload(words, at[stopped], start, end)
            at = np.concatenate((at[~stopped], rest))
            marks[rest] = 1
    _walk_few(words, length, marks, at, end)


def _after_payload(words: Column, at: Column, start: Column, end: Column) -> Column:
    """Where stopped cursors go on: behind the payload they stopped at. Those at their end are left out."""
    item = np.searchsorted(end, at, "right")
    inside = item < len(end)
    inside[inside] = at[inside] >= start[item[inside]]
    at, item = at[inside], item[inside]
    last = len(words) - 1
    first, second, third, fourth = (words[np.minimum(at + k, last)].astype(np.int64) for k in range(4))
    size = np.ones(len(at), np.int64)
    size[first == _PACKED_SWITCH] = (4 + 2 * second)[first == _PACKED_SWITCH]
    size[first == _SPARSE_SWITCH] = (2 + 4 * second)[first == _SPARSE_SWITCH]
    data = (4 + (second * (third | fourth << 16) + 1) // 2)[first == _ARRAY_DATA]
    size[first == _ARRAY_DATA] = data
    behind = at + size
    return behind[behind < end[item]]


def _walk_few(words: Column, length: Column, marks: Column, at: Column, end: Column) -> None:
    ends: list[int] = end.tolist()
    steps, marked, read = length.tobytes(), marks.data, words.data
    for unit in at.tolist():
        limit = ends[min(bisect_right(ends, unit), len(ends) - 1)]
        while unit < limit:
            marked[unit] = 1
            step = steps[unit]
            if not step:
                step = _payload(read, unit)
            unit += step


def _payload(words: memoryview[int], unit: int) -> int:
    first, second, third, fourth = (words[min(unit + k, len(words) - 1)] for k in range(4))
    if first == _PACKED_SWITCH:
        return 4 + 2 * second
    if first == _SPARSE_SWITCH:
        return 2 + 4 * second
    if first == _ARRAY_DATA:
        return 4 + (second * (third | fourth << 16) + 1) // 2
    return 1
