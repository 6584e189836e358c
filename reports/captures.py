"""What capture sessions showed, for people: phases in time, who was sent what when, what stayed unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.model import Capture, Sent, Span, Spot, Text
from reports.names import Names
from reports.sentences import sentence
from reports.words import PHASES, VISIBLE
from rules.facts import Fact, Facts
from scanner.kinds import Kind
from scanner.visible import visible

SPOTS, ROWS, UNSEEN = 400, 200, 60
"""Most marks on a timeline, rows of a table, and unseen hosts that are shown."""
_LANES: Mapping[Kind, str] = {
    Kind.TRANSMISSION: "sent",
    Kind.CONTACT: "contact",
    Kind.API_CALL: "call",
    Kind.PERMISSION_PROMPT: "prompt",
    Kind.CONDUCT: "conduct",
}


def captures(facts: Facts, names: Names) -> tuple[Capture, ...]:
    """One per session, in the scan's order."""
    sessions = dict.fromkeys(run.session for run in facts.scan.runs if run.session)
    return tuple(_capture(session, facts, names) for session in sessions)


def _capture(session: str, facts: Facts, names: Names) -> Capture:
    def of(kind: Kind) -> list[Fact]:
        return [fact for fact in facts.of(kind) if fact.evidence.where.session == session]

    spans = tuple(
        Span(
            fact.evidence.value,
            PHASES.get(fact.evidence.value, PHASES["uncertain"]),
            _number(fact, "start"),
            _number(fact, "end"),
            _number(fact, "round"),
            str(fact.keys.get("screen", "")),
        )
        for fact in of(Kind.PHASE)
    )
    spots = sorted(
        (
            Spot(_number(fact, "at"), lane, sentence(fact.evidence, names), _number(fact, "times"))
            for kind, lane in _LANES.items()
            for fact in of(kind)
        ),
        key=lambda spot: (spot.at, spot.lane),
    )
    end = max([span.end for span in spans] + [spot.at for spot in spots], default=0)
    return Capture(
        session,
        end,
        spans,
        tuple(spots[:SPOTS]),
        tuple(_sent(of(Kind.TRANSMISSION), names)[:ROWS]),
        tuple(_unseen(of(Kind.CONTACT))[:UNSEEN]),
    )


def _number(fact: Fact, key: str) -> int:
    found = fact.keys.get(key, 0)
    return found if isinstance(found, int) else 0


def _sent(facts: Sequence[Fact], names: Names) -> list[Sent]:
    """Recipient by kind of data: how often in each phase."""
    rows: dict[tuple[str, str, str], dict[str, int]] = {}
    owners: dict[str, Text] = {}
    for fact in facts:
        if fact.keys.get("direction") != "sent":
            continue
        host = visible(str(fact.keys.get("host", "")), 120)
        key = (host, str(fact.keys.get("data", "")), str(fact.keys.get("role", "")))
        times = rows.setdefault(key, {})
        phase = str(fact.keys.get("phase", "uncertain"))
        times[phase] = times.get(phase, 0) + _number(fact, "times")
        owners[host] = _owner(fact, names)
    return [
        Sent(host, owners[host], names.data(data), role, dict(sorted(times.items())))
        for (host, data, role), times in sorted(rows.items())
    ]


def _owner(fact: Fact, names: Names) -> Text:
    """Whose host it is."""
    owner = str(fact.keys.get("owner", ""))
    if owner == "app":
        return Text("备案的业务系统", "a system that was filed")
    return names.sdk(owner) if owner else Text("归属未知", "owner unknown")


def _unseen(facts: Iterable[Fact]) -> list[Text]:
    """Hosts whose contents nobody could see, and why."""
    lines: dict[tuple[str, str], int] = {}
    for fact in facts:
        seen = str(fact.keys.get("visible", ""))
        if seen != "yes":
            key = (visible(fact.evidence.value, 120), seen)
            lines[key] = lines.get(key, 0) + _number(fact, "times")
    return [
        Text(f"{host}:{word.zh},{times} 次", f"{host}: {word.en}, {times} times")
        for (host, seen), times in sorted(lines.items())
        for word in (VISIBLE.get(seen, VISIBLE["unread"]),)
    ]
