"""On what it depends whether a call runs, told by what its branches test."""

from __future__ import annotations

from typing import Any

from scanner.formats.dex_conditions import Conditions, Source
from scanner.formats.dex_ways import Ways
from tests.apps.dexmethod import CALL, body, calls

END = ("return-void",)
FLAG = (
    ("const-string", 1, "agreed"),
    ("invoke-interface", (0, 1, 2), "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z"),
    ("move-result", 0),
)
HANDLER = [
    "begin:",
    ("nop",),
    "end:",
    END,
    "handler:",
    ("move-exception", 0),
    CALL,
    END,
    (".catch", None, "begin", "end", "handler"),
]


def nearest(*code: Any) -> tuple[Source, str, str]:
    found, pool = body(*code)
    names = {(kind, row): item for (kind, item), row in pool.rows.items()}
    unwraps = [row for (kind, row), item in names.items() if kind == "method" and "booleanValue" in item]
    condition = Conditions(found, Ways(found, [0])).conditions(calls(found)[0], unwraps.__contains__)[0]
    pools = {Source.CALL: "method", Source.FIELD: "field", Source.TYPE: "type"}
    name = names.get((pools.get(condition.source, ""), condition.row), "")
    return condition.source, name.split("->")[-1], names.get(("string", condition.text), "")


def test_conditions_are_told_by_what_is_tested() -> None:
    guarded = [("if-eqz", 0, "end"), CALL, "end:", END]
    assert nearest(*FLAG, *guarded) == (Source.CALL, "getBoolean(Ljava/lang/String;Z)Z", "agreed")
    unboxed = [("invoke-virtual", (0,), "Ljava/lang/Boolean;->booleanValue()Z"), ("move-result", 0)]
    assert nearest(*FLAG, *unboxed, *guarded)[2] == "agreed"
    assert nearest(("iget-boolean", 0, "p0", "LX;->ok:Z"), *guarded) == (Source.FIELD, "ok:Z", "")
    assert nearest(("instance-of", 0, "p0", "LX;"), *guarded)[:2] == (Source.TYPE, "LX;")
    assert nearest(("const/4", 0, 1), *guarded)[0] == Source.OTHER
    assert nearest(*HANDLER)[0] == Source.CAUGHT
    early = [*FLAG, ("if-nez", 0, "go"), END, "go:", ("nop",), CALL, END]
    assert nearest(*early)[2] == "agreed"
    moved = [*FLAG, ("move", 3, 0), ("if-eqz", 3, "end"), CALL, "end:", END]
    assert nearest(*moved)[2] == "agreed"


def test_outer_conditions_follow_the_inner_ones() -> None:
    found, _pool = body(
        *FLAG, ("if-eqz", 0, "end"), ("iget", 0, "p0", "LX;->n:I"), ("if-eqz", 0, "end"), CALL, "end:", END
    )
    told = Conditions(found, Ways(found)).conditions(calls(found)[0], lambda row: False)
    assert [condition.source for condition in told] == [Source.FIELD, Source.CALL]


def test_what_always_runs_depends_on_nothing() -> None:
    found, _pool = body(CALL, *FLAG, END)
    assert Conditions(found, Ways(found)).conditions(calls(found)[0], lambda row: False) == []
    assert Conditions(found, Ways(found)).conditions(9999, lambda row: False) == []


def test_loops_and_switches() -> None:
    loop = ["head:", *FLAG, ("if-eqz", 0, "end"), CALL, ("goto", "head"), "end:", END]
    assert nearest(*loop)[2] == "agreed"
    switch = [*FLAG, ("packed-switch", 0, 1, ["one"]), END, "one:", CALL, END]
    assert nearest(*switch)[2] == "agreed"
