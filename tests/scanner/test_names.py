"""Many byte strings in one block, against a list."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.names import Names

text = st.lists(st.sampled_from([b"a", b"b", b"com.vendor.", b"\xe5\xad\xa6", b"."]), max_size=6).map(
    b"".join
)


@settings(max_examples=80, deadline=None)
@given(st.lists(text, max_size=20), text)
def test_like_a_list(items: list[bytes], other: bytes) -> None:
    names = Names(items)
    assert list(names) == [names[row] for row in range(len(names))] == items
    assert names.some(np.arange(len(items))[::-1]) == items[::-1]
    for item in (*items, other):
        assert names.find(item) == (items.index(item) if item in items else -1)
        assert names.equal(item) == [row for row, one in enumerate(items) if one == item]
        assert list(names.beginning(item)) == [row for row, one in enumerate(items) if one.startswith(item)]
    assert names.of(b"ab").tolist() == [row for row, item in enumerate(items) if not item.strip(b"ab")]
    found = [(row, match[0]) for row, match in names.search(re.compile(rb"[ab]+"), b"a")]
    held = [(row, item) for row, item in enumerate(items) if b"a" in item]
    assert found == [(row, part) for row, item in held for part in re.findall(rb"[ab]+", item)]


def test_a_match_over_the_end_of_a_string_is_none() -> None:
    assert [row for row, _ in Names([b"ab", b"cd"]).search(re.compile(rb"b.c|d"), b"d")] == [1]


def test_rows_that_do_not_exist() -> None:
    for row in (-1, 2):
        with pytest.raises(IndexError):
            Names([b"a", b"b"])[row]
    assert Names([]).find(b"") == -1
