from __future__ import annotations

from typing import Any

import pytest

from rules.grade import Completeness, Grade, grade
from rules.model import Finding, Outcome, Rule, Use
from scanner.kinds import Stage
from scanner.model import Run, Status
from tests.rulings import STATIC, done, facts, form, rule

ALL = [done(*STATIC), *(Run(stage, "x", 1, (), Status.DONE) for stage in (Stage.DYNAMIC, Stage.POLICY))]


def said(
    *findings: Finding,
    rules: dict[str, Rule] | None = None,
    whole: bool = True,
    filed: bool = True,
    confirmed: Any = (),
) -> Grade:
    known = {f.rule: rule(id=f.rule) for f in findings} | (rules or {})
    found = facts(declaration=form() if filed else None, runs=ALL if whole else [done(*STATIC)])
    return grade(found, findings, known, confirmed)


def hits(*severities: int) -> list[Finding]:
    return [
        Finding(f"X-{n}", f"s{n}", "", Outcome.VIOLATED, severity) for n, severity in enumerate(severities)
    ]


@pytest.mark.parametrize(
    ("severities", "letter"),
    [
        ((1, 1, 1, 1), "B"),
        ((2,), "B"),
        ((2, 2, 2), "B"),
        ((2, 2, 2, 2), "C"),
        ((3,), "C"),
        ((3, 2, 1), "C"),
        ((4,), "D"),
        ((4, 1), "D"),
    ],
)
def test_the_bound_counts_every_open_finding_as_if_confirmed(
    severities: tuple[int, ...], letter: str
) -> None:
    found = said(*hits(*severities))
    assert (found.bound, found.to_confirm, found.confirmed) == (letter, len(severities), 0)


def test_never_a_while_anything_is_open_or_has_not_run() -> None:
    assert said().bound == "A"
    assert said(*hits(1, 1, 1)).bound == ""  # A only if nothing is left to confirm
    few = hits(1, 1, 1)
    assert said(*few, confirmed={finding.key for finding in few}).bound == "A"
    assert said(whole=False).bound == ""
    assert said(whole=False).missing == ("dynamic", "policy")
    assert said(filed=False).bound == ""  # nothing was declared that it could be held against
    assert said(filed=False).missing == ("filing",)


def test_clues_of_s0_and_findings_for_the_school_do_not_count() -> None:
    assert said(*hits(0, 0, 0)).bound == "A"
    for use, bound in ((Use.SCHOOL, "A"), (Use.HINT, "A"), (Use.REFER, "D")):
        one = hits(4)
        found = said(*one, rules={one[0].rule: rule(id=one[0].rule, use=use)})
        counts = use is Use.REFER
        assert (found.bound, found.to_confirm, found.beside) == (bound, counts, not counts)


def test_one_cause_counts_once_with_its_highest_severity() -> None:
    same = [Finding(f"X-{n}", "sdk:umeng", "", Outcome.SUSPECTED, 2) for n in range(5)]
    assert said(*same).bound == "B"
    fields = [Finding("PERM-001", f"permission:{n}", "", Outcome.VIOLATED, 2) for n in range(9)]
    assert said(*fields).bound == "C"
    assert said(*fields, rules={"PERM-001": rule(id="PERM-001", cause="获取的权限")}).bound == "B"
    apart = [Finding(f"X-{n}", "app", "", Outcome.VIOLATED, 2) for n in range(4)]
    assert said(*apart).bound == "C"  # the whole app is no common cause


SUPPLEMENT = {"FIL-1": rule(id="FIL-1", use=Use.SUPPLEMENT)}


