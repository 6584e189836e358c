"""汇总.xlsx: one row per package, the same bytes, and no cell is ever a formula."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from reports import summary
from reports.model import Text
from reports.summary import Entry
from tests.reports.samples import SAMPLES

ENTRIES = [
    *(Entry(f"{name}.apk", sample(), f"out/{name}") for name, sample in SAMPLES.items()),
    Entry("=cmd|' /C calc'!A0.apk", None, "", Text("不是安装包", "not a package")),
    Entry("@SUM(1).apk\x07", None, "", Text("-1", "-1")),
]


@pytest.fixture(scope="module")
def book() -> bytes:
    return summary.render(ENTRIES)


@pytest.fixture(scope="module")
def sheet(book: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book)).active


def test_one_row_per_package_under_a_frozen_head(sheet: Any) -> None:
    assert sheet.max_row == 1 + len(ENTRIES)
    assert sheet.freeze_panes == "C2"
    assert [cell.value for cell in sheet[1]][:3] == ["文件", "应用名称", "应用包名"]
    assert sheet.column_dimensions["A"].width == 30
    assert sheet.auto_filter.ref.endswith(str(1 + len(ENTRIES)))


def test_no_cell_is_a_formula(sheet: Any, book: bytes) -> None:
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    quoted = [row[0].value for row in sheet if row[0].quotePrefix]
    assert quoted == ["=cmd|' /C calc'!A0.apk", "@SUM(1).apk\\u{7}"]


def test_counts_and_conclusions(sheet: Any) -> None:
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert (row["备案核验"], row["补正(项)"], row["整改(项)"], row["学校(项)"]) == ("需补正", 4, 3, 1)
    assert row["线索(条)"] == 1
    assert row["SHA-256"] == "3f9a7c0d51e2"
    assert "未做动态检测:32 条规则未核验" in row["未检查的内容"]


def test_a_package_that_could_not_be_read_says_why(sheet: Any) -> None:
    assert sheet.cell(len(SAMPLES) + 2, 8).value == "未能检测:不是安装包"


def test_the_same_rows_give_the_same_bytes(book: bytes) -> None:
    assert summary.render(ENTRIES) == book
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_english() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(summary.render(ENTRIES, "en"))).active
    assert sheet["B1"].value == "app"


def test_no_package_at_all() -> None:
    assert openpyxl.load_workbook(io.BytesIO(summary.render([]))).active.max_row == 1
