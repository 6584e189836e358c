"""The spot in a session behind a piece of evidence, for a person entitled to open the session.

Here alone a value is shown: the bytes that were sent, and the planted value that stands in them. The caller
has written the opening to the session's log before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from scanner.detect import Part
from scanner.model import Evidence
from scanner.session import Flow, Trace
from scanner.session_app import Session
from scanner.visible import visible

_AROUND = 120
_BEIJING = timezone(timedelta(hours=8))


def lines(session: Session, item: Evidence) -> Iterator[str]:
    """What was sent there, line by line."""
    if item.where.session != session.id:
        yield "证据不属于这个会话 (the evidence is of another session)"
        return
    flow = next((one for one in session.of(Flow) if one.id == item.where.flow), None)
    if flow is not None:
        yield f"{_moment(flow.at)} {flow.method} {visible(flow.url, 400)}"
        yield f"发出 {flow.request.size} 字节,应答 {flow.status}"
        parts = [part for part in _parts(session, item) if part.name == item.where.entry.rpartition(" ")[2]]
    else:
        traces = [trace for number, trace in enumerate(session.of(Trace)) if f"t{number}" == item.where.flow]
        parts = [Part("body", session.body(trace.body)) for trace in traces]
        for trace in traces:
            yield f"{_moment(trace.at)} {trace.where} {visible(trace.name, 200)}"
    for part in parts:
        yield from _around(part, item)
        role = item.detail.get("role")
        for hit in session.detector.detect((part,), sent=not item.where.entry.startswith("answer")).hits:
            if (hit.data, hit.role) == (item.detail.get("data"), role or ""):
                yield f"{' → '.join((part.name, *hit.path, hit.how or 'plain'))}"
        for planted in session.persona.planted if session.persona and role else ():
            if (planted.data, planted.role) == (item.detail.get("data"), role):
                yield f"植入的值:{planted.value}"


def _parts(session: Session, item: Evidence) -> Iterator[Part]:
    """The parts of the flow, or of its messages."""
    for exchange in session.traffic:
        if exchange.flow.id == item.where.flow:
            yield from exchange.parts
            if item.where.entry.startswith("answer"):
                yield Part("body", session.body(exchange.flow.response.body))


def _around(part: Part, item: Evidence) -> Iterator[str]:
    start = max(0, item.where.offset)
    end = start + max(0, item.where.length)
    cut = part.data[max(0, start - _AROUND) : end + _AROUND]
    if cut:
        yield f"第 {start} 至 {end} 字节及前后:"
        yield visible(cut.decode("utf-8", "backslashreplace"), 500)


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, _BEIJING).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
