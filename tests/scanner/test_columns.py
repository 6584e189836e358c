"""Small tools for columns, against plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import columns

small = st.integers(0, 5)
wide = st.one_of(small, st.integers(0, 2**40))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(wide, small), max_size=30))
def test_order_is_the_stable_order(rows: list[tuple[int, int]]) -> None:
    first, second = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
    assert columns.order(first, second).tolist() == sorted(range(len(rows)), key=lambda row: rows[row])
    assert columns.order(first).tolist() == sorted(range(len(rows)), key=lambda row: rows[row][0])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(wide, small), max_size=20))
def test_ranges(rows: list[tuple[int, int]]) -> None:
    first, counts = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
    assert columns.ranges(first, counts).tolist() == [a + k for a, count in rows for k in range(count)]


def test_begins_and_numbered() -> None:
    column = np.array([3, 3, 1, 1, 1, 3])
    assert columns.begins(column).tolist() == [0, 2, 5]
    assert columns.begins(column[:0]).tolist() == []
    assert columns.numbered(column[1:] != column[:-1]).tolist() == [0, 0, 1, 1, 1, 2]


def test_firsts() -> None:
    assert columns.firsts(np.array([0, 2, 2, 3]), 5).tolist() == [0, 1, 1, 3, 4, 4]
    assert columns.firsts(np.zeros(0, np.int32), 2).tolist() == [0, 0, 0]


def test_distinct_with_and_without_a_bitmap() -> None:
    values = np.array([7, 2, 7, 0])
    assert columns.distinct(values, 8).tolist() == columns.distinct(values, 1 << 60).tolist() == [0, 2, 7]
    assert columns.distinct(values[:0], 0).tolist() == []


@given(st.lists(st.integers(-(2**40), 2**40), max_size=50))
def test_unique_is_numpys(values: list[int]) -> None:
    column = np.array(values, np.int64)
    assert columns.unique(column).tolist() == np.unique(column).tolist()