@pytest.mark.parametrize(
    ("outcome", "severity", "reason", "note", "filing"),
    [
        (Outcome.VIOLATED, 2, "", "", "supplement"),
        (Outcome.SUSPECTED, 1, "", "", "supplement"),
        (Outcome.SUSPECTED, 0, "", "", "consistent"),
        (Outcome.SATISFIED, 0, "", "", "consistent"),
        (Outcome.UNKNOWN, 2, "unread", "", "unknown"),
        (Outcome.UNKNOWN, 2, "form-empty", "教育移动应用信息.获取的权限", "unknown"),
        (Outcome.UNKNOWN, 2, "form-empty", "样本.包名", "consistent"),
        (Outcome.UNKNOWN, 2, "human", "", "consistent"),
        (Outcome.UNKNOWN, 2, "stage-dynamic", "", "consistent"),
    ],
)
def test_the_filing_is_consistent_only_if_all_of_it_could_be_looked_at(
    outcome: Outcome, severity: int, reason: str, note: str, filing: str
) -> None:
    finding = Finding("FIL-1", "app", "", outcome, severity, reason=reason, note=note)
    assert said(finding, rules=SUPPLEMENT).filing == filing
    assert said(finding, rules=SUPPLEMENT, filed=False).filing == "unknown"


def test_the_two_conclusions_are_apart() -> None:
    rectify = said(*hits(4))
    assert (rectify.filing, rectify.bound) == ("consistent", "D")
    both = said(Finding("FIL-1", "app", "", Outcome.VIOLATED, 2), *hits(2), rules=SUPPLEMENT)
    assert (both.filing, both.supplements, both.bound, both.to_confirm) == ("supplement", 1, "B", 2)


def runs(stage: Stage, status: Status, reason: str = "") -> list[Run]:
    """All stages done, but this one."""
    kept = [run for run in ALL if run.stage is not stage]
    return [*kept, Run(stage, "x", 1, (), status, reason)]


@pytest.mark.parametrize("stage", [Stage.DYNAMIC, Stage.POLICY])
def test_a_stage_that_failed_has_not_run(stage: Stage) -> None:
    found = facts(declaration=form(), runs=runs(stage, Status.FAILED, "no-device"))
    made = grade(found, (), {})
    assert (made.bound, made.missing, made.blocked) == ("", (stage.value,), ("no-device",))
    assert made.completeness is Completeness.PARTIAL


def test_a_stage_that_broke_off_limits_what_can_be_said() -> None:
    found = facts(declaration=form(), runs=runs(Stage.DYNAMIC, Status.PARTIAL, "budget"))
    made = grade(found, (), {})
    assert (made.bound, made.completeness, made.blocked) == ("A", Completeness.PARTIAL, ("budget",))
    assert said().completeness is Completeness.WHOLE


@pytest.mark.parametrize("reason", ["packed", "code-missing", "encrypted"])
def test_hidden_code_that_was_watched_running_is_graded_within_limits(reason: str) -> None:
    hidden = Finding("X-1", "app", "", Outcome.UNKNOWN, 3, reason=reason)
    assert (said(hidden).bound, said(hidden).completeness) == ("A", Completeness.PARTIAL)
    alone = said(hidden, whole=False)
    assert (alone.bound, alone.completeness) == ("", Completeness.INSUFFICIENT)


@pytest.mark.parametrize("reason", ["login-wall", "pinned"])
def test_a_wall_leaves_no_grade_at_all(reason: str) -> None:
    wall = Finding("X-9", "app", "", Outcome.UNKNOWN, 1, reason=reason)
    made = said(*hits(4), wall)
    assert (made.bound, made.completeness, made.to_confirm) == ("", Completeness.INSUFFICIENT, 1)


@pytest.mark.parametrize("rule_", ["CPL-002", "CPL-003", "CPL-004", "CPL-005"])
def test_what_stands_in_the_way_counts_once_it_is_a_fact(rule_: str) -> None:
    hint = {rule_: rule(id=rule_, use=Use.HINT)}
    fact = Finding(rule_, "app", "", Outcome.VIOLATED, 0)
    clue = Finding(rule_, "app", "", Outcome.SUSPECTED, 0)
    assert said(*hits(3), fact, rules=hint).bound == ""
    assert said(*hits(3), clue, rules=hint).bound == "C"


def test_packed_code_that_nobody_watched_running_is_not_graded() -> None:
    packed = Finding("X-9", "app", "", Outcome.UNKNOWN, 1, reason="packed")
    assert said(*hits(3), packed, whole=False).bound == ""
    assert said(*hits(3), packed, whole=False).blocked == ("packed",)
    assert said(*hits(3), packed).bound == "C"
