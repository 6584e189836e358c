from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from scanner import codec
from scanner.codec import Malformed


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    number: int


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    colour: Colour = Colour.RED
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    table: Mapping[str, int | bool | tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[tuple[int, ...], ...] = ()
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


FULL = Outer(
    "x",
    Colour.RED,
    Inner(1),
    (Inner(2), Inner(3)),
    {"a": 1, "b": True, "c": ("d",)},
    ((1, 2), ()),
    {"e": (3,), "f": ()},
)


def test_round_trip() -> None:
    assert codec.from_json(Outer, codec.to_json(FULL)) == FULL
    assert codec.from_json(Outer, codec.to_json(Outer("y"))) == Outer("y")


def test_defaults_are_left_out() -> None:
    assert codec.to_json(Outer("y")) == {"name": "y"}


@pytest.mark.parametrize(
    ("data", "spot"),
    [
        ([], "Outer: object expected"),
        ({}, "name is missing"),
        ({"name": 1}, "Outer.name: str expected"),
        ({"name": "x", "colour": "blue"}, "not one of Colour"),
        ({"name": "x", "colour": ["red"]}, "not one of Colour"),
        ({"name": "x", "more": 1}, "unknown key 'more'"),
        ({"name": "x", "inner": {"number": True}}, "Outer.inner"),
        ({"name": "x", "many": [{"number": "1"}]}, "int expected, str found"),
        ({"name": "x", "many": {"number": 1}}, "list expected"),
        ({"name": "x", "table": {"a": 1.5}}, "Outer.table.a: no accepted type"),
        ({"name": "x", "rows": [[1], [True]]}, "Outer.rows: int expected, bool found"),
        ({"name": "x", "rows": [[1], 2]}, "Outer.rows: list expected"),
        ({"name": "x", "rows": [[1], "23"]}, "Outer.rows: list expected"),
        ({"name": "x", "columns": {"a": [1], "b": ["2"]}}, "Outer.columns.b: int expected, str found"),
        ({"name": "x", "columns": {"a": {"1": 1}}}, "Outer.columns.a: list expected"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_spot(data: object, spot: str) -> None:
    with pytest.raises(Malformed, match=spot):
        codec.from_json(Outer, data)


def test_a_truth_value_keeps_being_one() -> None:
    found = codec.from_json(Outer, {"name": "x", "table": {"a": True, "b": 1}}).table
    assert found["a"] is True
    assert found["b"] == 1
    assert found["b"] is not True
