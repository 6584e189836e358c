"""What the app did on the screen: seen by a driver or a person, or following from the order of phases."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Phase, Recorded, Seen
from scanner.session_app import Session, Traffic
from scanner.session_words import SEEN
from scanner.visible import visible

NAME = "conduct"
VERSION = 1
KINDS = (Kind.CONDUCT,)

_AS_ADULT = (Phase.ACCEPTED, Phase.USED)


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per word and phase."""
    if not session.records(Recorded.CONDUCT):
        session.partial(NAME, "not-recorded", "nobody watched the screen")
    groups: dict[tuple[str, str], list[Seen]] = {}
    for seen in session.of(Seen):
        if seen.what not in SEEN:
            session.partial(NAME, "events-unread", f"unknown word {visible(seen.what, 40)}")
        elif seen.what == "needs-person":
            session.partial(NAME, "needs-person", visible(seen.note, 80))
        phase = session.timeline.phase(seen.at).value
        if seen.what in SEEN:
            groups.setdefault((seen.what, phase), []).append(seen)
    for (what, phase), items in groups.items():
        first = items[0]
        detail: dict[str, str | int] = {
            "phase": phase,
            "at": session.since(first.at),
            "times": len(items),
            "by": visible(first.by, 20),
        }
        where = Where(session=session.id, offset=session.since(first.at))
        yield Evidence(Kind.CONDUCT, what, where, detail=detail)
    yield from _no_dialog(session)
    yield from _child(session)


def _no_dialog(session: Session) -> Iterator[Evidence]:
    """Used without a consent dialog ever on the screen."""
    visited = [span.phase for span in session.timeline.spans]
    watched = session.records(Recorded.CONDUCT)
    if watched and Phase.USED in visited and Phase.DIALOG not in visited:
        first = next(span for span in session.timeline.spans if span.phase is Phase.USED)
        yield _derived(session, "dialog-absent", Phase.USED, first.start)


def _child(session: Session) -> Iterator[Evidence]:
    """What was sent as a child: whether a guardian was asked first, and whether anything was held back."""
    visited = [span.phase for span in session.timeline.spans]
    if Phase.CHILD not in visited:
        return
    asked = [span.start for span in session.timeline.spans if span.phase is Phase.GUARDIAN]
    sent = [item for item in session.traffic if _of_child(item)]
    if asked:
        yield _derived(session, "guardian-asked", Phase.GUARDIAN, asked[0])
    before = [item for item in sent if not asked or item.at < min(asked)]
    if before:
        yield _derived(session, "guardian-missing", Phase.CHILD, before[0].at, before[0].flow.id)
    adult = {pair for item in session.traffic if item.phase in _AS_ADULT for pair in _pairs(item, "adult")}
    child = {pair for item in session.traffic if item.phase is Phase.CHILD for pair in _pairs(item, "child")}
    if adult and adult <= child and not asked:
        first = next(item for item in session.traffic if item.phase is Phase.CHILD)
        yield _derived(session, "child-as-adult", Phase.CHILD, first.at, first.flow.id)


def _of_child(item: Traffic) -> bool:
    sent = any(hit.role == "child" and hit.certain for hit in item.sent.hits)
    return sent and item.phase in (Phase.CHILD, Phase.GUARDIAN)


def _pairs(item: Traffic, role: str) -> set[tuple[str, str]]:
    """(kind of data, host) of what was sent of this persona or of the device."""
    return {(hit.data, item.host) for hit in item.sent.hits if hit.certain and hit.role in (role, "device")}


def _derived(session: Session, what: str, phase: Phase, at: int, flow: str = "") -> Evidence:
    detail: dict[str, str | int] = {"phase": phase.value, "at": session.since(at), "times": 1, "by": NAME}
    where = Where(session=session.id, flow=flow, offset=session.since(at))
    return Evidence(Kind.CONDUCT, what, where, detail=detail)
