"""Which rules a real package, filing or text has fired from end to end, and which only their examples."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rules.model import RuleSet

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "rules" / "end_to_end"
"""The pairs of the test suite: one input that fires a rule, one nearly equal that does not. Not installed."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Rule ids, sorted. `known` is False where the pairs are not at hand (an installed wheel)."""

    end_to_end: tuple[str, ...]
    examples_only: tuple[str, ...]
    none: tuple[str, ...]  # not even an example
    known: bool


def proven(rules: RuleSet, exemplified: Iterable[str], pairs: Path = PAIRS) -> Proven:
    """Every rule under what it is proven by. `exemplified` are the ids that have examples."""
    ids, shown = [rule.id for rule in rules.rules], set(exemplified)
    named = paired(pairs)
    whole = named or frozenset()
    return Proven(
        tuple(id_ for id_ in ids if id_ in whole),
        tuple(id_ for id_ in ids if id_ not in whole and id_ in shown),
        tuple(id_ for id_ in ids if id_ not in whole and id_ not in shown),
        named is not None,
    )


def paired(folder: Path) -> frozenset[str] | None:
    """The rules that have a pair; None where there is no such folder.

    Modules name each as `Pair("PERM-001", ...)`. They are read, not run.
    """
    if not folder.is_dir():
        return None
    named: set[str] = set()
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Pair":
                first = [item.value for item in node.args[:1] if isinstance(item, ast.Constant)]
                named |= {value for value in first if isinstance(value, str)}
    return frozenset(named)
