"""Hosts in constant strings of code, with the class and method that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.android import AndroidApp
from scanner.formats.dex import mutf8
from scanner.hosts import host_of, shown_url
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "code_texts"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.HOST,)

_URL = re.compile(rb"(?:https?|wss?)://[^\0\s\"'<>\\]{3,300}")
_SPOTS = 20
"""Methods named per string at most."""


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per host and method."""
    app.say_unread(NAME)
    code = app.code
    for number, match in code.find_strings(_URL, b"://"):
        url = mutf8(match[0])
        host = host_of(url)
        if not host:
            continue
        rows = code.strings_used.to([number])[:_SPOTS]
        used = code.strings_used
        for method, at, file in zip(
            used.method[rows].tolist(), used.at[rows].tolist(), used.file[rows].tolist(), strict=True
        ):
            cls, name, descriptor = code.method(method)
            where = Where(entry=code.places[file], offset=at, cls=cls, method=name + descriptor)
            yield Evidence(Kind.HOST, host, where, detail={"url": shown_url(url), "source": "code"})
