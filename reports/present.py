"""按现行规定将为…: what a re-judgement says apart, in words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.build import titled
from reports.clauses import clauses
from reports.model import Clause, Differing, Present, Text
from reports.words import OUTCOMES, SEVERITIES
from rules.impact import Flip, Verdict
from rules.model import Finding, Outcome, RuleSet
from scanner.visible import visible

_OPEN = (Outcome.VIOLATED, Outcome.SUSPECTED)
_NO_RULE = Text("没有这条规则", "no such rule")


def present(flips: Sequence[Flip], old: RuleSet, new: RuleSet, at: str, today: str) -> Present:
    """The part of a report about how it would be on the day `today`."""
    found = tuple(_differing(flip, old, new, at, today) for flip in flips)
    if found:
        number = len(found)
        line = Text(
            f"按现行规定({today})有 {number} 项结论或依据不同",
            f"findings that would differ by what is in force on {today}: {number}",
        )
    else:
        line = Text(f"按现行规定({today})结论和依据相同", f"the same by what is in force on {today}")
    return Present(today, new.version, line, new.signed, found)


def _differing(flip: Flip, old: RuleSet, new: RuleSet, at: str, today: str) -> Differing:
    key = Finding(flip.rule, flip.subject, "", Outcome.UNKNOWN, 0).key
    rule = next(rule for rules in (old, new) for rule in rules.rules if rule.id == flip.rule)
    then, now = (_said(verdict) for verdict in flip.turn)
    was, is_ = _basis(flip.old, old, at), _basis(flip.new, new, today)
    parts = [Text(f"为“{now.zh}”", f"“{now.en}”")] if flip.turn[0] != flip.turn[1] else []
    if flip.new is not None and flip.new.outcome in _OPEN:
        parts += _moved(was, is_)
    line = Text(
        f"按现行规定({today})将{',并'.join(part.zh for part in parts)}",
        f"By what is in force on {today}: {', '.join(part.en for part in parts)}",
    )
    subject, name = visible(flip.subject), visible(flip.name, 80)
    return Differing(key, flip.rule, titled(rule), subject, name, then, now, line, was, is_)


def _moved(was: Sequence[Clause], is_: Sequence[Clause]) -> list[Text]:
    """Which clauses of the basis came, went or got another number."""
    gone = [clause for clause in was if _number(clause) not in map(_number, is_)]
    come = [clause for clause in is_ if _number(clause) not in map(_number, was)]
    if come and gone:
        return [Text(f"改依据{_names(come)}(原为{_names(gone)})", f"by {_en(come)} (was {_en(gone)})")]
    if gone:
        return [Text(f"不再依据{_names(gone)}", f"no longer by {_en(gone)}")]
    return [Text(f"另依据{_names(come)}", f"also by {_en(come)}")] if come and was else []


def _number(clause: Clause) -> tuple[str, str, str]:
    return clause.title, clause.number, clause.clause.zh


def _names(found: Sequence[Clause]) -> str:
    return "、".join(f"《{clause.title}》{clause.clause.zh}" for clause in found)


def _en(found: Sequence[Clause]) -> str:
    return ", ".join(f"《{clause.title}》 {clause.clause.en}" for clause in found)


def _said(verdict: Verdict | None) -> Text:
    if verdict is None:
        return _NO_RULE
    words = OUTCOMES[verdict.outcome]
    if verdict.outcome not in _OPEN:
        return words
    level, name = f"S{verdict.severity}", SEVERITIES[verdict.severity]
    return Text(f"{words.zh} {level} {name.zh}", f"{words.en} {level} {name.en}")


def _basis(finding: Finding | None, rules: RuleSet, day: str) -> tuple[Clause, ...]:
    return clauses(finding.basis, rules, day) if finding is not None and finding.outcome in _OPEN else ()
