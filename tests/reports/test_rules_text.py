"""The rule base as text: lists, pages, explanations, changes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from reports import rules_text
from reports.names import Names
from reports.rules_text import norm_page, norm_users, rule_list, rule_page, sdk_list, sdk_page
from reports.rules_text_explain import SHOWN, SUBJECTS, conclusion, explained, question, reason
from reports.rules_text_impact import coverage, impact
from rules.examples import Example
from rules.explain import Step, explain
from rules.facts import Gap
from rules.impact import Flip, changes
from rules.model import Finding, Outcome
from rules.proven import Proven
from rules.unnamed import Unnamed
from scanner.kinds import Kind
from tests.rulings import (
    AT,
    CAMERA,
    FIELD,
    NORMS,
    code,
    evidence,
    facts,
    form,
    permission,
    rule,
    rule_set,
    sdk,
)

SEEN = {"seen": {"kind": "permission", "value": CAMERA}}
EACH = {"kind": "permission", "level": ["dangerous"]}
MISSING = {"not": {"form": {"field": FIELD, "means": "$form"}}}


def text(when: Any, *found: Any, declaration: Any = None, **more: Any) -> str:
    one = rule(when, **more)
    rules = rule_set(one, sdks=[sdk("umeng", code("com.umeng"))])
    known = facts(*found, declaration=declaration, rules=rules)
    return "\n".join(explained(explain(one, known, rules, AT), Names(rules)))


def test_lists_have_a_line_each_and_a_count() -> None:
    lines = list(
        rule_list([rule(id="PERM-001"), rule(id="SEC-001", automation="半", platforms=("android", "ios"))])
    )
    assert [line.split()[:4] for line in lines[:2]] == [
        ["PERM-001", "S3", "全", "整改"],
        ["SEC-001", "S3", "半", "整改"],
    ]
    assert "安卓、iOS" in lines[1]
    assert lines[-1] == "共 2 条规则"
    sdks = list(sdk_list([sdk("umeng", code("com.umeng.a"), code("com.umeng.b"))]))
    assert "umeng" in sdks[0]
    assert "特征 2 个 1 种" in sdks[0]
    assert sdks[-1] == "共 1 个组件"


def test_a_rule_page_has_all_texts_and_conditions_that_could_stand_in_a_file() -> None:
    one = rule(
        SEEN, given={"not": SEEN}, each=EACH, basis=("CSL:24",), traps=("少见的情形",), check=("先看", "再问")
    )
    example = Example("SEC-001", "checks/security.yaml", 7, {"name": "开着", "outcome": "violated"})
    lines = list(rule_page(one, [example], rule_set(one)))
    for part in (
        "说明",
        "请说明",
        "误报  少见的情形",
        "核查  1. 先看",
        "核查  2. 再问",
        "# checks/security.yaml:7",
    ):
        assert any(part in line for line in lines), part
    page = "\n".join(lines)
    assert "第二十二条" in page  # both numbers of a clause that was renumbered, with their days
    assert "第二十四条" in page
    assert "2017-06-01 至 2026-01-01 前施行" in page
    conditions = page[page.index("given:") : page.index("例子 1 个")]
    assert yaml.safe_load(conditions) == {"given": {"not": SEEN}, "each": EACH, "when": SEEN}
    assert yaml.safe_load(page[page.index("# checks") :]) == [{"name": "开着", "outcome": "violated"}]


def test_a_clause_says_who_cites_it_and_whether_it_was_checked() -> None:
    assert "未与原文核对" in "\n".join(norm_page(NORMS["MEM:1"]))
    assert "未与原文核对" not in "\n".join(norm_page(NORMS["BA3:12"]))
    users = list(norm_users("BA3:12", rule_set(rule(SEEN), rule(SEEN, id="SEC-002", basis=("GB:5",)))))
    assert users == ["引用它的规则 1 条:", "  SEC-001 题目"]


def test_an_sdk_page_says_where_each_mark_was_seen() -> None:
    page = "\n".join(
        sdk_page(sdk("umeng", code("com.umeng.a"), code("u.aly", strong=False, used=True), foreign=True))
    )
    assert "com.umeng.a  [强]  见于 test" in page
    assert "u.aly  [弱·须被使用]" in page
    assert "境外运营" in page


def test_an_explanation_shows_each_answer_and_what_it_rests_on() -> None:
    either = {"any": [SEEN, {"stage": "dynamic"}, {"not": SEEN}]}
    lines = text(either, permission(CAMERA)).splitlines()
    assert any("[是] 以下有一项成立即可" in line for line in lines)
    assert any(f"[是] 有证据 permission(value={CAMERA})" in line for line in lines)
    assert any("安装包清单声明了“相机”权限" in line for line in lines)
    assert any("[不知道] 需要动态检测" in line for line in lines)
    assert any("未做动态检测[stage-dynamic]" in line for line in lines)
    assert lines[-1] == "  整个应用:命中(待核实) S3"


def test_an_explanation_shows_the_form_the_caps_and_the_clauses_that_do_not_count() -> None:
    declared = form({"教育移动应用信息": {"获取的权限": ["通讯录"]}})
    page = text(
        MISSING,
        permission(CAMERA),
        declaration=declared,
        each=EACH,
        automation="半",
        basis=("GB:5", "HN:2", "DR:1"),
    )
    assert f"[否] 备案表“{FIELD}”意思是 相机" in page
    assert "备案表写的是:通讯录" in page
    assert "封顶:规则是半自动或人工的" in page
    assert "封顶:当日依据只有标准,最高 S1" in page
    assert "级别由 S3 降为 S1" in page
    assert "HN:2 《河南》第二条 不计:地方文件" in page
    assert "DR:1 《草案》第一条 不计:征求意见稿" in page
    assert "结论 相机:命中(待核实)·线索 S1" in page


def test_many_subjects_and_much_evidence_are_counted() -> None:
    found = [evidence(Kind.HOST, f"h{number}.cn") for number in range(SUBJECTS + 3)]
    page = text(None, *found, each={"kind": "host"})
    assert page.count("\n对象 ") == SUBJECTS
    assert "另有 3 个对象,结论分别为:命中(待核实)·线索 3 个" in page
    page = text({"seen": {"kind": "host"}}, *found)
    assert f"…… 共 {len(found)} 条证据" in page
    assert f"等 {len(found)} 条" in page
    assert page.count(".cn") == SHOWN


@pytest.mark.parametrize(
    ("word", "content", "said"),
    [
        ("seen", {"kind": "manifest_flag", "value": "debuggable", "on": True}, "value=debuggable;on=是"),
        (
            "seen",
            {"kind": "sdk", "count": 3, "level": {"min": 5, "max": 9}},
            "level 至少 5且至多 9),至少 3 个不同的值",
        ),
        (
            "seen",
            {"kind": "host", "value": {"not": ["a", "b"]}, "owner": {"there": False}},
            "不是 a 或 b;owner 没有这一项",
        ),
        ("form", {"field": "$.域名", "filled": False}, "备案表“域名”没有填"),
        ("form", {"field": "域名", "format": "domain"}, "写法符合 domain"),
        ("differs", ["package.app_id", "form.样本.包名"], "package.app_id 与 form.样本.包名 不同"),
        ("pack", {"setting": "x", "is": 3}, "本省设置 x 是 3"),
        ("person", {"topic": "icp", "saw": ["none"], "what": "查 ICP"}, "人工取证“icp”:查 ICP(看到 none)"),
        ("person", "内容是否健康", "由人判断:内容是否健康"),
    ],
)
def test_questions_in_words(word: str, content: Any, said: str) -> None:
    assert said in question(Step(word, content, None))  # type: ignore[arg-type]


def test_reasons_and_conclusions() -> None:
    assert reason(Gap("packed", "jiagu")) == "代码已加固,静态检测读不到[packed]:jiagu"
    assert reason(Gap("none")).startswith("范围:")
    assert reason(Gap("brand-new")) == "条件不足[brand-new]"
    hostile = Finding("SEC-001", "label:x", "a\u202eb", Outcome.SUSPECTED, 2, note="c\x1b[2J")
    assert "\u202e" not in conclusion(hostile)
    assert "\x1b" not in conclusion(hostile)
    assert "\x1b" not in reason(Gap("\x1b[2J", "\x1b[2J"))


def test_a_change_is_one_list_with_its_reason() -> None:
    old, new = rule_set(rule(SEEN)), rule_set(rule(SEEN, severity=2))
    hit = Finding("SEC-001", "app", "", Outcome.VIOLATED, 3)
    lower = Finding("SEC-001", "app", "", Outcome.VIOLATED, 2)
    found = [(f"{number}/scan.json", Flip("SEC-001", "app", "", hit, lower)) for number in range(7)]
    gone = [("0/scan.json", Flip("OLD-001", "app", "", hit, None))]
    made = changes([*found, *gone], old, new)
    lines = list(impact(made, 9, {one.id: one for one in new.rules}))
    assert lines[0] == "重判 9 次检测:8 个结论会变,归为 2 种变化"
    assert "SEC-001 题目:命中(待核实) S3 → 命中(待核实) S2" in lines
    assert "  7 个结论,涉及 7 次检测;原因:规则的级别改了" in lines
    assert sum(line.startswith("  · ") for line in lines) == 6
    assert "OLD-001:命中(待核实) S3 → 无此规则" in lines


def test_coverage_has_totals_and_says_when_it_cannot_know() -> None:
    lines = list(coverage(Proven(("B-002",), ("A-001",), ("C-003",), True)))
    assert lines == [
        "A-001     仅有例子",
        "B-002     端到端",
        "C-003     没有例子",
        "共 3 条:端到端 1 条,仅有例子 1 条,没有例子 1 条",
    ]
    assert "无法统计" in list(coverage(Proven((), ("A-001",), (), False)))[-1]


def test_names_of_nobody_are_listed_up_to_a_bound() -> None:
    many = tuple((f"com.vendor{n}.kit", 1) for n in range(99))
    told = list(rules_text.unnamed_page(Unnamed(many, ("a.\u202eB",), ())))
    assert told[0].startswith("不属于已知组件、公共代码库和应用自身的代码(99 处")
    assert sum("com.vendor" in line for line in told) == rules_text.MOST_NAMES
    assert all(line.isprintable() for line in told)
