"""The small file that says when the phases of an imported recording began (YAML or JSON), checked with lines.

    clock_offset: -1.5          # seconds to add to the recording's times (optional)
    clock_source: 标准时间对照    # against what that was measured (optional)
    uncertainty: 2              # seconds of doubt around each change (optional)
    phases:
      - {at: "2026-03-02 10:00:05", phase: before_dialog}
      - {at: "2026-03-02 10:00:09.500", phase: dialog}
      - {at: "2026-03-02 10:00:30", phase: accepted}

Times without a zone are Beijing time; a number is seconds since 1970 UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from scanner.filing_faults import BadFiling, Fault
from scanner.filing_yaml import Kind, Node, read
from scanner.session import Mark, Phase
from scanner.session_phases import follows

_BEIJING = timezone(timedelta(hours=8))
_KEYS = ("clock_offset", "clock_source", "uncertainty", "exit_country", "device", "operator", "phases")
_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,6})?")


class BadPhases(BadFiling):
    """A phases file that cannot be used; `faults` names every fault with its line."""


@dataclass(frozen=True, slots=True)
class Phases:
    """What the file says. Times in ms, before the clock offset is added."""

    marks: tuple[Mark, ...]
    clock_offset: int = 0
    clock_source: str = ""
    uncertainty: int = 2000
    exit_country: str = ""
    device: str = ""
    operator: str = ""


def load(path: Path) -> Phases:
    """What a phases file says. Raises BadPhases."""
    try:
        root = read(path)
    except BadFiling as bad:
        raise BadPhases(bad.faults) from None
    return parse(root)


def parse(root: Node) -> Phases:
    """The same of a node. Raises BadPhases with every fault."""
    faults: list[Fault] = []
    if root.kind is not Kind.MAP:
        raise BadPhases([_fault(root.line, "", "应写成“名称: 值”", "a mapping expected")])
    found: dict[str, Node] = {}
    for key, line, value in root.pairs:
        if key not in _KEYS or key in found:
            zh = f"不认识的或重复的“{key}”,可用:{'、'.join(_KEYS)}"
            faults.append(_fault(line, key, zh, "unknown or repeated key"))
        else:
            found[key] = value
    numbers = {"clock_offset": 0, "uncertainty": 2000}
    for key in numbers.keys() & found.keys():
        text = found[key].text
        if not _NUMBER.fullmatch(text) or (key == "uncertainty" and float(text) < 0):
            faults.append(_fault(found[key].line, key, "应是秒数,如 1.5", "seconds expected"))
        else:
            numbers[key] = round(float(text) * 1000)
    marks = _marks(found.get("phases"), root.line, faults)
    if faults:
        raise BadPhases(sorted(faults, key=lambda fault: fault.line))
    texts = {key: found[key].text for key in found.keys() - {*numbers, "phases"}}
    return Phases(tuple(marks), numbers["clock_offset"], uncertainty=numbers["uncertainty"], **texts)


def _marks(node: Node | None, line: int, faults: list[Fault]) -> list[Mark]:
    if node is None or node.kind is not Kind.LIST or not node.items:
        faults.append(_fault(node.line if node else line, "phases", "缺少各阶段的起始时间", "no phases"))
        return []
    marks: list[Mark] = []
    before: Phase | None = None
    for item in node.items:
        values = {key: value for key, _, value in item.pairs}
        if item.kind is not Kind.MAP or set(values) != {"at", "phase"}:
            faults.append(_fault(item.line, "phases", "每项要写 at 和 phase", "each takes at and phase"))
            continue
        at, word = moment(values["at"].text), values["phase"].text
        if at is None:
            shown = "应写成 2026-03-02 10:00:05(北京时间)或秒数"
            faults.append(_fault(values["at"].line, "at", shown, "not a time"))
        known = [phase.value for phase in Phase if phase is not Phase.UNCERTAIN]
        if word not in known:
            faults.append(
                _fault(values["phase"].line, "phase", f"阶段可用:{'、'.join(known)}", "no such phase")
            )
            continue
        phase = Phase(word)
        if not follows(before, phase):
            zh = f"“{word}”不能接在“{before}”之后"
            faults.append(_fault(item.line, "phase", zh, f"{word} cannot follow {before}"))
        if at is not None:
            if marks and at < marks[-1].at:
                faults.append(_fault(item.line, "at", "时间早于上一项", "earlier than the one before"))
            marks.append(Mark(at, word, "person"))
        before = phase
    return marks


def moment(text: str) -> int | None:
    """ms since 1970 UTC of a time as people write it; None if it is none. Without a zone: Beijing time."""
    if _NUMBER.fullmatch(text):
        return round(float(text) * 1000)
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=_BEIJING)
        return round(found.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _fault(line: int, name: str, zh: str, en: str) -> Fault:
    return Fault("phases", line, name, zh, en)
