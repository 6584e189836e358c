"""Hosts that the app talked to, by phase, and of each whether its contents could be seen."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Phase, Recorded, Reported, Unseen
from scanner.session_app import Session
from scanner.visible import visible

NAME = "contacts"
VERSION = 1
KINDS = (Kind.CONTACT,)


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per host, phase, scheme and visibility."""
    if not session.records(Recorded.HTTP):
        session.partial(NAME, "not-recorded", "the session holds no traffic")
    elif not session.records(Recorded.TLS, Recorded.OTHER):
        session.partial(NAME, "gaps-not-recorded", session.manifest.tool)
    groups: dict[tuple[str, str, str, str, str], list[tuple[int, str, str, int]]] = {}

    def add(host: str, phase: Phase, scheme: str, visible_: str, by: str, *spot: object) -> None:
        at, flow, country, times = spot
        key = (host, phase.value, scheme, visible_, by)
        groups.setdefault(key, []).append((int(str(at)), str(flow), str(country), int(str(times))))

    for item in session.traffic:
        seen = "encrypted" if item.sent.opaque else "unread" if item.flow.request.unread else "yes"
        country = session.country(item.flow.address)
        add(item.host, item.phase, item.scheme, seen, "app", item.at, item.flow.id, country, 1)
    for event in session.of(Unseen):
        host, phase = visible(event.host.lower(), 253), session.timeline.phase(event.at)
        add(host, phase, "", visible(event.why, 20), "app", event.at, "", session.country(event.host), 1)
    for one in session.of(Reported):
        phase, by = session.timeline.phase(one.at), "app" if one.by_app else "page"
        add(visible(one.host, 253), phase, "", "reported", by, one.at, "", "", one.hits)
    for (host, phase_, scheme, seen, by), spots in groups.items():
        if host:
            yield _evidence(session, host, phase_, scheme, seen, by, spots)


def _evidence(
    session: Session,
    host: str,
    phase: str,
    scheme: str,
    seen: str,
    by: str,
    spots: list[tuple[int, str, str, int]],
) -> Evidence:
    at, flow, _, _ = spots[0]
    detail: dict[str, str | int] = {
        "phase": phase,
        "at": session.since(at),
        "times": sum(times for *_, times in spots),
        "visible": seen,
        "by": by,
    }
    if scheme:
        detail["scheme"] = scheme
    if country := next((country for _, _, country, _ in spots if country), ""):
        detail["country"] = country
    # where nothing could be seen there is no flow to name: the moment tells such contacts apart
    where = Where(session=session.id, flow=flow, entry=f"{scheme or seen} {phase}", offset=-1 if flow else at)
    return Evidence(Kind.CONTACT, host, where, detail=detail)
