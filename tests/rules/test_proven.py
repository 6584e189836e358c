"""What proves each rule: the pairs that the test suite holds, or only the rule's examples."""

from __future__ import annotations

import importlib
from pathlib import Path

from rules.load import RuleBase
from rules.proven import PAIRS, Proven, paired, proven
from tests.rulings import rule, rule_set

RULES = rule_set(*(rule(id=f"SEC-00{number}") for number in (1, 2, 3)))


def pairs(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "security.py").write_text(text, "utf-8")
    return folder


def test_by_pair_by_example_or_by_nothing(tmp_path: Path) -> None:
    folder = pairs(tmp_path, 'PAIRS = (Pair("SEC-001", "a hit", 1, 2), Pair("SEC-009", "no such rule"))\n')
    made = proven(RULES, ["SEC-001", "SEC-002"], folder)
    assert made == Proven(("SEC-001",), ("SEC-002",), ("SEC-003",), True)


def test_without_the_pairs_it_is_not_known(tmp_path: Path) -> None:
    made = proven(RULES, ["SEC-001"], tmp_path / "none")
    assert made == Proven((), ("SEC-001",), ("SEC-002", "SEC-003"), False)


def test_an_id_that_is_only_mentioned_is_no_pair(tmp_path: Path) -> None:
    folder = pairs(tmp_path, '"""SEC-001"""\nNOT = "SEC-002"\nother("SEC-003")\nPair(NOT)\nPair()\n')
    assert paired(folder) == frozenset()


def test_the_modules_are_not_run(tmp_path: Path) -> None:
    assert paired(pairs(tmp_path, 'raise SystemExit(1)\nPair("SEC-001")\n')) == {"SEC-001"}


def test_the_house_counts_the_pairs_that_its_tests_run(base: RuleBase) -> None:
    modules = [path.stem for path in PAIRS.glob("*.py") if path.stem not in ("recipe", "test_pairs")]
    run = {
        pair.rule
        for name in modules
        for pair in importlib.import_module(f"tests.rules.end_to_end.{name}").PAIRS
    }
    assert run
    assert paired(PAIRS) == run
    assert set(proven(base.rules, ()).end_to_end) == run
