"""Recorded traffic: the events of our own session format, and HAR as other tools export it.

HAR 1.2 (the W3C draft by Odvarko) as Charles, Reqable, HttpCanary, PCAPdroid and browsers write it. A HAR may
be larger than memory: its entries are found one by one in the mapped file. Nothing here trusts a type, a size
or an encoding; what cannot be read is counted and told.
"""

from __future__ import annotations

import binascii
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from scanner import codec
from scanner.session import EVENTS, SCHEMA, Event

LINE = 4 << 20
"""Longest line of events that is read, bytes."""
ENTRY = 96 << 20
"""Largest entry of a HAR that is read, bytes."""
COUNT = 200_000
"""Most events of a session, and entries of a HAR."""
_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_ENTRIES = re.compile(rb'"entries"\s*:\s*\[')
_ZONE = re.compile(r"([+-]\d{2})(\d{2})$")


class BadFlows(ValueError):
    """A file that is no recording; the message is a sentence in Chinese and English."""


@dataclass(slots=True)
class Unread:
    """What of a recording could not be read: how many lines or entries, and the first reasons."""

    count: int = 0
    why: list[str] = field(default_factory=list)

    def add(self, place: str, why: str) -> None:
        """One more."""
        self.count += 1
        if len(self.why) < 5:
            self.why.append(f"{place}: {why}")


def events(data: bytes, unread: Unread) -> Iterator[Event]:
    """The events of events.jsonl. Raises BadFlows for a schema that this house does not know.

    A line that is malformed, too long or cut off by a crash is counted in `unread`.
    """
    at, number = 0, 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        number += 1
        if number > COUNT:
            unread.add(f"line {number}", "too many events")
            return
        line, at = memoryview(data)[at:end], end + 1
        if not len(line):
            continue
        event = _event(line, number, unread)
        if event is not None:
            yield event


def _event(line: memoryview, number: int, unread: Unread) -> Event | None:
    place = f"line {number}"
    if len(line) > LINE:
        unread.add(place, f"{len(line)} bytes")
        return None
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        unread.add(place, "not JSON")
        return None
    kind = said.pop("kind", "") if isinstance(said, dict) else ""
    if kind == "session":
        schema = said.get("schema")
        if type(schema) is not int or schema > SCHEMA:
            raise BadFlows(
                f"会话格式 {schema} 比本程序能读的({SCHEMA})新,请更新 (a newer session format: update Heyan)"
            )
        return None
    cls = EVENTS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        unread.add(place, "unknown kind")
        return None
    try:
        found: Event = codec.from_json(cls, said)
    except codec.Malformed as fault:
        unread.add(place, str(fault))
        return None
    if not 0 <= found.at < 1 << 53:
        unread.add(place, "no such time")
        return None
    return found


