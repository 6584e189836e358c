"""The norms: complete against the table they were taken from, dated, and old article numbers kept."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.build import build
from rules.data import Source

FILE = Path(__file__).parents[2] / "rules" / "norms.yaml"
TEXTS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
LEVELS = {"法律", "行政法规", "部门规章", "规范性文件", "地方口径", "国家标准", "团体标准"}


def clauses() -> dict[tuple[str, str], dict[str, Any]]:
    return {(text["id"], clause["clause"]): clause for text in TEXTS for clause in text["clauses"]}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["id"])
def test_text(text: dict[str, Any]) -> None:
    assert text["level"] in LEVELS
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text["since"]))
    assert text["clauses"]


def test_days_that_are_not_known_are_said() -> None:
    vague = {"BA3", "HN478", "PXSP", "PXYS", "TAF", "TC260", "WCMS", "XG26"}
    assert {text["id"] for text in TEXTS if "日不详" in text.get("since_note", "")} == vague - {"BA3"}
    assert all(str(text["since"]).endswith("-01") for text in TEXTS if text["id"] in vague)


def test_draft_is_never_in_force() -> None:
    drafts = [text for text in TEXTS if text.get("draft")]
    assert [text["id"] for text in drafts] == ["DRAFT26"]
    assert str(drafts[0]["since"]) == "9999-12-31"


def test_cybersecurity_law_keeps_its_old_numbers() -> None:
    moved = {"61": "59", "71": "64"}
    for (text, number), clause in clauses().items():
        if text == "CSL":
            before = clause["before"]
            assert before["clause"] == moved.get(number, str(int(number) - 2))
            assert (str(before["since"]), str(before["until"])) == ("2017-06-01", "2026-01-01")


def test_it_loads_and_old_and_new_numbers_follow_each_other() -> None:
    data = build([Source("norms.yaml", "norms.yaml", FILE.read_text("utf-8"))])
    old, new = data.norms["CSL:23"]
    assert (old.clause, old.until) == ("21", new.since)
    assert new.clause == "23"


def test_every_row_of_the_table_is_here(corpus: Path) -> None:
    with (corpus.parent / "reference" / "norms.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    known = clauses()
    assert len(known) == len(rows)
    for row in rows:
        clause = known[row["norm_id"], row["clause"]]
        unchecked = row["status"] == "from-memory" or row["norm_id"] == "ICP"
        assert clause.get("verified", True) is not unchecked, row
        if row["norm_id"] != "CSL":
            assert clause["text"] == row["paraphrase_zh"]
