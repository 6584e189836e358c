"""Packages examined in this process: what the child says goes through the same answer as in a real run.

scan(apk(manifest()), watch)          # a Scan, as scanner/sandbox.py would give it
opened(apk(manifest()), watch)        # an App after the one reading, for one analyzer alone
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import Any
from unittest import mock

import orjson

from scanner import codec
from scanner import scan as stage
from scanner.answer import Answer
from scanner.app import App
from scanner.formats.marks import Matcher
from scanner.intake import open_app
from scanner.kinds import Stage
from scanner.model import SCHEMA, ByteRules, Evidence, Limits, Scan, WatchList

DAY = "2026-03-02"
Files = bytes | Sequence[tuple[str, bytes]]
NOTHING, USUAL = WatchList(), Limits()


def opened(
    files: Files,
    watch: WatchList = NOTHING,
    limits: Limits = USUAL,
    read: bool = True,
) -> App:
    """The app in one package or set, its contents read. Raises BadPackage."""
    app = open_app(listed(files), watch, limits)
    if read:
        for _content in app.read_contents(matcher(watch.bytes)):
            pass
    return app


def listed(files: Files) -> list[tuple[str, bytes]]:
    """One package gets a name that says nothing."""
    return [("package", files)] if isinstance(files, bytes) else list(files)


@lru_cache(maxsize=8)
def _compiled(rules: tuple[ByteRules, ...]) -> Matcher:
    return Matcher(rules)


def matcher(rules: tuple[ByteRules, ...]) -> Matcher:
    """Compiled once for all tests, with its whole time again."""
    made = _compiled(rules)
    made.seconds = 60.0
    return made


def found(module: ModuleType, app: App) -> list[Evidence]:
    """What one analyzer finds, each piece checked against its kind and against those it answers for."""
    items = [item.checked() for item in module.analyze(app)]
    assert {item.kind for item in items} <= set(module.KINDS)
    return items


def said(app: App, own: tuple[ByteRules, ...] = (), not_held: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Everything that a child would say about this app, as plain JSON values, in order."""
    lines: list[dict[str, Any]] = []

    def say(word: str, content: Any) -> None:
        line = orjson.dumps({word: content}, default=codec.to_json, option=orjson.OPT_PASSTHROUGH_DATACLASS)
        lines.append(orjson.loads(line))

    # the rules are compiled once for all tests: a second of a run of many packages is spent there
    with mock.patch.object(stage, "Matcher", matcher):
        stage.run(app, Stage.STATIC, own, say, not_held)
    return lines


def scan(files: Files, watch: WatchList = NOTHING, at: str = DAY, limits: Limits = USUAL) -> Scan:
    """The Scan that a run in the sandbox gives, hash and size of one file included. Raises BadPackage."""
    given = listed(files)
    answer = Answer()
    for line in said(open_app(given, watch, limits)):
        answer.take(orjson.dumps(line))
    answer.close("", Stage.STATIC)
    assert not answer.refused
    package = answer.identified()
    digest = hashlib.sha256(b"".join(data for _, data in given)).hexdigest()
    size = sum(len(data) for _, data in given)
    return Scan(
        SCHEMA,
        "test",
        at,
        replace(package, sha256=digest, size=size),
        watch.hash,
        answer.watched,
        tuple(answer.runs),
        tuple(answer.evidence.values()),
        answer.true_counts(),
        answer.inventory,
    )


def by_value(items: Sequence[Evidence]) -> Mapping[str, dict[str, Any]]:
    """The detail of each value, the last one where a value occurs twice."""
    return {item.value: dict(item.detail) for item in items}
