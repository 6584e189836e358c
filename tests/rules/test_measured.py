"""Thresholds of the examiners are told apart from those of the law."""

from __future__ import annotations

from rules.load import RuleBase, load
from rules.measured import asked, measured
from tests.rulings import rule, rule_set


def test_every_way_to_name_a_setting() -> None:
    when = {
        "any": [
            {"seen": {"kind": "sdk_level", "level": {"not": {"min": {"pack": "floor"}}}}},
            {"seen": {"kind": "package_query", "count": {"pack": "many"}}},
        ]
    }
    one = rule(when, given={"pack": {"setting": "clones", "is": True}})
    assert asked(one) == ("clones", "floor", "many")
    pack = {"floor": 30, "many": 20, "clones": True, "measured": {"floor": "下限", "many": "大量"}}
    found = measured(rule_set(one, rule(id="SEC-002"), pack=pack))
    assert found == {"SEC-001": (("floor", "下限", "30"), ("many", "大量", "20"))}


def test_of_the_house_rules(base: RuleBase) -> None:
    found = measured(base.rules)
    assert {"PERM-014", "SEC-014"} <= set(found)
    assert found["SEC-014"] == (("target_sdk_floor", "目标系统版本下限", "30"),)
    assert measured(load("henan").rules)["SEC-014"] == found["SEC-014"]
