from __future__ import annotations

from pathlib import Path

from scanner.kinds import KINDS, Kind

DOCS = Path(__file__).parents[2] / "docs" / "evidence.md"


def test_every_kind_is_specified() -> None:
    assert set(KINDS) == set(Kind)


def test_details_are_of_the_four_types_that_json_and_the_judge_know() -> None:
    for spec in KINDS.values():
        assert set(spec.detail.values()) <= {str, int, bool, tuple}


def test_every_kind_has_its_line_in_the_documentation() -> None:
    text = DOCS.read_text("utf-8")
    missing = [kind.value for kind in Kind if f"| `{kind.value}` |" not in text]
    assert missing == []
