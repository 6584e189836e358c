"""Which findings share one cause, and in which order a reader meets them."""

from __future__ import annotations

from collections.abc import Iterable

from reports.model import Item, Matter, Text
from reports.words import USE_ORDER
from rules.model import Outcome, Rule, Use
from rules.subjects import WHOLE

_CHILD_FAMILIES = ("MIN",)
_CHILD_NORMS = ("WBF", "WWT", "ETGD")  # the texts that protect minors


def about_children(rule: Rule) -> bool:
    """The rule is about minors, by its family or by a text it rests on."""
    return rule.family in _CHILD_FAMILIES or any(ref.split(":")[0] in _CHILD_NORMS for ref in rule.basis)


def strength(item: Item) -> int:
    """How strong the evidence is: a fact that is the thing itself first, then the ladder."""
    return 10 * (item.outcome is Outcome.VIOLATED or item.confirmed) + item.rung


def by_use(item: Item) -> tuple[int, int, int, str, str]:
    """Order within the report: use, severity, strength, rule."""
    return (USE_ORDER.index(item.use), -item.severity, -strength(item), item.rule, item.subject)


def matters(items: Iterable[Item], rules: dict[str, Rule]) -> tuple[Matter, ...]:
    """Open findings that are no clues, one matter per cause, the most pressing first.

    A cause is the rule's own or the finding's subject. Order: must be answered for the filing, severity,
    strength of evidence, about children; ties by the cause's name, so that the order never changes by itself.
    """
    causes: dict[str, list[Item]] = {}
    for item in items:
        if not item.clue:
            causes.setdefault(_cause(item, rules[item.rule]), []).append(item)
    for group in causes.values():
        group.sort(key=_rank)
    return tuple(
        _matter(cause, group)
        for cause, group in sorted(causes.items(), key=lambda pair: (_rank_of(pair[1]), pair[0]))
    )


def _cause(item: Item, rule: Rule) -> str:
    """What it goes back to; two rules about the whole app have only the app in common."""
    return rule.cause or (item.rule if item.subject == WHOLE.id else item.subject)


def _rank(item: Item) -> tuple[bool, int, int, bool, str, str]:
    supplement = item.use is Use.SUPPLEMENT
    return (not supplement, -item.severity, -strength(item), not item.child, item.rule, item.subject)


def _rank_of(group: list[Item]) -> tuple[bool, int, int, bool]:
    """A group ranks by the best it has in each respect."""
    return (
        all(item.use is not Use.SUPPLEMENT for item in group),
        -max(item.severity for item in group),
        -max(strength(item) for item in group),
        not any(item.child for item in group),
    )


def _matter(cause: str, group: list[Item]) -> Matter:
    lead = group[0]
    titles: dict[str, Text] = {item.rule: item.title for item in group if item.rule != lead.rule}
    return Matter(
        cause=cause,
        title=lead.title,
        names=tuple(dict.fromkeys(item.name for item in group if item.name and item.subject != "app")),
        also=tuple(titles.values()),
        plain=lead.plain,
        severity=max(item.severity for item in group),
        use=lead.use,
        verdict=lead.verdict,
        keys=tuple(item.key for item in group),
        rung=max(item.rung for item in group),
        child=any(item.child for item in group),
    )
