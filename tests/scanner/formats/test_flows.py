"""Recordings of our own and of others' tools, friendly and hostile."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import flows
from scanner.formats.flows import BadFlows, Entry, Unread, creator, events, har


def entry(**more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "startedDateTime": "2026-03-02T10:00:05.123+08:00",
        "request": {
            "method": "POST",
            "url": "https://api.example.cn/a?b=1",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "A", "value": "b"}],
            "postData": {"mimeType": "application/json", "text": '{"x": "核"}'},
            "bodySize": 11,
        },
        "response": {"status": 200, "headers": [], "content": {"size": 2, "text": "ok"}},
        "serverIPAddress": "203.0.113.5",
    }
    return {**made, **more}


def export(*entries: Any, **more: Any) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "Tool", "version": "1"}, **more, "entries": entries}}
    ).encode()


def one(item: Any) -> Entry:
    unread = Unread()
    (found,) = har(export(item), unread)
    assert unread.count == 0
    return found


def test_an_exchange() -> None:
    found = one(entry())
    assert (found.at, found.method, found.url) == (1_772_416_805_123, "POST", "https://api.example.cn/a?b=1")
    assert found.request.content == '{"x": "核"}'.encode()
    assert (found.status, found.response.content, found.address) == (200, b"ok", "203.0.113.5")
    assert creator(export()) == "Tool"


def test_dialects() -> None:
    request = entry()["request"]
    params = {
        **request,
        "postData": {"mimeType": "a", "params": [{"name": "a", "value": "1"}, {"name": "b"}]},
    }
    assert one(entry(request=params)).request.content == b"a=1&b="  # browsers, forms
    encoded = {**request, "postData": {"text": base64.b64encode(b"\x00\xff").decode(), "encoding": "base64"}}
    assert one(entry(request=encoded)).request.content == b"\x00\xff"
    lost = {**request, "postData": None, "bodySize": 5_000}
    body = one(entry(request=lost)).request
    assert (body.content, body.size, body.lost) == (b"", 5_000, "not-exported")
    mapping = {**request, "headers": {"A": "b", "C": 5}}
    assert one(entry(request=mapping)).request_headers == (("A", "b"), ("C", "5"))
    image = {"status": 200, "content": {"text": "/9j/", "encoding": "base64", "size": 90_000}}
    response = one(entry(response=image)).response
    assert (response.content, response.size) == (b"\xff\xd8\xff", 90_000)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T02:00:05.000Z",
        "2026-03-02T10:00:05+0800",
        "2026-03-02T02:00:05.0000000Z",
        1_772_416_805,
        1_772_416_805_000,
    ],
)
def test_times(text: Any) -> None:
    assert one(entry(startedDateTime=text)).at == 1_772_416_805_000


def test_web_sockets() -> None:
    messages = [
        {"type": "send", "time": 1_772_416_806.5, "opcode": 1, "data": "hi"},
        {"type": "receive", "time": 1_772_416_807, "opcode": 2, "data": "AP8="},
        {"type": "send"},
        7,
    ]
    assert one(entry(_webSocketMessages=messages)).sockets == (
        (1_772_416_806_500, True, b"hi"),
        (1_772_416_807_000, False, b"\x00\xff"),
    )


@pytest.mark.parametrize(
    "bad",
    [
        None,
        5,
        [],
        {},
        {"request": 7},
        entry(startedDateTime=None),
        entry(startedDateTime="soon"),
        entry(request={"url": 5}),
        entry(request={"url": "no"}),
    ],
)
def test_wrong_types_cost_one_entry(bad: Any) -> None:
    unread = Unread()
    found = list(har(export({"request": {}}, bad, entry()), unread))
    assert len(found) == 1
    assert unread.count >= 1


def test_wrong_types_inside_are_read_as_nothing() -> None:
    strange = entry(
        response={"status": "ok", "content": [], "headers": "x"}, serverIPAddress=7, _webSocketMessages={}
    )
    strange["request"] |= {
        "method": None,
        "headers": [1, {"name": None}],
        "postData": {"text": 5},
        "bodySize": "big",
        "httpVersion": [],
    }
    found = one(strange)
    assert (found.status, found.method, found.request_headers, found.request.content) == (0, "GET", (), b"")


def test_a_truncated_export_gives_what_came_before() -> None:
    data = export(entry(), entry())
    unread = Unread()
    assert len(list(har(data[: len(data) - 60], unread))) == 1
    assert "cut off" in unread.why[0]


def test_brackets_in_texts_do_not_mislead() -> None:
    tricky = entry()
    tricky["request"]["postData"]["text"] = '}]}{"entries":[ \\" { '
    assert one(tricky).request.content == b'}]}{"entries":[ \\" { '


def test_a_body_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "ENTRY", 2_000)
    big = entry()
    big["request"]["postData"]["text"] = "x" * 3_000
    unread = Unread()
    assert len(list(har(export(big, entry()), unread))) == 1
    assert unread.count == 1


def test_no_export() -> None:
    with pytest.raises(BadFlows):
        list(har(b'{"log": {}}', Unread()))


def test_events_of_a_newer_format() -> None:
    with pytest.raises(BadFlows, match="更新"):
        list(events(b'{"kind":"session","schema":99}\n', Unread()))


@pytest.mark.parametrize(
    "line",
    [
        b"7",
        b"[]",
        b"{}",
        b'{"kind":"mark"}',
        b'{"kind":"mark","at":"1","phase":"x"}',
        b'{"kind":"mark","at":-1,"phase":"x"}',
        b'{"kind":"mark","at":1,"phase":"x","y":1}',
        b'{"kind":["mark"]}',
        b"\xff\xfe",
        b'{"kind":"flow","at":1,"id":"a","method":"GET","url":"u","request":[]}',
    ],
)
def test_malformed_events_are_counted(line: bytes) -> None:
    unread = Unread()
    good = b'\n{"kind":"mark","at":1,"phase":"dialog"}\n'
    assert [event.at for event in events(line + good, unread)] == [1]
    assert unread.count == 1


def test_a_long_line_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "LINE", 10)
    unread = Unread()
    assert list(events(b'{"kind":"mark","at":1,"phase":"dialog"}', unread)) == []
    assert unread.why == ["line 1: 39 bytes"]


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_survived(data: bytes) -> None:
    for make in (lambda: list(events(data, Unread())), lambda: list(har(b'"entries":[' + data, Unread()))):
        with contextlib.suppress(BadFlows):
            make()


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "text", "size", "headers", "postData", "content"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(_JSON, _JSON)
def test_any_types_are_survived(request: Any, response: Any) -> None:
    made = entry(response=response)
    made["request"] = {**made["request"], **request} if isinstance(request, dict) else request
    list(har(export(made), Unread()))


def test_nothing_of_mitmproxy_is_needed() -> None:
    code = (
        "import sys; sys.modules['mitmproxy'] = None\n"
        "import scanner.formats.flows, scanner.session_import, scanner.session_store\n"
        "print([name for name in sys.modules if name.startswith('mitmproxy.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "[]"
