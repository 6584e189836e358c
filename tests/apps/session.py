"""Builds a saved session from a few words, for tests of everything that reads one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from scanner import codec, persona, persona_new, scan_session
from scanner.formats.regions import Regions
from scanner.model import Evidence, Package, Platform, Run
from scanner.session import SCHEMA, Event, Flow, Manifest, Mark, Recorded
from scanner.session_app import Session
from scanner.session_store import write_zip
from scanner.session_write import Writer

PERSONA = persona_new.new(date(2026, 3, 2), {"child": "19900000001", "adult": "19900000002"}, Random(11))
CHILD, ADULT, GUARDIAN, DEVICE = (PERSONA.roles[role] for role in ("child", "adult", "guardian", "device"))
APP_ID = "cn.example.homework"
PACKAGE = Package(Platform.ANDROID, APP_ID, "1.0", "1", "示例作业", "0" * 64, "", 1)
START = 1_772_416_800_000
ALL = tuple(sorted(one.value for one in Recorded))
PHASES = (
    *((0, "installed"), (5, "before_dialog"), (15, "dialog"), (25, "refused"), (40, "before_dialog")),
    *((45, "dialog"), (55, "accepted"), (60, "used"), (90, "background"), (120, "child"), (150, "guardian")),
    (160, "child"),
)
"""A whole examination: seconds after the start -> phase."""


def at(seconds: float) -> int:
    """ms since 1970 of a moment of the session."""
    return START + round(seconds * 1000)


class Said:
    """What the dynamic analyzers said."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.evidence: list[Evidence] = []
        self.runs: list[Run] = []

    def take(self, word: str, content: Any) -> None:
        if word == "evidence":
            self.evidence.append(codec.from_json(Evidence, content).checked())
        elif word == "run":
            self.runs.append(codec.from_json(Run, content))


class Made:
    """One session folder in the making. Bodies given as dict are JSON."""

    def __init__(
        self,
        folder: Path,
        phases: Sequence[tuple[float, str]] = PHASES,
        recorded: Sequence[str] = ALL,
        planted: persona.Persona | None = PERSONA,
        **manifest: Any,
    ) -> None:
        said = {"id": "s-1", "package": PACKAGE.sha256, "app_id": APP_ID, "clock_source": "test", **manifest}
        self.folder = folder
        draft = Manifest(SCHEMA, platform="android", recorded=tuple(recorded), started=START, **said)
        if planted:
            draft = replace(draft, persona=planted.id)
        self.writer = Writer(folder, draft, persona.to_bytes(planted) if planted else b"")
        self.flows = 0
        for seconds, phase in phases:
            self.writer.add(Mark(at(seconds), phase, "driver"))

    def add(self, *events: Event) -> Made:
        for event in events:
            self.writer.add(event)
        return self

    def sent(self, seconds: float, url: str, body: Any = b"", answer: Any = b"", **more: Any) -> Made:
        """One exchange."""
        self.flows += 1
        headers = more.pop("headers", [("Content-Type", "application/json")])
        request = self.writer.message(headers, _bytes(body), decoded=False)
        response = self.writer.message([], _bytes(answer), decoded=True)
        method = "POST" if body else "GET"
        flow = Flow(at(seconds), f"f{self.flows}", method, url, request, response, 200, **more)
        return self.add(flow)

    def zip(self) -> bytes:
        """The session as the child gets it."""
        self.writer.close(at(200))
        out = BytesIO()
        write_zip(self.folder, out)
        return out.getvalue()


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def made(**more: Any) -> Made:
    """A session in a folder that is gone when the test run is."""
    return Made(Path(tempfile.mkdtemp(prefix="heyan-test-")) / "s", **more)


def examined(session: Made, package: Package = PACKAGE, regions: Regions | None = None) -> Said:
    """What the dynamic analyzers find, without a child process."""
    said = Said(package)
    scan_session.run(Session.open(session.zip(), package, regions), said.take)
    return said
