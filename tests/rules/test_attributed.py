"""Attributed evidence, kept without the inventory: judged again it gives the same findings."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from rules import attributed
from rules.attribute import attribute
from rules.facts import Facts
from rules.judge import judge
from rules.model import RuleSet
from scanner.codec import Malformed
from scanner.kinds import Kind
from scanner.model import Inventory
from tests.rulings import AT, CAMERA, FIELD, code, evidence, form, permission, rule, rule_set, scan, sdk

RULES = rule_set(
    rule({"seen": {"kind": "sdk", "value": "umeng"}}),
    rule({"seen": {"kind": "sensitive_use", "owner": "umeng"}}, id="SEC-002"),
    rule({"not": {"form": {"field": FIELD, "means": "相机"}}}, id="SEC-003"),
    sdks=(sdk("umeng", code("com.umeng.analytics")),),
)
FOUND = scan(
    permission(CAMERA),
    evidence(Kind.SENSITIVE_USE, "serial", "com.umeng.analytics.A", form="call"),
    inventory=Inventory(packages=("com.umeng.analytics",), classes=(("A",),), calls=((),), refers=((),)),
)
FORM = form({"教育移动应用信息": {"获取的权限": ["相机"]}})


def kept() -> bytes:
    return attributed.to_bytes(attribute(FOUND, FORM, RULES), RULES)


def again(rules: RuleSet) -> Facts:
    facts = attributed.from_bytes(kept(), FORM, rules)
    assert facts is not None
    return facts


def test_the_same_findings_without_the_inventory() -> None:
    whole = attribute(FOUND, FORM, RULES)
    facts = again(RULES)
    assert facts.derived == whole.derived != ()
    assert facts.scan.inventory == Inventory()
    assert judge(facts, RULES, AT) == judge(whole, RULES, AT)


def test_other_rules_with_the_same_signatures() -> None:
    other = replace(RULES, version="1" * 64, rules=(rule(severity=1, when={"seen": {"kind": "permission"}}),))
    assert judge(again(other), other, AT) == judge(attribute(FOUND, FORM, other), other, AT)


def test_other_signatures_make_it_void() -> None:
    other = replace(RULES, version="1" * 64, sdks=(sdk("umeng", code("com.umeng.push")),))
    assert attributed.from_bytes(kept(), FORM, other) is None
    newer = orjson.dumps(orjson.loads(kept()) | {"schema": attributed.SCHEMA + 1})
    assert attributed.from_bytes(newer, FORM, RULES) is None


@pytest.mark.parametrize("change", [{"colour": 1}, {"derived": [{"kind": "none"}]}, {"scan": {}}])
def test_what_was_damaged_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        attributed.from_bytes(orjson.dumps(orjson.loads(kept()) | change), FORM, RULES)
    with pytest.raises(Malformed):
        attributed.from_bytes(b"{", FORM, RULES)
    assert attributed.from_bytes(b"[]", FORM, RULES) is None
