from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scanner.declaration import Declaration
from scanner.filing_columns import GUESS, ColumnMap, TableMap, parse_map
from scanner.filing_faults import BadFiling, Fault
from scanner.filing_form import load
from scanner.filing_import import import_files, import_table
from scanner.filing_yaml import parse
from tests.filings import DECLARATION

OFFICIAL = {
    "单位名称": "示例教育科技有限公司",
    "单位性质": "企业",
    "统一社会信用代码": "91000000MA0EXAMP1M",
    "注册地": "示例省示例市示例路 1 号",
    "法人姓名": "法定代表人(示例)",
    "联系人": "联系人(示例)",
    "联系人电话": "010-55550100",
    "联系人邮箱": "contact@example.com",
    "业务系统名称": "示例作业平台",
    "IP 地址": "203.0.113.10",
    "域名": "homework.example.cn、api.example.cn",
    "ICP备案编号": "京ICP备00000001号-1",
    "网络安全等级": "二级",
    "等级保护备案号": "11000000001-00001",
    "应用名称": "示例作业",
    "版本号": "1.10",
    "应用平台*": "安卓",
    "功能类型*": "学习类",
    "服务对象*(必填)": "学生(中小学、幼儿园)、家长",
    "服务内容*": "作业、练习",
    "获取的权限*": "相机、麦克风",
    "是否具有以下功能*": "无",
}


def book(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def table(path: Path, *rows: dict[str, Any]) -> Path:
    titles = list(rows[0])
    return book(path, 应用=[titles, *([row.get(title) for title in titles] for row in rows)])


def column_map(text: str) -> ColumnMap:
    return parse_map(parse(text.encode()))


def provider(declaration: Declaration) -> Declaration:
    holders = type(declaration.provider.systems[0].holders)()
    system = replace(declaration.provider.systems[0], holders=holders)
    return Declaration(provider=replace(declaration.provider, systems=(system,)))


def codes(faults: list[Fault]) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in faults]


def test_official_names_are_found_without_a_map(tmp_path: Path) -> None:
    filings, faults = import_table(table(tmp_path / "export.xlsx", OFFICIAL))
    assert faults == []
    assert filings == [("示例作业-安卓-1.10.yaml", provider(DECLARATION))]


def test_from_table_and_map_to_files(tmp_path: Path) -> None:
    path = table(tmp_path / "export.xlsx", {"名": "示例作业", "版": "1.10"})
    columns = tmp_path / "map.yaml"
    columns.write_text("列:\n  应用名称: 名\n  版本号: 版\n", "utf-8")
    (written,), faults = import_files(path, columns, tmp_path / "filings")
    assert (written.name, faults) == ("示例作业-1.10.yaml", [])
    assert load(written).provider.app.version == "1.10"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([list(OFFICIAL), list(OFFICIAL.values())])
    path = tmp_path / "export.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert import_table(path) == ([("示例作业-安卓-1.10.yaml", provider(DECLARATION))], [])


def test_a_heading_above_the_titles_and_section_names_over_them(tmp_path: Path) -> None:
    path = book(
        tmp_path / "export.xlsx",
        备案=[
            ["教育移动应用备案信息导出"],
            ["序号", "主管单位信息", None, "开发者信息", None, "教育移动应用信息", None],
            [None, "单位名称", "单位性质", "单位名称", "单位性质", "应用名称", "版本号"],
            [1, "示例教育科技有限公司", "企业", "示例软件有限公司", "企业", "示例作业", "2.0"],
        ],
    )
    filings, faults = import_table(path)
    ((name, declaration),) = filings
    assert name == "示例作业-2.0.yaml"
    assert declaration.provider.unit.name == "示例教育科技有限公司"
    assert declaration.provider.developer.name == "示例软件有限公司"
    assert [fault.code for fault in faults] == ["unused-column"]


def test_rows_of_one_app_become_one_filing_with_several_systems(tmp_path: Path) -> None:
    second = {**OFFICIAL, "业务系统名称": "示例消息平台", "等级保护备案号": "11000000001-00002"}
    merged = dict.fromkeys(OFFICIAL) | {"业务系统名称": "示例日志平台"}
    other = {**OFFICIAL, "应用名称": "示例课堂", "版本号": "2.0"}
    path = table(tmp_path / "export.xlsx", OFFICIAL, second, second, merged, other)
    filings, faults = import_table(path)
    assert faults == []
    assert [name for name, _ in filings] == ["示例作业-安卓-1.10.yaml", "示例课堂-安卓-2.0.yaml"]
    systems = filings[0][1].provider.systems
    assert [system.name for system in systems] == ["示例作业平台", "示例消息平台", "示例日志平台"]


MAP = """\
表:
  - 工作表: 应用
    表头行: 2
    关联列: 编号
    列:
      主管单位信息.单位名称: [公司, 单位]
      应用名称: 名称
      教育移动应用信息.版本号: 版本
      应用平台: 系统
      服务对象: 面向
      教育移动应用信息.是否具有以下功能.收费: 收费吗
      教育移动应用信息.是否具有以下功能.直播: 直播吗
      附加信息.样本.包名: 包
    值:
      应用平台: {A: 安卓, I: IOS}
      服务对象: {K12: 学生（中小学）}
      教育移动应用信息.是否具有以下功能.收费: {要钱: 是, 免费: 否}
    分隔符: "|"
  - 工作表: 使用单位
    关联列: 应用编号
    列:
      使用者备案信息表.主管单位信息.单位名称: 学校
      使用者备案信息表.教育移动应用信息.使用性质: 性质
      使用者备案信息表.教育移动应用信息.是否有集体决策: 决策
"""


