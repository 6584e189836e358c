"""The judge: every rule about every subject, answered from facts. Pure: opens no file, knows no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.condition import Answer, ask
from rules.facts import Fact, Facts, Gap
from rules.model import Finding, Norm, Outcome, Rule, RuleSet, Rung
from scanner.kinds import Kind, Nature

EVIDENCE = 50
"""At most this many pieces of deciding evidence are named in a finding."""
_REACHED = ("unconditional", "conditional")


def judge(facts: Facts, rules: RuleSet, at: str) -> tuple[Finding, ...]:
    """A finding for every rule and subject. `at` is the day of the fact, YYYY-MM-DD."""
    platform = facts.scan.package.platform.value
    found: list[Finding] = []
    for rule in rules.rules:
        basis = in_force(rule.basis, rules.norms, at)
        if platform in rule.platforms:
            found += _rule(rule, facts, rules, basis)
        else:
            found.append(_closed(rule, Outcome.NOT_APPLICABLE, basis, "platform"))
    return tuple(found)


def in_force(basis: Sequence[str], norms: Mapping[str, tuple[Norm, ...]], at: str) -> tuple[str, ...]:
    """Those of the clauses that are in force on the day `at`."""
    return tuple(ref for ref in basis if any(valid(norm, at) for norm in norms.get(ref, ())))


def valid(norm: Norm, at: str) -> bool:
    """Whether a clause is in force on a day (YYYY-MM-DD)."""
    return norm.since <= at and (not norm.until or at < norm.until)


def _rule(rule: Rule, facts: Facts, rules: RuleSet, basis: tuple[str, ...]) -> Iterator[Finding]:
    given = ask(rule.given, facts, {})
    if given.truth is False:
        yield _closed(rule, Outcome.NOT_APPLICABLE, basis, "given", given.note)
        return
    if given.truth is None:
        yield _unknown(rule, basis, given.gaps)
        return
    if not basis:
        yield _closed(rule, Outcome.NOT_APPLICABLE, basis, "not-in-force")
        return
    if rule.each is None:
        yield _answered(rule, ask(rule.when, facts, {}), "app", "", (), rules, basis)
        return
    subjects = _subjects(rule, facts)
    for subject, group in subjects.items():
        bound = group[0].keys
        answer = ask(rule.when, facts, bound)
        yield _answered(rule, answer, subject, _name(bound), tuple(group), rules, basis)
    gap = facts.gap(Kind(rule.each["kind"]))
    if gap is not None:
        yield _unknown(rule, basis, (gap,))
    elif not subjects:
        yield _closed(rule, Outcome.SATISFIED, basis, "none")


def _subjects(rule: Rule, facts: Facts) -> dict[str, list[Fact]]:
    """What the rule is about, each with its evidence, by subject."""
    by = rule.each.get("by", "value")
    found: dict[str, list[Fact]] = {}
    for fact in facts.each(rule.each, {}):
        values = fact.keys.get(by)
        for value in values if isinstance(values, list | tuple) else [values]:
            if value not in (None, ""):
                word = rule.each["kind"] if by == "value" else by
                found.setdefault(f"{word}:{value}", []).append(fact)
    return found


def _name(keys: Mapping[str, Any]) -> str:
    return str(keys.get("zh") or keys.get("value") or "")


def _answered(
    rule: Rule,
    answer: Answer,
    subject: str,
    name: str,
    own: tuple[Fact, ...],
    rules: RuleSet,
    basis: tuple[str, ...],
) -> Finding:
    if answer.truth is None:
        return _unknown(rule, basis, answer.gaps, subject, name, own)
    if not answer.truth:
        return _closed(rule, Outcome.SATISFIED, basis, "", "", subject, name)
    facts = tuple({fact.evidence.id: fact for fact in (*own, *answer.facts)}.values())
    strongest, rung = _strength(facts)
    unverified = not any(norm.verified for ref in basis for norm in rules.norms[ref])
    certain = rule.automation == "全" and strongest is None and not unverified
    severity = rule.severity if strongest is None else min(rule.severity, strongest)
    if unverified:
        severity = min(severity, 1)
    return Finding(
        rule.id,
        subject,
        name,
        Outcome.VIOLATED if certain else Outcome.SUSPECTED,
        severity,
        rung,
        tuple(fact.evidence.id for fact in facts[:EVIDENCE]),
        basis,
        "",
        answer.note,
    )


def _strength(facts: Sequence[Fact]) -> tuple[int | None, Rung | None]:
    """The severity cap that the weakest deciding evidence sets (None: none), and the highest rung.

    Presence carries S1, reachable code S2 (the rule matrix: 证据封顶); of several facts of one sort the best
    counts, since one reachable call is enough.
    """
    rungs = [Rung[str(fact.keys["rung"]).upper()] for fact in facts if fact.keys.get("rung")]
    caps: dict[Kind, int] = {}
    for fact in facts:
        if fact.nature in (Nature.PRESENCE, Nature.REACH):
            kind = fact.evidence.kind
            caps[kind] = max(caps.get(kind, 0), _cap(fact))
    return min(caps.values(), default=None), max(rungs, default=None)


def _cap(fact: Fact) -> int:
    rung = fact.keys.get("rung")
    if rung:
        return 2 if Rung[str(rung).upper()] >= Rung.REACHABLE else 1
    return 2 if fact.keys.get("reach") in _REACHED else 1


def _unknown(
    rule: Rule,
    basis: tuple[str, ...],
    gaps: tuple[Gap, ...],
    subject: str = "app",
    name: str = "",
    own: tuple[Fact, ...] = (),
) -> Finding:
    gap = gaps[0] if gaps else Gap("human")
    return Finding(
        rule.id,
        subject,
        name,
        Outcome.UNKNOWN,
        rule.severity,
        None,
        tuple(fact.evidence.id for fact in own[:EVIDENCE]),
        basis,
        gap.reason,
        gap.note,
    )


def _closed(
    rule: Rule,
    outcome: Outcome,
    basis: tuple[str, ...],
    reason: str,
    note: str = "",
    subject: str = "app",
    name: str = "",
) -> Finding:
    return Finding(rule.id, subject, name, outcome, 0, None, (), basis, reason, note)
