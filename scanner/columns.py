"""Small numpy tools for columns of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]


def ranges(first: Column, counts: Column) -> Column:
    """first[0], first[0] + 1, ... (counts[0] of them), then those from first[1], ..."""
    before = np.cumsum(counts) - counts
    numbers: Column = np.repeat(first - before, counts)
    numbers += np.arange(len(numbers))
    return numbers


def order(*columns: Column) -> Column:
    """Rows in the order of the first column, then the second, ...; of equal rows the first first.

    Values must not be negative. By 16-bit digits: numpy sorts these in linear time, wider ones it compares.
    """
    rows: Column | None = None
    for column in reversed(columns):
        most = int(column.max(initial=0))
        for shift in range(0, max(most.bit_length(), 1), 16):
            digit = (column >> shift).astype(np.uint16)
            if rows is None:
                rows = np.argsort(digit, kind="stable")
            else:
                rows = rows[np.argsort(digit[rows], kind="stable")]
    assert rows is not None
    return rows


def numbered(changes: Column) -> Column:
    """0 for the first row, one more at each row where `changes` (one shorter than the rows) is true."""
    numbers = np.zeros(len(changes) + 1, np.int64)
    np.cumsum(changes, out=numbers[1:])
    return numbers


def begins(column: Column) -> Column:
    """The rows at which a run of equal values begins."""
    return np.flatnonzero(np.append(True, column[1:] != column[:-1])[: len(column)])


def firsts(column: Column, count: int) -> Column:
    """Where the rows of 0 to `count` - 1 begin in a sorted column, and its length behind them; int32."""
    found = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(column, minlength=count), out=found[1:])
    return found


def unique(values: Column) -> Column:
    """The distinct values, sorted. numpy's own asks its masked arrays first, whose import costs 20 ms."""
    ordered = np.sort(values, axis=None)
    return ordered[begins(ordered)]


_BITMAP = 1 << 25


def distinct(values: Column, below: int) -> Column:
    """The distinct values, sorted; all are from 0 to `below` - 1."""
    if below > _BITMAP:
        return unique(values)
    there = np.zeros(below, np.bool_)
    there[values] = True
    return np.flatnonzero(there)
