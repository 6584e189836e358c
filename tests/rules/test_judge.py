from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.facts import Facts
from rules.judge import judge
from rules.model import Finding, Outcome, Rule, Rung
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Status
from tests.rulings import (
    AT,
    CAMERA,
    CONTACTS,
    FIELD,
    STATIC,
    code,
    done,
    evidence,
    facts,
    form,
    outcomes,
    permission,
    rule,
    rule_set,
    sdk,
)

DEBUGGABLE = {"seen": {"kind": "manifest_flag", "value": "debuggable", "on": True}}
ON = evidence(Kind.MANIFEST_FLAG, "debuggable", on=True, stated=True)
FILED = form({"教育移动应用信息": {"获取的权限": ["摄像头"]}})


def say(made: Rule, found: Facts, at: str = AT) -> tuple[Finding, ...]:
    return judge(found, rule_set(made, pack=found.pack), at)


def one(made: Rule, found: Facts, at: str = AT) -> Finding:
    (finding,) = say(made, found, at)
    return finding


def test_a_manifest_fact_of_an_automatic_rule_is_a_hit_with_its_evidence() -> None:
    finding = one(rule(DEBUGGABLE), facts(ON))
    assert finding.outcome is Outcome.VIOLATED
    assert (finding.severity, finding.rung, finding.evidence) == (3, None, (ON.id,))
    assert finding.basis == ("BA3:12",)


def test_absence_needs_completeness() -> None:
    assert one(rule(DEBUGGABLE), facts()).outcome is Outcome.SATISFIED
    broken = [done(Kind.MANIFEST_FLAG, status=Status.FAILED, reason="unread")]
    finding = one(rule(DEBUGGABLE), facts(runs=broken))
    assert (finding.outcome, finding.reason) == (Outcome.UNKNOWN, "unread")
    assert one(rule(DEBUGGABLE), facts(ON, runs=broken)).outcome is Outcome.VIOLATED


@pytest.mark.parametrize(
    ("automation", "when", "outcome", "reason"),
    [
        ("全", DEBUGGABLE, "violated", ""),
        ("半", DEBUGGABLE, "suspected", ""),
        ("人", DEBUGGABLE, "unknown", "human"),
        ("人", None, "unknown", "human"),
        ("人", {"not": DEBUGGABLE}, "unknown", "human"),
        ("全", {"clue": DEBUGGABLE}, "suspected", ""),
    ],
)
def test_what_each_degree_of_automation_may_say(
    automation: str, when: Any, outcome: str, reason: str
) -> None:
    finding = one(rule(when, automation=automation), facts(ON))
    assert (finding.outcome.value, finding.reason) == (outcome, reason)


def test_what_a_person_saw_counts_also_for_what_only_a_person_judges() -> None:
    when = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询"}}
    seen = evidence(Kind.OBSERVATION, "not-found", topic="icp")
    fine = evidence(Kind.OBSERVATION, "found", topic="icp")
    assert one(rule(when), facts(seen)).outcome is Outcome.VIOLATED
    assert one(rule(when, automation="人"), facts(seen)).outcome is Outcome.SUSPECTED
    assert one(rule(when, automation="人"), facts(fine)).outcome is Outcome.SATISFIED
    assert one(rule(when), facts()).reason == "human"


# ---- caps --------------------------------------------------------------------------------------------


def _use(reach: str, cls: str = "cn.example.app.A") -> Evidence:
    return evidence(Kind.SENSITIVE_USE, "serial", cls, form="call", reach=reach)


@pytest.mark.parametrize(
    ("found", "kind", "severity", "rung"),
    [
        (evidence(Kind.HOST, "a.cn"), "host", 1, Rung.PACKED),
        (_use("no"), "sensitive_use", 1, Rung.REFERENCED),
        (_use("conditional"), "sensitive_use", 2, Rung.REACHABLE),
        (_use("unconditional"), "sensitive_use", 2, Rung.REACHABLE),
    ],
)
def test_code_alone_never_makes_more_than_a_clue(
    found: Evidence, kind: str, severity: int, rung: Rung
) -> None:
    made = rule({"seen": {"kind": kind}}, severity=4)
    finding = one(made, facts(found))
    assert (finding.outcome, finding.severity, finding.rung) == (Outcome.SUSPECTED, severity, rung)
    subject = one(rule(None, severity=4, each={"kind": kind}), facts(found))
    assert (subject.outcome, subject.severity) == (Outcome.SUSPECTED, severity)


def test_a_fact_beside_code_is_not_weakened_by_it_unless_both_are_needed() -> None:
    found = facts(ON, evidence(Kind.HOST, "a.cn"))
    host = {"seen": {"kind": "host", "value": "a.cn"}}
    assert one(rule({"any": [DEBUGGABLE, host]}), found).outcome is Outcome.VIOLATED
    assert one(rule({"any": [DEBUGGABLE, host]}), found).rung is None
    both = one(rule({"all": [DEBUGGABLE, host]}), found)
    assert (both.outcome, both.severity) == (Outcome.SUSPECTED, 1)
    assert one(rule(DEBUGGABLE, given=host), found).outcome is Outcome.SUSPECTED


