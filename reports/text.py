"""The terminal summary: what, the two conclusions, at most five matters, what was not examined; 25 lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from reports.model import MATTERS, Matter, RiskReport, Text
from reports.words import PLATFORMS, SEVERITIES, USES

WIDTH = 88
_GAPS = 4
_COLOURS = {4: "1;31", 3: "31", 2: "33", 1: "0", 0: "2"}


def render(report: RiskReport, language: str = "zh", colour: bool = False, width: int = WIDTH) -> str:
    """At most 25 lines of at most `width` columns; colour only where a terminal is known to read."""
    say = _English(colour) if language == "en" else _Chinese(colour)
    lines = [cut(line, width) if "\x1b" not in line else line for line in _lines(report, say, width)]
    return "\n".join(lines) + "\n"


class _Chinese:
    """Picks the language and paints."""

    english = False

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: Text) -> str:
        return text.zh

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


class _English(_Chinese):
    english = True

    def __call__(self, text: Text) -> str:
        return text.en


def _lines(report: RiskReport, say: _Chinese, width: int) -> Iterator[str]:
    package = report.package
    title = f"{cut(package.label or package.app_id, 40)}  {cut(package.version, 24)}"
    yield say.paint(cut(f"{title}  {say(PLATFORMS[package.platform])}", width), "1")
    yield f"{cut(package.app_id, width - 24)}  SHA-256 {package.sha256[:12]}"
    yield ""
    head = (Text("备案核验", "filing"), Text("风险等级", "risk"))
    room = max(columns(say(text)) for text in head) + 2
    for text, conclusion in zip(head, (report.filing, report.risk), strict=True):
        shown = cut(say(conclusion.line), width - room)
        yield pad(say(text), room) + say.paint(shown, "1")
    yield ""
    if report.matters:
        yield say(Text("首要事项", "matters"))
        for number, matter in enumerate(report.matters[:MATTERS], 1):
            yield _matter(number, matter, say, width)
    else:
        yield say(Text("在已检查的范围内没有待核实的事项", "nothing to verify within what was examined"))
    if rest := _rest(report, say):
        yield f"   {rest}"
    if report.present:
        yield say(report.present.line)
    if report.gaps:
        yield ""
        yield say(Text("未检查的内容", "not examined"))
        for gap in report.gaps[:_GAPS]:
            yield f"   {say(gap.line)}"
        if (left := len(report.gaps) - _GAPS) > 0:
            yield "   " + say(Text(f"另有 {left} 类原因", f"{left} more causes"))


def _rest(report: RiskReport, say: _Chinese) -> str:
    parts = []
    if (rest := len(report.matters) - MATTERS) > 0:
        parts.append(say(Text(f"其余 {rest} 项见报告", f"{rest} more in the report")))
    if report.clues:
        parts.append(say(Text(f"线索 {report.clues} 条", f"clues: {report.clues}")))
    return (", " if say.english else ",").join(parts)


def _matter(number: int, matter: Matter, say: _Chinese, width: int) -> str:
    mark = f"S{matter.severity} {say(SEVERITIES[matter.severity])}"
    rooms = (12, 11) if say.english else (8, 4)
    left = f" {number} {pad(mark, rooms[0])} {pad(say(USES[matter.use]), rooms[1])} "
    names = ("、", ", ")[say.english].join(matter.names[:4])
    if len(matter.names) > 4:
        names += say(Text(f" 等 {len(matter.names)} 项", f" and {len(matter.names) - 4} more"))
    text = f"{say(matter.title)} — {names}" if names else say(matter.title)
    return say.paint(left, _COLOURS[matter.severity]) + cut(text, width - columns(left))


def columns(text: str) -> int:
    """How many columns a terminal needs: East Asian wide and full-width characters take two, marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def pad(text: str, room: int) -> str:
    return text + " " * (room - columns(text))


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns; a longer one ends in …."""
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return text + "…"
