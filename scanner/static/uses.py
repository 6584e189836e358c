"""Sensitive calls, field reads, content URIs and reflective names in code, and what leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.app import App
from scanner.kinds import Kind
from scanner.model import PLACES, Detail, Evidence, Platform, WatchedApi, Where

NAME = "uses"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.SENSITIVE_USE,)


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence per watched API and method of the app that uses it, reachable ones first."""
    app.say_unread(NAME)
    if not app.reach.complete:
        app.partial(NAME, "budget", "some virtual calls were left out of the call graph")
    strings = _strings(app)
    for api in app.watch.apis:
        found = sorted(_spots(app, api, strings).items(), key=lambda item: -_level(app, *item[0]))
        for (method, at), row in found[:PLACES]:
            yield _evidence(app, api, method, at, row)


def _spots(app: App, api: WatchedApi, strings: dict[str, list[int]]) -> dict[tuple[int, int], int]:
    """(method, byte offset) of the first use in each method -> row of the dex file."""
    code = app.code
    if api.form == "call":
        edges, rows = code.calls, code.callers(code.find_methods(api.target))
    elif api.form == "field":
        edges, rows = code.fields_used, code.readers(code.find_fields(api.target))
    else:
        edges, rows = code.strings_used, code.strings_used.to(strings.get(api.id, []))
    first: dict[int, tuple[int, int]] = {}
    for method, at, file in zip(
        edges.method[rows].tolist(), edges.at[rows].tolist(), edges.file[rows].tolist(), strict=True
    ):
        first.setdefault(method, (at, file))
    return {(method, at): file for method, (at, file) in first.items()}


def _strings(app: App) -> dict[str, list[int]]:
    """Constant strings that a watched URI begins or a watched name is, by API."""
    uris = {api.target.encode(): api.id for api in app.watch.apis if api.form == "uri"}
    names = {api.target.encode(): api.id for api in app.watch.apis if api.form == "reflection"}
    found: dict[str, list[int]] = {}
    if not uris and not names:
        return found
    listed = sorted((*uris, *names), key=len, reverse=True)
    for number, match in app.code.find_strings(re.compile(b"|".join(map(re.escape, listed)))):
        text = app.code.strings[number]
        if match[0] in uris and text.startswith(match[0]):
            found.setdefault(uris[match[0]], []).append(number)
        elif match[0] in names and text == match[0]:
            found.setdefault(names[match[0]], []).append(number)
    return found


def _level(app: App, method: int, _at: int) -> int:
    """Orders the methods that are worth a place: those before consent, then reachable ones, then the rest."""
    return app.reach.rank(method)


def _evidence(app: App, api: WatchedApi, method: int, at: int, file: int) -> Evidence:
    cls, name, descriptor = app.code.method(method)
    state = app.reach.of_method(method, at)
    detail: dict[str, str | tuple[str, ...]] = {
        "form": api.form,
        "reach": state.reach,
        "consent": state.consent,
    }
    if state.path:
        detail["path"] = state.path
    if state.consent_path:
        detail["consent_path"] = state.consent_path
    if state.condition:
        detail["condition"] = state.condition
    where = Where(entry=app.code.places[file], offset=at, cls=cls, method=name + descriptor)
    made: Detail = detail
    return Evidence(Kind.SENSITIVE_USE, api.id, where, detail=made)