def test_static_presence_alone_never_gives_a_hit() -> None:
    """Whatever a rule asks, evidence of presence or reachability ends as a clue of S2 at most."""
    weak = [evidence(Kind.HOST, "a.cn"), evidence(Kind.PLUGIN, "uni:pay"), _use("unconditional")]
    asked = [{"seen": {"kind": item.kind.value}} for item in weak]
    for when in (*asked, {"any": asked}, {"all": asked}, {"not": {"seen": {"kind": "js_bridge"}}}):
        finding = one(rule(when, severity=4), facts(*weak))
        assert finding.outcome is Outcome.SUSPECTED
        assert finding.severity <= 2


def test_an_sdk_counts_as_far_up_the_ladder_as_it_was_seen() -> None:
    named = evidence(Kind.SDK, "x", rung="called", strength="named", mark="code", found="x", category="ads")
    weak = evidence(
        Kind.SDK, "x", rung="reachable", strength="suspected", mark="code", found="x", category="ads"
    )
    for item, outcome, severity in ((named, "violated", 3), (weak, "suspected", 1)):
        known = facts(rules=rule_set(sdks=[sdk("x", code("com.x"))]))
        found = Facts(known.scan, {Kind.SDK: [_fact(item)]}, None)
        finding = one(rule({"seen": {"kind": "sdk", "category": "ads"}}), found)
        assert (finding.outcome.value, finding.severity) == (outcome, severity)


def _fact(item: Evidence) -> Any:
    from rules.facts import Fact

    return Fact(item, {"value": item.value, **item.detail})


# ---- basis -------------------------------------------------------------------------------------------


def test_the_clauses_of_the_day() -> None:
    made = rule(DEBUGGABLE, basis=("BA3:12", "CSL:24", "HN:2"))
    assert one(made, facts(ON)).basis == ("BA3:12", "CSL:24")
    assert one(made, facts(ON), "2018-01-01").basis == ("CSL:24",)
    before = one(made, facts(ON), "2016-01-01")
    assert (before.outcome, before.reason) == (Outcome.NOT_APPLICABLE, "not-in-force")


def test_unverified_clauses_carry_a_clue_and_standards_s1() -> None:
    finding = one(rule(DEBUGGABLE, basis=("MEM:1",)), facts(ON))
    assert (finding.outcome, finding.severity) == (Outcome.SUSPECTED, 0)
    finding = one(rule(DEBUGGABLE, basis=("GB:5",)), facts(ON))
    assert (finding.outcome, finding.severity) == (Outcome.VIOLATED, 1)


# ---- given and each ----------------------------------------------------------------------------------


def test_given() -> None:
    made = rule(DEBUGGABLE, given={"form": {"field": FIELD, "filled": True}})
    assert one(made, facts(ON, declaration=FILED)).outcome is Outcome.VIOLATED
    away = one(made, facts(ON, declaration=form()))
    assert (away.outcome, away.reason) == (Outcome.NOT_APPLICABLE, "given")
    assert one(made, facts(ON)).reason == "no-filing"


def test_another_platform() -> None:
    finding = one(rule(DEBUGGABLE, platforms=("ios",)), facts(ON))
    assert (finding.outcome, finding.reason) == (Outcome.NOT_APPLICABLE, "platform")
    assert one(rule(DEBUGGABLE, platforms=("ios",)), facts(platform=Platform.IOS)).reason != "platform"


BEYOND = rule(
    {"not": {"form": {"field": FIELD, "means": "$form"}}},
    each={"kind": "permission", "level": "dangerous"},
)


def test_each_subject_by_itself() -> None:
    found = facts(permission(CAMERA), permission(CONTACTS), declaration=FILED)
    (finding,) = say(BEYOND, found)
    assert (finding.subject, finding.name) == (f"permission:{CONTACTS}", "读取通讯录")
    assert finding.outcome is Outcome.VIOLATED
    assert found.scan.evidence[1].id in finding.evidence


def test_what_is_not_open_is_one_line() -> None:
    clean = say(BEYOND, facts(permission(CAMERA), declaration=FILED))
    assert outcomes(clean) == {f"permission:{CAMERA}": "satisfied"}
    wide = form({"教育移动应用信息": {"获取的权限": ["相机", "联系人"]}})
    many = one(BEYOND, facts(permission(CAMERA), permission(CONTACTS), declaration=wide))
    assert (many.outcome, many.subject, many.note) == (Outcome.SATISFIED, "app", "已逐项核对 2 项")
    none = one(BEYOND, facts(declaration=FILED))
    assert (none.outcome, none.reason) == (Outcome.SATISFIED, "none")
    unknown = one(BEYOND, facts(permission(CAMERA), permission(CONTACTS)))
    assert (unknown.reason, unknown.note) == ("no-filing", "相机、读取通讯录")


