"""One matter per cause, in the order a reviewer needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reports.matters import matters
from reports.model import Item, Text
from rules.model import Outcome, Use
from tests.reports.samples import ordinary, rule

RULES = {name: rule(name, name, 2) for name in ("A-1", "A-2", "MIN-1")}
RULES["C-1"] = replace(rule("C-1", "C", 2), cause="one cause")


def item(rule_: str, subject: str, **more: Any) -> Item:
    values: dict[str, Any] = {
        "outcome": Outcome.SUSPECTED,
        "verdict": Text("命中(待核实)", "hit"),
        "severity": 2,
        "use": Use.RECTIFY,
        "automation": "全",
    }
    texts = {"authority": "", "plain": "", "remedy": "", "ask": "", "check": ()}
    title = Text(rule_, rule_)
    return Item(f"{rule_}{subject}", rule_, subject, subject, title, **{**values, **texts, **more})


def order(*items: Item) -> list[str]:
    return [matter.cause for matter in matters(items, RULES)]


def test_findings_about_one_subject_are_one_matter() -> None:
    (matter,) = matters([item("A-1", "sdk:x"), item("A-2", "sdk:x", severity=3)], RULES)
    assert (matter.title.zh, [text.zh for text in matter.also], matter.severity) == ("A-2", ["A-1"], 3)


def test_a_rules_own_cause_joins_subjects() -> None:
    (matter,) = matters([item("C-1", "permission:a"), item("C-1", "permission:b")], RULES)
    assert (matter.names, len(matter.keys)) == (("permission:a", "permission:b"), 2)


def test_two_rules_about_the_whole_app_are_two_matters() -> None:
    assert order(item("A-1", "app"), item("A-2", "app")) == ["A-1", "A-2"]


def test_what_the_filing_needs_comes_first_then_severity_strength_children() -> None:
    assert order(item("A-1", "x", severity=4), item("A-1", "y", use=Use.SUPPLEMENT, severity=1)) == ["y", "x"]
    assert order(item("A-1", "x"), item("A-1", "y", severity=3)) == ["y", "x"]
    assert order(item("A-1", "x", rung=2), item("A-1", "y", rung=3)) == ["y", "x"]
    assert order(item("A-1", "x", rung=3), item("A-1", "y", outcome=Outcome.VIOLATED)) == ["y", "x"]
    assert order(item("A-1", "x"), item("A-1", "y", child=True)) == ["y", "x"]
    assert order(item("A-1", "y"), item("A-1", "x")) == ["x", "y"]


def test_clues_are_no_matters() -> None:
    assert order(item("A-1", "x", clue=True)) == []


def test_the_ordinary_report() -> None:
    found = ordinary().matters
    assert [matter.use for matter in found[:4]] == [Use.SUPPLEMENT] * 4
    assert found[0].severity == 4
    assert "sdk:pangle" not in [matter.cause for matter in found]
