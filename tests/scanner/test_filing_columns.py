from __future__ import annotations

from pathlib import Path

import pytest

from scanner.filing_columns import guessed, load_map, parse_map, targets
from scanner.filing_faults import BadFiling
from scanner.filing_yaml import parse

EXAMPLE = Path(__file__).parents[2] / "docs" / "filing-map.example.yaml"


def codes(text: str) -> list[str]:
    with pytest.raises(BadFiling) as caught:
        parse_map(parse(text.encode()))
    return [fault.code for fault in caught.value.faults]


def test_every_official_name_finds_its_own_field() -> None:
    titles = [(target.names[-2], target.box or target.item.zh) for target in targets().values()]
    found = guessed(titles)
    assert len(found) == len(titles)
    sections = {column: target.names[-2] for column, target in found.items()}
    assert sections == {column: section for column, (section, _) in enumerate(titles)}


def test_of_equal_titles_the_first_is_the_filing_bodys() -> None:
    found = guessed([("", "单位名称"), ("", "单位名称"), ("", "单位名称"), ("", "使用单位")])
    assert [target.path for target in found.values()] == [
        "主管单位信息.单位名称",
        "开发者信息.单位名称",
        "使用者备案信息表.主管单位信息.单位名称",
    ]


def test_a_persons_field_needs_its_section() -> None:
    found = guessed([("", "电话"), ("", "联系人电话"), ("", "法人信息邮箱")])
    assert {column: target.path for column, target in found.items()} == {
        1: "主管单位信息.联系人信息.电话",
        2: "主管单位信息.法人信息.邮箱",
    }


def test_paths_may_be_short_where_they_are_clear() -> None:
    (table,) = parse_map(
        parse("列: {应用名称: 名, 提供者备案信息表.主管单位信息.单位名称: 司}".encode())
    ).tables
    assert table.columns == {"教育移动应用信息.应用名称": ("名",), "主管单位信息.单位名称": ("司",)}


@pytest.mark.parametrize(("text", "found"), [
    ("列: {单位名称: 司}", ["ambiguous"]),
    ("列: {天气: 晴}\n颜色: 红", ["unknown-key", "unknown-key"]),
    ("表头行: 首行\n列: {应用名称: 名}", ["header"]),
    ("表头行: [1, 2, 3]", ["header"]),
    ("列: [应用名称]", ["section"]),
    ("列: {应用名称: {a: b}}", ["list"]),
    ("工作表: [a]", ["one-value"]),
    ("列: {应用名称: 甲, 应用名称: 乙}", ["duplicate"]),
    ("应用名称", ["section"]),
    ("表:\n  - 工作表: a\n  - 工作表: b\n", ["no-key"]),
])  # fmt: skip
def test_faults_of_a_map(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_the_documented_example_is_a_map() -> None:
    tables = load_map(EXAMPLE).tables
    assert len(tables) == 2
    assert all(table.key and table.columns for table in tables)