def test_what_was_not_looked_for_to_the_end_is_told_beside_what_was_found() -> None:
    broken = [done(Kind.PERMISSION, status=Status.PARTIAL, reason="budget")]
    found = facts(permission(CONTACTS), runs=broken, declaration=FILED)
    assert outcomes(say(BEYOND, found)) == {f"permission:{CONTACTS}": "violated", "app": "unknown"}
    assert one(BEYOND, facts(permission(CAMERA), runs=broken, declaration=FILED)).reason == "budget"


def test_given_of_each_subject() -> None:
    made = rule(
        {"form": {"field": "$.教育移动应用信息.是否有集体决策", "is": "否"}},
        each={"form": "使用者备案信息表", "name": "主管单位信息.单位名称", "as": "institution"},
        given={"form": {"field": "$.教育移动应用信息.使用性质", "is": "要求使用"}},
    )

    def school(name: str, use: str, decided: bool) -> dict[str, Any]:
        return {
            "主管单位信息": {"单位名称": name},
            "教育移动应用信息": {"使用性质": use, "是否有集体决策": decided},
        }

    rows = [
        school("甲校", "要求使用", False),
        school("乙校", "推荐使用", False),
        school("丙校", "要求使用", True),
    ]
    assert outcomes(say(made, facts(declaration=form(使用者备案信息表=rows)))) == {
        "institution:甲校": "violated"
    }
    away = one(made, facts(declaration=form(使用者备案信息表=rows[1:2])))
    assert away.outcome is Outcome.NOT_APPLICABLE
    assert one(made, facts(declaration=form())).reason == "no-institution"


# ---- promises ----------------------------------------------------------------------------------------

_KINDS = ("permission", "host", "manifest_flag")
_ITEMS = (permission(CAMERA), permission(CONTACTS), evidence(Kind.HOST, "a.cn"), ON)
_ATOM = st.sampled_from([{"seen": {"kind": item.kind.value, "value": item.value}} for item in _ITEMS])
_POSITIVE = st.recursive(
    _ATOM,
    lambda inner: st.one_of(
        st.builds(
            lambda word, parts: {word: parts},
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda part: {"clue": part}, inner),
    ),
    max_leaves=6,
)
_ANY = st.recursive(_POSITIVE, lambda inner: st.builds(lambda part: {"not": part}, inner), max_leaves=3)
_FOUND = st.lists(st.sampled_from(_ITEMS), unique_by=lambda item: item.id, max_size=3)
_OPEN = (Outcome.VIOLATED, Outcome.SUSPECTED)


@settings(deadline=None, max_examples=120)
@given(_POSITIVE, _FOUND, st.sampled_from(_ITEMS))
def test_more_evidence_never_clears_what_was_open(when: Any, found: list[Evidence], more: Evidence) -> None:
    before = one(rule(when), facts(*found))
    after = one(rule(when), facts(*found, more))
    if before.outcome in _OPEN:
        assert after.outcome in _OPEN
        assert after.severity >= before.severity


@settings(deadline=None, max_examples=120)
@given(_ANY, _FOUND, st.sampled_from(STATIC))
def test_a_look_that_broke_off_never_clears_anything(when: Any, found: list[Evidence], kind: Kind) -> None:
    """Making any analyzer's run incomplete may turn no into unknown, never into a no that was not there.

    A yes may lose its strongest ground ("neither a nor b" rests on the absence that is a fact, then only on
    the one that is a clue): it becomes a suspicion, and is never cleared.
    """
    whole = one(rule(when), facts(*found))
    rest = [
        done(*(other for other in STATIC if other is not kind)),
        done(kind, status=Status.FAILED, reason="fault"),
    ]
    broken = one(rule(when), facts(*found, runs=rest))
    weaker = (Outcome.SUSPECTED,) if whole.outcome is Outcome.VIOLATED else ()
    assert broken.outcome in (whole.outcome, *weaker, Outcome.UNKNOWN)
    nothing = one(rule(when), facts(*found, runs=[]))
    assert nothing.outcome in (whole.outcome, Outcome.UNKNOWN)


def test_the_same_facts_give_the_same_findings() -> None:
    found = facts(permission(CAMERA), permission(CONTACTS), ON, declaration=FILED)
    assert say(BEYOND, found) == say(BEYOND, found)


def test_judging_a_thousand_facts_by_two_hundred_rules_takes_milliseconds() -> None:
    many = [permission(f"android.permission.P{number}") for number in range(400)]
    many += [evidence(Kind.HOST, f"h{number}.cn") for number in range(600)]
    found = facts(*many, ON, declaration=FILED)
    rules = rule_set(*(rule({"all": [DEBUGGABLE, {"any": [DEBUGGABLE, DEBUGGABLE]}]}) for _ in range(200)))
    judge(found, rules, AT)
    started = time.process_time()
    judge(found, rules, AT)
    assert time.process_time() - started < 0.1  # aim 0.01; shared machines are slow
