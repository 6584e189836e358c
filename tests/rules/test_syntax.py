from __future__ import annotations

from typing import Any

import pytest

from rules.attribute import KEYS
from rules.syntax import Known, check_rule
from scanner.kinds import Kind

KNOWN = Known(
    keys=KEYS,
    values={Kind.SENSITIVE_USE: frozenset({"serial"}), Kind.OBSERVATION: frozenset({"not-found"})},
    details={(Kind.SDK, "category"): frozenset({"ads"})},
    settings=frozenset({"floor"}),
    options=frozenset({"相机"}),
    topics={"icp": frozenset({"not-found"})},
)


def said(when: Any, **rule: Any) -> list[str]:
    found: list[str] = []
    check_rule({"when": when, **rule}, lambda _node, _zh, en: found.append(en), KNOWN)
    return found


FIELD = "教育移动应用信息.获取的权限"
SYSTEMS = {"form": "业务系统信息", "name": "业务系统名称", "as": "system"}


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        ({"seen": {"kind": "permission", "value": "a*", "level": "dangerous", "max_sdk": {"min": 23}}}, {}),
        ({"seen": {"kind": "sensitive_use", "value": ["serial"], "reach": {"not": "no"}}}, {}),
        ({"seen": {"kind": "sdk", "category": "ads", "count": 2, "foreign": True}}, {}),
        ({"seen": {"kind": "signer", "md5": {"form": "样本.证书MD5"}, "verified": True}}, {}),
        ({"seen": {"kind": "sdk_level", "value": "target", "level": {"max": {"pack": "floor"}}}}, {}),
        ({"form": {"field": FIELD, "means": "相机"}}, {}),
        ({"form": {"field": FIELD, "means": "$form"}}, {"each": {"kind": "permission", "by": "group"}}),
        ({"form": {"field": "$.ICP备案编号", "format": "icp"}}, {"each": SYSTEMS}),
        ({"seen": {"kind": "permission", "form": "$means"}}, {"each": {"form": FIELD, "as": "option"}}),
        ({"same": ["package.app_id", "form.样本.包名"]}, {}),
        ({"differs": ["label.value", "form.教育移动应用信息.应用名称"]}, {}),
        ({"person": "看一看"}, {}),
        ({"person": {"topic": "icp", "saw": ["not-found"], "what": "查"}}, {}),
        (
            {
                "person": {
                    "topic": "icp",
                    "saw": ["not-found"],
                    "what": "查",
                    "about": FIELD,
                    "after": "dynamic",
                }
            },
            {},
        ),
        ({"all": [{"stage": "dynamic"}, {"not": {"pack": {"setting": "floor", "is": {"min": 1}}}}]}, {}),
        (None, {"automation": "人"}),
    ],
)
def test_what_is_right(when: Any, rule: dict[str, Any]) -> None:
    assert said(when, **rule) == []


