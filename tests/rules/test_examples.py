"""Every rule's own examples: each holds, and each rule shows a hit, a miss and an unknown where it can."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from rules.build import build
from rules.catalogue import Catalogue
from rules.data import Source
from rules.examples import Example, examples, wrong
from rules.load import HOME, RuleBase, base_of, sources_of
from rules.model import Outcome, Rule

SOURCES = sources_of(HOME)
EXAMPLES = list(examples(SOURCES))
_OPEN = {Outcome.VIOLATED.value, Outcome.SUSPECTED.value}
_CLOSED = {Outcome.SATISFIED.value, Outcome.NOT_APPLICABLE.value}


@cache
def base() -> RuleBase:
    return base_of(build(SOURCES))


@cache
def catalogue() -> Catalogue:
    return Catalogue(base().rules.sdks)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.file}:{example.line}")
def test_it_holds(example: Example) -> None:
    fault = wrong(example, base().rules, catalogue())
    assert not fault, f"{example.file}:{example.line}: {example.name}: {fault}"


def _can(tree: Any, answer: bool) -> bool:
    """Whether a condition can be answered so before dynamic or policy evidence exists."""
    if tree is None:
        return answer
    ((word, content),) = tree.items()
    if word in ("all", "any"):
        every = (word == "all") is answer
        return (all if every else any)(_can(item, answer) for item in content)
    if word == "not":
        return _can(content, not answer)
    if word == "clue":
        return _can(content, answer)
    return word != "stage" and not (word == "person" and isinstance(content, str))


def _observed(tree: Any) -> bool:
    """Whether a person's observation can decide it; without one a 人 rule stays on the checklist."""
    if isinstance(tree, dict):
        return "topic" in tree or any(_observed(item) for item in tree.values())
    return isinstance(tree, list) and any(_observed(item) for item in tree)


@pytest.mark.parametrize("rule", base().rules.rules, ids=lambda rule: rule.id)
def test_rule_shows_what_it_can_say(rule: Rule) -> None:
    """One that fires, one satisfied or not applicable, one unknown: as far as it can say that today."""
    said = [example.data["outcome"] for example in EXAMPLES if example.rule == rule.id]
    settled = rule.automation != "人" or _observed(rule.when)
    narrowed = rule.given is not None or rule.each is not None or len(rule.platforms) == 1
    assert len(said) >= 3
    assert "unknown" in said
    assert not _OPEN.isdisjoint(said) or not (settled and _can(rule.when, True))
    assert not _CLOSED.isdisjoint(said) or not (narrowed or (settled and _can(rule.when, False)))


def _fault(text: str) -> str:
    source = Source("own/checks/x.yaml", "checks/x.yaml", text)
    (example,) = examples([source])
    return wrong(example, base().rules, catalogue())


def test_a_wrong_expectation_is_named() -> None:
    known = base().rules.rules[0].id
    said = _fault(f"- id: {known}\n  examples:\n    - {{name: a, outcome: violated, ran: [dynamic]}}\n")
    assert "expected {'outcome': 'violated'}" in said


def test_an_example_without_rule_or_outcome_or_with_a_strange_key_is_named() -> None:
    assert "no rule" in _fault("- id: ABC-999\n  examples:\n    - {name: a, outcome: unknown}\n")
    assert "no outcome" in _fault("- id: ABC-999\n  examples:\n    - {name: a}\n")
    assert "'oucome'" in _fault("- id: ABC-999\n  examples:\n    - {name: a, oucome: unknown}\n")
