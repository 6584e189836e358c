"""检测口径: thresholds without statutory value that a rule asks about, so that a report can say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from rules.model import Rule, RuleSet


@lru_cache(maxsize=8)
def measured(rules: RuleSet) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """By rule: name, meaning in Chinese and value of the measured settings of the pack in use."""
    named: Mapping[str, str] = rules.pack.get("measured", {})
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for rule in rules.rules:
        used = [name for name in asked(rule) if name in named]
        if used:
            found[rule.id] = tuple((name, named[name], str(rules.pack.get(name, ""))) for name in used)
    return found


def asked(rule: Rule) -> tuple[str, ...]:
    """The settings that a rule's conditions name, in order."""
    trees = (rule.given, rule.each, rule.when)
    return tuple(dict.fromkeys(name for tree in trees for name in _settings(tree)))


def _settings(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key == "pack":
                yield value if isinstance(value, str) else value["setting"]
            else:
                yield from _settings(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _settings(item)
