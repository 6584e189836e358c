from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.condition import ask
from rules.condition_answer import rung_of, weigh
from rules.facts import Facts
from rules.model import Rung
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, Status, Where
from tests.rulings import CAMERA, CONTACTS, FIELD, done, evidence, facts, form, permission

YES = {"seen": {"kind": "permission", "value": CAMERA}}
NO = {"seen": {"kind": "permission", "value": CONTACTS}}
OPEN = {"seen": {"kind": "host", "value": "a.cn"}}  # its analyzer did not end
_KNOWN = done(Kind.PERMISSION), done(Kind.HOST, status=Status.PARTIAL, reason="budget")
WORLD = facts(permission(CAMERA), runs=_KNOWN)


def truth(tree: Any, found: Facts = WORLD, **bound: Any) -> bool | None:
    return ask(tree, found, bound).truth


def test_found_yes_looked_through_no_not_looked_through_unknown() -> None:
    assert (truth(YES), truth(NO), truth(OPEN)) == (True, False, None)
    assert ask(OPEN, WORLD, {}).gaps[0].reason == "budget"
    assert truth(None) is True
    found = facts(evidence(Kind.HOST, "a.cn"), runs=_KNOWN)
    assert truth(OPEN, found) is True  # found counts although the look broke off


TREES = (YES, NO, OPEN)
KLEENE = {True: 1, None: 0, False: -1}


@pytest.mark.parametrize("trees", itertools.product(TREES, repeat=3))
def test_all_any_and_not_are_kleenes(trees: tuple[Any, ...]) -> None:
    values = [KLEENE[truth(tree)] for tree in trees]
    assert KLEENE[truth({"all": list(trees)})] == min(values)
    assert KLEENE[truth({"any": list(trees)})] == max(values)
    assert KLEENE[truth({"not": trees[0]})] == -values[0]
    assert KLEENE[truth({"clue": trees[0]})] == values[0]


