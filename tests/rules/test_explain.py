"""Explaining a judgement: the answers part by part, the caps that were applied, the clauses of the day."""

from __future__ import annotations

from typing import Any

import pytest

from rules.explain import Explained, Step, explain, trace
from rules.facts import Gap
from rules.judge import judge
from rules.load import RuleBase
from rules.model import Outcome, Rung
from scanner.kinds import Kind
from scanner.model import Platform, Status
from tests.rulings import AT, CAMERA, CONTACTS, FIELD, done, evidence, facts, form, permission, rule, rule_set

SEEN = {"seen": {"kind": "permission", "value": CAMERA}}
OTHER = {"seen": {"kind": "permission", "value": CONTACTS}}
EACH = {"kind": "permission", "level": ["dangerous"]}
MISSING = {"not": {"form": {"field": FIELD, "means": "$form"}}}


def told(when: Any, *found: Any, at: str = AT, **more: Any) -> Explained:
    about = {key: more.pop(key) for key in ("declaration", "runs", "platform") if key in more}
    one = rule(when, **more)
    rules = rule_set(one)
    return explain(one, facts(*found, rules=rules, **about), rules, at)


def words(step: Step) -> Any:
    """The tree of answers."""
    return (step.word, step.answer.truth, [words(inner) for inner in step.steps])


def test_every_question_has_its_answer() -> None:
    step = trace(
        {"all": [SEEN, {"not": OTHER}, {"any": [OTHER, {"stage": "dynamic"}]}]}, facts(permission(CAMERA)), {}
    )
    assert words(step) == (
        "all",
        None,
        [
            ("seen", True, []),
            ("not", True, [("seen", False, [])]),
            ("any", None, [("seen", False, []), ("stage", None, [])]),
        ],
    )
    assert [fact.evidence.value for fact in step.steps[0].answer.facts] == [CAMERA]
    assert step.steps[2].steps[1].answer.gaps == (Gap("stage-dynamic"),)


def test_references_are_filled_in_and_what_the_form_says_is_told() -> None:
    declared = form({"教育移动应用信息": {"获取的权限": ["摄像头"]}})
    made = told(MISSING, permission(CAMERA), permission(CONTACTS), declaration=declared, each=EACH)
    steps = {about.subject.name: about.when.steps[0] for about in made.about if about.when}
    assert steps["读取通讯录"].content == {"field": FIELD, "means": ["通讯录"]}
    assert steps["读取通讯录"].said == ["摄像头"]
    assert [about.finding.outcome for about in made.about] == [Outcome.SATISFIED, Outcome.VIOLATED]
    assert made.about[1].finding.subject == f"permission:{CONTACTS}"


def test_a_reference_to_nothing_stays_as_it_is_written() -> None:
    made = told(MISSING, permission(CAMERA), each=EACH)
    step = made.about[0].when
    assert step is not None
    assert step.steps[0].said is None
    assert step.answer.gaps == (Gap("no-filing"),)


def test_what_does_not_apply_is_closed_before_any_subject() -> None:
    made = told(SEEN, permission(CAMERA), given=OTHER)
    assert made.given is not None
    assert made.given.answer.truth is False
    assert made.about == ()
    assert [finding.reason for finding in made.findings] == ["given"]


def test_what_nobody_knows_of_the_condition_is_told() -> None:
    made = told(SEEN, permission(CAMERA), given={"form": {"field": FIELD, "filled": True}})
    assert made.given is not None
    assert made.given.answer.gaps == (Gap("no-filing"),)
    assert made.about == ()
    assert made.findings[0].outcome is Outcome.UNKNOWN


def test_a_condition_about_subjects_is_answered_for_each() -> None:
    given = {"same": ["$group", "CAMERA"]}
    made = told(None, permission(CAMERA), permission(CONTACTS), given=given, each=EACH)
    assert made.given is None
    assert [about.given.answer.truth for about in made.about if about.given] == [True, False]
    assert [about.finding.outcome for about in made.about] == [Outcome.VIOLATED, Outcome.NOT_APPLICABLE]


def test_subjects_that_nobody_saw_are_said() -> None:
    runs = [done(Kind.PERMISSION, status=Status.PARTIAL, reason="unread")]
    made = told(SEEN, permission(CAMERA), runs=runs, each=EACH)
    assert made.gap == Gap("unread")


def test_another_platform_asks_nothing() -> None:
    made = told(SEEN, permission(CAMERA), platforms=("ios",))
    assert made.about == ()
    assert [finding.reason for finding in made.findings] == ["platform"]
    assert told(SEEN, permission(CAMERA), platforms=("ios",), platform=Platform.IOS).about


@pytest.mark.parametrize(
    ("more", "codes", "severity"),
    [
        ({}, [], 3),
        ({"automation": "半"}, ["half"], 3),
        ({"basis": ("MEM:1",)}, ["unverified"], 0),
        ({"basis": ("GB:5",)}, ["standards"], 1),
        ({"basis": ("GB:5",), "severity": 1}, [], 1),
    ],
)
def test_caps_of_the_rule_and_its_basis(more: dict[str, Any], codes: list[str], severity: int) -> None:
    about = told(SEEN, permission(CAMERA), **more).about[0]
    assert [cap.code for cap in about.caps] == codes
    assert about.finding.severity == severity


def test_caps_of_the_evidence_say_where_it_stands_on_the_ladder() -> None:
    use = {"seen": {"kind": "sensitive_use", "value": "serial"}}
    reached = told(use, evidence(Kind.SENSITIVE_USE, "serial", "a.B", reach="conditional")).about[0]
    assert [(cap.code, cap.most, cap.rung) for cap in reached.caps] == [("clue", 2, Rung.REACHABLE)]
    present = told(use, evidence(Kind.SENSITIVE_USE, "serial", "a.B", reach="no")).about[0]
    assert [(cap.code, cap.most, cap.rung) for cap in present.caps] == [("clue", 1, Rung.REFERENCED)]
    assert (reached.finding.severity, present.finding.severity) == (2, 1)


def test_what_is_no_hit_has_no_caps() -> None:
    assert told(OTHER, permission(CAMERA), automation="半").about[0].caps == ()


def test_clauses_of_the_day_and_those_that_do_not_count() -> None:
    basis = ("CSL:24", "HN:2", "XX:1")
    old, new = (told(SEEN, basis=basis, at=at).clauses for at in ("2025-12-31", "2026-01-01"))
    assert [clause.norm and clause.norm.clause for clause in old] == ["22", None, None]
    assert [clause.norm and clause.norm.clause for clause in new] == ["24", None, None]
    assert [len(clause.known) for clause in new] == [2, 1, 0]
    assert told(SEEN, basis=("GB:5",), at="2019-01-01").about == ()  # nothing in force: nothing asked


def test_it_says_what_the_judge_says_about_every_rule(base: RuleBase) -> None:
    """Of a scan with something in it: subject by subject the same hits, with evidence behind each yes."""
    found = [permission(CAMERA), permission(CONTACTS), evidence(Kind.MANIFEST_FLAG, "debuggable", on=True)]
    known = facts(*found, declaration=form({"教育移动应用信息": {"获取的权限": ["相机"]}}), rules=base.rules)
    findings = judge(known, base.rules, AT)
    hits = 0
    for one in base.rules.rules:
        made = explain(one, known, base.rules, AT)
        assert list(made.findings) == [finding for finding in findings if finding.rule == one.id]
        opened = [f for f in made.findings if f.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)]
        assert opened == [a.finding for a in made.about if a.finding in opened]
        hits += len(opened)
    assert hits >= 3
