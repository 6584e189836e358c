from __future__ import annotations

from scanner.kinds import Kind
from tests.apps.session import examined, made


def test_phases_with_their_rounds() -> None:
    items = [item for item in examined(made()).evidence if item.kind is Kind.PHASE]
    assert [(item.value, item.detail["start"], item.detail["round"]) for item in items[:6]] == [
        ("installed", 0, 1),
        ("before_dialog", 5_000, 1),
        ("dialog", 15_000, 1),
        ("refused", 25_000, 1),
        ("before_dialog", 40_000, 2),
        ("dialog", 45_000, 2),
    ]
    assert len({item.id for item in items}) == len(items)


def test_a_mark_out_of_order_is_a_gap() -> None:
    said = examined(made(phases=((5, "dialog"), (9, "used"))))
    (run,) = [run for run in said.runs if run.analyzer == "phases"]
    assert run.reason == "phase-order"
