"""Two packages side by side: what counts as a difference, what does not, in the terminal and as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports import compare_html, compare_text
from reports.compare import Comparison, Line, compare
from rules.load import RuleBase
from scanner.model import Scan, Status
from tests.apps import inprocess
from tests.apps.program import program
from tests.reports.test_words import pronounces
from tests.rules.end_to_end.recipe import APP, Made, MadeIos

CAMERA, MICROPHONE = "NSCameraUsageDescription", "NSMicrophoneUsageDescription"


def scanned(made: Made, base: RuleBase) -> Scan:
    return inprocess.scan(made.build(), base.watch)


def compared(left: Made, right: Made, base: RuleBase) -> Comparison:
    scans = [scanned(made, base) for made in (left, right)]
    return compare(scans[0], scans[1], left.declaration(b""), base)


def line(made: Comparison, group: str, name: str) -> Line:
    (found,) = (one for one in made.lines if one.group == group and one.name.zh == name)
    return found


def states(one: Line) -> tuple[str, str, bool]:
    return one.left.state, one.right.state, one.differs


def test_the_default_apps_of_both_platforms_agree(base: RuleBase) -> None:
    made = compared(Made(), MadeIos(info={"NSAppTransportSecurity": {}}), base)
    assert [one.name.zh for one in made.differences] == []
    assert made.rule is not None
    assert made.rule.id == "FIL-014"


def test_permissions_meet_by_the_forms_options(base: RuleBase) -> None:
    android = Made({f"{APP}.获取的权限": ["相机"]}, asks=["CAMERA", "READ_SMS", "RECORD_AUDIO"])
    ios = MadeIos(info={CAMERA: "扫码", "NSUserTrackingUsageDescription": "统计"})
    made = compared(android, ios, base)
    assert states(line(made, "permission", "相机")) == ("yes", "yes", False)
    assert states(line(made, "permission", "麦克风")) == ("yes", "no", True)
    assert states(line(made, "permission", "短信")) == ("yes", "none", False)  # iOS has no such permission
    assert states(line(made, "permission", "广告标识")) == ("no", "yes", True)
    assert line(made, "permission", "相机").declared.state == "yes"
    assert line(made, "permission", "麦克风").declared.state == "no"


def test_sdks_and_what_they_are_for(base: RuleBase) -> None:
    ios = MadeIos(
        program={"uses": ("SKPaymentQueue",)},
        files={"Frameworks/AlipaySDK.framework/AlipaySDK": program(library=True)},
    )
    made = compared(Made(), ios, base)
    assert states(line(made, "sdk", "苹果应用内购买")) == ("none", "yes", False)  # Android has no such thing
    assert states(line(made, "sdk", "支付宝支付")) == ("no", "yes", True)
    assert states(line(made, "purpose", "支付")) == ("no", "yes", True)
    assert "支付宝支付" in line(made, "purpose", "支付").right.text.zh


def test_data_settings_and_hosts(base: RuleBase) -> None:
    ios = MadeIos(
        info={"NSAppTransportSecurity": {"NSAllowsArbitraryLoads": True}},
        granted={"get-task-allow": True},
        program={"uses": ("CNContactStore", "UIPasteboard"), "selectors": ("generalPasteboard",),
                 "texts": ("https://a.homework-example.cn/x",)},
    )  # fmt: skip
    made = compared(Made(), ios, base)
    assert states(line(made, "data", "通讯录")) == ("no", "part", True)
    assert states(line(made, "setting", "全局允许明文传输")) == ("no", "yes", True)
    assert states(line(made, "setting", "可调试")) == ("no", "yes", True)
    assert states(line(made, "host", "homework-example.cn")) == ("no", "part", True)


def test_what_was_not_examined_is_no_absence(base: RuleBase) -> None:
    android, ios = scanned(Made(asks=["CAMERA"]), base), scanned(MadeIos(), base)
    failed = tuple(
        replace(run, status=Status.FAILED, reason="memory") if run.analyzer == "usage_descriptions" else run
        for run in ios.runs
    )
    made = compare(android, replace(ios, runs=failed), None, base)
    assert states(line(made, "permission", "相机")) == ("yes", "unknown", False)
    assert made.filed is False


def test_two_of_one_platform_need_no_rule(base: RuleBase) -> None:
    made = compared(Made(), Made(label="示例作业二"), base)
    assert [one.name.zh for one in made.differences] == ["应用名称"]
    assert made.rule is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_renderings_say_it(language: str, base: RuleBase) -> None:
    android = Made({f"{APP}.获取的权限": ["相机"]}, asks=["CAMERA"], label="&lt;b&gt;示例&lt;/b&gt;")
    made = compared(android, MadeIos(), base)
    text, page = compare_text.render(made, language), compare_html.render(made, language)
    assert "FIL-014" in text
    assert "FIL-014" in page
    assert "相机" in text
    assert "&lt;b&gt;示例&lt;/b&gt;" in page
    assert "<b>示例</b>" not in page
    assert "<script" not in page
    assert not pronounces(text)


def test_the_same_twice(base: RuleBase) -> None:
    android, ios = scanned(Made(asks=["CAMERA"]), base), scanned(MadeIos(), base)
    one, two = (compare_html.render(compare(android, ios, None, base)) for _ in range(2))
    assert one == two