def test_a_map_joins_sheets_by_their_key_and_translates(tmp_path: Path) -> None:
    path = book(
        tmp_path / "export.xlsx",
        应用=[
            ["导出"],
            ["编号", "公司", "名称", "版本", "系统", "面向", "收费吗", "直播吗", "包"],
            [
                "a1",
                "示例教育科技有限公司",
                "示例作业",
                "1.10",
                "A",
                "K12|家长",
                "免费",
                "√",
                "cn.example.homework",
            ],
            ["a2", "示例教育科技有限公司", "示例课堂", "2.0", "A|I", "教师", "要钱", None, None],
        ],
        使用单位=[
            ["应用编号", "学校", "性质", "决策"],
            ["a1", "示例市第一示例中学", "要求", "是"],
            [None, "示例市第二示例小学", "推荐", "否"],
            ["a9", "示例市第三示例小学", "推荐", "否"],
        ],
    )
    filings, faults = import_table(path, column_map(MAP))
    first, second = (declaration for _, declaration in filings)
    assert first.provider.app.audiences == ("学生（中小学）", "家长")
    assert first.provider.app.functions == ("直播",)
    assert first.extra.samples[0].app_id == "cn.example.homework"
    assert [(form.unit.name, form.app.use, form.app.decided) for form in first.institutions] == [
        ("示例市第一示例中学", "要求使用", True),
        ("示例市第二示例小学", "推荐使用", False),
    ]
    assert second.provider.app.platforms == ("安卓", "IOS")
    assert second.provider.app.functions == ("收费",)
    assert second.institutions == ()
    assert codes(faults) == [("no-app", 4)]


@pytest.mark.parametrize(("title", "value", "code"), [
    ("版本号", 1.1, "unquoted"),
    ("版本号", "=1.0+0.1", "formula"),
    ("等级保护备案号", 1100000000100001, "long"),
    ("单位名称", "#N/A", "error"),
    ("应用平台*", "塞班", "choice"),
])  # fmt: skip
def test_a_bad_cell_costs_its_filing_and_names_its_row(
    tmp_path: Path, title: str, value: Any, code: str
) -> None:
    good = {**OFFICIAL, "应用名称": "示例课堂"}
    path = table(tmp_path / "export.xlsx", {**OFFICIAL, title: value}, good)
    filings, faults = import_table(path)
    assert [declaration.provider.app.name for _, declaration in filings] == ["示例课堂"]
    assert codes(faults) == [(code, 2)]
    assert faults[0].stops


def test_formulas_are_never_evaluated_even_where_a_value_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    table(path, {**OFFICIAL, "业务系统名称": '=HYPERLINK("https://example.com","x")'})
    filings, faults = import_table(path)
    assert filings == []
    assert [fault.code for fault in faults] == ["formula"]


def test_rows_that_disagree_are_told(tmp_path: Path) -> None:
    path = table(tmp_path / "export.xlsx", OFFICIAL, {**OFFICIAL, "单位名称": "另一示例公司"})
    filings, faults = import_table(path)
    assert filings == []
    assert codes(faults) == [("conflict", 3)]


def test_columns_without_use_and_columns_that_are_missing(tmp_path: Path) -> None:
    path = table(tmp_path / "export.xlsx", {"应用名": "示例作业", "版本": "1", "审核人": "某科室"})
    columns = column_map("列:\n  应用名称: 应用名\n  教育移动应用信息.版本号: 版本号码\n")
    filings, faults = import_table(path, columns)
    assert [name for name, _ in filings] == ["示例作业.yaml"]
    assert [fault.code for fault in faults] == ["no-column", "unused-column", "unused-column"]
    assert "“版本”" in faults[0].todo_zh
    assert not any(fault.stops for fault in faults)


@pytest.mark.parametrize(("columns", "code"), [
    (GUESS, "no-columns"),
    (ColumnMap((TableMap(sheet="别处"),)), "no-sheet"),
    (ColumnMap((TableMap(key="编号", columns={"教育移动应用信息.应用名称": ("甲",)}),)), "no-key"),
])  # fmt: skip
def test_a_table_that_the_map_does_not_fit(tmp_path: Path, columns: ColumnMap, code: str) -> None:
    path = table(tmp_path / "export.xlsx", {"甲": 1, "乙": 2})
    with pytest.raises(BadFiling) as caught:
        import_table(path, columns)
    assert caught.value.faults[-1].code == code


def test_no_table_at_all(tmp_path: Path) -> None:
    for name, data in (("a.xlsx", b"PK\x03\x04broken"), ("b.xls", b"\xd0\xcf\x11\xe0" + bytes(600))):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(BadFiling) as caught:
            import_table(path)
        assert caught.value.faults[0].code == "bad-table"
    with pytest.raises(BadFiling):
        import_table(tmp_path / "none.xlsx")


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("classes.dex", b"dex")
    with pytest.raises(BadFiling):
        import_table(path)
