from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from scanner.declaration import Declaration
from scanner.filing_faults import BadFiling
from scanner.filing_form import check, dump, load, loads
from tests.filings import DECLARATION, DECLARATIONS, FILLED


def saved(folder: Path, text: str) -> Path:
    path = folder / "filing.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_filled_form(tmp_path: Path) -> None:
    assert load(saved(tmp_path, FILLED)) == DECLARATION
    assert check(saved(tmp_path, FILLED)) == []


@given(DECLARATIONS)
@settings(deadline=None, max_examples=40)
def test_what_is_written_is_read_again(declaration: Declaration) -> None:
    assert loads(dump(declaration).encode()) == declaration


def test_versions_stay_texts_when_written() -> None:
    assert 'version: "1' not in dump(DECLARATION)
    assert '版本号: "1.10"' in dump(DECLARATION)


def test_form_faults_do_not_stop_loading(tmp_path: Path) -> None:
    text = FILLED.replace("91000000MA0EXAMP1M", "91000000MA0EXAMP1N").replace('    版本号: "1.10"\n', "", 1)
    path = saved(tmp_path, text)
    assert load(path).provider.app.version == ""
    found = check(path)
    lines = text.splitlines()
    assert [(fault.code, fault.field, fault.stops) for fault in found] == [
        ("checksum", "主管单位信息.单位有效证明.证明编号", False),
        ("missing", "教育移动应用信息.版本号", False),
    ]
    assert "91000000MA0EXAMP1N" in lines[found[0].line - 1]
    assert lines[found[1].line - 1].strip() == "教育移动应用信息:"  # the section that lacks it


def test_malformed_fields_stop_loading_and_are_told_together_with_the_others(tmp_path: Path) -> None:
    text = FILLED.replace("应用平台: 安卓", "应用平台: 安桌", 1).replace(
        "IP地址: 203.0.113.10", "IP地址: 10.0.0.1"
    )
    path = saved(tmp_path, text.replace("2026年1月5日", "明天"))
    found = check(path)
    assert [(fault.code, fault.stops) for fault in found] == [
        ("private", False),
        ("choice", True),
        ("date", True),
    ]
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    with pytest.raises(BadFiling) as caught:
        load(path)
    assert [fault.code for fault in caught.value.faults] == ["choice", "date"]
    assert "第 " in str(caught.value)


def test_what_could_not_be_read_is_not_called_missing(tmp_path: Path) -> None:
    found = check(saved(tmp_path, FILLED.replace("应用名称: 示例作业", "应用名: 示例作业")))
    assert [fault.code for fault in found] == ["unknown-key"]
    found = check(saved(tmp_path, "提供者备案信息表: 见附件\n"))
    assert [fault.code for fault in found] == ["section"]
    found = check(saved(tmp_path, "备案表\n"))
    assert [fault.code for fault in found] == ["section"]


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    path = saved(tmp_path, "a: [")
    assert [fault.code for fault in check(path)] == ["syntax"]
    with pytest.raises(BadFiling):
        load(path)


def test_a_fault_as_a_line(tmp_path: Path) -> None:
    (fault,) = check(saved(tmp_path, FILLED.replace("提交日期: 2026年1月5日", "提交日期: 明天")))
    assert fault.text() == f"第 {fault.line} 行【附加信息.提交日期】 不是有效日期。请写成 2026-01-05 的样子"
    assert fault.text(zh=False).startswith(f"line {fault.line} [附加信息.提交日期]: not a day")
