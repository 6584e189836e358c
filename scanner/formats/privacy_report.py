"""Apple's App Privacy Report as the phone exports it (.ndjson): accesses and contacted domains of seven days.

Format: developer.apple.com/documentation/network/privacy_management/inspecting_app_activity_data. Lines of
other apps are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from scanner.formats.flows import COUNT, LINE, Unread
from scanner.session import Access, Reported


def is_report(head: bytes) -> bool:
    """Whether a file begins like a report."""
    return head.lstrip()[:1] == b"{" and (b'"networkActivity"' in head or b'"accessor"' in head)


def events(data: bytes, app_id: str, unread: Unread) -> Iterator[Access | Reported]:
    """What the report says of one app, in its order."""
    opened: dict[str, Access] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if number > COUNT:
            unread.add(f"line {number}", "too many lines")
            break
        if not line.strip():
            continue
        try:
            said = orjson.loads(line) if len(line) < LINE else None
        except orjson.JSONDecodeError:
            said = None
        if not isinstance(said, dict):
            unread.add(f"line {number}", "not JSON")
        elif said.get("type") == "access":
            yield from _access(said, app_id, opened, number, unread)
        elif said.get("type") == "networkActivity" and said.get("bundleID") == app_id:
            at, until = _moment(said.get("firstTimeStamp")), _moment(said.get("timeStamp"))
            host, hits = said.get("domain"), said.get("hits")
            if at is None or not isinstance(host, str):
                unread.add(f"line {number}", "no domain or time")
                continue
            owner = said.get("domainOwner")
            yield Reported(
                at,
                host.lower(),
                hits if type(hits) is int and hits > 0 else 1,
                until or at,
                owner if isinstance(owner, str) else "",
                said.get("initiatedType") != "NonAppInitiated",
            )
    yield from opened.values()


def _access(
    said: dict[str, Any], app_id: str, opened: dict[str, Access], number: int, unread: Unread
) -> Iterator[Access]:
    accessor = said.get("accessor")
    if not isinstance(accessor, dict) or accessor.get("identifier") != app_id:
        return
    at, what, key = _moment(said.get("timeStamp")), said.get("category"), said.get("identifier")
    if at is None or not isinstance(what, str):
        unread.add(f"line {number}", "no category or time")
        return
    if said.get("kind") == "intervalEnd" and isinstance(key, str) and key in opened:
        begun = opened.pop(key)
        yield Access(begun.at, begun.what, begun.source, at)
    elif said.get("kind") == "intervalBegin" and isinstance(key, str):
        opened[key] = Access(at, what, "privacy-report")
    else:
        yield Access(at, what, "privacy-report", at)


def _moment(value: Any) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        return round(datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
