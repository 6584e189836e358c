"""A saved session as analyzers see it: events on one clock, phases, bodies, and what was detected in them.

The counterpart of app.py for the dynamic stage. Built in the child from one zip; hostile like any package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from mmap import mmap
from typing import TypeVar
from urllib.parse import urlsplit

from scanner import session_manifest
from scanner.app import Partial
from scanner.detect import Detected, Detector, Part
from scanner.formats.archive import Archive, BadEntry
from scanner.formats.flows import BadFlows, Unread, events
from scanner.formats.regions import Regions
from scanner.model import BadPackage, Limits, Package
from scanner.persona import BadPersona, Persona, from_bytes
from scanner.session import Event, Flow, Manifest, Mark, Message, Phase, Recorded, Socket
from scanner.session_phases import Timeline, timeline
from scanner.session_write import BODIES, EVENTS, MANIFEST, PERSONA
from scanner.visible import visible

E = TypeVar("E", bound=Event)
LIMITS = Limits(total=8 << 30, unpacked=8 << 30, entry=256 << 20, entries=400_000, nesting=0)
_HOST = 253


@dataclass(frozen=True, slots=True)
class Traffic:
    """One exchange (or message of a WebSocket) and what is in it."""

    flow: Flow
    at: int
    phase: Phase
    host: str
    scheme: str
    sent: Detected
    received: Detected
    parts: tuple[Part, ...]


class Session:
    """One session. `regions`: where addresses are, or None."""

    def __init__(self, archive: Archive, package: Package, regions: Regions | None = None) -> None:
        self.package, self.regions = package, regions
        self._archive = archive
        self.manifest: Manifest = session_manifest.parse(self._entry(MANIFEST, 8 << 20))
        if self.manifest.package != package.sha256:
            raise BadPackage(
                "other-package",
                f"会话 {visible(self.manifest.id, 40)} 是对另一个安装包记录的(SHA-256 不同)",
                "the session was recorded with another package",
            )
        for name in (EVENTS, PERSONA):
            stated = self.manifest.files.get(name)
            if stated and hashlib.sha256(self._entry(name, 256 << 20, b"")).hexdigest() != stated:
                raise BadPackage("changed", f"会话的 {name} 与封装时不同", f"{name} is not what was packed")
        self.unread = Unread()
        self.partials: dict[str, list[Partial]] = {}
        try:
            self.events: tuple[Event, ...] = tuple(events(self._entry(EVENTS, 256 << 20), self.unread))
        except BadFlows as bad:
            raise BadPackage("bad-session", *str(bad).rstrip(")").split(" (", 1)) from None

    @classmethod
    def open(cls, data: bytes | mmap, package: Package, regions: Regions | None = None) -> Session:
        """The session in a zip. Raises BadPackage."""
        return cls(Archive.open(data, LIMITS), package, regions)

    @property
    def id(self) -> str:
        return visible(self.manifest.id, 40)

    def records(self, *what: Recorded) -> bool:
        """Whether the recorder could see all of these."""
        return all(one.value in self.manifest.recorded for one in what)

    def of(self, kind: type[E]) -> Sequence[E]:
        """The events of one kind in order of time."""
        return sorted((event for event in self.events if isinstance(event, kind)), key=lambda event: event.at)

    @cached_property
    def timeline(self) -> Timeline:
        """Phases on the recording's own clock: marks and events were stamped by the same one."""
        end = max((event.at for event in self.events), default=0)
        doubt = max(0, self.manifest.uncertainty)
        return timeline(self.of(Mark), doubt, max(end, self.manifest.ended))

    @cached_property
    def started(self) -> int:
        first = min((event.at for event in self.events), default=0)
        return self.manifest.started or first

    def since(self, at: int) -> int:
        """ms after the session's beginning."""
        return max(0, at - self.started)

    @cached_property
    def persona(self) -> Persona | None:
        """The planted identities, None where the session carries none."""
        try:
            return from_bytes(self._entry(PERSONA, 1 << 20, b"{}"))
        except BadPersona:
            return None

    @cached_property
    def detector(self) -> Detector:
        return Detector(self.persona.planted if self.persona else (), self.package.app_id)

    def country(self, address: str) -> str:
        """Where an address is; "" where that is unknown."""
        return self.regions.country(address) if self.regions else ""

    @cached_property
    def traffic(self) -> tuple[Traffic, ...]:
        """Every exchange, looked through once for all analyzers, in order of time."""
        flows = {flow.id: flow for flow in self.of(Flow)}
        found = [self._exchange(flow) for flow in flows.values()]
        for socket in self.of(Socket):
            if socket.flow in flows and (message := self._message(flows[socket.flow], socket)):
                found.append(message)
        return tuple(sorted(found, key=lambda item: item.at))

    def body(self, name: str) -> bytes:
        """A kept body; b"" where it is missing or not what its name says."""
        if not name:
            return b""
        content = self._entry(f"{BODIES}/{name}", 64 << 20, b"")
        return content if hashlib.sha256(content).hexdigest() == name else b""

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        """Says that an analyzer ran but could not see part of what it answers for."""
        known = self.partials.setdefault(analyzer, [])
        if len(known) < 50 and Partial(reason, note) not in known:
            known.append(Partial(reason, note))

    def parts(self, flow: Flow) -> tuple[Part, ...]:
        """What was sent, part by part."""
        return (*_of_url(flow.url), _of_headers(flow.request), self._body(flow.request))

    def _exchange(self, flow: Flow) -> Traffic:
        parts = self.parts(flow)
        sent = self.detector.detect(parts)
        answer = self._body(flow.response)
        received = self.detector.detect((answer,), sent=False) if answer.data else Detected()
        host, scheme = _where(flow.url)
        return Traffic(flow, flow.at, self.timeline.phase(flow.at), host, scheme, sent, received, parts)

    def _message(self, flow: Flow, socket: Socket) -> Traffic | None:
        part = Part("message", self.body(socket.body))
        found = self.detector.detect((part,), socket.outgoing)
        host, scheme = _where(flow.url)
        scheme = {"http": "ws", "https": "wss"}.get(scheme, scheme)
        sent, received = (found, Detected()) if socket.outgoing else (Detected(), found)
        phase = self.timeline.phase(socket.at)
        return Traffic(flow, socket.at, phase, host, scheme, sent, received, (part,))

    def _body(self, message: Message) -> Part:
        coding = "" if message.decoded else _header(message, "content-encoding")
        return Part("body", self.body(message.body), coding)

    def _entry(self, name: str, most: int, missing: bytes | None = None) -> bytes:
        entry = self._archive.find(name)
        if entry is None or entry.size > most:
            if missing is not None:
                return missing
            raise BadPackage(
                "bad-session",
                f"会话里没有 {name},或大得反常",
                f"the session has no {name}, or it is too large",
            )
        try:
            return self._archive.read(entry)
        except BadEntry as fault:
            if missing is not None:
                return missing
            raise BadPackage("bad-session", f"会话的 {name} 读不出", f"{name}: {fault}") from None


