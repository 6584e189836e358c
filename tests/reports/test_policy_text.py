from __future__ import annotations

from reports.names import Names
from reports.policy import chapter
from reports.policy_text import render
from reports.text import columns
from rules.load import RuleBase
from tests.reports.test_policy import facts


def test_one_line_for_each_statement_and_the_rest(base: RuleBase) -> None:
    lines = list(render(chapter(facts("chenxing.html", base), Names(base.rules))))
    assert lines[0].startswith("隐私政策(已读):晨星课堂隐私政策")
    assert sum(line.startswith("● ") for line in lines) == 15
    assert any("友盟+ 统计" in line for line in lines)
    assert all(columns(line) <= 100 for line in lines if not line.startswith("提到"))


def test_in_english_and_with_faults(base: RuleBase) -> None:
    lines = list(render(chapter(facts("songhe.txt", base), Names(base.rules)), "en"))
    assert sum(line.startswith("○ ") for line in lines) == 15
    assert any(line.startswith("▲ accounts cannot be closed") for line in lines)
