"""The two conclusions, which are never merged: 备案核验 and 风险等级 (decision model, sections 2 and 3).

The machine prints no bare letter: the grade is a bound, computed as if every open finding were confirmed, and
the number still to confirm. It is never A while a finding is open or a stage it needs has not run, and there
is none at all where the look was insufficient.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.facts import Facts
from rules.form import EXTRA, SAMPLES
from rules.model import Finding, Outcome, Rule, Use
from rules.subjects import WHOLE
from scanner.kinds import Stage
from scanner.model import Run, Status

OPEN = (Outcome.VIOLATED, Outcome.SUSPECTED)
_HIDDEN = ("packed", "code-missing", "encrypted")
"""Reasons of what only watching the app can make good."""
_WALLS = ("login-wall", "pinned")
"""Reasons that nothing makes good but the provider's help: CPL-003, CPL-004."""
_BLOCKING_RULES = ("CPL-002", "CPL-003", "CPL-004", "CPL-005")
"""What stands in the way of an examination, once it is a fact and not only code that might (section 2)."""
_COUNTED = (Use.RECTIFY, Use.SUPPLEMENT, Use.REFER)
"""What counts for the grade: all but the institutions' own duties and hints (section 1)."""
_NEEDED = (Stage.DYNAMIC, Stage.POLICY)


class Completeness(StrEnum):
    """Section 2: what the look allows to conclude."""

    WHOLE = "whole"  # A to D
    PARTIAL = "partial"  # B to D; A only with what limits it
    INSUFFICIENT = "insufficient"  # no grade


@dataclass(frozen=True, slots=True)
class Grade:
    """What the findings come to. Every number is of findings, one per rule and subject."""

    filing: str  # consistent, supplement, unknown
    supplements: int  # open findings that the provider must supplement
    filing_gaps: int  # filing rules that could not be judged
    bound: str  # "A" to "D": if every open finding were confirmed; "" if not graded
    to_confirm: int
    confirmed: int
    missing: tuple[str, ...] = ()  # stages that have not run
    blocked: tuple[str, ...] = ()  # reasons why the look was not complete
    beside: int = 0  # open findings that no grade counts: hints, and the institution's own
    completeness: Completeness = Completeness.WHOLE


def grade(
    facts: Facts,
    findings: Sequence[Finding],
    rules: Mapping[str, Rule],
    confirmed: Collection[str] = (),
) -> Grade:
    """Both conclusions. `confirmed` are keys of findings that a person has confirmed."""
    open_ = [f for f in findings if f.outcome in OPEN]
    counted = [f for f in open_ if rules[f.rule].use in _COUNTED and f.severity > 0]
    supplements = [f for f in open_ if rules[f.rule].use is Use.SUPPLEMENT and f.severity > 0]
    gaps = [
        f
        for f in findings
        if f.outcome is Outcome.UNKNOWN and rules[f.rule].use is Use.SUPPLEMENT and _blocks(f)
    ]
    missing = _missing(facts)
    blocked = _blocked(facts.scan.runs, findings)
    completeness = _completeness(facts.scan.runs, findings, missing, blocked)
    done = [f for f in counted if f.key in confirmed]
    bound = _letter(counted, rules)
    if completeness is Completeness.INSUFFICIENT or (bound == "A" and (missing or len(done) < len(counted))):
        bound = ""
    if facts.form is None:
        filing = "unknown"
    elif supplements:
        filing = "supplement"
    else:
        filing = "unknown" if gaps else "consistent"
    return Grade(
        filing,
        len(supplements),
        len(gaps),
        bound,
        len(counted) - len(done),
        len(done),
        missing,
        blocked,
        sum(1 for f in open_ if rules[f.rule].use not in _COUNTED and f.severity > 0),
        completeness,
    )


def _missing(facts: Facts) -> tuple[str, ...]:
    """The stages of which nothing ran: one that failed as a whole told nobody anything."""
    ran = {run.stage for run in facts.scan.runs if run.status is not Status.FAILED}
    missing = [stage.value for stage in _NEEDED if stage not in ran]
    return tuple(missing if facts.form is not None else [*missing, Stage.FILING.value])


def _blocked(runs: Iterable[Run], findings: Iterable[Finding]) -> tuple[str, ...]:
    """Why the look was not complete: what hid the code, and how the stages that need a device broke off."""
    unknown = [f.reason for f in findings if f.outcome is Outcome.UNKNOWN and f.reason in (*_HIDDEN, *_WALLS)]
    broken = [
        run.reason
        for run in runs
        if run.stage in _NEEDED and run.status in (Status.PARTIAL, Status.FAILED) and run.reason
    ]
    return tuple(dict.fromkeys([*unknown, *broken]))


def _completeness(
    runs: Sequence[Run], findings: Sequence[Finding], missing: Sequence[str], blocked: Sequence[str]
) -> Completeness:
    facts = [f.rule for f in findings if f.outcome is Outcome.VIOLATED]
    unwatched = Stage.DYNAMIC.value in missing and any(reason in _HIDDEN for reason in blocked)
    if any(rule in _BLOCKING_RULES for rule in facts) or any(r in _WALLS for r in blocked) or unwatched:
        return Completeness.INSUFFICIENT
    broken = any(run.stage in _NEEDED and run.status in (Status.PARTIAL, Status.FAILED) for run in runs)
    return Completeness.PARTIAL if missing or blocked or broken else Completeness.WHOLE


def _blocks(finding: Finding) -> bool:
    """Whether an unknown keeps the filing from being called consistent.

    What other stages or a person must look up is said apart; samples, institutions' forms and what
    else stands beside the provider's form may be left out. An empty field of the form itself may not.
    """
    if finding.reason == "form-empty":
        return not finding.note.startswith((SAMPLES, EXTRA))
    return not finding.reason.startswith(("stage-", "human", "no-institution"))


def _letter(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> str:
    """Section 3: D for any S4; C for any S3 or more than three S2; B for S2 or more than three S1; else A.

    One fact that meets several rules counts once, with its highest severity.
    """
    worst: dict[str, int] = {}
    for finding in findings:
        whole = finding.rule if finding.subject == WHOLE.id else finding.subject
        about = rules[finding.rule].cause or whole
        worst[about] = max(worst.get(about, 0), finding.severity)
    count = {level: sum(1 for severity in worst.values() if severity == level) for level in range(5)}
    if count[4]:
        return "D"
    if count[3] or count[2] > 3:
        return "C"
    return "B" if count[2] or count[1] > 3 else "A"
