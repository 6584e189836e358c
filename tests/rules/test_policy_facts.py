from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.attribute import attribute
from rules.facts import Facts
from rules.model import RuleSet
from rules.policy_facts import in_vain, where_looked
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, PolicyText, Run, Status, Where
from tests.rulings import CAMERA, code, evidence, form, permission, rule_set, scan, sdk

PUSH = sdk(
    "jpush", code("cn.jpush"), zh="极光推送", vendor="极光", category="push", words=("极光", "极光推送")
)
CORE = sdk("jcore", code("cn.jiguang"), zh="极光公共库", vendor="极光", category="other", words=())
STAT = sdk(
    "janalytics", code("cn.jstat"), zh="极光统计", vendor="极光", category="analytics", words=("极光统计",)
)
OTHER = sdk("getui", code("com.igexin"), zh="个推", vendor="个推", category="push", words=("个推",))


def rules() -> RuleSet:
    return rule_set(sdks=[PUSH, CORE, STAT, OTHER])


def mention(value: str, type_: str, polarity: str = "stated", **detail: Any) -> Evidence:
    return Evidence(
        Kind.POLICY_MENTION,
        value,
        Where(entry="a", paragraph=1),
        "t",
        {"type": type_, "polarity": polarity, **detail},
    )


def heard(
    *items: Evidence,
    status: Status = Status.DONE,
    declaration: Any = None,
    documents: tuple[PolicyText, ...] = (),
) -> Facts:
    reason = "" if status is Status.DONE else "policy-linked"
    run = Run(Stage.POLICY, "t", 1, (Kind.POLICY_MENTION, Kind.POLICY_DOCUMENT), status, reason)
    made = scan(*items)
    return attribute(replace(made, runs=(*made.runs, run), documents=documents), declaration, rules())


def covered(word: str, value: str = "jpush") -> set[str]:
    (fact,) = heard(mention(value, "sdk", word=word)).of(Kind.POLICY_MENTION)
    return set(fact.keys["covers"])


def test_a_general_name_covers_what_bears_it_and_a_full_one_does_not() -> None:
    assert covered("极光") == {"jpush", "jcore", "janalytics"}
    assert covered("极光推送") == {"jpush", "jcore"}
    assert covered("小船日历SDK", "小船日历SDK") == {"小船日历SDK"}


@pytest.mark.parametrize(
    ("polarity", "stated"), [("stated", "yes"), ("optional", "yes"), ("negated", "denied")]
)
def test_a_permission_is_stated_by_its_name(polarity: str, stated: str) -> None:
    facts = heard(permission(CAMERA), mention(CAMERA, "permission", polarity))
    assert facts.of(Kind.PERMISSION)[0].keys["stated"] == stated


def test_what_is_not_there_is_not_stated_only_if_all_was_read() -> None:
    assert heard(permission(CAMERA)).of(Kind.PERMISSION)[0].keys["stated"] == "no"
    partial = heard(permission(CAMERA), status=Status.PARTIAL)
    assert "stated" not in partial.of(Kind.PERMISSION)[0].keys
    query = {"kind": "permission", "stated": "no"}
    gap = partial.unwatched(query)
    assert gap is not None
    assert gap.reason == "policy-linked"
    silent = attribute(scan(permission(CAMERA)), None, rules())
    gap = silent.unwatched(query)
    assert gap is not None
    assert gap.reason == "stage-policy"


def test_that_something_is_so_counts_more_than_that_it_is_not() -> None:
    facts = heard(permission(CAMERA), mention(CAMERA, "permission", "negated"), mention(CAMERA, "permission"))
    assert facts.of(Kind.PERMISSION)[0].keys["stated"] == "yes"


def test_other_evidence_has_keys_of_that_name_too() -> None:
    flag = evidence(Kind.MANIFEST_FLAG, "debuggable", on=True, stated=True)
    assert heard(flag).unwatched({"kind": "manifest_flag", "stated": True}) is None


def test_whose_policy_it_is() -> None:
    def told(text: str, **detail: str) -> dict[str, Any]:
        document = Evidence(Kind.POLICY_DOCUMENT, "main", Where(entry="a"), "t", {"state": "read", **detail})
        declaration = form({"主管单位信息": {"单位名称": "示例教育科技有限公司"}})
        facts = heard(
            document,
            declaration=declaration,
            documents=(PolicyText("a", "", 1, "main", "", "read", paragraphs=(text,)),),
        )
        return dict(facts.of(Kind.POLICY_DOCUMENT)[0].keys)

    label = scan().package.label
    keys = told(f"欢迎使用{label} App,由示例教育科技有限公司提供")
    assert keys["names_app"]
    assert keys["names_provider"]
    keys = told("欢迎使用别的题库,由另一家公司提供")
    assert not keys["names_app"]
    assert not keys["names_provider"]


def test_where_one_looked_in_vain() -> None:
    document = Evidence(
        Kind.POLICY_DOCUMENT,
        "main",
        Where(entry="a.html"),
        "t",
        {"state": "read", "title": "《晨星隐私政策》"},
    )
    assert where_looked(scan(document)) == "已查看 《晨星隐私政策》"
    assert where_looked(scan()) == ""
    assert in_vain({"kind": "policy_element", "value": "retention"}, ()).startswith("没有找到写明“保存期限”")
    assert in_vain({"kind": "sdk"}, ["极光、JPush"]) == "没有找到“极光、JPush”"
