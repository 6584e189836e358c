from __future__ import annotations

import pytest

from rules.data import Fault
from rules.located import Table, read
from rules.shape import MARK, RULE, Checker


def entry(text: str) -> Table:
    (found,) = read("a.yaml", text, [])
    return found


def test_missing_unknown_and_wrong_keys_are_named_with_their_lines() -> None:
    faults: list[Fault] = []
    assert not Checker("a.yaml", faults).shape(entry("- type: code\n  valeu: x\n  weak: maybe\n"), MARK)
    assert sorted((fault.line, fault.en) for fault in faults) == [
        (1, "'source' is missing"),
        (1, "'value' is missing"),
        (2, "unknown key 'valeu'"),
        (3, "bad value for 'weak': maybe"),
    ]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("id", "PERM-001", "PERM-1"),
        ("severity", "S4", "S5"),
        ("automation", "半", "自动"),
        ("use", "补正", "补充"),
        ("plain", "说" * 60, "说" * 61),
        ("check", ["一"], []),
        ("basis", ["BA3:12"], "BA3:12"),
        ("remedy", "请改", " "),
    ],
)
def test_what_stands_in_a_rule(key: str, good: object, bad: object) -> None:
    assert RULE.must[key](good)
    assert not RULE.must[key](bad)
    assert not RULE.must[key](None)


def test_a_file_is_a_list_of_entries() -> None:
    faults: list[Fault] = []
    checker = Checker("a.yaml", faults)
    assert checker.entries({"a": 1}) == []
    assert len(checker.entries([Table(), "x"])) == 1
    assert [fault.en for fault in faults] == ["a list of entries expected", "an entry is not a mapping"]
