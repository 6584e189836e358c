"""The judge: every rule about every subject, answered from facts. Pure: opens no file, knows no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rules.basis import Basis, bases
from rules.condition import ask, refers
from rules.condition_answer import Answer, both, rung_of
from rules.facts import Facts, Gap
from rules.model import Finding, Outcome, Rule, RuleSet, Rung
from rules.subjects import WHOLE, Subject, subjects
from scanner.kinds import Nature

EVIDENCE = 50
"""At most this many pieces of deciding evidence are named in a finding."""
NAMES = 8
"""At most this many subjects are named in one line about several."""


def judge(facts: Facts, rules: RuleSet, at: str) -> tuple[Finding, ...]:
    """A finding for every rule and subject. `at` is the day of the fact, YYYY-MM-DD."""
    platform = facts.scan.package.platform.value
    found: list[Finding] = []
    for rule, basis in zip(rules.rules, bases(rules, at), strict=True):
        if platform not in rule.platforms:
            found.append(_closed(rule, Outcome.NOT_APPLICABLE, basis, "platform"))
        elif not basis.refs:
            found.append(_closed(rule, Outcome.NOT_APPLICABLE, basis, "not-in-force"))
        else:
            found += Judged(rule, facts, basis).findings()
    return tuple(found)


class Judged:
    """One rule: what was found about each of its subjects."""

    def __init__(self, rule: Rule, facts: Facts, basis: Basis) -> None:
        self.rule, self.facts, self.basis = rule, facts, basis
        self.given_each = rule.each is not None and refers(rule.given)

    def findings(self) -> list[Finding]:
        given = Answer(True)
        if not self.given_each:
            given = ask(self.rule.given, self.facts, {})
            if given.truth is False:
                return [_closed(self.rule, Outcome.NOT_APPLICABLE, self.basis, "given", given.note)]
            if given.truth is None:
                return [self._unknown(given.gaps)]
        if self.rule.each is None:
            return [self._answered(both([given, self._when({})]), WHOLE)]
        chosen, gap = subjects(self.rule.each, self.facts)
        made = [self.one(subject, given) for subject in chosen]
        return self._together(made, gap)

    def one(self, subject: Subject, given: Answer) -> Finding:
        """What was found about one subject. `given` counts where the condition is not about subjects."""
        if self.given_each:
            given = ask(self.rule.given, self.facts, subject.keys)
            if given.truth is False:
                return _closed(self.rule, Outcome.NOT_APPLICABLE, self.basis, "given", given.note, subject)
            if given.truth is None:
                return self._unknown(given.gaps, subject)
        return self._answered(both([given, self._when(subject.keys)]), subject)

    def _when(self, bound: Mapping[str, Any]) -> Answer:
        return ask(self.rule.when, self.facts, bound)

    def _together(self, made: Sequence[Finding], gap: Gap | None) -> list[Finding]:
        """What is open stands by itself; the rest in one line: unknown by reason, or looked through."""
        opened = [f for f in made if f.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)]
        unknown: dict[str, list[Finding]] = {}
        for finding in made:
            if finding.outcome is Outcome.UNKNOWN:
                unknown.setdefault(finding.reason, []).append(finding)
        if gap is not None and gap.reason not in unknown:
            opened.append(self._unknown((gap,)))
        opened += [self._line(group) for group in unknown.values()]
        if opened:
            return opened
        satisfied = [finding for finding in made if finding.outcome is Outcome.SATISFIED]
        if satisfied or not made:
            return [self._looked(satisfied)]
        return [_closed(self.rule, Outcome.NOT_APPLICABLE, self.basis, "given", made[0].note)]

    def _line(self, group: Sequence[Finding]) -> Finding:
        if len(group) == 1:
            return group[0]
        names = [finding.name for finding in group if finding.name]
        note = "、".join(names[:NAMES]) + ("等" if len(names) > NAMES else "")
        evidence = tuple(dict.fromkeys(id_ for finding in group for id_ in finding.evidence))
        return Finding(
            self.rule.id,
            "app",
            "",
            Outcome.UNKNOWN,
            self.rule.severity,
            None,
            evidence[:EVIDENCE],
            self.basis.refs,
            group[0].reason,
            note,
        )

    def _looked(self, satisfied: Sequence[Finding]) -> Finding:
        if len(satisfied) == 1:
            return satisfied[0]
        if not satisfied:
            return _closed(self.rule, Outcome.SATISFIED, self.basis, "none")
        return _closed(self.rule, Outcome.SATISFIED, self.basis, "", f"已逐项核对 {len(satisfied)} 项")

    def _answered(self, answer: Answer, subject: Subject) -> Finding:
        """Yes, no or unknown in the judge's words, with the caps of the evidence, the rule and its basis."""
        rule, basis = self.rule, self.basis
        if answer.truth is None:
            return self._unknown(answer.gaps, subject)
        if answer.truth is False:
            if rule.automation == "人" and not _by_person(answer):
                return self._unknown((Gap("human"),), subject)
            by_person = "person" if _by_person(answer) else ""
            return _closed(rule, Outcome.SATISFIED, basis, by_person, "", subject)
        whole = both([Answer(True, subject.facts, cap=subject.cap, clue=subject.clue), answer])
        if rule.automation == "人" and not _by_person(whole):
            return self._unknown((Gap("human", answer.note),), subject)
        certain = rule.automation == "全" and not whole.clue and basis.verified
        rungs = [rung for fact in whole.facts if (rung := rung_of(fact)) is not None]
        weak = whole.clue or any(rung >= Rung.CALLED for rung in rungs)
        return Finding(
            rule.id,
            subject.id,
            subject.name,
            Outcome.VIOLATED if certain else Outcome.SUSPECTED,
            min(rule.severity, whole.cap, basis.cap),
            max(rungs, default=None) if weak else None,
            tuple(fact.evidence.id for fact in whole.facts[:EVIDENCE]),
            basis.refs,
            "",
            whole.note,
        )

    def _unknown(self, gaps: Sequence[Gap], subject: Subject = WHOLE) -> Finding:
        gap = gaps[0] if gaps else Gap("human")
        return Finding(
            self.rule.id,
            subject.id,
            subject.name,
            Outcome.UNKNOWN,
            self.rule.severity,
            None,
            tuple(fact.evidence.id for fact in subject.facts[:EVIDENCE]),
            self.basis.refs,
            gap.reason,
            gap.note,
        )


def _by_person(answer: Answer) -> bool:
    return any(fact.nature is Nature.PERSON for fact in answer.facts)


def _closed(
    rule: Rule, outcome: Outcome, basis: Basis, reason: str, note: str = "", subject: Subject = WHOLE
) -> Finding:
    return Finding(rule.id, subject.id, subject.name, outcome, 0, None, (), basis.refs, reason, note)
