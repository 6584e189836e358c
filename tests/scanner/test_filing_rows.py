from __future__ import annotations

from scanner.filing_columns import TableMap, targets
from scanner.filing_rows import App, column_name, node, tell
from scanner.filing_yaml import Kind, Node
from scanner.formats.sheet import Cell, Sheet

SHEET = Sheet("表一", ())
TABLE = TableMap()


def told(*rows: dict[str, str | Cell], table: TableMap = TABLE) -> App:
    """An app of whose rows each cell stands under the path of its field."""
    app = App(2)
    for number, row in enumerate(rows, 2):
        bound = {column: targets()[path] for column, path in enumerate(row)}
        cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row.values()]
        tell(app, SHEET, table, number, cells, bound)
    return app


def plain(found: Node) -> object:
    if found.kind is Kind.MAP:
        return {key: plain(inner) for key, _, inner in found.pairs}
    return [plain(inner) for inner in found.items] if found.kind is Kind.LIST else found.text


NAME, DOMAIN = "教育移动应用信息.应用名称", "业务系统信息.域名"
CONTACT, PHONE = "主管单位信息.联系人信息", "主管单位信息.联系人信息.电话"
SERVICES = "教育移动应用信息.服务内容"


def test_sections_that_repeat_take_one_entry_a_row_and_no_entry_twice() -> None:
    app = told({NAME: "甲", DOMAIN: "a.cn"}, {NAME: "甲", DOMAIN: "b.cn"}, {NAME: "甲", DOMAIN: "a.cn"})
    assert app.faults == []
    assert plain(node(app)) == {
        "提供者备案信息表": {
            "教育移动应用信息": {"应用名称": "甲"},
            "业务系统信息": [{"域名": ["a.cn"]}, {"域名": ["b.cn"]}],
        }
    }


def test_a_section_that_one_column_fills_and_another_column_within_it() -> None:
    found = plain(node(told({CONTACT: "联系人(示例)", PHONE: "010-55550100"})))
    person = {"姓名": "联系人(示例)", "电话": "010-55550100"}
    assert found == {"提供者备案信息表": {"主管单位信息": {"联系人信息": person}}}


def test_lists_of_several_rows_are_joined_and_other_fields_must_agree() -> None:
    app = told({NAME: "甲", SERVICES: "作业"}, {NAME: "乙", SERVICES: "练习、作业"})
    assert [(fault.code, fault.line, fault.field) for fault in app.faults] == [
        ("conflict", 3, f"表一!{NAME}")
    ]
    entry = plain(node(app))
    assert entry == {
        "提供者备案信息表": {"教育移动应用信息": {"应用名称": "甲", "服务内容": ["作业", "练习", "作业"]}}
    }


def test_separators_and_words_of_the_map() -> None:
    table = TableMap(values={SERVICES: {"zy": "作业"}}, separators="|")
    entry = plain(node(told({SERVICES: "zy|练习、测验"}, table=table)))
    assert entry == {"提供者备案信息表": {"教育移动应用信息": {"服务内容": ["作业", "练习、测验"]}}}


def test_numbers_with_a_point_stay_marked_and_bad_cells_are_told() -> None:
    version = "教育移动应用信息.版本号"
    found = node(told({version: Cell("1.1", "decimal")}))
    assert found.pairs[0][2].pairs[0][2].pairs[0][2].kind is Kind.DECIMAL
    app = told({version: Cell("=1", "formula"), NAME: Cell("#N/A", "error")})
    assert [(fault.code, fault.line) for fault in app.faults] == [("formula", 2), ("error", 2)]


def test_nodes_know_their_row() -> None:
    found = node(told({NAME: "甲"}, {DOMAIN: "a.cn"}))
    assert {key: line for key, line, _ in found.pairs[0][2].pairs} == {
        "教育移动应用信息": 2,
        "业务系统信息": 3,
    }


def test_a_column_by_sheet_and_title() -> None:
    assert column_name(SHEET, "列") == "表一!列"
    assert column_name(Sheet("", ()), "列\u202e") == "列\\u{202e}"
