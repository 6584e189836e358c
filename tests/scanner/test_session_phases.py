"""One state machine for phases, and doubt around its changes."""

from __future__ import annotations

import random

import pytest

from scanner.session import Mark, Phase
from scanner.session_phases import BEFORE_CONSENT, Machine, WrongOrder, follows, timeline

MARKS = [
    Mark(10_000, "before_dialog"),
    Mark(15_000, "dialog"),
    Mark(30_000, "accepted"),
    Mark(40_000, "used"),
]


def test_phase_of_a_time() -> None:
    line = timeline(MARKS, 2_000, 60_000)
    assert line.phase(12_000) is Phase.BEFORE_DIALOG
    assert line.phase(20_000) is Phase.DIALOG
    assert line.phase(50_000) is Phase.USED
    assert line.phase(9_000) is Phase.UNCERTAIN  # before anything was marked
    assert line.span(9_000) is None


@pytest.mark.parametrize("off", [-1_999, -1, 0, 1_999])
def test_near_a_change_nothing_is_before_consent(off: int) -> None:
    assert timeline(MARKS, 2_000, 60_000).phase(30_000 + off) is Phase.UNCERTAIN


def test_order_of_marks_in_the_file_does_not_matter() -> None:
    marks = list(MARKS)
    random.Random(1).shuffle(marks)
    assert timeline(marks, 2_000, 60_000) == timeline(MARKS, 2_000, 60_000)


def test_a_mark_that_cannot_follow_makes_doubt_not_consent() -> None:
    line = timeline([Mark(0, "accepted"), Mark(10_000, "before_dialog"), Mark(20_000, "nonsense")], 0, 30_000)
    assert line.phase(15_000) is Phase.UNCERTAIN
    assert line.phase(25_000) is Phase.UNCERTAIN
    assert len(line.faults) == 2
    assert not line.in_foreground(15_000)


def test_rounds_are_counted() -> None:
    marks = [
        Mark(0, "dialog"),
        Mark(1, "refused"),
        Mark(2, "before_dialog"),
        Mark(3, "dialog"),
        Mark(4, "accepted"),
    ]
    assert [span.round for span in timeline(marks, 0, 9).spans] == [1, 1, 2, 2, 2]


def test_the_machine_goes_only_where_it_can() -> None:
    machine = Machine()
    machine.enter(1, Phase.INSTALLED, "driver")
    with pytest.raises(WrongOrder):
        machine.enter(2, Phase.ACCEPTED, "driver")
    machine.enter(2, Phase.BEFORE_DIALOG, "driver")
    machine.enter(3, Phase.DIALOG, "driver")
    with pytest.raises(WrongOrder):
        machine.enter(2, Phase.REFUSED, "person")
    machine.enter(4, Phase.REFUSED, "person")
    assert [mark.phase for mark in machine.marks] == ["installed", "before_dialog", "dialog", "refused"]


def test_consent_lies_between_dialog_and_use() -> None:
    assert not follows(Phase.DIALOG, Phase.USED)
    assert follows(Phase.DIALOG, Phase.ACCEPTED)
    assert Phase.UNCERTAIN not in BEFORE_CONSENT
    assert all(follows(phase, Phase.INSTALLED) for phase in Phase)
