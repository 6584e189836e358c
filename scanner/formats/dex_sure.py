"""Which instructions surely run whenever their method does: all code of a file at once, on the safe side.

The rule looks at the layout only: an instruction is sure if no jump leads from before it to behind it and no
return stands before it. Unless nothing leads to it at all, that is right; what it leaves out (blocks out of
their natural order, a call that stands in every branch) dex_ways finds, which reads one method exactly and
means the same by "surely".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]

_RETURN, _THROW, _GOTO, _GOTO_16, _GOTO_32, _SWITCH, _IF = 1, 2, 3, 4, 5, 6, 7
_CONST_16, _SGET, _PACKED = 0x13, 0x60, 0x0100
_COMPARES = 0x32, 0x37
_OLDEST = 23
"""API level of the oldest devices in use; see dex_ways.LEVELS."""
_TABLE_TARGETS = 1 << 20
"""Targets of switches read at most in one file."""


def _jumps() -> Column:
    kind = np.zeros(256, np.uint8)
    kind[0x0E:0x12] = _RETURN
    kind[[0x27, 0x28, 0x29, 0x2A]] = _THROW, _GOTO, _GOTO_16, _GOTO_32
    kind[0x2B:0x2D] = _SWITCH
    kind[0x32:0x3E] = _IF
    return kind


JUMPS = _jumps()
"""Opcodes that end a straight piece of code, by kind; 0 for others."""


def surely(units: Column, unit: Column, op: Column, start: Column, end: Column, sdk: Column) -> Column:
    """Per instruction whether it is sure, as uint8.

    `unit`, `op`: instructions in file order, all jumps of `JUMPS` among them; `start`, `end`: those of their
    methods; `sdk`: rows of field_ids that are Build.VERSION.SDK_INT, whose comparisons decide nothing.
    """
    kind = JUMPS[op]
    at = np.flatnonzero(kind)
    kind, here, stop = kind[at], unit[at], end[at]
    to = here.copy()
    near = units[here] >> 8
    to[kind == _GOTO] += near.astype(np.int8)[kind == _GOTO]
    second = units[np.minimum(here + 1, len(units) - 1)]
    short = (kind == _GOTO_16) | (kind == _IF)
    to[short] += second.view(np.int16)[short]
    far = np.flatnonzero((kind == _GOTO_32) | (kind == _SWITCH))
    to[far] += _int32(units, here[far] + 1)
    switch = np.flatnonzero(kind == _SWITCH)
    to[switch] = _farthest(units, here[switch], to[switch], start[at[switch]], stop[switch])
    out = (kind == _RETURN) | ((kind == _THROW) & (units[start[at] - 5] > 0))  # tries_size of the code_item
    to[out] = stop[out]
    if len(sdk):
        to[_tests_sdk(units, here, op[at], sdk)] = 0
    reach = np.zeros(len(unit) + 1, np.int64)
    reach[at + 1] = np.minimum(to, stop)
    before = np.maximum.accumulate(reach)[:-1]
    return (before <= unit).astype(np.uint8)


def _int32(units: Column, at: Column) -> Column:
    last = len(units) - 1
    high = units[np.minimum(at + 1, last)].astype(np.int32) << 16
    number: Column = high | units[np.minimum(at, last)]
    return number


def _farthest(units: Column, here: Column, table: Column, start: Column, end: Column) -> Column:
    """The last unit that each switch may jump to; the end of the method where its table is not inside it."""
    inside = (table >= start) & (table + 4 <= end)
    table = np.where(inside, table, start)
    count = units[np.minimum(table + 1, len(units) - 1)].astype(np.int64)
    packed = units[table] == _PACKED
    first = table + np.where(packed, 4, 2 + 2 * count)
    inside &= (first + 2 * count <= end) & (count > 0)
    count = np.where(inside, count, 0)
    farthest = end.copy()
    if not len(count) or int(count.sum()) > _TABLE_TARGETS:
        return farthest
    owner = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    target = here[owner] + _int32(units, first[owner] + 2 * within)
    farthest[inside] = 0
    np.maximum.at(farthest, owner, target)
    return farthest


def _tests_sdk(units: Column, here: Column, op: Column, sdk: Column) -> Column:
    """Which of the jumps at `here` compare SDK_INT with a level above the oldest one in use.

    Compilers write sget and const/16, two units each, in either order, right before the if.
    """
    found = np.zeros(len(here), np.bool_)
    compares = np.flatnonzero((op >= _COMPARES[0]) & (op <= _COMPARES[1]) & (here >= 4))
    at = here[compares]
    for read, const in ((at - 4, at - 2), (at - 2, at - 4)):
        level = units[const + 1]
        found[compares] |= (
            ((units[read] & 0xFF) == _SGET)
            & np.isin(units[read + 1], sdk)
            & ((units[const] & 0xFF) == _CONST_16)
            & (level > _OLDEST)
            & (level < 0x8000)
        )
    return found
