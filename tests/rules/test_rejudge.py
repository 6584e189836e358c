"""A re-judgement: the clauses of the day of the fact, and apart what today's rules and clauses would give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.judge import judge
from rules.load import RuleBase
from rules.model import Norm, Outcome, RuleSet
from rules.rejudge import cited, differences
from scanner.kinds import Kind
from tests.rulings import NORMS, evidence, facts, rule, rule_set

DEBUG = evidence(Kind.MANIFEST_FLAG, "debuggable", on=True)
WHEN = {"seen": {"kind": "manifest_flag", "value": "debuggable", "on": True}}
REPEALED = {
    **NORMS,
    "OLD:1": (Norm("OLD", "1", "旧办法", "旧1号", "部门规章", "文", "2019-01-01", "2026-02-01"),),
}


def told(old: RuleSet, new: RuleSet, at: str, today: str) -> list[tuple[object, ...]]:
    then = judge(facts(DEBUG, rules=old), old, at)
    now = judge(facts(DEBUG, rules=new), new, today)
    found = differences(then, now, old, new, at, today)
    return [(flip.rule, flip.turn, cited(flip.old, old, at), cited(flip.new, new, today)) for flip in found]


def test_a_clause_that_got_another_number() -> None:
    """网络安全法 was renumbered on 2026-01-01: outcome and severity stay, the clause does not."""
    rules = rule_set(rule(WHEN, basis=("CSL:24",)))
    ((_, turn, then, now),) = told(rules, rules, "2025-12-31", "2026-01-01")
    assert turn[0] == turn[1]
    assert (then, now) == ((("CSL", "旧", "22"),), (("CSL", "新", "24"),))
    assert told(rules, rules, "2025-06-01", "2025-12-31") == []
    assert told(rules, rules, "2026-01-01", "2026-12-31") == []


def test_a_clause_that_was_repealed() -> None:
    rules = rule_set(rule(WHEN, basis=("OLD:1",)), norms=REPEALED)
    ((_, turn, then, now),) = told(rules, rules, "2026-01-31", "2026-02-01")
    assert [verdict.outcome for verdict in turn if verdict] == [Outcome.VIOLATED, Outcome.NOT_APPLICABLE]
    assert (then, now) == ((("OLD", "旧1号", "1"),), ())


def test_of_two_clauses_one_was_repealed() -> None:
    rules = rule_set(rule(WHEN, basis=("BA3:12", "OLD:1")), norms=REPEALED)
    ((_, turn, then, now),) = told(rules, rules, "2026-01-31", "2026-02-01")
    assert turn[0] == turn[1]
    assert [clause[0] for clause in then] == ["BA3", "OLD"]
    assert [clause[0] for clause in now] == ["BA3"]


def test_a_clause_cited_nowhere_open_is_not_told() -> None:
    closed = {"seen": {"kind": "manifest_flag", "value": "testOnly", "on": True}}
    rules = rule_set(rule(closed, basis=("CSL:24",)))
    assert told(rules, rules, "2025-12-31", "2026-01-01") == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"severity": 1}, (Outcome.VIOLATED, 1)),
        ({"automation": "半"}, (Outcome.SUSPECTED, 3)),
    ],
)
def test_rules_that_changed(change: dict[str, object], expected: tuple[Outcome, int]) -> None:
    old = rule_set(rule(WHEN))
    new = replace(old, version="1" * 64, rules=(rule(WHEN, **change),))
    ((_, turn, then, now),) = told(old, new, "2026-03-02", "2026-03-02")
    assert (turn[1].outcome, turn[1].severity) == expected  # type: ignore[attr-defined,index]
    assert then == now


def test_rules_that_came_and_went() -> None:
    none = rule_set()
    one = replace(none, version="1" * 64, rules=(rule(WHEN),))
    ((_, came, *_),) = told(none, one, "2026-03-02", "2026-03-02")
    ((_, went, *_),) = told(one, none, "2026-03-02", "2026-03-02")
    assert came[0] is None  # type: ignore[index]
    assert went[1] is None  # type: ignore[index]


def test_the_house_rules_across_the_renumbering(base: RuleBase) -> None:
    """SEC-001 rests on 网络安全法, cited by its old numbers before that day and by the new ones after."""
    found = facts(DEBUG, rules=base.rules)
    then, now = (judge(found, base.rules, day) for day in ("2025-12-31", "2026-01-01"))
    flips = differences(then, now, base.rules, base.rules, "2025-12-31", "2026-01-01")
    (flip,) = [flip for flip in flips if flip.rule == "SEC-001"]
    old = {clause for id_, _, clause in cited(flip.old, base.rules, "2025-12-31") if id_ == "CSL"}
    new = {clause for id_, _, clause in cited(flip.new, base.rules, "2026-01-01") if id_ == "CSL"}
    assert old == {str(int(clause) - 2) for clause in new}
