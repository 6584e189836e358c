"""The two conclusions, which are never merged: 备案核验 and 风险等级 (decision model, sections 2 and 3).

The machine prints no bare letter: the grade is a bound, computed as if every open finding were confirmed, and
the number still to confirm. It is never A while a finding is open or a stage it needs has not run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rules.facts import Facts
from rules.form import EXTRA, SAMPLES
from rules.model import Finding, Outcome, Rule, Use
from rules.subjects import WHOLE
from scanner.kinds import Stage

OPEN = (Outcome.VIOLATED, Outcome.SUSPECTED)
_BLOCKING = ("packed", "code-missing", "encrypted", "login-wall")
_COUNTED = (Use.RECTIFY, Use.SUPPLEMENT)


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
    beside: int = 0  # open findings that no grade counts: hints, the institution's, other authorities'


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
    ran = {run.stage for run in facts.scan.runs}
    missing = tuple(stage.value for stage in (Stage.DYNAMIC, Stage.POLICY) if stage not in ran)
    blocked = tuple(
        dict.fromkeys(f.reason for f in findings if f.outcome is Outcome.UNKNOWN and f.reason in _BLOCKING)
    )
    done = [f for f in counted if f.key in confirmed]
    bound = _letter(counted, rules)
    if bound == "A" and (missing or blocked or len(done) < len(counted)):
        bound = ""
    if blocked and Stage.DYNAMIC.value in missing:
        bound = ""  # section 2, 不足: what the code holds is unknown, and nobody has watched it run
    if facts.form is None:
        filing = "unknown"
    elif supplements:
        filing = "supplement"
    else:
        filing = "unknown" if gaps else "consistent"
    beside = sum(1 for f in open_ if rules[f.rule].use not in _COUNTED and f.severity > 0)
    left = len(counted) - len(done)
    return Grade(filing, len(supplements), len(gaps), bound, left, len(done), missing, blocked, beside)


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
