"""Two conclusions that are never merged; no bare letter while anything is open or has not run."""

from __future__ import annotations

import pytest

from reports import conclude
from rules.grade import Completeness, Grade


@pytest.mark.parametrize(
    ("grade", "given", "line", "detail"),
    [
        (Grade("consistent", 0, 0, "", 0, 0), True, "一致", "就备案表与安装包静态事实而言"),
        (Grade("supplement", 3, 0, "B", 3, 0), True, "需补正", "待核实的补正事项 3 项"),
        (Grade("unknown", 0, 2, "", 0, 0), True, "无法核验", "另有 2 项备案内容尚不能核验"),
        (Grade("unknown", 0, 9, "", 0, 0), False, "无法核验", "未提供备案表"),
    ],
)
def test_filing(grade: Grade, given: bool, line: str, detail: str) -> None:
    said = conclude.filing(grade, given)
    assert (said.line.zh, said.detail[0].zh) == (line, detail)


@pytest.mark.parametrize(
    ("grade", "line"),
    [
        (Grade("consistent", 0, 0, "C", 7, 0), "如全部核实:C;待核实 7 项"),
        (Grade("consistent", 0, 0, "C", 7, 0, ("dynamic",)), "如全部核实:C;待核实 7 项"),
        (Grade("consistent", 0, 0, "", 0, 0, ("dynamic",)), "未评级(未做动态检测)"),
        (
            Grade("consistent", 0, 0, "", 2, 0, ("dynamic", "policy"), ("packed",)),
            "未评级(未做动态检测、未核对隐私政策、代码已加固,静态检测读不到);待核实 2 项",
        ),
        (Grade("consistent", 0, 0, "B", 0, 3), "按已核实事项:B"),
        (Grade("consistent", 0, 0, "A", 0, 0), "按已核实事项:A"),
        (
            Grade("consistent", 0, 0, "A", 0, 0, (), ("packed",), 0, Completeness.PARTIAL),
            "按已核实事项:A(限于已检查的范围)",
        ),
        (Grade("unknown", 0, 0, "", 1, 0, ("filing",)), "未评级(未提供备案表);待核实 1 项"),
    ],
)
def test_risk(grade: Grade, line: str) -> None:
    assert conclude.risk(grade).line.zh == line


def test_what_has_not_run_is_said_beside_a_bound() -> None:
    said = conclude.risk(Grade("consistent", 0, 0, "C", 7, 0, ("dynamic",)))
    assert said.detail[0].zh == "未做动态检测;补做后可能变化"


@pytest.mark.parametrize("bound", ["A", "B", "C", "D", ""])
@pytest.mark.parametrize("filing", ["consistent", "supplement", "unknown"])
def test_the_action_leaves_the_decision_to_a_person(bound: str, filing: str) -> None:
    said = conclude.action(Grade(filing, 0, 0, bound, 1, 0))
    assert said.zh.endswith("由工作人员决定。")
    assert said.en.endswith("A person decides.")


def test_what_no_grade_counts_is_said_beside_it() -> None:
    assert conclude.risk(Grade("consistent", 0, 0, "", 1, 0, ("dynamic",))).detail == ()
    for bound in ("", "C"):
        said = conclude.risk(Grade("consistent", 0, 0, bound, 1, 0, ("dynamic",), (), 3)).detail[-1]
        assert said.zh == "另有提示或学校事项 3 项,不计入等级"
