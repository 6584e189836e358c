from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.profiles import Profiles, parse, text_of
from scanner.model import Inventory

SHAPES = range(1 << 39, (1 << 39) + 40)


def inventory(*shapes: tuple[int, ...]) -> Inventory:
    return Inventory(packages=tuple(f"a.{n}" for n in range(len(shapes))), shapes=shapes)


def matches(found: Inventory, closed: frozenset[int] = frozenset()) -> list[tuple[str, int, int, bool]]:
    known = Profiles[str]()
    known.add(text_of(SHAPES), "sdk")
    known.add(text_of([1, 2, 3, 4, 5, 6]), "other")
    return [
        (match.item, match.found, match.packages[0], match.named)
        for match in known.find(found, lambda package: package not in closed)
    ]


def test_how_many_of_how_many_decides() -> None:
    listed = tuple(SHAPES)
    assert matches(inventory(listed[:10])) == [("sdk", 10, 0, True)]
    assert matches(inventory(listed[:9])) == [("sdk", 9, 0, False)]  # under a quarter: only suspected
    assert matches(inventory(listed[:5])) == []
    assert matches(inventory((1, 2, 3, 4))) == [("other", 4, 0, False)]  # four are never enough to name
    assert matches(inventory((7, 8, 9))) == []


def test_the_whole_app_counts_and_the_best_package_comes_first() -> None:
    listed = tuple(SHAPES)
    spread = inventory(listed[:3], (), listed[2:12])
    assert matches(spread) == [("sdk", 12, 2, True)]
    assert matches(spread, frozenset({2})) == []


def test_a_scan_without_shapes_matches_nothing() -> None:
    assert matches(Inventory(packages=("a",))) == []


@given(st.frozensets(st.integers(0, (1 << 40) - 1), max_size=64))
def test_what_is_written_is_read_again(shapes: frozenset[int]) -> None:
    assert parse(text_of(shapes)) == shapes


@pytest.mark.parametrize("text", ["12", "0123456789a", "xyzxyzxyzx"])
def test_what_is_not_written_so_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
