"""What a change of the rule base does to stored verdicts: which flip, and what made them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from rules.model import Finding, Outcome, Rule, RuleSet

APP = "app"
SAMPLES = 5
_ORDER = (Outcome.VIOLATED, Outcome.SUSPECTED, Outcome.UNKNOWN, Outcome.SATISFIED, Outcome.NOT_APPLICABLE)
_TEXTS = frozenset(
    {"title", "en", "plain", "remedy", "ask", "check", "traps", "authority", "use", "cause", "id", "origin"}
)
_SHARED = ("sdks", "apis", "terms", "pack")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and its severity; None stands for a rule that the base does not have."""

    outcome: Outcome
    severity: int


@dataclass(frozen=True, slots=True)
class Flip:
    """One verdict that is another under the new base; a finding is None where there is no such rule."""

    rule: str
    subject: str
    name: str
    old: Finding | None
    new: Finding | None

    @property
    def turn(self) -> tuple[Verdict | None, Verdict | None]:
        return verdict(self.old), verdict(self.new)


@dataclass(frozen=True, slots=True)
class Change:
    """All flips of one rule in one direction. `why` are codes, see `why`."""

    rule: str
    old: Verdict | None
    new: Verdict | None
    why: tuple[str, ...]
    flips: tuple[tuple[str, Flip], ...]  # (the scan's name, flip), all of them, in the scans' order

    @property
    def samples(self) -> tuple[tuple[str, Flip], ...]:
        """Five to read: of as many scans as there are."""
        first: dict[str, tuple[str, Flip]] = {}
        for item in self.flips:
            first.setdefault(item[0], item)
        rest = [item for item in self.flips if first[item[0]] is not item]
        return (*list(first.values())[:SAMPLES], *rest)[:SAMPLES]


def verdict(finding: Finding | None) -> Verdict | None:
    """What counts of a finding: closed ones have no severity."""
    if finding is None:
        return None
    open_ = finding.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)
    return Verdict(finding.outcome, finding.severity if open_ else 0)


def same_verdict(was: Finding | None, is_: Finding | None) -> bool:
    """Whether two findings say the same."""
    return verdict(was) == verdict(is_)


def flips(
    old: Iterable[Finding],
    new: Iterable[Finding],
    same: Callable[[Finding | None, Finding | None], bool] = same_verdict,
) -> Iterator[Flip]:
    """The verdicts on one scan that differ.

    A subject that one side does not name stands there under the rule's line about the whole app, or was
    looked at and is in order beside others that are not.
    """
    before, after = _by_rule(old), _by_rule(new)
    for rule in sorted(before | after):
        left, right = before.get(rule, {}), after.get(rule, {})
        named = sorted({*left, *right})
        if len(named) > 1 and left and right:
            named = [subject for subject in named if subject != APP or APP in left.keys() & right.keys()]
        for subject in named:
            was, is_ = _of(rule, left, subject), _of(rule, right, subject)
            if not same(was, is_):
                name = next((f.name for f in (is_, was) if f is not None and f.subject == subject), "")
                yield Flip(rule, subject, name, was, is_)


def _by_rule(findings: Iterable[Finding]) -> dict[str, dict[str, Finding]]:
    """By rule and subject; of several lines about the whole app the weightiest."""
    found: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        row = found.setdefault(finding.rule, {})
        known = row.get(finding.subject)
        if known is None or _ORDER.index(finding.outcome) < _ORDER.index(known.outcome):
            row[finding.subject] = finding
    return found


def _of(rule: str, findings: Mapping[str, Finding], subject: str) -> Finding | None:
    if subject in findings or not findings:
        return findings.get(subject)
    if APP in findings:
        return findings[APP]
    return Finding(rule, subject, "", Outcome.SATISFIED, 0)


def changes(found: Sequence[tuple[str, Flip]], old: RuleSet, new: RuleSet) -> tuple[Change, ...]:
    """The flips of all scans, one list per rule and direction, the most numerous first."""
    groups: dict[tuple[str, Verdict | None, Verdict | None], list[tuple[str, Flip]]] = {}
    for scan, flip in found:
        groups.setdefault((flip.rule, *flip.turn), []).append((scan, flip))
    causes = {rule: why(rule, old, new) for rule in dict.fromkeys(key[0] for key in groups)}
    made = [Change(rule, a, b, causes[rule], tuple(group)) for (rule, a, b), group in groups.items()]
    return tuple(sorted(made, key=lambda change: (-len(change.flips), change.rule)))


def why(id_: str, old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """What of the rule base differs and can have made a rule's verdict another.

    "added", "removed", the rule's own parts ("when", "severity", ...), "norms" where a clause it cites has
    changed, and where none of this has: the parts that all rules share ("sdks", "apis", "terms", "pack").
    """
    before, after = _rule(id_, old), _rule(id_, new)
    if before is None or after is None:
        return ("added" if before is None else "removed",)
    names = [field.name for field in fields(Rule) if field.name not in _TEXTS]
    parts = [name for name in names if getattr(before, name) != getattr(after, name)]
    refs = {*before.basis, *after.basis}
    if any(old.norms.get(ref) != new.norms.get(ref) for ref in refs):
        parts.append("norms")
    shared = [name for name in _SHARED if getattr(old, name) != getattr(new, name)]
    return tuple(parts or shared)


def _rule(id_: str, rules: RuleSet) -> Rule | None:
    return next((rule for rule in rules.rules if rule.id == id_), None)
