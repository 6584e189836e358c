from __future__ import annotations

import pytest

from scanner.policy.document import Fetched, Source
from scanner.policy.identity import app_of, dates_of, provider_of
from scanner.policy.parse import parse
from scanner.policy.sayings import sayings


def told(html: str) -> tuple[str, str, dict[str, str]]:
    document = parse(Fetched(Source("a"), html.encode()))
    said = list(sayings(document))
    days = {key: day for key, (day, _) in dates_of(document, said).items()}
    return provider_of(document, said)[0], app_of(document, said), days


@pytest.mark.parametrize(
    "text",
    [
        "云帆家校由示例云帆教育科技有限公司(以下简称“我们”)提供。",
        "示例云帆教育科技有限公司深知个人信息对您的重要性。",
        "运营者:示例云帆教育科技有限公司",
        "本应用的开发者为示例云帆教育科技有限公司。",
        "欢迎使用由示例云帆教育科技有限公司提供的云帆家校!",
        "【云帆家校】由【示例云帆教育科技有限公司】(以下统称“我们”)提供。",
    ],
)
def test_the_unit_that_says_we(text: str) -> None:
    assert told(f"<h1>云帆家校隐私政策</h1><p>{text}</p>")[0] == "示例云帆教育科技有限公司"


def test_units_of_others_are_not_it() -> None:
    html = (
        "<h1>隐私政策</h1><p>我们接入的第三方SDK由示例大河科技有限公司提供。</p><h2>第三方SDK</h2>"
        "<table><tr><th>SDK名称<th>公司名称<tr><td>甲<td>示例大江科技有限公司<tr><td>乙<td>示例大海科技有限公司</table>"
    )
    assert told(html)[0] == ""
    assert (
        told(html + "<h2>联系我们</h2><p>公司名称:示例云帆教育科技有限公司</p>")[0]
        == "示例云帆教育科技有限公司"
    )


@pytest.mark.parametrize(
    ("title", "app"),
    [
        ("《云帆家校隐私政策》", "云帆家校"),
        ("云帆家校App隐私权政策", "云帆家校"),
        ("云帆家校用户个人信息保护政策", "云帆家校"),
        ("Maple Reader Privacy Policy", "Maple Reader"),
        ("隐私政策", ""),
        ("用户隐私政策", ""),
        ("隐私权政策声明", ""),
    ],
)
def test_the_app_that_the_title_names(title: str, app: str) -> None:
    assert told(f"<h1>{title}</h1><p>正文</p>")[1] == app


def test_the_app_that_the_first_lines_name() -> None:
    assert told("<h1>隐私政策</h1><p>欢迎使用“云帆家校App”!</p>")[1] == "云帆家校"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("更新日期:2026年2月10日", {"updated": "2026-02-10"}),
        ("生效时间:2026.02.10", {"effective": "2026-02-10"}),
        ("本政策自2026年2月10日起施行。", {"effective": "2026-02-10"}),
        ("版本更新日期:【2026】年【02】月【10】日", {"updated": "2026-02-10"}),
        ("更新于2026-02-10,自2026-02-20起生效", {"updated": "2026-02-10", "effective": "2026-02-20"}),
        ("二〇二六年二月十日", {"updated": "2026-02-10"}),
        ("Last updated: February 10, 2026", {"updated": "2026-02-10"}),
        ("Effective date: 10 Feb 2026", {"effective": "2026-02-10"}),
        ("2026年13月40日更新", {}),
        ("我们自2020年1月1日成立以来服务学校。", {}),
    ],
)
def test_dates(text: str, days: dict[str, str]) -> None:
    assert told(f"<h1>隐私政策</h1><p>{text}</p>")[2] == days


def test_a_label_on_the_line_above() -> None:
    assert told("<h1>隐私政策</h1><p>生效日期</p><p>2026年2月10日</p>")[2]["effective"] == "2026-02-10"
