"""The rules against the matrix of the law: severity and automation as agreed, no clause of the basis lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from rules.build import build
from rules.load import HOME, sources_of

RULES = build(sources_of(HOME)).rules
PLATFORMS = {"AI": ("android", "ios"), "A": ("android",), "I": ("ios",)}


@pytest.fixture(scope="module")
def matrix(corpus: Path) -> dict[str, Any]:
    """The rows by rule id."""
    rows = orjson.loads((corpus.parent / "reference" / "rules.json").read_bytes())
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_as_agreed(rule: Any, matrix: dict[str, Any]) -> None:
    row = matrix[rule.id]
    assert f"S{rule.severity}" == row["severity"]
    assert rule.automation == row["automation"]
    assert set(rule.platforms) <= set(PLATFORMS[row["platform"]])
    assert {f"{item['norm']}:{item['clause']}" for item in row["basis"]} <= set(rule.basis)
