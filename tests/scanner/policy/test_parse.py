from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.policy import parse as module
from scanner.policy.document import Document, Fetched, Source
from scanner.policy.parse import parse
from tests.policies.writers import docx, pdf

SAID = [
    "晨星课堂隐私政策",
    "一、我们收集的信息",
    "我们会收集您的手机号码,用于创建账号。" * 8,
    "二、存储",
    "数据存储在境内。" * 6,
]
PAGE = f"<h1>{SAID[0]}</h1><h2>{SAID[1]}</h2><p>{SAID[2]}</p><h2>{SAID[3]}</h2><p>{SAID[4]}</p>"


def read(body: bytes, **headers: str) -> Document:
    return parse(Fetched(Source("a", headers=headers), body))


@pytest.mark.parametrize(
    "body",
    [
        PAGE.encode(),
        PAGE.encode("gb18030"),
        "\n".join(SAID).encode(),
        "\r\n".join(SAID).encode("utf-16"),
        json.dumps({"data": {"content": PAGE}}).encode(),
        docx(SAID),
        pdf([SAID[:2] + [SAID[2][at : at + 30] for at in range(0, len(SAID[2]), 30)] + SAID[3:]]),
    ],
    ids=["page", "old page", "text", "wide text", "data", "word", "pdf"],
)
def test_whatever_it_comes_in_it_says_the_same(body: bytes) -> None:
    found = read(body)
    assert (found.state, found.role, found.title, found.language) == ("read", "main", SAID[0], "zh")
    assert [paragraph.text for paragraph in found.paragraphs] == SAID
    assert [paragraph.number for paragraph in found.paragraphs] == [1, 2, 3, 4, 5]
    assert found.paragraphs[2].above[-1] == SAID[1]
    assert found.paragraphs[4].above[-1] == SAID[3]


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", "placeholder"),
        (b'<div id="app"></div><script src="/a.js"></script>', "shell"),
        (
            "<noscript>We're sorry but this app doesn't work properly without JavaScript enabled.</noscript><p>请启用JavaScript后继续访问本页</p>".encode(),
            "shell",
        ),
        (
            "<form>请登录后查看<input type=password></form><p>学校统一身份认证平台,忘记密码请联系管理员</p>".encode(),
            "login",
        ),
        ("<h1>404</h1><p>抱歉,您访问的页面不存在,请返回首页重试</p>".encode(), "placeholder"),
        (
            "<h1>隐私政策</h1><p>我们重视您的隐私,会采取措施保护您的个人信息,感谢您的信任。</p>".encode(),
            "short",
        ),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "unreadable"),
        (b"PK\x03\x04" + bytes(100), "unreadable"),
        (bytes(range(128, 256)) * 60, "unreadable"),
        (pdf([[]]), "unreadable"),
    ],
)
def test_what_says_nothing_says_why(body: bytes, state: str) -> None:
    assert read(body).state == state


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1000)
    found = read(PAGE.encode() * 20)
    assert (found.state, found.paragraphs) == ("unreadable", ())
    assert found.unread.startswith("too-large")


def test_the_server_may_say_the_encoding() -> None:
    old = "我們會蒐集您的個人資料,以便建立帳號及聯繫您。" * 20
    body = f"<h1>隱私權政策</h1><p>{old}</p>".encode("big5")
    assert old in read(body, **{"content-type": "text/html; charset=big5"}).paragraphs[1].text


def test_rows_know_the_titles_of_their_columns() -> None:
    table = "<table><tr><th>SDK名称<th>使用目的<tr><td>友盟统计<td>统计</table>"
    rows = [paragraph for paragraph in read((PAGE + table).encode()).paragraphs if paragraph.cells]
    assert [(one.kind, one.header) for one in rows] == [("titles", ()), ("row", ("SDK名称", "使用目的"))]


def test_long_paragraphs_are_cut_at_sentences() -> None:
    text = "这是一句话。" * 2000
    found = read(f"<h1>隐私政策</h1><p>{text}</p>".encode())
    assert "".join(paragraph.text for paragraph in found.paragraphs[1:]) == text
    assert all(paragraph.text.endswith("。") for paragraph in found.paragraphs[1:])


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_anything_is_survived(body: bytes) -> None:
    found = read(body)
    assert [paragraph.number for paragraph in found.paragraphs] == list(range(1, len(found.paragraphs) + 1))