@pytest.mark.parametrize(
    ("when", "rule", "fault"),
    [
        (None, {}, "'when' or 'each' is needed"),
        ("seen", {}, "exactly one word"),
        ({}, {}, "exactly one word"),
        ({"seen": {"kind": "host"}, "form": {}}, {}, "exactly one word"),
        ({"sean": {}}, {}, "unknown condition 'sean'"),
        ({"all": []}, {}, "takes a list"),
        ({"any": {"seen": {}}}, {}, "takes a list"),
        ({"not": None}, {}, "empty"),
        ({"seen": None}, {}, "a kind is needed"),
        ({"seen": {"value": "x"}}, {}, "a kind is needed"),
        ({"seen": {"kind": "permision"}}, {}, "no such kind"),
        ({"seen": {"kind": "permission", "maxsdk": 3}}, {}, "no key 'maxsdk'"),
        ({"seen": {"kind": "permission", "max_sdk": "3"}}, {}, "bad value for 'max_sdk'"),
        ({"seen": {"kind": "manifest_flag", "value": "debugable"}}, {}, "never 'debugable'"),
        ({"seen": {"kind": "manifest_flag", "value": "debuggable", "on": "yes"}}, {}, "bad value for 'on'"),
        ({"seen": {"kind": "sensitive_use", "value": "imei"}}, {}, "never 'imei'"),
        ({"seen": {"kind": "sensitive_use", "reach": ["sure"]}}, {}, "never 'sure'"),
        ({"seen": {"kind": "sdk", "category": {"not": "adz"}}}, {}, "never 'adz'"),
        ({"seen": {"kind": "permission", "max_sdk": {"above": 3}}}, {}, "unknown comparison"),
        ({"seen": {"kind": "permission", "max_sdk": {}}}, {}, "unknown comparison"),
        ({"seen": {"kind": "signer", "md5": {"form": "样本.MD5"}}}, {}, "no such field"),
        ({"seen": {"kind": "sdk_level", "level": {"max": {"pack": "roof"}}}}, {}, "no such setting"),
        ({"seen": {"kind": "permission", "value": "$value"}}, {}, "no key '$value'"),
        (
            {"seen": {"kind": "permission", "value": "$forms"}},
            {"each": {"kind": "permission"}},
            "no key '$forms'",
        ),
        ({"form": {"field": FIELD}}, {}, "one test"),
        ({"form": {"field": FIELD, "has": "a", "is": "b"}}, {}, "one test"),
        ({"form": {"field": "教育移动应用信息.权限", "has": "a"}}, {}, "no such field"),
        ({"form": {"field": "$.ICP备案编号", "filled": True}}, {}, "no such field"),
        ({"form": {"field": "主管单位信息.联系人信息", "filled": True}}, {}, "personal data"),
        ({"form": {"field": "主管单位信息.联系人信息.电话", "filled": True}}, {}, "personal data"),
        ({"form": {"field": FIELD, "format": "icpp"}}, {}, "no such format"),
        ({"form": {"field": FIELD, "filled": "yes"}}, {}, "true or false"),
        ({"form": {"field": FIELD, "means": "照相"}}, {}, "no such option"),
        ({"same": ["package.app_id"]}, {}, "two values"),
        ({"same": ["package.appid", "x"]}, {}, "the package has no 'appid'"),
        ({"same": ["form.没有", "x"]}, {}, "no such field"),
        ({"same": ["label.text", "x"]}, {}, "no such thing"),
        ({"same": ["lable.value", "x"]}, {}, "no such thing"),
        ({"stage": "runtime"}, {}, "no such stage"),
        ({"person": {"topic": "icp"}}, {}, "person takes"),
        ({"person": {"topic": "icp", "saw": ["lost"], "what": "查"}}, {}, "'icp' never ends in 'lost'"),
        ({"person": {"topic": "roof", "saw": ["lost"], "what": "查"}}, {}, "no such topic"),
        (
            {"person": {"topic": "icp", "saw": ["not-found"], "what": "查", "about": "没有"}},
            {},
            "no such field",
        ),
        ({"person": {"topic": "icp", "saw": ["not-found"], "what": "查", "after": "x"}}, {}, "no such stage"),
        ({"pack": {"setting": "roof", "is": 1}}, {}, "no such setting"),
        ({"pack": "floor"}, {}, "takes setting"),
        ({"stage": "dynamic"}, {"each": {"kind": "nothing"}}, "no such kind"),
        ({"stage": "dynamic"}, {"each": {"kind": "permission", "by": "colour"}}, "no such key"),
        ({"stage": "dynamic"}, {"each": {"form": "业务系统信息", "as": "system"}}, "a name is needed"),
        ({"stage": "dynamic"}, {"each": {"form": "没有的表", "as": "x"}}, "no such field"),
        ({"stage": "dynamic"}, {"each": {"form": FIELD}}, "takes form, as"),
        ({"stage": "dynamic"}, {"given": {"stage": "x"}}, "no such stage"),
    ],
)
def test_what_is_wrong_is_named(when: Any, rule: dict[str, Any], fault: str) -> None:
    assert any(fault in text for text in said(when, **rule)), said(when, **rule)


def test_all_faults_of_a_rule_are_named() -> None:
    tree = {"all": [{"sean": 1}, {"seen": {"kind": "x"}}, {"any": [{"stage": "x"}]}]}
    assert len(said(tree, given={"form": {"field": "没有", "has": "x"}})) == 4
