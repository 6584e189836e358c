"""How a rule came to its answer about one scan: every question with its answer, what it rests on, the caps.

Pure, like the judge; the answers are the judge's own, asked again part by part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.basis import Basis, basis_of, in_force
from rules.condition import Bound, Unsaid, ask, bind, refers
from rules.condition_answer import Answer, both, rung_of
from rules.facts import Facts, Gap
from rules.judge import Judged, judge
from rules.model import Finding, Norm, Outcome, Rule, RuleSet, Rung
from rules.subjects import WHOLE, Subject, subjects

_MANY, _ONE = ("all", "any"), ("not", "clue")


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a condition. `content` has its references filled in where they are known."""

    word: str
    content: Any
    answer: Answer
    said: Any = None  # of a question about the form: what the form says there
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Cap:
    """Why a hit carries less than the rule says: "half", "clue", "evidence", "unverified" or "standards"."""

    code: str
    most: int = 4  # highest severity it leaves
    rung: Rung | None = None  # of "evidence": where the best of it stands on the ladder


@dataclass(frozen=True, slots=True)
class About:
    """One subject: the questions asked about it, the answer, and the caps that were applied."""

    subject: Subject
    given: Step | None
    when: Step | None
    finding: Finding
    caps: tuple[Cap, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause that a rule cites, in the version of the day; `norm` is None where it does not count."""

    ref: str
    norm: Norm | None
    known: tuple[Norm, ...]  # every version


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule on one scan. `about` is empty where the rule was closed before anything was looked at."""

    rule: Rule
    at: str
    basis: Basis
    clauses: tuple[Clause, ...]
    given: Step | None
    about: tuple[About, ...]
    gap: Gap | None  # why there may be subjects that nobody saw
    findings: tuple[Finding, ...]  # what the report shows


def explain(rule: Rule, facts: Facts, rules: RuleSet, at: str) -> Explained:
    """How the judge comes to its findings about one rule on the day `at` (YYYY-MM-DD)."""
    basis = basis_of(rule, rules.norms, at, rules.pack)
    clauses = tuple(_clause(ref, rules, basis, at) for ref in rule.basis)
    findings = judge(facts, replace(rules, rules=(rule,)), at)
    judged = Judged(rule, facts, basis)
    given = None if rule.given is None or judged.given_each else trace(rule.given, facts, {})
    about: tuple[About, ...] = ()
    gap = None
    here = facts.scan.package.platform.value in rule.platforms and bool(basis.refs)
    if here and (given is None or given.answer.truth):
        chosen: Sequence[Subject] = (WHOLE,)
        if rule.each is not None:
            chosen, gap = subjects(rule.each, facts)
        about = tuple(_about(judged, subject, given) for subject in chosen)
    return Explained(rule, at, basis, clauses, given, about, gap, findings)


def trace(tree: Any, facts: Facts, bound: Bound) -> Step:
    """A condition's answer, and those of all the questions in it."""
    ((word, content),) = tree.items()
    answer = ask(tree, facts, bound)
    if word in _MANY:
        return Step(word, None, answer, None, tuple(trace(item, facts, bound) for item in content))
    if word in _ONE:
        return Step(word, None, answer, None, (trace(content, facts, bound),))
    said = _bound({"form": content["field"]}, facts, bound) if word == "form" else None
    return Step(word, _filled(content, facts, bound), answer, None if isinstance(said, dict) else said)


def _filled(content: Any, facts: Facts, bound: Bound) -> Any:
    """The references of a question filled in, each by itself; one that nothing is known of stays."""
    if isinstance(content, dict):
        return {k: item if k == "field" else _bound(item, facts, bound) for k, item in content.items()}
    if isinstance(content, list):
        return [_bound(item, facts, bound) if refers(item) else item for item in content]
    return content


def _bound(item: Any, facts: Facts, bound: Bound) -> Any:
    try:
        return bind(item, facts, bound)
    except Unsaid:
        return item


def _clause(ref: str, rules: RuleSet, basis: Basis, at: str) -> Clause:
    versions = rules.norms.get(ref, ())
    return Clause(ref, in_force(versions, at) if ref in basis.refs else None, versions)


def _about(judged: Judged, subject: Subject, given: Step | None) -> About:
    rule, facts = judged.rule, judged.facts
    answered = given.answer if given is not None else Answer(True)
    if judged.given_each:
        given = trace(rule.given, facts, subject.keys)
        answered = given.answer
    finding = judged.one(subject, answered)
    when = None if rule.when is None else trace(rule.when, facts, subject.keys)
    caps: tuple[Cap, ...] = ()
    if finding.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED):
        own = Answer(True, subject.facts, cap=subject.cap, clue=subject.clue)
        caps = caps_of(judged, both([own, answered, ask(rule.when, facts, subject.keys)]))
    return About(subject, given if judged.given_each else None, when, finding, caps)


def caps_of(judged: Judged, whole: Answer) -> tuple[Cap, ...]:
    """The caps that made a hit less than its rule says."""
    rule, basis = judged.rule, judged.basis
    caps: list[Cap] = []
    if rule.automation != "全":
        caps.append(Cap("half"))
    rungs = [rung for fact in whole.facts if (rung := rung_of(fact)) is not None]
    if whole.clue or whole.cap < rule.severity:
        caps.append(Cap("clue" if whole.clue else "evidence", whole.cap, max(rungs, default=None)))
    if not basis.verified:
        caps.append(Cap("unverified", basis.cap))
    elif basis.cap < rule.severity:
        caps.append(Cap("standards", basis.cap))
    return tuple(caps)
