from __future__ import annotations

from scanner.model import TEXT
from scanner.policy.document import Fetched, Source
from scanner.policy.parse import parse
from scanner.policy.sayings import quoted, sayings

HTML = (
    "<h1>隐私政策</h1><h2>一、收集</h2><p>我们收集姓名;用于登录。联系 a@b.example。</p>"
    "<table><tr><th>SDK名称<th>目的<tr><td>友盟。统计<td>统计</table>"
)


def test_sentences_know_where_they_stand() -> None:
    found = list(sayings(parse(Fetched(Source("a"), HTML.encode()))))
    assert [one.text for one in found] == [
        "隐私政策",
        "一、收集",
        "我们收集姓名;",
        "用于登录。",
        "联系 a@b.example。",
        "友盟。统计 | 统计",
    ]
    assert found[3].quote == "用于登录。"
    assert found[4].quote == "联系 〔邮箱〕。"
    assert found[3].section == "隐私政策 > 一、收集"


def test_a_quotation_is_bounded() -> None:
    assert len(quoted("长" * 5000)) == TEXT
