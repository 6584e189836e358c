"""On what it depends whether an instruction of a method runs: the branches around it and what they test."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from scanner.formats.dex_body import GETS, IFS, INSTANCE_OF, INVOKES, RESULTS, Body
from scanner.formats.dex_ways import LEVELS, Ways, reached

_DEPTH = 8
"""Nested branches told at most; steps back from a tested value to where it comes from."""


class Source(StrEnum):
    """Where a tested value comes from."""

    CALL = "call"  # row: the method called
    FIELD = "field"  # row: the field read
    TYPE = "type"  # instance-of; row: the type
    CAUGHT = "caught"  # in a handler; no row
    OTHER = "other"  # an argument, arithmetic, ...


class Condition(NamedTuple):
    """A branch that decides whether an instruction runs."""

    unit: int  # of the branch, or of the handler
    source: Source
    row: int = -1
    text: int = -1  # row of string_ids: the constant that the call was given, if any


class Conditions:
    """The branches of one method."""

    def __init__(self, body: Body, ways: Ways) -> None:
        self._body = body
        self._ways = ways

    def conditions(self, unit: int, see_through: Callable[[int], bool]) -> list[Condition]:
        """What decides whether the instruction at `unit` runs: the innermost branch first, at most eight.

        `see_through`: rows of method_ids that only unwrap their first argument (Boolean.booleanValue).
        """
        if unit not in self._body.number or not self._body.complete:
            return []
        after = self._ways.after(LEVELS[-1])
        entered = reached(0, after)
        firsts = [block.first for block in self._body.blocks]
        goal = bisect_right(firsts, self._body.number[unit]) - 1
        if goal not in entered:  # not on the newest Android, or not at the first call: all branches count
            after = [block.after for block in self._body.blocks]
            entered = reached(0, after)
        if goal not in entered:
            return [Condition(unit, Source.CAUGHT)]
        out: list[Condition] = []
        seen = {goal}
        while len(out) < _DEPTH:
            around = self._around(goal, after, entered)
            deciding = [n for n in entered - seen if n in around and not around.issuperset(after[n])]
            if not deciding:
                break
            before = [n for n in deciding if n < goal]
            goal = max(before) if before else min(deciding)
            seen.add(goal)
            out.append(self._condition(self._body.blocks[goal].last, see_through))
        return out

    def _around(self, goal: int, after: list[tuple[int, ...]], entered: set[int]) -> set[int]:
        """Blocks from which an exit can be reached without passing through `goal`."""
        back: dict[int, list[int]] = {}
        for number in entered:
            for to in after[number]:
                back.setdefault(to, []).append(number)
        seen = self._ways.exits(after) - {goal}
        waiting = sorted(seen)
        while waiting:
            fresh = [n for n in back.get(waiting.pop(), ()) if n != goal and n not in seen]
            seen.update(fresh)
            waiting += fresh
        return seen

    def _condition(self, number: int, see_through: Callable[[int], bool]) -> Condition:
        unit = self._body.at[number]
        word = self._body.units[unit]
        registers = (word >> 8 & 15, word >> 12) if word & 0xFF in IFS else (word >> 8,)
        found = [self._source(unit, number, register, see_through) for register in registers]
        known = [condition for condition in found if condition.source != Source.OTHER]
        return (known or found)[0]

    def _source(
        self, branch: int, number: int, register: int, see_through: Callable[[int], bool]
    ) -> Condition:
        """Where the value of a register comes from, seen from instruction `number`."""
        for _step in range(_DEPTH):
            found = self._body.definition(number, register)
            if found is None:
                break
            number, unit = found
            op, index = self._body.units[unit] & 0xFF, self._body.word(unit + 1)
            if op in GETS:
                return Condition(branch, Source.FIELD, index)
            if op == INSTANCE_OF:
                return Condition(branch, Source.TYPE, index)
            if (
                op not in RESULTS
                or not number
                or self._body.units[self._body.at[number - 1]] & 0xFF not in INVOKES
            ):
                break
            number -= 1
            call = self._body.at[number]
            index, given = self._body.word(call + 1), self._body.arguments(call)
            if not see_through(index) or not given:
                return Condition(branch, Source.CALL, index, self._body.text(number, given))
            register = given[0]
        return Condition(branch, Source.OTHER)