@dataclass(frozen=True, slots=True)
class Body:
    """A body as an export gives it."""

    content: bytes = b""
    size: int = 0  # that was sent
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange of a HAR."""

    at: int  # ms since 1970 UTC
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request: Body
    status: int
    response_headers: tuple[tuple[str, str], ...]
    response: Body
    version: str
    address: str
    sockets: tuple[tuple[int, bool, bytes], ...] = ()  # time, outgoing, content


def har(data: bytes | mmap.mmap, unread: Unread) -> Iterator[Entry]:
    """The exchanges of a HAR, in its order. Raises BadFlows if it is none."""
    start = _ENTRIES.search(data)
    if start is None:
        raise BadFlows("文件里没有 HAR 的 entries,不是流量导出 (no HAR entries: not an export of traffic)")
    for number, (at, end) in enumerate(_objects(data, start.end()), 1):
        if number > COUNT:
            unread.add(f"entry {number}", "too many entries")
            return
        if end < 0:
            unread.add(f"entry {number}", "cut off")
            return
        if end - at > ENTRY:
            unread.add(f"entry {number}", f"{end - at} bytes")
            continue
        try:
            entry = orjson.loads(data[at:end])
        except orjson.JSONDecodeError:
            unread.add(f"entry {number}", "not JSON")
            continue
        found = _entry(entry)
        if found is None:
            unread.add(f"entry {number}", "no request, URL or time")
        else:
            yield found


def creator(data: bytes | mmap.mmap) -> str:
    """The tool that made a HAR, "" where it does not say."""
    found = re.search(rb'"creator"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"\\]{1,60})"', data[: 1 << 16])
    return found[1].decode("utf-8", "replace") if found else ""


def _objects(data: bytes | mmap.mmap, at: int) -> Iterator[tuple[int, int]]:
    """Spans of the objects of a list that begins at `at`; an end of -1 for one that is cut off."""
    depth, start = 0, -1
    for found in _STRING_OR_BRACKET.finditer(data, at):
        mark = data[found.start()]
        if mark == 0x22:
            continue
        if mark in b"{[":
            if depth == 0:
                start = found.start()
            depth += 1
        elif depth == 0:
            return
        else:
            depth -= 1
            if depth == 0:
                yield start, found.end()
                start = -1
    if start >= 0:
        yield start, -1


def _entry(entry: Any) -> Entry | None:
    request, response = _map(entry, "request"), _map(entry, "response")
    url, at = request.get("url"), _moment(_map(entry).get("startedDateTime"))
    if not isinstance(url, str) or "://" not in url or at is None:
        return None
    status = response.get("status")
    return Entry(
        at,
        _text(request.get("method")) or "GET",
        url,
        _headers(request.get("headers")),
        _sent(request),
        status if type(status) is int and 0 <= status < 1000 else 0,
        _headers(response.get("headers")),
        _received(response),
        _text(request.get("httpVersion")),
        _text(_map(entry).get("serverIPAddress")).strip("[]"),
        tuple(_sockets(_map(entry).get("_webSocketMessages"), at)),
    )


def _sent(request: dict[str, Any]) -> Body:
    posted = _map(request, "postData")
    text = posted.get("text")
    stated = _size(request.get("bodySize"))
    if not isinstance(text, str) or (not text and posted.get("params")):
        pairs = [item for item in _list(posted.get("params")) if isinstance(item, dict)]
        text = "&".join(f"{_text(item.get('name'))}={_text(item.get('value'))}" for item in pairs)
        if not text:
            return Body(b"", stated, "not-exported" if stated else "")
    coding = posted.get("encoding") or posted.get("_encoding") or request.get("_bodyEncoding")
    content = _bytes(text, coding)
    return Body(content, max(stated, len(content)))


def _received(response: dict[str, Any]) -> Body:
    content = _map(response, "content")
    text, stated = content.get("text"), max(_size(content.get("size")), _size(response.get("bodySize")))
    if not isinstance(text, str):
        return Body(b"", stated, "not-exported" if stated else "")
    found = _bytes(text, content.get("encoding"))
    return Body(found, max(stated, len(found)))


def _bytes(text: str, coding: Any) -> bytes:
    if coding == "base64":
        try:
            return binascii.a2b_base64(text)
        except (binascii.Error, ValueError):
            pass
    return text.encode("utf-8", "surrogatepass")


def _sockets(messages: Any, at: int) -> Iterator[tuple[int, bool, bytes]]:
    for item in _list(messages)[:COUNT]:
        if isinstance(item, dict) and isinstance(item.get("data"), str):
            when, sent = item.get("time"), item.get("type") == "send"
            known = isinstance(when, int | float) and 0 < when < 1e11
            moment = round(float(when) * 1000) if known and when else at
            yield moment, sent, _bytes(item["data"], "base64" if item.get("opcode") == 2 else "")


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    items = _list(value)
    if isinstance(value, dict):  # some tools write a mapping
        items = [{"name": key, "value": item} for key, item in value.items()]
    pairs = ((_text(item.get("name")), _text(item.get("value"))) for item in items if isinstance(item, dict))
    return tuple((name, text) for name, text in pairs if name)


def _map(value: Any, key: str = "") -> dict[str, Any]:
    found = value.get(key) if key and isinstance(value, dict) else value
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if type(value) in (int, float) else ""


def _size(value: Any) -> int:
    return value if type(value) is int and 0 < value < 1 << 50 else 0


def _moment(value: Any) -> int | None:
    """ms since 1970 of a time: ISO 8601 in its variants, or a number of seconds or milliseconds."""
    if isinstance(value, int | float) and 0 < value < 1e14:
        return round(float(value) if value > 1e11 else float(value) * 1000)
    if not isinstance(value, str):
        return None
    text = _ZONE.sub(r"\1:\2", value.strip().replace("Z", "+00:00"))
    fraction = re.search(r"\.(\d{7,})", text)
    if fraction:
        text = text.replace(fraction[1], fraction[1][:6])
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
