"""From findings to a report: titles, outcomes, clues, what was not judged and why."""

from __future__ import annotations

import pytest

from reports.build import build
from reports.model import RiskReport
from rules.grade import Grade
from rules.model import Finding, Outcome
from tests.reports.samples import (
    AT,
    CAMERA,
    FILING,
    facts,
    hit,
    ordinary,
    requested,
    rule_set,
    scan,
    worst,
)

GRADE = Grade("unknown", 0, 0, "", 0, 0)


def made(*findings: Finding, confirmed: tuple[str, ...] = ()) -> RiskReport:
    found = scan((requested(CAMERA, 0),))
    return build(found, FILING, rule_set(), facts(found), findings, GRADE, AT, confirmed)


def test_titles_carry_suspicion_until_a_person_has_confirmed() -> None:
    finding = hit("PERM-001", f"permission:{CAMERA}", "相机", (requested(CAMERA, 0),))
    before, after = made(finding).items[0], made(finding, confirmed=(finding.key,)).items[0]
    assert (before.title.zh, before.verdict.zh) == ("疑似清单权限超出备案申报", "命中(待核实)")
    assert (after.title.zh, after.verdict.zh) == ("清单权限超出备案申报", "已确认")
    assert made(hit("IDN-002", "app", "", ())).items[0].title.zh == "疑似仿冒重打包"


def test_static_presence_and_s0_are_clues() -> None:
    clues = [item.rule for item in ordinary().items if item.clue]
    assert clues == ["ADV-003"]
    assert ordinary().clues == 1


def test_every_open_finding_has_what_a_reviewer_needs() -> None:
    for item in ordinary().items:
        assert item.plain
        assert item.remedy
        assert item.ask
        assert item.check
        assert item.basis
        assert item.title.en


@pytest.mark.parametrize("outcome", [Outcome.SATISFIED, Outcome.NOT_APPLICABLE])
def test_closed_rules_name_scope_or_reason(outcome: Outcome) -> None:
    report = made(Finding("SEC-001", "app", "", outcome, 3, reason="no-filing"))
    (closed,) = report.not_found if outcome is Outcome.SATISFIED else report.not_applicable
    assert closed.note.zh == (
        "范围:安装包内可读的全部内容" if outcome is Outcome.SATISFIED else "未提供备案表"
    )


def test_inputs_name_everything_the_report_was_made_from() -> None:
    inputs = ordinary().inputs
    assert inputs.filing == FILING.hash
    assert worst().inputs.filing == ""
    assert all((inputs.rules, inputs.watch, inputs.house, inputs.at, inputs.scanned))
