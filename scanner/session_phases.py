"""The phases of a session as one state machine, and in which phase something happened.

A flow near a change of phase may belong to either side: clocks differ, requests wait. Within the session's
uncertainty it is UNCERTAIN and never counted as "before consent".
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scanner.session import Mark, Phase

_ANY_USE = frozenset({Phase.USED, Phase.BACKGROUND, Phase.CHILD, Phase.GUARDIAN})
NEXT: Mapping[Phase, frozenset[Phase]] = {
    Phase.INSTALLED: frozenset({Phase.BEFORE_DIALOG, Phase.DIALOG, Phase.INSTALLED}),
    Phase.BEFORE_DIALOG: frozenset({Phase.DIALOG, Phase.USED, Phase.BACKGROUND, Phase.CHILD}),
    Phase.DIALOG: frozenset({Phase.REFUSED, Phase.ACCEPTED}),
    Phase.REFUSED: frozenset({Phase.BACKGROUND, Phase.DIALOG, Phase.BEFORE_DIALOG}),
    Phase.ACCEPTED: _ANY_USE | {Phase.DIALOG},
    Phase.USED: _ANY_USE | {Phase.DIALOG},
    Phase.BACKGROUND: _ANY_USE | {Phase.DIALOG, Phase.BEFORE_DIALOG},
    Phase.CHILD: _ANY_USE | {Phase.DIALOG},
    Phase.GUARDIAN: _ANY_USE,
}
"""What may follow; a new installation may follow everything. Refusal is left only by a new start."""
BEFORE_CONSENT = frozenset({Phase.INSTALLED, Phase.BEFORE_DIALOG, Phase.DIALOG})


class WrongOrder(ValueError):
    """A phase that cannot follow the one before."""


def follows(before: Phase | None, phase: Phase) -> bool:
    """Whether a session may go from one phase to another; None: at its beginning."""
    return before is None or phase in (before, Phase.INSTALLED) or phase in NEXT.get(before, frozenset())


class Machine:
    """The phases of a session that is being recorded: one change at a time, in an order that can be."""

    def __init__(self) -> None:
        self.phase: Phase | None = None
        self.marks: list[Mark] = []

    def enter(self, at: int, phase: Phase, by: str, screen: str = "") -> Mark:
        """The mark of a change. Raises WrongOrder, also for a time before the last one."""
        if not follows(self.phase, phase) or phase is Phase.UNCERTAIN:
            raise WrongOrder(f"{phase} cannot follow {self.phase}")
        if self.marks and at < self.marks[-1].at:
            raise WrongOrder(f"{phase} is marked before {self.phase}")
        mark = Mark(at, phase.value, by, screen)
        self.phase = phase
        self.marks.append(mark)
        return mark


@dataclass(frozen=True, slots=True)
class Span:
    """One phase from its mark to the next. `refused` runs: which pass it is, counted from 1."""

    phase: Phase
    start: int
    end: int
    screen: str = ""
    round: int = 1


@dataclass(frozen=True)
class Timeline:
    """Spans in order of time, and the width of doubt around each change, ms."""

    spans: tuple[Span, ...]
    uncertainty: int
    faults: tuple[str, ...] = ()  # marks that were left out, and why
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def span(self, at: int) -> Span | None:
        """The span that a time falls into; None before the first mark."""
        number = bisect.bisect_right(self._starts, at) - 1
        return self.spans[number] if number >= 0 else None

    def phase(self, at: int) -> Phase:
        """The phase at a time; UNCERTAIN near a change to another phase and before the first mark."""
        number = bisect.bisect_right(self._starts, at) - 1
        if number < 0:
            return Phase.UNCERTAIN
        span = self.spans[number]
        near = [span.start] if number and self.spans[number - 1].phase is not span.phase else []
        if number + 1 < len(self.spans) and self.spans[number + 1].phase is not span.phase:
            near.append(self.spans[number + 1].start)
        if any(abs(at - change) < self.uncertainty for change in near):
            return Phase.UNCERTAIN
        return span.phase

    def in_foreground(self, at: int) -> bool:
        """Whether the app is surely on the screen."""
        return self.phase(at) not in (Phase.BACKGROUND, Phase.UNCERTAIN, Phase.INSTALLED)


def timeline(marks: Iterable[Mark], uncertainty: int, end: int) -> Timeline:
    """The spans that marks make. A mark of a phase that does not exist or cannot follow makes the time
    from there on uncertain until the next one that can; it is named in `faults`."""
    spans: list[Span] = []
    faults: list[str] = []
    before: Phase | None = None
    rounds = 1
    ordered = sorted(marks, key=lambda mark: mark.at)
    ends = [*(mark.at for mark in ordered[1:]), end]
    for mark, until in zip(ordered, ends, strict=False):
        try:
            phase = Phase(mark.phase)
        except ValueError:
            phase = Phase.UNCERTAIN
        if phase is Phase.UNCERTAIN or not follows(before, phase):
            faults.append(f"{mark.phase!r} cannot follow {before.value if before else 'the beginning'}")
            spans.append(Span(Phase.UNCERTAIN, mark.at, max(mark.at, until), mark.screen, rounds))
            continue
        if phase in (Phase.INSTALLED, Phase.BEFORE_DIALOG) and before not in (None, Phase.INSTALLED):
            rounds += 1
        spans.append(Span(phase, mark.at, max(mark.at, until), mark.screen, rounds))
        before = phase
    return Timeline(tuple(spans), uncertainty, tuple(faults), tuple(span.start for span in spans))
