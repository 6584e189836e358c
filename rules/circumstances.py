"""What makes a case heavier or lighter (decision model, section 3), for the person who weighs it. Pure.

The machine never moves a grade by them. What speaks for one is said; what only a person or the registry can
know is listed as a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.facts import Facts
from rules.form import field_of, path_of
from rules.grade import OPEN
from rules.model import Finding, Rung

CHILDREN, EVASIVE, DIFFERENT, SENT, AGAIN = "children", "evasive", "different", "sent", "again"
MENDED, MINOR, SDK = "mended", "minor", "sdk"
_AUDIENCE = "教育移动应用信息.服务对象"
_UNDER_FOURTEEN = ("学生（中小学）", "学生（幼儿园）")
_EVASION = ("CPL-002",)
_DIFFERENCE = ("FIL-002", "FIL-004", "IDN-002", "IDN-003")
"""Rules about a package that is not the one that was filed."""
_LEAST = 2
"""From S2 on a finding is no minor one."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One of them; `seen`: the filing or a finding speaks for it, else nobody has looked yet."""

    code: str
    heavier: bool
    seen: bool


def circumstances(facts: Facts, findings: Iterable[Finding]) -> tuple[Circumstance, ...]:
    """All of them in a fixed order; none where nothing is open, since there is nothing to weigh."""
    open_ = [finding for finding in findings if finding.outcome in OPEN]
    if not any(finding.severity for finding in open_):
        return ()
    heavier = {
        CHILDREN: _for_children(facts),
        SENT: any((finding.rung or 0) >= Rung.CONTACTED for finding in open_),
        EVASIVE: any(finding.rule in _EVASION for finding in open_),
        DIFFERENT: any(finding.rule in _DIFFERENCE for finding in open_),
        AGAIN: False,  # the registry knows
    }
    lighter = {MENDED: False, MINOR: _minor(open_), SDK: _by_sdks(open_)}
    return (
        *(Circumstance(code, True, seen) for code, seen in heavier.items()),
        *(Circumstance(code, False, seen) for code, seen in lighter.items()),
    )


def _for_children(facts: Facts) -> bool:
    said = field_of(facts.form, path_of(_AUDIENCE)) if facts.form is not None else None
    return isinstance(said, list) and any(one in _UNDER_FOURTEEN for one in said)


def _minor(open_: Sequence[Finding]) -> bool:
    return all(finding.severity < _LEAST for finding in open_)


def _by_sdks(open_: Sequence[Finding]) -> bool:
    """Whether everything of weight is about third parties' code."""
    weighty = [finding for finding in open_ if finding.severity >= _LEAST]
    return bool(weighty) and all(finding.subject.startswith("sdk:") for finding in weighty)
