from __future__ import annotations

from rules.facts import Gap
from rules.subjects import subjects
from scanner.kinds import Kind
from scanner.model import Status
from tests.rulings import (
    CAMERA,
    CONTACTS,
    FIELD,
    code,
    done,
    evidence,
    facts,
    form,
    permission,
    rule_set,
    sdk,
)

PERMISSIONS = {"kind": "permission", "level": "dangerous"}


def test_each_value_is_a_subject_with_its_chinese_name_and_its_evidence() -> None:
    found, gap = subjects(PERMISSIONS, facts(permission(CAMERA), permission(CONTACTS), permission(CAMERA)))
    assert gap is None
    assert [(subject.id, subject.name, len(subject.facts)) for subject in found] == [
        (f"permission:{CAMERA}", "相机", 2),
        (f"permission:{CONTACTS}", "读取通讯录", 1),
    ]
    assert found[0].keys["form"] == ["相机"]


def test_what_broke_off_may_have_left_subjects_out() -> None:
    broken = [done(Kind.PERMISSION, status=Status.PARTIAL, reason="budget")]
    found, gap = subjects(PERMISSIONS, facts(permission(CAMERA), runs=broken))
    assert len(found) == 1
    assert gap == Gap("budget")


def test_grouped_by_another_key() -> None:
    found, _ = subjects({**PERMISSIONS, "by": "group"}, facts(permission(CAMERA), permission(CONTACTS)))
    assert [subject.id for subject in found] == ["group:CAMERA", "group:CONTACTS"]
    assert found[0].keys["group"] == "CAMERA"


def test_an_interface_and_whose_code_uses_it() -> None:
    rules = rule_set(sdks=[sdk("umeng", code("com.umeng"))])
    uses = (
        evidence(Kind.SENSITIVE_USE, "serial", "com.umeng.A", form="call", reach="unconditional"),
        evidence(Kind.SENSITIVE_USE, "serial", "cn.example.app.B", form="call", reach="no"),
    )
    found, _ = subjects({"kind": "sensitive_use", "by": "use"}, facts(*uses, rules=rules))
    assert [(subject.id, subject.name, subject.cap) for subject in found] == [
        ("use:serial@umeng", "读取序列号(umeng组件)", 2),
        ("use:serial@app", "读取序列号(应用自有代码)", 1),
    ]


def test_rows_of_a_form() -> None:
    each = {"form": "业务系统信息", "name": "业务系统名称", "as": "system"}
    rows = [{"业务系统名称": "甲"}, {"业务系统名称": "甲"}, {"ICP备案编号": "x"}]
    found, gap = subjects(each, facts(declaration=form({"业务系统信息": rows})))
    assert gap is None
    assert [subject.id for subject in found] == ["system:甲", "system:甲#2", "system:第 3 个"]
    assert found[2].keys["ICP备案编号"] == "x"
    assert found[2].keys["row"] == 3
    assert subjects(each, facts())[1] == Gap("no-filing")
    assert subjects(each, facts(declaration=form()))[1] == Gap("form-empty", "业务系统信息")


def test_items_of_a_field() -> None:
    each = {"form": FIELD, "as": "option"}
    filed = form({"教育移动应用信息": {"获取的权限": ["摄像头", "无此选项"]}})
    found, _ = subjects(each, facts(declaration=filed))
    assert [(subject.id, subject.keys["means"]) for subject in found] == [
        ("option:摄像头", ("相机",)),
        ("option:无此选项", ()),
    ]
    assert [fact.evidence.value for fact in found[0].facts] == ["摄像头"]
    nothing = form({"教育移动应用信息": {"获取的权限": []}})  # 无
    assert subjects(each, facts(declaration=nothing)) == ([], None)


def test_institutions_that_were_not_given() -> None:
    each = {"form": "使用者备案信息表", "name": "主管单位信息.单位名称", "as": "institution"}
    assert subjects(each, facts(declaration=form()))[1] == Gap("no-institution", "使用者备案信息表")
    filed = form(使用者备案信息表=[{"主管单位信息": {"单位名称": "示例中学"}}])
    assert [subject.id for subject in subjects(each, facts(declaration=filed))[0]] == ["institution:示例中学"]
