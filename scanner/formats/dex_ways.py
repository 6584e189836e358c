"""The ways through one method: which of its instructions run whenever the method does.

"Surely" means: on every way from the method's entry to a return. Exceptions that an instruction may raise
by itself are left out; an explicit throw goes on in its handlers and, without one, is no way through. A loop
that is never left counts as left at its backward jump. Two kinds of branch need no decision by the program:

- a comparison of Build.VERSION.SDK_INT with a constant is taken as each Android from 6 to 16 takes it; what
  surely runs on one of them surely runs;
- a guard "if this static field is still null, false or 0", where the guarded side sets that field, is taken
  as the first call takes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from scanner.formats.dex_body import CONST, CONST_4, CONST_16, IFS, RETURNS, SGETS, SPUTS, Body, signed

LEVELS = (23, 26, 28, 29, 30, 31, 33, 34, 36)
"""API levels at which a test of SDK_INT is tried; they stand for the devices in use."""
_EQUAL_ZERO, _NOT_ZERO = 0x38, 0x39
_GUARDED = 1000  # blocks; guards of a larger method are branches like others
_ROUNDS = 20  # visits per block until the data flow must be settled


def _taken(op: int, values: list[int | str | None], level: int) -> bool:
    left, right = (level if value == "sdk" else int(value or 0) for value in values)
    return (left == right, left != right, left < right, left >= right, left > right, left <= right)[op - 0x32]


def reached(start: int, after: list[tuple[int, ...]]) -> set[int]:
    """Blocks that can be reached from `start`, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = [to for to in after[waiting.pop()] if to not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen


class Ways:
    """One method. `sdk_fields`: rows of field_ids that are Build.VERSION.SDK_INT in this file."""

    def __init__(self, body: Body, sdk_fields: Iterable[int] = ()) -> None:
        self._body = body
        self._sdk = frozenset(sdk_fields)

    def after(self, level: int) -> list[tuple[int, ...]]:
        """Ways out of each block on one Android level at the first call; () at a return."""
        out = []
        for number, block in enumerate(self._body.blocks):
            after = block.after
            if number in self._levels:
                after = (after[1] if self._levels[number][level] else after[0],)
            elif number in self._first_calls:
                after = tuple(to for to in after if to != self._first_calls[number])
            out.append(after)
        return out

    def exits(self, after: list[tuple[int, ...]]) -> set[int]:
        """Blocks that leave the method: returns; without a reachable one throws; without those, loops."""
        seen = reached(0, after)
        ends = {n for n in seen if not after[n]}
        returns = {
            n for n in ends if self._body.units[self._body.at[self._body.blocks[n].last]] & 0xFF in RETURNS
        }
        return returns or ends or {n for n in seen if any(to <= n for to in after[n])}

    def surely(self, groups: Sequence[Sequence[int]]) -> list[bool]:
        """For each group of instructions (units): whether one of it runs whenever the method does."""
        if not self._body.at or not self._body.complete:
            return [False] * len(groups)
        made = [0] * len(self._body.blocks)
        firsts = [block.first for block in self._body.blocks]
        for bit, group in enumerate(groups):
            for unit in group:
                if unit in self._body.number:
                    made[bisect_right(firsts, self._body.number[unit]) - 1] |= 1 << bit
        everything = 0
        for level in LEVELS if self._levels else LEVELS[:1]:
            everything |= self._common(made, self.after(level), (1 << len(groups)) - 1)
        return [bool(everything >> bit & 1) for bit in range(len(groups))]

    def _common(self, made: list[int], after: list[tuple[int, ...]], top: int) -> int:
        """Bits that every way to an exit collects: forward data flow, meet is intersection."""
        into = {0: 0}
        waiting = [0]
        left = _ROUNDS * len(after)
        while waiting:
            number = waiting.pop()
            left -= 1
            if left < 0:
                return 0
            now = into[number] | made[number]
            for to in after[number]:
                merged = into.get(to, top) & now
                if to not in into or merged != into[to]:
                    into[to] = merged
                    waiting.append(to)
        out = top
        exits = self.exits(after)
        for number in exits:
            out &= into[number] | made[number]
        return out if exits else 0

    @cached_property
    def _first_calls(self) -> dict[int, int]:
        """Blocks that guard a first call -> the block behind them that the first call does not take."""
        out: dict[int, int] = {}
        for number, block in enumerate(self._body.blocks if len(self._body.blocks) <= _GUARDED else ()):
            unit = self._body.at[block.last]
            op = self._body.units[unit] & 0xFF
            if op not in (_EQUAL_ZERO, _NOT_ZERO) or len(block.after) != 2:
                continue
            found = self._body.definition(block.last, self._body.units[unit] >> 8)
            if found is None or found[0] < block.first or self._body.units[found[1]] & 0xFF not in SGETS:
                continue
            fresh, used = (block.after[1], block.after[0]) if op == _EQUAL_ZERO else block.after
            if self._sets(fresh, used, self._body.word(found[1] + 1)):
                out[number] = used
        return out

    def _sets(self, start: int, beyond: int, field: int) -> bool:
        """Whether a static field is written in blocks that are reached from `start` before `beyond`."""
        seen, waiting = {start, beyond}, [start]
        while waiting:
            block = self._body.blocks[waiting.pop()]
            for unit in self._body.at[block.first : block.last + 1]:
                if self._body.units[unit] & 0xFF in SPUTS and self._body.word(unit + 1) == field:
                    return True
            waiting += [to for to in block.after if to not in seen]
            seen.update(block.after)
        return False

    @cached_property
    def _levels(self) -> dict[int, dict[int, bool]]:
        """Branch blocks that test SDK_INT against a constant -> level -> whether the jump is taken."""
        out = {}
        for number, block in enumerate(self._body.blocks) if self._sdk else ():
            unit = self._body.at[block.last]
            word = self._body.units[unit]
            op = word & 0xFF
            if op not in IFS or len(block.after) != 2:
                continue
            values = [self._known(block.last, register) for register in (word >> 8 & 15, word >> 12)]
            if "sdk" in values and any(isinstance(value, int) for value in values):
                out[number] = {level: _taken(op, values, level) for level in LEVELS}
        return out

    def _known(self, number: int, register: int) -> int | str | None:
        found = self._body.definition(number, register)
        if found is None:
            return None
        unit = found[1]
        word = self._body.units[unit]
        op = word & 0xFF
        if op == CONST_4:
            return signed(word >> 12, 4)
        if op == CONST_16:
            return signed(self._body.word(unit + 1), 16)
        if op == CONST:
            return self._body.long(unit + 1)
        return "sdk" if op in SGETS and self._body.word(unit + 1) in self._sdk else None
