"""Recordings that other tools made become a session: HAR files, App Privacy Reports."""

from __future__ import annotations

import hashlib
import mmap
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scanner import persona
from scanner.formats import flows, privacy_report
from scanner.formats.flows import BadFlows, Unread
from scanner.session import SCHEMA, Flow, Manifest, Recorded, Socket
from scanner.session_phases_file import Phases
from scanner.session_write import Writer


@dataclass(frozen=True, slots=True)
class Told:
    """What an import is told besides the files."""

    package: str  # SHA-256
    app_id: str
    platform: str = "android"
    phases: Phases | None = None
    persona: Path | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    folder: Path
    flows: int
    events: int
    unread: Unread


def import_files(files: Sequence[Path], told: Told, folder: Path) -> Imported:
    """Writes one session from several recordings. Raises BadFlows, BadPersona or OSError."""
    phases = told.phases or Phases(())
    planted = told.persona.read_bytes() if told.persona else b""
    identity = persona.read(told.persona).id if told.persona else ""
    draft = Manifest(
        SCHEMA,
        f"s-{secrets.token_hex(6)}",
        told.package,
        told.app_id,
        told.platform,
        device=phases.device,
        operator=phases.operator,
        clock_source=phases.clock_source,
        uncertainty=phases.uncertainty,
        exit_country=phases.exit_country,
        persona=identity,
    )
    with Writer(folder, draft, planted) as writer:
        made = _Import(writer, told.app_id, phases.clock_offset)
        for mark in phases.marks:
            made.writer.add(mark)
            made.times.append(mark.at)
        for path in files:
            made.take(path)
        if phases.clock_offset:
            made.tools.append(f"clock {phases.clock_offset:+d} ms")
        tool, started = "import: " + ", ".join(dict.fromkeys(made.tools)), min(made.times, default=0)
        writer.manifest = replace(draft, recorded=tuple(sorted(made.recorded)), tool=tool, started=started)
        writer.close(max(made.times, default=0))
    return Imported(folder, made.flows, made.events, made.unread)


class _Import:
    """`offset` ms are added to the recordings' times: then phases and events are on one clock."""

    def __init__(self, writer: Writer, app_id: str, offset: int) -> None:
        self.writer, self.app_id, self.offset = writer, app_id, offset
        self.flows = self.events = 0
        self.unread = Unread()
        self.times: list[int] = []
        self.tools: list[str] = []
        self.recorded: set[str] = set()

    def take(self, path: Path) -> None:
        size = path.stat().st_size
        if not size:
            raise BadFlows(f"{path.name} 是空文件 (an empty file)")
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if privacy_report.is_report(data[: 1 << 16]):
                self._report(data[:])
            else:
                self._har(data)

    def _report(self, data: bytes) -> None:
        for event in privacy_report.events(data, self.app_id, self.unread):
            moved = replace(event, at=max(0, event.at + self.offset))
            self.writer.add(moved)
            self.times.append(moved.at)
            self.events += 1
        self.recorded.add(Recorded.ACCESS)
        self.tools.append("App Privacy Report")

    def _har(self, data: mmap.mmap) -> None:
        for entry in flows.har(data, self.unread):
            self.flows += 1
            id_ = f"f{self.flows}"
            sent, got = entry.request, entry.response
            request = self.writer.message(list(entry.request_headers), sent.content, sent.size)
            response = self.writer.message(list(entry.response_headers), got.content, got.size, decoded=True)
            started = max(0, entry.at + self.offset)
            flow = Flow(
                started,
                id_,
                entry.method,
                entry.url,
                replace(request, unread=request.unread or sent.lost),
                replace(response, unread=response.unread or got.lost),
                entry.status,
                entry.version,
                entry.address,
            )
            self.writer.add(flow)
            self.times.append(started)
            for at, outgoing, content in entry.sockets:
                name, kept = self.writer.body(content)
                self.writer.add(Socket(max(0, at + self.offset), id_, outgoing, name, len(content), kept))
        self.recorded.add(Recorded.HTTP)
        self.tools.append(f"HAR ({flows.creator(data) or 'unnamed'})")


def digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
