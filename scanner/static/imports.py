"""Sensitive interfaces that programs and libraries refer to, and handlers that pages can call.

The classes and functions that a binary takes from the system stand in the tables its loader needs, which the
store's encryption leaves readable; the names of messages do not. What leads there, and whether it ever runs,
is not known: reach is always "unknown".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.binaries import Binary
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, WatchedApi, Where

NAME = "imports"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.SENSITIVE_USE, Kind.JS_BRIDGE)

_SYSTEM = re.compile(r"libswift\w+\.dylib$")
"""The system's own libraries, which apps for iOS before 12.2 bring along."""
_HANDLER = ("WKUserContentController", "addScriptMessageHandler:name:")


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence per watched interface and binary."""
    app.say_unread(NAME)
    for binary in app.binaries.found.values():
        if _SYSTEM.match(binary.name):
            continue
        for api in app.watch.apis:
            spot = _spot(binary, api)
            if spot:
                where = Where(entry=binary.path, element=spot, offset=binary.texts.get(api.target, -1))
                detail = {"form": api.form, "reach": "unknown", "consent": "unknown"}
                yield Evidence(Kind.SENSITIVE_USE, api.id, where, detail=detail)
        cls, selector = _HANDLER
        if cls in binary.class_refs and selector in binary.selectors:
            where = Where(entry=binary.path, element=f"{cls}.{selector}")
            yield Evidence(Kind.JS_BRIDGE, "?", where, detail={"reach": "unknown"})


def _spot(binary: Binary, api: WatchedApi) -> str:
    """How the binary names the interface; "" where it does not."""
    if api.form == "objc":
        cls, _, selector = api.target.partition(".")
        if cls not in binary.class_refs or (selector and selector not in binary.selectors):
            return ""
        return api.target
    if api.form == "import":
        return binary.imported(api.target)
    return api.target if api.form == "text" and api.target in binary.texts else ""
