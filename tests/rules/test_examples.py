"""Every rule's own examples: each holds, and each rule shows a hit, a miss and an unknown."""

from __future__ import annotations

from functools import cache

import pytest

from rules.build import build
from rules.catalogue import Catalogue
from rules.data import Source
from rules.examples import Example, examples, wrong
from rules.load import HOME, RuleBase, base_of, sources_of
from rules.model import Outcome

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


def test_every_rule_shows_what_it_can_say() -> None:
    shown: dict[str, set[str]] = {rule.id: set() for rule in base().rules.rules}
    for example in EXAMPLES:
        shown[example.rule].add(example.data["outcome"])
    lacking = []
    for rule in base().rules.rules:
        said = shown[rule.id]
        opens = rule.automation == "人" or said & _OPEN
        closes = rule.automation != "全" or said & _CLOSED  # only 全 rules settle anything without a person
        if not (opens and closes and "unknown" in said):
            lacking.append((rule.id, sorted(said)))
    assert lacking == []


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
