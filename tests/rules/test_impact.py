"""What a change of rules does: which verdicts flip, in which direction, and for what reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.impact import APP, SAMPLES, Flip, Verdict, changes, flips, verdict, why
from rules.judge import judge
from rules.model import Finding, Norm, Outcome, RuleSet
from tests.rulings import AT, CAMERA, CONTACTS, NORMS, code, facts, permission, rule, rule_set, sdk

V, S, U, OK = Outcome.VIOLATED, Outcome.SUSPECTED, Outcome.UNKNOWN, Outcome.SATISFIED
SEEN = {"seen": {"kind": "permission", "value": CAMERA}}


def finding(outcome: Outcome, subject: str = APP, severity: int = 2, rule: str = "SEC-001") -> Finding:
    return Finding(rule, subject, "" if subject == APP else subject, outcome, severity)


def turns(old: list[Finding], new: list[Finding]) -> dict[str, tuple[Any, Any]]:
    """Subject -> outcomes before and after; None where there is no such rule."""
    found = {}
    for flip in flips(old, new):
        was, now = flip.turn
        found[flip.subject] = (was and was.outcome, now and now.outcome)
    return found


def test_what_stays_is_no_flip() -> None:
    same = [finding(V), finding(U, rule="SEC-002")]
    assert turns(same, list(same)) == {}
    assert turns([finding(OK, severity=0)], [finding(OK, severity=2)]) == {}  # closed: severity says nothing


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([finding(V)], [finding(S)], {APP: (V, S)}),
        ([finding(V, severity=2)], [finding(V, severity=3)], {APP: (V, V)}),
        ([finding(OK)], [finding(V, "a"), finding(V, "b")], {"a": (OK, V), "b": (OK, V)}),
        ([finding(V, "a"), finding(V, "b")], [finding(OK)], {"a": (V, OK), "b": (V, OK)}),
        ([finding(V, "a")], [finding(V, "a"), finding(V, "b")], {"b": (OK, V)}),
        ([finding(U), finding(V, "a")], [finding(U), finding(V, "b")], {"a": (V, U), "b": (U, V)}),
        ([], [finding(V)], {APP: (None, V)}),
        ([finding(V, "a")], [], {"a": (V, None)}),
    ],
)
def test_directions(old: list[Finding], new: list[Finding], expected: dict[str, Any]) -> None:
    assert turns(old, new) == expected


def test_of_several_lines_about_the_app_the_weightiest_counts() -> None:
    assert turns([finding(U), finding(V)], [finding(V), finding(U)]) == {}


def test_a_closed_verdict_has_no_severity() -> None:
    assert verdict(finding(U, severity=3)) == Verdict(U, 0)
    assert verdict(None) is None


def many(count: int, name: str) -> list[tuple[str, Flip]]:
    made = (
        Flip("SEC-001", f"{name}{n}", "", finding(OK, f"{name}{n}"), finding(V, f"{name}{n}"))
        for n in range(count)
    )
    return [(name, flip) for flip in made]


def test_one_list_per_change_with_samples_of_different_scans() -> None:
    rules = rule_set(rule(SEEN))
    other = Flip("SEC-001", APP, "", finding(V), finding(S))
    found = [*many(9, "x"), *many(1, "y"), *many(2, "z"), ("x", other)]
    made = changes(found, rules, rules)
    assert [(change.old, change.new, len(change.flips)) for change in made] == [
        (Verdict(OK, 0), Verdict(V, 2), 12),
        (Verdict(V, 2), Verdict(S, 2), 1),
    ]
    assert [scan for scan, _flip in made[0].samples] == ["x", "y", "z", "x", "x"]
    assert len({flip.subject for _scan, flip in made[0].samples}) == SAMPLES
    assert made[1].samples == (("x", other),)


OLD = rule_set(rule(SEEN))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, ()),
        (rule_set(rule(SEEN, severity=2)), ("severity",)),
        (rule_set(rule({"not": SEEN}, automation="半")), ("automation", "when")),
        (rule_set(rule(SEEN, plain="别的说法", remedy="别的")), ()),
        (rule_set(), ("removed",)),
        (rule_set(rule(SEEN), norms={**NORMS, "GB:5": ()}), ()),  # a clause that it does not cite
        (
            rule_set(rule(SEEN), norms={"BA3:12": (Norm("BA3", "12", "", "", "法律", "", "2030-01-01"),)}),
            ("norms",),
        ),
        (rule_set(rule(SEEN), sdks=[sdk("x", code("com.x.y"))]), ("sdks",)),
        (rule_set(rule(SEEN), apis={}, terms={}, pack={"a": 1}), ("apis", "terms", "pack")),
        (rule_set(rule(SEEN, severity=1), terms={}), ("severity",)),
    ],
)
def test_why(new: RuleSet, expected: tuple[str, ...]) -> None:
    assert why("SEC-001", OLD, new) == expected


def test_a_rule_that_is_new() -> None:
    assert why("SEC-001", rule_set(), OLD) == ("added",)


def test_through_the_judge() -> None:
    """A stricter rule on one scan: the subject that it adds flips, and nothing else."""
    lax = rule(None, each={"kind": "permission", "value": CAMERA})
    strict = replace(lax, each={"kind": "permission", "level": ["dangerous"]})
    found = [permission(CAMERA), permission(CONTACTS)]
    old, new = rule_set(lax), rule_set(strict)
    before, after = (judge(facts(*found, rules=rules), rules, AT) for rules in (old, new))
    (change,) = changes([("a", flip) for flip in flips(before, after)], old, new)
    assert [flip.subject for _scan, flip in change.flips] == [f"permission:{CONTACTS}"]
    assert [flip.name for _scan, flip in change.flips] == ["读取通讯录"]
    assert change.why == ("each",)
    assert change.old is not None
    assert change.old.outcome is OK
