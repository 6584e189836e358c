"""What was not judged is told once per cause; what people do comes in working order."""

from __future__ import annotations

import re
from pathlib import Path

from reports.coverage import examinations
from reports.reasons import REASONS
from scanner.kinds import Stage
from scanner.model import Run, Status
from tests.reports.samples import HOSTILE, ordinary, worst


def test_one_gap_per_cause_with_its_number() -> None:
    lines = [gap.line.zh for gap in ordinary().gaps]
    assert lines == [
        "未做动态检测:32 条规则未核验",
        "未核对隐私政策:17 条规则未核验",
        "须由人工核查:2 条规则",
    ]


def test_a_reason_nobody_foresaw_is_still_told() -> None:
    gap = next(gap for gap in worst().gaps if gap.reason == "never-heard-of")
    assert gap.line.zh == "条件不足:1 条规则未核验"


def test_tasks_are_in_working_order() -> None:
    steps = [task.step for task in ordinary().tasks]
    assert steps == sorted(steps, key=["obtain", "verify", "look_up", "examine"].index)
    assert {"obtain", "verify", "look_up", "examine"} == set(steps)


def test_runs_in_words() -> None:
    run = Run(Stage.STATIC, "calls", 1, (), Status.PARTIAL, "packed", HOSTILE)
    (told,) = examinations([run])
    assert told.state.zh == "部分完成:代码已加固,静态检测读不到"
    assert told.name.zh == "敏感接口调用"
    assert len(told.note) <= 300
    (other,) = examinations([Run(Stage.STATIC, "brand_new", 1, (), Status.DONE)])
    assert (other.name.zh, other.state.zh) == ("brand_new", "完成")


def test_every_documented_reason_of_a_run_has_words() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text("utf-8")
    table = page.split("## Why a run did not end")[1]
    documented = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert len(documented) > 5
    assert set(documented) <= set(REASONS)
