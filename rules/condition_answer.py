"""Answers to conditions: yes, no or unknown, with what they rest on and how much they can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.facts import Fact, Gap
from rules.model import Rung
from scanner.kinds import Nature

NO_CAP = 4
WEAK = (Nature.PRESENCE, Nature.REACH)
"""Natures of evidence that are only ever a clue."""
REPRODUCED = 2
"""Sessions in which the same must have been seen; seen once it is a clue (rule matrix, 证据封顶)."""
_REACHED = ("unconditional", "conditional")


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes (True), no (False) or unknown (None), what it rests on, and why it is unknown.

    `cap` is the highest severity that a yes can carry, `clue` says that it is only a clue: code merely
    present, or reachable, proves nothing (rule matrix, 证据封顶). Of a no they say what its negation
    would carry: that something is absent is worth no more than finding it.
    """

    truth: bool | None
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    note: str = ""  # what exactly differs, for the reviewer
    cap: int = NO_CAP
    clue: bool = False

    @property
    def weight(self) -> tuple[bool, int]:
        return (not self.clue, self.cap)


YES, NO = Answer(True), Answer(False)


def weigh(found: Sequence[Fact]) -> tuple[int, bool]:
    """The severity cap of several facts of one sort, and whether they are only clues: the best one counts."""
    weights = [_weight(fact) for fact in found]
    clue, cap = max(((not clue, cap) for cap, clue in weights), default=(True, NO_CAP))
    return cap, not clue


def _weight(fact: Fact) -> tuple[int, bool]:
    if fact.nature is Nature.OBSERVED:
        return NO_CAP, fact.keys.get("sessions", 1) < REPRODUCED
    if fact.nature not in WEAK:
        return NO_CAP, False
    if fact.keys.get("strength") == "suspected":
        return 1, True
    rung = rung_of(fact)
    if rung is not None and rung >= Rung.CALLED:
        return NO_CAP, False
    return 2 if rung is Rung.REACHABLE else 1, True


def rung_of(fact: Fact) -> Rung | None:
    """Where a fact stands on the evidence ladder; None where the ladder does not apply."""
    if fact.nature not in WEAK:
        return None
    if rung := fact.keys.get("rung"):
        return Rung[str(rung).upper()]
    if "reach" in fact.keys:
        return Rung.REACHABLE if fact.keys["reach"] in _REACHED else Rung.REFERENCED
    return Rung.PACKED


def both(answers: Sequence[Answer]) -> Answer:
    """All of them: no if any is no, else unknown if any is unknown, else yes with the weakest weight."""
    answers = [answer for answer in answers if answer is not YES] or answers[:1]
    if len(answers) == 1:
        return answers[0]
    noes = [answer for answer in answers if answer.truth is False]
    if noes:
        return max(noes, key=lambda answer: answer.weight)
    truth = None if any(answer.truth is None for answer in answers) else True
    return joined(truth, answers, min(answers, key=lambda answer: answer.weight))


def joined(truth: bool | None, answers: Sequence[Answer], weight: Answer) -> Answer:
    """One answer of several: their facts once, the gaps of the unknown ones, the notes of the true ones."""
    facts = {id(fact): fact for answer in answers for fact in answer.facts}  # the same object, never a copy
    gaps = tuple(dict.fromkeys(gap for answer in answers for gap in answer.gaps if answer.truth is None))
    note = ";".join(dict.fromkeys(answer.note for answer in answers if answer.note and answer.truth))
    return Answer(truth, tuple(facts.values()), gaps, note, weight.cap, weight.clue)
