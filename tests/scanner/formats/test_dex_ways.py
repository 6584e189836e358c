"""Which instructions surely run, on code written by the assembler of the fixtures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.dex_body import Body
from scanner.formats.dex_conditions import Conditions
from scanner.formats.dex_ways import Ways
from tests.apps.dexmethod import CALL, SDK_INT, body, calls

TRY = [(".catch", None, "begin", "end", "handler")]


def surely(*code: Any) -> bool:
    found, _pool = body(*code)
    return Ways(found, [0]).surely([calls(found)])[0]


END = ("return-void",)
FLAG = (
    ("const-string", 1, "agreed"),
    ("invoke-interface", (0, 1, 2), "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z"),
    ("move-result", 0),
)
CASES = {
    "straight": (True, [CALL, END]),
    "behind a flag": (False, [*FLAG, ("if-eqz", 0, "end"), CALL, "end:", END]),
    "after an early return": (False, [*FLAG, ("if-nez", 0, "go"), END, "go:", CALL, END]),
    "before the branch": (True, [CALL, *FLAG, ("if-eqz", 0, "end"), ("nop",), "end:", END]),
    "after the branches join": (True, [("if-eqz", "p0", "join"), ("nop",), "join:", CALL, END]),
    "in both branches": (
        True,
        [("if-eqz", "p0", "else"), CALL, ("goto", "end"), "else:", CALL, "end:", END],
    ),
    "in one of two": (
        False,
        [("if-eqz", "p0", "else"), CALL, ("goto", "end"), "else:", ("nop",), "end:", END],
    ),
    "in a while loop": (False, ["head:", ("if-eqz", "p0", "end"), CALL, ("goto", "head"), "end:", END]),
    "in a do loop": (True, ["head:", CALL, ("if-nez", "p0", "head"), END]),
    "in an endless loop": (True, ["head:", CALL, ("goto", "head")]),
    "behind a flag in an endless loop": (
        False,
        ["head:", ("if-eqz", "p0", "skip"), CALL, "skip:", ("goto", "head")],
    ),
    "in every case of a switch": (
        True,
        [("packed-switch", "p0", 1, ["a", "b"]), CALL, END, "a:", CALL, END, "b:", CALL, END],
    ),
    "in one case of a switch": (False, [("sparse-switch", "p0", {5: "a"}), END, "a:", CALL, END]),
    "in a try block": (True, ["begin:", CALL, "end:", END, "handler:", ("move-exception", 0), END, *TRY]),
    "in a handler": (
        False,
        ["begin:", ("nop",), "end:", END, "handler:", ("move-exception", 0), CALL, END, *TRY],
    ),
    "a throw that nobody catches": (True, [("if-nez", "p0", "go"), ("throw", 0), "go:", CALL, END]),
    "a throw that is caught": (
        False,
        [
            "begin:",
            ("if-nez", "p0", "end"),
            ("throw", 0),
            "end:",
            CALL,
            END,
            "handler:",
            ("move-exception", 0),
            END,
            *TRY,
        ],
    ),
    "code out of order": (True, [("goto", "later"), "back:", END, "later:", CALL, ("goto", "back")]),
    "new enough": (
        True,
        [("sget", 0, SDK_INT), ("const/16", 1, 24), ("if-lt", 0, 1, "end"), CALL, "end:", END],
    ),
    "old devices": (
        True,
        [("sget", 0, SDK_INT), ("const/16", 1, 29), ("if-ge", 0, 1, "end"), CALL, "end:", END],
    ),
    "devices of the past": (
        False,
        [("sget", 0, SDK_INT), ("const/16", 1, 21), ("if-ge", 0, 1, "end"), CALL, "end:", END],
    ),
    "first call": (
        True,
        [
            ("sget-object", 0, "LX;->one:LX;"),
            ("if-nez", 0, "end"),
            CALL,
            ("sput-object", 0, "LX;->one:LX;"),
            "end:",
            END,
        ],
    ),
    "a static flag that is set elsewhere": (
        False,
        [("sget-boolean", 0, "LX;->agreed:Z"), ("if-eqz", 0, "end"), CALL, "end:", END],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_surely_runs(name: str) -> None:
    expected, code = CASES[name]
    assert surely(*code) is expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 0xFFFF), max_size=60), st.lists(st.tuples(*[st.integers(0, 70)] * 3), max_size=3)
)
def test_any_units_are_read(units: list[int], tries: list[tuple[int, int, int]]) -> None:
    found = Body(units, [(first, size, (handler,)) for first, size, handler in tries])
    ways = Ways(found, [0])
    assert len(ways.surely([[unit] for unit in found.at])) == len(found.at)
    for unit in found.at:
        Conditions(found, ways).conditions(unit, lambda row: bool(row & 1))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_surely_is_what_every_walk_meets(data: st.DataObject) -> None:
    """Against a plain enumeration of simple walks through small random code without loops."""
    size = data.draw(st.integers(2, 8))
    code: list[Any] = []
    for n in range(size):
        code.append(f"l{n}:")
        kind = data.draw(st.sampled_from(["call", "if", "goto", "return", "nop"]))
        to = f"l{data.draw(st.integers(n + 1, size))}"
        code.append(
            {"call": CALL, "if": ("if-eqz", "p0", to), "goto": ("goto", to), "return": END, "nop": ("nop",)}[
                kind
            ]
        )
    code += [f"l{size}:", END]
    found, _pool = body(*code)
    sites = set(calls(found))

    def walks(unit: int, met: bool) -> bool:
        op = found.units[unit] & 0xFF
        if op == 0x0E:
            return met
        behind = found.at[found.number[unit] + 1]
        after = {0x28: [], 0x38: [behind]}.get(op, [behind]) + found._targets(unit)
        return all(walks(to, met or unit in sites) for to in after)

    assert Ways(found).surely([sorted(sites)])[0] == walks(0, False)
