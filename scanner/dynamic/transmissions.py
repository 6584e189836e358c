"""Personal data in requests, and other people's in answers: kind, recipient, phase, way; never the value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.detect import Hit
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Flow, Phase, Recorded, Unseen
from scanner.session_app import Session, Traffic

NAME = "transmissions"
VERSION = 1
KINDS = (Kind.TRANSMISSION,)

_UNSEEN = {"pinned": "pinned", "refused": "ca-refused", "server-tls": "ca-refused"}
"""Why a connection could not be seen -> the reason of docs/evidence.md; all others are not HTTP."""


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per kind, recipient, phase, part and form; `times` counts how often."""
    if not session.records(Recorded.HTTP):
        session.partial(NAME, "not-recorded", "the session holds no traffic")
    _say_unseen(session)
    groups: dict[tuple[object, ...], _Group] = {}
    for item in session.traffic:
        if item.sent.over:
            session.partial(NAME, "budget", f"{item.flow.id}: {item.sent.over}")
        kinds = {hit.data for hit in item.sent.hits if hit.certain}
        for hit in item.sent.hits:
            _add(groups, item, hit, "sent", kinds)
        for hit in item.received.hits:
            if not hit.planted:
                _add(groups, item, hit, "received", set())
    for group in groups.values():
        yield _evidence(session, group)


def _say_unseen(session: Session) -> None:
    """What was sent without anybody seeing it leaves a gap in all that is said about transmissions."""
    for event in session.of(Unseen):
        session.partial(NAME, _UNSEEN.get(event.why, "not-http"), f"{event.host} {event.why}".strip())
    for item in session.traffic:
        if item.sent.opaque:
            session.partial(NAME, "encrypted-body", item.host)
    for flow in session.of(Flow):
        sent = flow.request
        if sent.unread or (sent.body and not session.body(sent.body)):
            session.partial(NAME, "body-lost", f"{flow.id}: {sent.unread or 'missing'}")
        elif sent.kept and sent.kept < sent.size and not sent.decoded:
            session.partial(NAME, "body-cut", f"{flow.id}: {sent.kept} of {sent.size} bytes")
    if session.unread.count:
        session.partial(NAME, "events-unread", "; ".join(session.unread.why))
    if session.persona is None:
        session.partial(NAME, "no-persona", "")
    if not session.records(Recorded.TLS, Recorded.OTHER):
        session.partial(NAME, "gaps-not-recorded", session.manifest.tool)
    if any(item.phase is Phase.UNCERTAIN and item.sent.hits for item in session.traffic):
        session.partial(NAME, "phase-uncertain", "")


@dataclass(slots=True)
class _Group:
    item: Traffic
    hit: Hit
    direction: str
    together: set[str] = field(default_factory=set)
    times: int = 0


def _add(
    groups: dict[tuple[object, ...], _Group], item: Traffic, hit: Hit, direction: str, kinds: set[str]
) -> None:
    key = (hit.data, item.host, item.phase, item.scheme, hit.part, hit.how, hit.role, direction)
    group = groups.setdefault(key, _Group(item, hit, direction))
    group.times += 1
    group.together |= kinds - {hit.data}


def _evidence(session: Session, group: _Group) -> Evidence:
    item, hit = group.item, group.hit
    detail: dict[str, str | int | bool | tuple[str, ...]] = {
        "data": hit.data,
        "host": item.host,
        "phase": item.phase.value,
        "at": session.since(item.at),
        "times": group.times,
        "part": hit.part,
        "scheme": item.scheme,
        "direction": group.direction,
        "form": hit.how,
        "way": hit.path,
        "planted": hit.planted,
        "certain": hit.certain,
    }
    if hit.role:
        detail["role"] = hit.role
    if group.together:
        detail["together"] = tuple(sorted(group.together))
    if country := session.country(item.flow.address):
        detail["country"] = country
    where = Where(
        session=session.id,
        flow=item.flow.id,
        entry=hit.part if group.direction == "sent" else f"answer {hit.part}",
        offset=hit.start,
        length=hit.end - hit.start,
    )
    return Evidence(Kind.TRANSMISSION, f"{hit.data}@{item.host}", where, detail=detail)
