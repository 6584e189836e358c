"""The phases that the session went through, and where it is not sure which one it was."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Phase
from scanner.session_app import Session

NAME = "phases"
VERSION = 1
KINDS = (Kind.PHASE,)


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per phase and time that it was entered."""
    for fault in session.timeline.faults:
        session.partial(NAME, "phase-order", fault)
    if not session.timeline.spans:
        session.partial(NAME, "no-phases", "")
    if not session.manifest.clock_source:
        session.partial(NAME, "clock", "the offset of the clock was not measured")
    for number, span in enumerate(session.timeline.spans):
        if span.phase is Phase.UNCERTAIN:
            continue
        detail: dict[str, str | int] = {
            "start": session.since(span.start),
            "end": session.since(span.end),
            "round": span.round,
        }
        if span.screen:
            detail["screen"] = span.screen[:64]
        where = Where(session=session.id, offset=number)
        yield Evidence(Kind.PHASE, span.phase.value, where, detail=detail)
