"""Clauses read as people cite them, in the version of the day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.clauses import cited, clauses, numeral
from rules.model import Norm
from tests.reports.samples import norm, rule_set


@pytest.mark.parametrize(
    ("clause", "zh"),
    [
        ("12", "第十二条"),
        ("74(3)", "第七十四条第三款"),
        ("22(1)5", "第二十二条第一款第五项"),
        ("101", "第一百零一条"),
        ("三1", "第三部分第1项"),
        ("六#明示同意", "第六部分·明示同意"),
        ("附1注5", "附件1注5"),
        ("6.5", "6.5"),
        ("附E", "附录E"),
        ("要素", "要素"),
    ],
)
def test_citations(clause: str, zh: str) -> None:
    said = cited(replace(norm("CSL:24"), clause=clause))
    assert said.zh == zh
    assert said.en


def test_a_list_of_items_is_cited_as_such() -> None:
    entry = replace(norm("CSL:24"), id="BY14", clause="5(19)")
    assert cited(entry).zh == "第五条第(十九)项"
    assert cited(replace(entry, clause="5")).zh == "第五条"


def test_parts_in_english_are_numbers() -> None:
    assert [cited(replace(norm("CSL:24"), clause=text)).en for text in ("四1", "十一#收费")] == [
        "Part 4(1)",
        "Part 11 (收费)",
    ]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (110, "一百一十"), (200, "二百")]
)
def test_numerals(number: int, text: str) -> None:
    assert numeral(number) == text


def test_the_version_in_force_is_cited_and_unknown_refs_are_left_out() -> None:
    new = norm("CSL:24")
    old = replace(new, since="2017-06-01", until=new.since, number="主席令第53号")
    rules = replace(rule_set(), norms={"CSL:24": (old, new)})
    assert clauses(("CSL:24", "NOPE:1"), rules, "2025-05-01")[0].number == "主席令第53号"
    assert clauses(("CSL:24",), rules, "2026-01-01")[0].number == new.number


def test_an_unverified_clause_says_so() -> None:
    item: Norm = norm("XG26:一(三)8")
    found = clauses((item.ref,), replace(rule_set(), norms={item.ref: (item,)}), "2026-01-01")
    assert not found[0].verified
