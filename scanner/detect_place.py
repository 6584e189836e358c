"""Where in a structured text something stands, in words a reader can follow: "JSON a.b", "parameter imei".

Names that may themselves be somebody's data (long numbers, odd characters) are shown as "…".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import orjson

_NAME = re.compile(r"[A-Za-z_$@\u4e00-\u9fff][\w$@\-\[\]\u4e00-\u9fff]{0,39}")
_NUMBERED = re.compile(r"\d{5}|[0-9a-fA-F]{12}")
_PAIR = re.compile(r"[\w.\-\[\]%]{1,80}=")
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)([^<>]*)>([^<]*)")
_LARGEST = 4 << 20
_NODES = 200_000


def steps(data: bytes, needle: bytes, part: str = "") -> tuple[str, ...]:
    """How to get to `needle` within `data`: a step for each structure inside another; () if it is unknown."""
    if len(data) > _LARGEST or not needle:
        return ()
    text = data.decode("utf-8", "replace")
    sought = {needle.decode("utf-8", "replace").lower()}
    for _ in range(3 if b"\\" in needle else 0):
        needle = _unquoted(needle).encode("utf-8", "replace")
        sought.add(needle.decode("utf-8", "replace").lower())
    if part == "header":
        return tuple(_header(text, sought))
    return tuple(_within(text, sought, 0))


def _unquoted(needle: bytes) -> str:
    try:
        return str(orjson.loads(b'"' + needle + b'"'))
    except orjson.JSONDecodeError:
        return needle.decode("utf-8", "replace")


def shown(name: str) -> str:
    """A name as evidence may carry it."""
    return name if _NAME.fullmatch(name) and not _NUMBERED.search(name) else "…"


def _holds(text: str, sought: set[str]) -> bool:
    low = text.lower()
    return any(one in low for one in sought)


def _within(text: str, sought: set[str], depth: int) -> Iterator[str]:
    start = text.lstrip()[:1]
    if depth > 4:
        return
    if start in ("{", "["):
        try:
            whole = orjson.loads(text)
        except orjson.JSONDecodeError:
            return
        found = _search(whole, sought)
        if found is not None:
            path, value = found
            yield f"JSON {path}".strip()
            yield from _within(value, sought, depth + 1)
    elif start == "<":
        for element in _ELEMENT.finditer(text):
            if _holds(html.unescape(element[3] + element[2]), sought):
                yield f"XML {shown(element[1])}"
                yield from _within(html.unescape(element[3]), sought, depth + 1)
                return
    elif _PAIR.match(text):
        for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
            if _holds(value, sought):
                yield f"parameter {shown(name)}"
                yield from _within(value, sought, depth + 1)
                return


def _header(text: str, sought: set[str]) -> Iterator[str]:
    for line in text.split("\r\n"):
        name, _, value = line.partition(": ")
        if not _holds(value, sought):
            continue
        if name.lower() in ("cookie", "set-cookie"):
            for pair in value.split(";"):
                key, _, content = pair.strip().partition("=")
                if _holds(content, sought):
                    yield f"Cookie {shown(key)}"
                    return
        yield f"header {shown(name)}"
        yield from _within(value, sought, 1)
        return


def _search(whole: Any, sought: set[str]) -> tuple[str, str] | None:
    """The first value that holds what is sought: its path and itself as text."""
    waiting: list[tuple[str, Any]] = [("", whole)]
    count = 0
    while waiting and count < _NODES:
        path, value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            for key, item in value.items():
                if _holds(key, sought):
                    return f"{path}(key)", ""
                name = shown(key)
                waiting.append((f"{path}.{name}" if path else name, item))
        elif isinstance(value, list):
            waiting += [(f"{path}[]", item) for item in value]
        elif isinstance(value, str):
            if _holds(value, sought):
                return path, value
        elif value is not None and _holds(_number(value, sought), sought):
            return path, ""
    return None


def _number(value: Any, sought: set[str]) -> str:
    """A number as it was written: a decimal may have had more noughts at its end."""
    if isinstance(value, float):
        same = [one for one in sought if "." in one and one.rstrip("0") == repr(value)]
        return same[0] if same else repr(value)
    return str(value)
