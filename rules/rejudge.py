"""How a stored scan would be judged by what is in force on a later day. Pure: the day is an argument."""

from __future__ import annotations

from collections.abc import Iterable

from rules.basis import in_force
from rules.impact import Flip, flips, verdict
from rules.model import Finding, Outcome, RuleSet

_OPEN = (Outcome.VIOLATED, Outcome.SUSPECTED)
Cited = tuple[tuple[str, str, str], ...]  # text, document number, clause


def cited(finding: Finding | None, rules: RuleSet, day: str) -> Cited:
    """The clauses that a finding rests on, as they are numbered on a day (YYYY-MM-DD)."""
    versions = (rules.norms.get(ref, ()) for ref in (finding.basis if finding else ()))
    norms = (in_force(norm, day) for norm in versions)
    return tuple((norm.id, norm.number, norm.clause) for norm in norms if norm is not None)


def differences(
    then: Iterable[Finding], now: Iterable[Finding], old: RuleSet, new: RuleSet, at: str, today: str
) -> tuple[Flip, ...]:
    """The findings that differ in outcome, severity or - where something is open - in the clauses they cite.

    `then` were judged by `old` as of `at`, `now` by `new` as of `today`.
    """

    def same(was: Finding | None, is_: Finding | None) -> bool:
        if verdict(was) != verdict(is_):
            return False
        open_ = is_ is not None and is_.outcome in _OPEN
        return not open_ or cited(was, old, at) == cited(is_, new, today)

    return tuple(flips(then, now, same))