_TREE = st.recursive(
    st.sampled_from(TREES),
    lambda inner: st.one_of(
        st.builds(
            lambda word, parts: {word: parts},
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda part: {"clue": part}, inner),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(_TREE)
def test_unknown_is_never_no_and_always_says_why(tree: Any) -> None:
    """Whatever the open question turns out to be, a no stays a no and a yes stays a yes."""
    answer = ask(tree, WORLD, {})
    closed = facts(permission(CAMERA), runs=[done(Kind.PERMISSION, Kind.HOST)])
    found = facts(permission(CAMERA), evidence(Kind.HOST, "a.cn"), runs=_KNOWN)
    later = {truth(tree, closed), truth(tree, found)}
    if answer.truth is None:
        assert answer.gaps
    else:
        assert later == {answer.truth}


# ---- weights -----------------------------------------------------------------------------------------


def _use(reach: str) -> Evidence:
    return evidence(Kind.SENSITIVE_USE, "serial", "cn.example.A", form="call", reach=reach)


@pytest.mark.parametrize(
    ("item", "cap", "clue", "rung"),
    [
        (permission(CAMERA), 4, False, None),
        (evidence(Kind.HOST, "a.cn"), 1, True, Rung.PACKED),
        (_use("no"), 1, True, Rung.REFERENCED),
        (_use("conditional"), 2, True, Rung.REACHABLE),
        (_use("unconditional"), 2, True, Rung.REACHABLE),
    ],
)
def test_presence_carries_s1_reachable_code_s2_a_fact_everything(
    item: Evidence, cap: int, clue: bool, rung: Rung | None
) -> None:
    found = facts(item)
    tree = {"seen": {"kind": item.kind.value}}
    answer = ask(tree, found, {})
    assert (answer.cap, answer.clue) == (cap, clue)
    assert rung_of(answer.facts[0]) == rung


def test_the_best_of_several_counts_and_a_called_sdk_is_no_clue() -> None:
    found = facts(_use("no"), _use("unconditional"))
    assert weigh(found.of(Kind.SENSITIVE_USE)) == (2, True)
    assert weigh(()) == (4, False)


def test_any_takes_the_strongest_all_the_weakest_and_not_the_same_as_the_look() -> None:
    found = facts(permission(CAMERA), evidence(Kind.HOST, "a.cn"))
    assert ask({"any": [YES, OPEN]}, found, {}).weight == (True, 4)
    assert ask({"all": [YES, OPEN]}, found, {}).weight == (False, 1)
    assert ask({"clue": YES}, found, {}).weight == (False, 4)
    absent = {"not": {"seen": {"kind": "host", "value": "b.cn"}}}
    assert ask(absent, found, {}).weight == (False, 1)  # that code does not show it proves little
    assert ask({"not": NO}, found, {}).weight == (True, 4)


# ---- the form ----------------------------------------------------------------------------------------

FILED = form(
    {
        "业务系统信息": [
            {"业务系统名称": "甲", "ICP备案编号": "京ICP备12345678号-1"},
            {"业务系统名称": "乙"},
        ],
        "教育移动应用信息": {"应用名称": "示例 作业", "获取的权限": ["摄像头"], "版本号": "1.0"},
    },
    使用者备案信息表=[{"教育移动应用信息": {"使用性质": "要求使用", "是否有集体决策": False}}],
)
WITH = facts(permission(CAMERA), declaration=FILED)


def ask_form(**tests: Any) -> bool | None:
    name = tests.pop("field", FIELD)
    return truth({"form": {"field": name, **tests}}, WITH)


def test_what_a_field_says() -> None:
    assert ask_form(has="摄像头") is True
    assert ask_form(has="相机") is False
    assert ask_form(means="相机") is True
    assert ask_form(means=["通讯录", "电话"]) is False
    assert ask_form(field="使用者备案信息表.教育移动应用信息.是否有集体决策", **{"is": "否"}) is True
    assert ask_form(field="使用者备案信息表.教育移动应用信息.是否有集体决策", **{"is": True}) is False
    assert ask_form(field="业务系统信息.ICP备案编号", format="icp") is True
    assert ask_form(field="教育移动应用信息.版本号", format="icp") is False


def test_an_empty_field_is_unknown_unless_one_asks_whether_it_is_filled() -> None:
    empty = "教育移动应用信息.服务内容"
    assert ask_form(field=empty, has="作业") is None
    assert ask_form(field=empty, filled=False) is True
    assert ask_form(field=empty, filled=True) is False
    answer = ask({"not": {"form": {"field": empty, "filled": True}}}, WITH, {})
    assert answer.note == "备案表“服务内容”未填写"


@pytest.mark.parametrize(
    ("name", "reason"),
    [(FIELD, "no-filing"), ("使用者备案信息表.教育移动应用信息.使用性质", "no-filing")],
)
def test_without_a_filing_everything_is_unknown(name: str, reason: str) -> None:
    for tree in (
        {"form": {"field": name, "has": "x"}},
        {"form": {"field": name, "filled": False}},
        {"same": ["package.label", f"form.{name}"]},
        {"seen": {"kind": "permission", "value": {"form": name}}},
    ):
        answer = ask(tree, WORLD, {})
        assert answer.truth is None
        assert answer.gaps[0].reason == reason


def test_without_an_institution_its_answers_are_unknown() -> None:
    found = facts(declaration=form({"教育移动应用信息": {"应用名称": "x"}}))
    name = "使用者备案信息表.教育移动应用信息.使用性质"
    answer = ask({"form": {"field": name, "is": "要求使用"}}, found, {})
    assert answer.gaps[0].reason == "no-institution"
    assert truth({"form": {"field": name, "filled": True}}, found) is False


def test_what_was_declared_is_evidence() -> None:
    answer = ask({"form": {"field": FIELD, "has": "摄像头"}}, WITH, {})
    assert [fact.evidence.kind for fact in answer.facts] == [Kind.DECLARED]


def test_same_and_differs() -> None:
    label = ["package.label", "form.教育移动应用信息.应用名称"]
    assert truth({"same": label}, WITH) is True  # widths and spaces do not count
    assert truth({"differs": ["package.version", "form.教育移动应用信息.版本号"]}, WITH) is False
    answer = ask({"differs": ["package.app_id", "form.教育移动应用信息.应用名称"]}, WITH, {})
    assert answer.truth is True
    assert answer.note == "安装包的包名为“cn.example.app”,备案表“应用名称”为“示例 作业”"
    assert truth({"differs": ["package.label", "form.教育移动应用信息.服务内容"]}, WITH) is None
    seen = facts(evidence(Kind.LABEL, "Homework"), evidence(Kind.LABEL, "示例作业"), declaration=FILED)
    assert truth({"same": ["label.value", "form.教育移动应用信息.应用名称"]}, seen) is True
    assert truth({"same": ["signer.md5", "form.教育移动应用信息.应用名称"]}, seen) is None


# ---- references --------------------------------------------------------------------------------------


def test_references_to_the_subject_the_form_and_the_pack() -> None:
    assert truth({"form": {"field": FIELD, "means": "$form"}}, WITH, form=["相机"]) is True
    answer = ask({"form": {"field": FIELD, "means": "$form"}}, WITH, {"form": []})
    assert (answer.truth, answer.gaps[0].reason) == (None, "no-term")
    named = {"seen": {"kind": "label", "value": {"not": {"form": "教育移动应用信息.应用名称"}}}}
    assert truth(named, facts(evidence(Kind.LABEL, "另一个"), declaration=FILED)) is True
    level = {"seen": {"kind": "sdk_level", "value": "target", "level": {"max": {"pack": "floor"}}}}
    old = facts(evidence(Kind.SDK_LEVEL, "target", level=22, stated=True))
    assert ask(level, old, {}).gaps[0].reason == "no-setting"
    packed = Facts(old.scan, old.items, None, pack={"floor": 29})
    assert truth(level, packed) is True
    assert truth({"pack": {"setting": "floor", "is": {"min": 30}}}, packed) is False


def test_a_row_is_asked_by_its_own_fields() -> None:
    row = {"业务系统名称": "乙", "row": 2, "value": "乙"}
    assert truth({"form": {"field": "$.ICP备案编号", "filled": False}}, WITH, **row) is True
    answer = ask({"form": {"field": "$.业务系统名称", "is": "乙"}}, WITH, row)
    assert answer.truth is True
    assert [fact.keys["row"] for fact in answer.facts] == [2]


def test_counting_counts_values_not_places() -> None:
    twice = facts(permission(CAMERA), Evidence(Kind.PERMISSION, CAMERA, by="again"))
    assert truth({"seen": {"kind": "permission", "count": 2}}, twice) is False
    assert (
        truth({"seen": {"kind": "permission", "count": 2}}, facts(permission(CAMERA), permission(CONTACTS)))
        is True
    )


# ---- what a person or another stage must say ---------------------------------------------------------


def test_what_only_a_person_can_say() -> None:
    assert ask({"person": "看一看"}, WITH, {}).gaps[0].note == "看一看"
    tree = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询"}}
    assert ask(tree, WITH, {}).gaps[0].reason == "human"
    for value, yes in (("not-found", True), ("found", False)):
        seen = facts(evidence(Kind.OBSERVATION, value, topic="icp"))
        assert truth(tree, seen) is yes
    assert truth(tree, facts(evidence(Kind.OBSERVATION, "not-found", topic="mlps"))) is None


ICP = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询", "about": "业务系统信息.业务系统名称"}}
SYSTEMS = form({"业务系统信息": [{"业务系统名称": "作业"}, {"业务系统名称": "题库"}]})


def looked(value: str, subject: str = "", at: str = "2026-03-01") -> Evidence:
    where = Where(field=f"icp {subject} {at}")
    detail = {"topic": "icp", "at": at} | ({"subject": subject} if subject else {})
    return Evidence(Kind.OBSERVATION, value, where, "person", detail).checked()


def test_a_no_needs_a_look_at_everything_the_form_names() -> None:
    def said(*seen: Evidence) -> bool | None:
        return truth(ICP, facts(*seen, declaration=SYSTEMS))

    assert said(looked("found", "作业")) is None
    assert said(looked("found", "作业"), looked("found", " 题 库")) is False
    assert said(looked("found")) is False
    assert said(looked("found", "示例作业")) is False  # the app's own name is the whole app
    assert said(looked("found", "作业"), looked("not-found", "题库")) is True
    assert said(looked("found", "旧系统")) is None
    answer = ask(ICP, facts(looked("found", "作业"), declaration=SYSTEMS), {})
    assert answer.gaps[0].note == "查询(还有:题库)"


def test_the_last_look_at_a_thing_counts() -> None:
    early, late = looked("not-found", at="2026-01-05"), looked("found", at="2026-03-01")
    assert truth(ICP, facts(early, late)) is truth(ICP, facts(late, early)) is False
    assert truth(ICP, facts(looked("not-found", "作业", "2026-01-05"), late)) is True  # of another thing


def test_a_look_at_one_thing_says_nothing_of_the_rest() -> None:
    tree = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询"}}
    assert truth(tree, facts(looked("found", "某组件"))) is None
    assert truth(tree, facts(looked("not-found", "某组件"))) is True


def test_about_one_subject_only_looks_at_it_count() -> None:
    tree = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询"}}
    seen = facts(looked("not-found", "作业"))
    assert truth(tree, seen, value="作业") is True
    assert truth(tree, seen, value="题库") is None  # nor is the answer about 作业 remembered
    assert truth(tree, facts(looked("found", "作业")), value="作业") is False
    assert truth(tree, facts(looked("found")), value="题库") is False


def test_a_question_for_after_a_stage_waits_for_it_but_not_for_what_was_seen() -> None:
    tree = {"person": {"topic": "icp", "saw": ["not-found"], "what": "查询", "after": "dynamic"}}
    assert ask(tree, WITH, {}).gaps[0].reason == "stage-dynamic"
    ran = facts(runs=(done(Kind.PERMISSION), done(stage=Stage.DYNAMIC)))
    assert ask(tree, ran, {}).gaps[0].reason == "human"
    assert truth(tree, facts(looked("not-found"))) is True
    assert truth(tree, facts(looked("found"))) is False


def test_values_of_the_rule_itself_are_no_note() -> None:
    assert ask({"same": ["$group", "CONTACTS"]}, WORLD, {"group": "SMS"}).note == ""


def test_another_stage_is_unknown_until_something_judges_it() -> None:
    assert ask({"stage": "dynamic"}, WORLD, {}).gaps[0].reason == "stage-dynamic"
    assert ask({"stage": "static"}, WORLD, {}).gaps[0].reason == "human"
