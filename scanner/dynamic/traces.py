"""Planted data in logs and files that the app left on the device."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.detect import Part
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Recorded, Trace
from scanner.session_app import Session
from scanner.visible import visible

NAME = "traces"
VERSION = 1
KINDS = (Kind.AT_REST,)

_PLACES = ("log", "private", "public")


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per kind of data, place and file."""
    if not session.records(Recorded.TRACES):
        session.partial(NAME, "not-recorded", "no logs or files were kept")
    groups: dict[tuple[str, ...], list[Evidence]] = {}
    for number, trace in enumerate(session.of(Trace)):
        content = session.body(trace.body)
        if trace.size and not content:
            session.partial(NAME, "body-lost", visible(trace.name, 80))
        if trace.kept and trace.kept < trace.size:
            session.partial(NAME, "body-cut", f"{trace.kept} of {trace.size} bytes")
        found = session.detector.detect((Part("body", content),))
        if found.over:
            session.partial(NAME, "budget", found.over)
        place = trace.where if trace.where in _PLACES else "private"
        name = visible(trace.name, 120)
        for hit in found.hits:
            if not hit.planted:
                continue
            where = Where(
                session=session.id,
                flow=f"t{number}",
                entry=name,
                offset=hit.start,
                length=hit.end - hit.start,
            )
            detail: dict[str, str | int | bool | tuple[str, ...]] = {
                "data": hit.data,
                "role": hit.role,
                "planted": True,
                "certain": hit.certain,
                "form": hit.how,
                "way": hit.path,
                "place": place,
                "name": name,
                "phase": session.timeline.phase(trace.at).value,
                "at": session.since(trace.at),
                "times": 1,
            }
            key = (hit.data, hit.role, place, name, hit.how)
            made = Evidence(Kind.AT_REST, f"{hit.data}@{place}", where, detail=detail)
            groups.setdefault(key, []).append(made)
    for items in groups.values():
        first = items[0]
        yield Evidence(first.kind, first.value, first.where, detail={**first.detail, "times": len(items)})