def _where(url: str) -> tuple[str, str]:
    """Host and scheme; a host that is none is shown as far as it can be."""
    try:
        parts = urlsplit(url)
        return visible((parts.hostname or "").lower(), _HOST), parts.scheme.lower()[:8]
    except ValueError:
        return "", ""


def _of_url(url: str) -> Iterator[Part]:
    try:
        parts = urlsplit(url)
    except ValueError:
        yield Part("query", url.encode("utf-8", "surrogatepass"))
        return
    for name, text in (
        ("host", parts.netloc),
        ("path", parts.path),
        ("query", parts.query),
        ("fragment", parts.fragment),
    ):
        if text:
            yield Part(name, text.encode("utf-8", "surrogatepass"))


def _of_headers(message: Message) -> Part:
    lines = "\r\n".join(f"{pair[0]}: {pair[1]}" for pair in message.headers if len(pair) == 2)
    return Part("header", lines.encode("utf-8", "surrogatepass"))


def _header(message: Message, name: str) -> str:
    return next((pair[1] for pair in message.headers if len(pair) == 2 and pair[0].lower() == name), "")


def without_values(detector: Detector, line: object) -> object:
    """A JSON value with every text that holds a planted value cut there: the last look at what leaves."""
    if isinstance(line, str):
        raw = line.encode("utf-8", "surrogatepass")
        if len(raw) >= 6 and detector.holds(raw):
            return _cut(detector, raw)
        return line
    if isinstance(line, list | tuple):
        return [without_values(detector, item) for item in line]
    if isinstance(line, dict):
        return {
            str(without_values(detector, key)): without_values(detector, item) for key, item in line.items()
        }
    return line


def _cut(detector: Detector, raw: bytes) -> str:
    kept, at = [], 0
    for start, end in detector.spots(raw):
        if start >= at:
            kept.append(raw[at:start] + "…".encode())
        at = max(at, end)
    return (b"".join(kept) + raw[at:]).decode("utf-8", "replace")
