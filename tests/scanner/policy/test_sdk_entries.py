from __future__ import annotations

import pytest

from scanner.policy.document import Fetched, Source
from scanner.policy.parse import parse
from scanner.policy.sdk_entries import SdkEntry, part_of, sdk_entries

ROW = ("友盟统计", "友盟同欣公司", "统计分析", "设备型号、OAID", "https://a.example.cn/p")
TABLE = "<table><tr><th>SDK名称<th>提供方<th>使用目的<th>收集的信息<th>隐私政策链接<tr><td>{}<td>{}<td>{}<td>{}<td>{}<tr><td>极光推送<td>b<td>推送<td>OAID<td>无</table>"
UPRIGHT = "<table><tr><td>SDK名称<td>{}<tr><td>提供方<td>{}<tr><td>使用目的<td>{}<tr><td>收集的信息<td>{}<tr><td>隐私政策链接<td>{}</table>"
LINES = (
    "<p>SDK名称:{}</p><p>第三方公司名称:{}</p><p>使用目的:{}</p><p>收集信息类型:{}</p><p>隐私政策链接:{}</p>"
)
ONE_LINE = "<p>(1)SDK名称:{};第三方名称:{};使用目的:{};收集的信息:{};隐私政策链接:{}</p>"
UNDER_A_NAME = "<p>1){}</p><p>服务商名称:{}</p><p>使用目的:{}</p><p>收集信息字段:{}</p><p>隐私政策链接:{}</p>"
NESTED = "<ul><li>{}<ul><li>提供方:{}</li><li>用途:{}</li><li>收集的信息:{}</li><li>隐私政策:{}</li></ul></li></ul>"


def entries(html: str) -> list[SdkEntry]:
    return sdk_entries(
        parse(Fetched(Source("a"), f"<h1>隐私政策</h1><h2>三、第三方SDK目录</h2>{html}".encode()))
    )


@pytest.mark.parametrize("form", [TABLE, UPRIGHT, LINES, ONE_LINE, UNDER_A_NAME, NESTED])
def test_whatever_its_form_an_entry_has_its_parts(form: str) -> None:
    entry = entries(form.format(*ROW))[0]
    assert entry.name == ROW[0]
    assert (entry.vendor, entry.purpose, entry.data) == ROW[1:4]
    assert entry.link == ROW[4]


def test_several_entries_one_after_the_other() -> None:
    for form in (LINES, ONE_LINE, UPRIGHT, UNDER_A_NAME):
        html = "".join(form.format(name, *ROW[1:]) for name in ("友盟统计", "极光推送", "听云"))
        assert [entry.name for entry in entries(html)] == ["友盟统计", "极光推送", "听云"]


def test_other_tables_and_lists_are_none() -> None:
    html = "<h2>二、权限</h2><table><tr><th>权限名称<th>使用目的<tr><td>相机<td>拍照<tr><td>麦克风<td>录音</table>"
    assert entries(html) == []
    assert entries("<h2>五、联系</h2><p>公司名称:某公司</p><p>邮箱:a@b.example</p>") == []
    assert entries("<h2>一、信息</h2><p>我们会收集以下信息:姓名</p>") == []


def test_a_name_that_spans_rows_stands_for_each() -> None:
    html = "<table><tr><th>系统<th>SDK名称<th>目的<tr><td rowspan=2>安卓<td>A统计SDK<td>甲<tr><td>B推送SDK<td>乙</table>"
    assert [entry.name for entry in entries(html)] == ["A统计SDK", "B推送SDK"]


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("SDK 名称", "name"),
        ("第三方公司名称", "vendor"),
        ("合作方名称", "name"),
        ("SDK提供方", "vendor"),
        ("收集的个人信息类型", "data"),
        ("使用场景", "purpose"),
        ("隐私政策链接", "link"),
        ("共享方式", "way"),
        ("系统", "way"),
        ("备案号", ""),
    ],
)
def test_titles_of_columns_and_labels(title: str, part: str) -> None:
    assert part_of(title) == part
