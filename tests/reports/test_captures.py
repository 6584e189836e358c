"""What captures showed: phases, marks, who was sent what when, what stayed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports import html
from reports.captures import captures
from reports.examine import report
from reports.model import Capture, RiskReport
from reports.names import Names
from rules.attribute import attribute
from rules.load import RuleBase
from scanner.model import Scan
from scanner.session import Call, Unseen
from tests.apps.session import DEVICE, PACKAGE, PERSONA, at, examined, made


@pytest.fixture(scope="module")
def scan() -> Scan:
    session = made().sent(10, "https://ulogs.umeng.com/x", {"d": DEVICE["imei"]})
    session.sent(70, "https://api.example.cn/x", {"d": DEVICE["oaid"]}).sent(
        71, "https://api.example.cn/x", {"d": DEVICE["oaid"]}
    )
    session.add(
        Unseen(at(72), "pinned", "pay.example.cn"), Call(at(73), "imei", ("com.umeng.analytics.A.b",))
    )
    said = examined(session)
    return Scan(1, "0.1.0", "2026-03-02", PACKAGE, "", (), tuple(said.runs), tuple(said.evidence))


@pytest.fixture(scope="module")
def made_report(scan: Scan, base: RuleBase) -> RiskReport:
    return report(scan, None, base)


def only(scan: Scan, base: RuleBase) -> Capture:
    (capture,) = captures(attribute(scan, None, base.rules), Names(base.rules))
    return capture


def test_who_was_sent_what_in_which_phase(scan: Scan, base: RuleBase) -> None:
    capture = only(scan, base)
    assert [(row.host, row.data.en, row.role, row.times) for row in capture.sent] == [
        ("api.example.cn", "anonymous device id (OAID)", "device", {"used": 2}),
        ("ulogs.umeng.com", "device id (IMEI, MEID)", "device", {"before_dialog": 1}),
    ]
    assert capture.sent[1].owner.zh == "友盟+ 统计"
    assert [text.zh for text in capture.unseen] == ["pay.example.cn:证书锁定,内容不可见,1 次"]
    assert [span.phase for span in capture.spans][:3] == ["installed", "before_dialog", "dialog"]
    assert {spot.lane for spot in capture.spots} >= {"sent", "contact", "call"}


def test_no_session_no_chapter(base: RuleBase, scan: Scan) -> None:
    without = replace(scan, runs=(), evidence=())
    assert captures(attribute(without, None, base.rules), Names(base.rules)) == ()
    assert 'id="captures"' not in html.render(report(without, None, base))


def test_the_page_shows_them_without_script_or_inline_style(made_report: RiskReport) -> None:
    page = html.render(made_report)
    chapter = page[page.index('id="captures"') : page.index('id="coverage"')]
    assert "<svg" in chapter
    assert "<script" not in chapter
    assert "style=" not in chapter
    assert "ulogs.umeng.com" in chapter
    assert not [item for item in PERSONA.planted if item.value in page]


def test_the_fifth_column(made_report: RiskReport) -> None:
    rows = {row.subject: row.observed.text.zh for row in made_report.table.rows}
    assert rows["sdk:umeng-analytics"] in ("实测联网", "实测调用")
    assert rows["host:example.cn"] == "实测联网"
