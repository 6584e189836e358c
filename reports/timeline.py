"""The timeline of a capture as a drawing: where each phase and each mark stands, in units of the picture.

Phases last seconds or minutes; each gets a least width so that its name can be read, the rest is shared by
duration. Marks keep their order within their phase.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.model import Capture, Span, Spot, Text

WIDTH, LEFT, TOP, BAR, LANE = 1000, 96, 34, 26, 26
LEAST, EDGE = 64, 6
LANES = (
    ("sent", Text("发送信息", "data sent")),
    ("contact", Text("联网", "hosts")),
    ("call", Text("读取", "calls")),
    ("prompt", Text("权限弹窗", "prompts")),
    ("conduct", Text("界面行为", "conduct")),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase."""

    x: int
    width: int
    span: Span


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark."""

    x: int
    y: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    height: int = TOP + BAR + 14 + LANE * len(LANES)


def drawn(capture: Capture) -> Drawing | None:
    """The picture; None where the session marked no phases."""
    spans = sorted(capture.spans, key=lambda span: span.start)
    if not spans:
        return None
    room = WIDTH - LEFT
    least = min(LEAST, room // len(spans))
    lengths = [max(0, span.end - span.start) for span in spans]
    left, whole = room - least * len(spans), sum(lengths) or 1
    bars, x = [], LEFT
    for span, length in zip(spans, lengths, strict=True):
        width = least + left * length // whole
        bars.append(Bar(x, width, span))
        x += width
    row = {lane: TOP + BAR + 14 + number * LANE + LANE // 2 for number, (lane, _) in enumerate(LANES)}
    dots = tuple(Dot(_x(spot.at, bars), row[spot.lane], spot) for spot in capture.spots if spot.lane in row)
    return Drawing(tuple(bars), dots)


def _x(at: int, bars: list[Bar]) -> int:
    found = bars[0]
    for bar in bars:
        if bar.span.start <= at:
            found = bar
    length = max(1, found.span.end - found.span.start)
    inside = min(max(0, at - found.span.start), length)
    return min(found.x + found.width * inside // length, WIDTH - EDGE)
