from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.declaration import Declaration
from scanner.filing_faults import MOST, Fault
from scanner.filing_yaml import Kind, Node, parse
from scanner.form_reader import Reader


def faults(text: str) -> list[Fault]:
    reader = Reader()
    reader.form(Declaration, parse(text.encode()))
    return reader.faults


def app(line: str) -> str:
    return f"提供者备案信息表:\n  教育移动应用信息:\n    {line}\n"


@pytest.mark.parametrize(("line", "code", "field"), [
    ("版本号: 1.10", "unquoted", "版本号"),
    ("应用平台: 安桌", "choice", "应用平台"),
    ("是否具有以下功能: {论坛: 也许}", "flag", "是否具有以下功能.论坛"),
    ("是否具有以下功能: {商城: 是}", "choice", "是否具有以下功能"),
    ("应用名称: [甲, 乙]", "one-value", "应用名称"),
    ("服务内容: {作业: 是}", "list", "服务内容"),
    ("服务内容: [[作业]]", "list", "服务内容"),
    ('应用名称: "示例\\u202e作业"', "control", "应用名称"),
    ('应用名称: "示例\\u0000"', "control", "应用名称"),
    (f"应用名称: {'长' * 2001}", "too-long", "应用名称"),
    ("应用名: 示例作业", "unknown-key", ""),
])  # fmt: skip
def test_what_is_wrong_with_a_field(line: str, code: str, field: str) -> None:
    (fault,) = faults(app(line))
    assert (fault.code, fault.line) == (code, 3)
    assert fault.field == f"教育移动应用信息.{field}".rstrip(".")
    assert fault.stops


def test_unquoted_versions_are_refused_and_whole_numbers_are_not() -> None:
    (fault,) = faults(app("版本号: 1.10"))
    assert '"1.10"' in fault.todo_zh
    assert faults(app('版本号: "1.10"')) == []
    assert faults(app("版本号: 110")) == []
    assert faults(app("版本号: 1.10.2")) == []


@pytest.mark.parametrize(("line", "hint"), [
    ("应用名: 示例", "“应用名称”"),
    ("使用平台: 安卓", "“应用平台”"),
    ("网络安全等级: 二级", "“业务系统信息”"),
    ("使用性质: 要求使用", "“使用者备案信息表.教育移动应用信息”"),
    ("天气: 晴", "heyan filing template"),
])  # fmt: skip
def test_an_unknown_field_comes_with_a_hint(line: str, hint: str) -> None:
    (fault,) = faults(app(line))
    assert hint in fault.todo_zh


def test_a_choice_that_is_none_is_shown_with_the_nearest_one() -> None:
    (fault,) = faults(app("功能类型: 学习类型"))
    assert "“学习类”" in fault.todo_zh


def test_a_field_that_stands_twice_is_told_and_the_first_counts() -> None:
    reader = Reader()
    text = "附加信息:\n  提交日期: 2026-01-05\n  提交日期: 2026-01-06\n"
    made = reader.form(Declaration, parse(text.encode()))
    assert [(fault.code, fault.line) for fault in reader.faults] == [("duplicate", 3)]
    assert made.extra.submitted == "2026-01-05"


def test_all_faults_at_once_but_not_without_end() -> None:
    lines = "\n".join(f"  栏目{number}: x" for number in range(MOST * 3))
    assert len(faults(f"附加信息:\n{lines}\n")) == MOST
    found = faults("附加信息:\n  提交日期: 昨天\n  天气: 晴\n  样本: [{应用平台: 塞班}]\n")
    assert [fault.code for fault in found] == ["date", "unknown-key", "choice"]


def test_empty_entries_of_a_list_are_left_out_and_rows_counted_without_them() -> None:
    reader = Reader()
    text = "提供者备案信息表:\n  业务系统信息:\n    - 业务系统名称:\n    - 业务系统名称: 甲\n"
    made = reader.form(Declaration, parse(text.encode()))
    assert [system.name for system in made.provider.systems] == ["甲"]
    assert reader.lines["业务系统信息[1].业务系统名称"] == 4


@pytest.mark.parametrize(("written", "functions"), [
    ("无", ()),
    ("[]", ()),
    ("", None),
    ("论坛、直播", ("论坛", "直播")),
    ("{论坛: 否, 收费: √}", ("收费",)),
    ("{论坛: 否, 收费: 否}", ()),
    ("{论坛: , 收费: }", None),
])  # fmt: skip
def test_boxes_none_and_not_filled_are_told_apart(written: str, functions: tuple[str, ...] | None) -> None:
    reader = Reader()
    made = reader.form(Declaration, parse(app(f"是否具有以下功能: {written}").encode()))
    assert reader.faults == []
    assert made.provider.app.functions == functions


NODES: st.SearchStrategy[Node] = st.recursive(
    st.builds(Node, st.just(1), st.sampled_from((Kind.TEXT, Kind.DECIMAL)), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.builds(lambda items: Node(1, Kind.LIST, items=tuple(items)), st.lists(inner, max_size=3)),
        st.builds(
            lambda pairs: Node(1, Kind.MAP, pairs=tuple((key, 1, node) for key, node in pairs)),
            st.lists(
                st.tuples(
                    st.sampled_from(("提供者备案信息表", "教育移动应用信息", "服务对象", "样本", "x")), inner
                ),
                max_size=3,
            ),
        ),
    ),
    max_leaves=8,
)


@given(NODES)
@settings(deadline=None, max_examples=100)
def test_any_nodes_give_a_form(node: Any) -> None:
    reader = Reader()
    assert isinstance(reader.form(Declaration, node), Declaration)
