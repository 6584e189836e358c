"""Sensitive calls, field reads, content URIs and reflective names in code, and what leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import numpy as np

from scanner.android import AndroidApp
from scanner.code import Code
from scanner.code_columns import Edges
from scanner.columns import Column
from scanner.kinds import Kind
from scanner.model import PLACES, Evidence, Platform, WatchedApi, Where

NAME = "uses"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.SENSITIVE_USE,)

Spot = tuple[int, int, int]
"""Method, byte offset, row of the dex file."""


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per watched API and method of the app that uses it, the telling ones first."""
    app.say_unread(NAME)
    if not app.reach.complete:
        app.partial(NAME, "budget", "some virtual calls were left out of the call graph")
    for api, spots in _found(app):
        spots.sort(key=lambda spot: -app.reach.rank(spot[0]))  # stable: else in the order of the code
        for number, spot in enumerate(spots):
            # beyond what is kept only the number counts, and that costs no path
            yield _evidence(app, api, spot, number < PLACES)
    if not app.reach.exact:
        app.partial(NAME, "budget", "some methods on the way to uses were not read exactly")


def _found(app: AndroidApp) -> Iterator[tuple[WatchedApi, list[Spot]]]:
    code, watched = app.code, app.watch.apis
    strings = _strings(code, watched)
    families: list[tuple[Edges, Mapping[str, Sequence[int]], bool]] = [
        (code.calls, _numbers(code, watched, "call"), False),
        (code.fields_used, _numbers(code, watched, "field"), True),
        (code.strings_used, strings, False),
    ]
    by_api: dict[str, list[Spot]] = {}
    for edges, targets, reads in families:
        for id_, spot in _spots(edges, targets, reads):
            by_api.setdefault(id_, []).append(spot)
    for api in watched:
        if api.id in by_api:
            yield api, by_api[api.id]


def _numbers(code: Code, watched: Sequence[WatchedApi], form: str) -> dict[str, Sequence[int]]:
    """The methods or fields that each watched target means."""
    find = code.find_methods if form == "call" else code.find_fields
    return {api.id: find(api.target).tolist() for api in watched if api.form == form}


def _spots(edges: Edges, targets: Mapping[str, Sequence[int]], reads: bool) -> Iterator[tuple[str, Spot]]:
    """The first use of each API in each method; all APIs of a family in one pass over its edges."""
    listed = [(number, row) for row, numbers in enumerate(targets.values()) for number in numbers]
    if not listed or not len(edges.target):
        return
    names = list(targets)
    size = 1 + max(int(edges.target.max()), max(number for number, _ in listed))
    wanted = np.zeros(size, np.bool_)
    wanted[[number for number, _ in listed]] = True
    rows = np.flatnonzero(wanted[edges.target])
    if reads:
        rows = rows[_is_read(edges.op[rows])]
    apis: dict[int, list[int]] = {}
    for number, row in listed:
        apis.setdefault(number, []).append(row)
    seen: set[tuple[int, int]] = set()
    columns = (edges.method[rows], edges.target[rows], edges.at[rows], edges.file[rows])
    for method, target, at, file in zip(*(column.tolist() for column in columns), strict=True):
        for row in apis[target]:
            if (row, method) not in seen:
                seen.add((row, method))
                yield names[row], (method, at, file)


def _is_read(op: Column) -> Column:
    """Opcodes iget* and sget*."""
    found: Column = ((op >= 0x52) & (op <= 0x58)) | ((op >= 0x60) & (op <= 0x66))
    return found


def _strings(code: Code, watched: Sequence[WatchedApi]) -> dict[str, Sequence[int]]:
    """Constant strings that a watched URI begins or a watched name is, by API."""
    found: dict[str, Sequence[int]] = {}
    uris: dict[bytes, list[WatchedApi]] = {}
    for api in watched:
        if api.form == "uri":
            uris.setdefault(api.target.encode(), []).append(api)
        elif api.form == "reflection" and (numbers := code.strings.equal(api.target.encode())):
            found[api.id] = numbers
    begun: dict[str, list[int]] = {}
    longest_first = sorted(uris, key=len, reverse=True)
    for number in code.strings.beginning(_common(longest_first)) if uris else ():
        text = code.strings[number]
        meant = next((uri for uri in longest_first if text.startswith(uri)), None)
        for api in uris[meant] if meant is not None else ():
            begun.setdefault(api.id, []).append(number)
    return {**found, **begun}


def _common(texts: Sequence[bytes]) -> bytes:
    """What they all begin with."""
    first, last = min(texts), max(texts)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return first[: len(list(same))]


def _evidence(app: AndroidApp, api: WatchedApi, spot: Spot, whole: bool) -> Evidence:
    method, at, file = spot
    cls, name, descriptor = app.code.method(method)
    where = Where(entry=app.code.places[file], offset=at, cls=cls, method=name + descriptor)
    detail: dict[str, str | tuple[str, ...]] = {"form": api.form}
    if whole:
        state = app.reach.of_method(method, at)
        detail |= {"reach": state.reach, "consent": state.consent}
        if state.path:
            detail["path"] = state.path
        if state.consent_path:
            detail["consent_path"] = state.consent_path
        if state.condition:
            detail["condition"] = state.condition
    return Evidence(Kind.SENSITIVE_USE, api.id, where, detail=detail)
