from __future__ import annotations

from scanner.filing_faults import BadFiling, Fault

FAULT = Fault(
    "date", 7, "附加信息.提交日期", "不是有效日期", "not a day", "请写成 2026-01-05", "write 2026-01-05"
)


def test_a_fault_as_one_line_in_both_languages() -> None:
    assert str(FAULT) == FAULT.text() == "第 7 行【附加信息.提交日期】 不是有效日期。请写成 2026-01-05"
    assert FAULT.text(zh=False) == "line 7 [附加信息.提交日期]: not a day. write 2026-01-05"


def test_without_field_and_advice() -> None:
    assert str(Fault("syntax", 1, "", "格式有误", "not valid YAML")) == "第 1 行 格式有误"


def test_all_faults_stand_in_the_message() -> None:
    bad = BadFiling([FAULT, FAULT])
    assert bad.faults == (FAULT, FAULT)
    assert str(bad).count("第 7 行") == 2
