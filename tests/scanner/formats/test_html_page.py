from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import html_page
from scanner.formats.html_page import page


def texts(html: str) -> list[str]:
    return [block.text for block in page(html).blocks]


def test_headings_paragraphs_and_items() -> None:
    made = page(
        "<title>题</title><h2>一</h2><p>甲<br>乙 <b>丙</b></p><ul><li>丁<ul><li>戊</ul></ul>己"
    ).blocks
    assert [(block.kind, block.text, block.level) for block in made] == [
        ("heading", "一", 2),
        ("text", "甲", 0),
        ("text", "乙 丙", 0),
        ("item", "丁", 1),
        ("item", "戊", 2),
        ("text", "己", 0),
    ]
    assert page("<title>题</title>").title == "题"


def test_what_is_folded_away_is_kept_and_navigation_is_not() -> None:
    html = (
        '<nav>菜单</nav><div style="display:none">甲</div>'
        '<script>var a="乙"</script><!-- 丙 --><footer>丁</footer>'
    )
    assert texts(html) == ["甲", "丁"]


def test_tables_of_data_keep_their_cells() -> None:
    html = (
        "<table><tr><th>系统<th>SDK名称<th>目的"
        "<tr><td rowspan=2>安卓<td>友<span>盟</span><br>统计<td><p>统计</p><p>分析</p>"
        "<tr><td>极光<td><a href='https://a.cn/p'>推送</a><tr><td colspan=3>以上</table>"
    )
    rows = page(html).blocks
    assert [block.cells for block in rows] == [
        ("系统", "SDK名称", "目的"),
        ("安卓", "友盟 统计", "统计 分析"),
        ("安卓", "极光", "推送"),
        ("以上", "以上", "以上"),
    ]
    assert {block.table for block in rows} == {1}
    assert rows[2].links == (("推送", "https://a.cn/p"),)


def test_a_table_that_only_lays_out_the_page_is_none() -> None:
    html = "<table><tr><td><p>甲</p><table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>"
    made = page(html).blocks
    assert [(block.kind, block.text) for block in made] == [
        ("text", "甲"),
        ("row", "a | b"),
        ("row", "c | d"),
    ]
    assert texts("<table><tr><td>只有一格</table>") == ["只有一格"]


def test_bold_lines_are_told() -> None:
    made = page('<p><b>一、甲</b></p><p><b>甲</b>乙</p><p><span style="font-weight:700">丙</span></p>').blocks
    assert [block.strong for block in made] == [True, False, True]


def test_a_page_that_a_script_fills_and_one_that_asks_for_a_password() -> None:
    assert page('<div id="app"></div><script src="a.js"></script>').scripted
    assert not page("<div id='app'>文字</div>").scripted
    assert page("<input type=password>").password


def test_nesting_without_end_is_survived() -> None:
    deep = page("<div>" * 20_000 + "深处" + "</div>" * 20_000 + "<p>后面</p>")
    assert deep.unread or "深处" in [block.text for block in deep.blocks]


def test_spans_without_end_are_bounded() -> None:
    html = '<table><tr><td colspan="99999999">a<td rowspan="999">b</tr><tr><td>c</td><td>d</td></tr></table>'
    assert all(len(block.cells) <= html_page.CELLS for block in page(html).blocks)


@pytest.mark.parametrize(
    "html", ["", "<", "<p", "<table><tr><td>", "<p>a</b></i></div>", "\x00<p>a\x00b</p>", "<!doctype"]
)
def test_broken_markup_is_survived(html: str) -> None:
    page(html)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "<ul>", "<li>", "甲", "<b>", "</b>", "<br>"]
        ),
        max_size=40,
    )
)
def test_no_text_is_lost_or_said_twice(parts: list[str]) -> None:
    made = page("".join(parts))
    said = sum(block.text.count("甲") for block in made.blocks)
    assert said == parts.count("甲")
