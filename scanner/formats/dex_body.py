"""One method's bytecode, instruction by instruction: jumps, basic blocks, and what set a register.

Only for the few methods that are looked at closely; whole files are swept by dex_bytecode. Nothing claimed by
the code is believed: jumps to where no instruction begins are left out, sizes are clamped to what is there.
Formats: source.android.com/docs/core/runtime/dalvik-bytecode and instruction-formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scanner.formats.dex_bytecode import LENGTH

MOST = 40_000
"""Units; of a longer method nothing is claimed."""
_TRIES = 256
"""The same for try blocks."""
RETURNS, IFS, IF_ZEROS = range(0x0E, 0x12), range(0x32, 0x38), range(0x38, 0x3E)
SGETS, SPUTS = range(0x60, 0x67), range(0x67, 0x6E)
GETS = (*range(0x52, 0x59), *SGETS)
INVOKES, RESULTS = (*range(0x6E, 0x73), *range(0x74, 0x79)), range(0x0A, 0x0D)
INSTANCE_OF, CONST_4, CONST_16, CONST, CONST_STRING, JUMBO = 0x20, 0x12, 0x13, 0x14, 0x1A, 0x1B
_LENGTHS: list[int] = LENGTH.tolist()
_THROW, _GOTO, _GOTO_16, _GOTO_32, _PACKED, _SPARSE = 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C
_MOVES = range(0x01, 0x0A)
_BEHIND = 64
"""Instructions looked back for what a register holds; arguments of a call taken at most."""


def _destinations() -> bytes:
    """Per opcode, how wide the field is that names the register it sets: 4, 8, 16 bits, or 0."""
    wide = bytearray(256)
    for bits, spans in (
        (4, ((0x12, 0x12), (0x20, 0x21), (0x23, 0x23), (0x52, 0x58), (0x7B, 0x8F), (0xB0, 0xD7))),
        (8, ((0x0A, 0x0D), (0x13, 0x1C), (0x22, 0x22), (0x2D, 0x31), (0x44, 0x4A), (0x60, 0x66), (0x90, 0xAF),
             (0xD8, 0xE2), (0xFE, 0xFF))),
    ):  # fmt: skip
        for first, last in spans:
            wide[first : last + 1] = bytes([bits]) * (last + 1 - first)
    for op in (0x01, 0x04, 0x07):
        wide[op], wide[op + 1], wide[op + 2] = 4, 8, 16
    return bytes(wide)


_DESTINATIONS = _destinations()


@dataclass(frozen=True, slots=True)
class Block:
    """Instructions that run one after the other."""

    first: int  # instruction numbers
    last: int
    after: tuple[int, ...]  # blocks that may follow; the one right behind comes first


def signed(value: int, bits: int) -> int:
    """Two's complement of so many bits."""
    return value - (1 << bits) if value >> (bits - 1) else value


class Body:
    """The instructions of one method. `tries` as in dex.CodeItem: (first unit, units, handler units)."""

    def __init__(self, units: Sequence[int], tries: Sequence[tuple[int, int, Sequence[int]]] = ()) -> None:
        self.complete = len(units) <= MOST and len(tries) <= _TRIES
        self.units = list(units[:MOST])
        self._tries = tries[:_TRIES]
        self.at, self.number = self._instructions()

    def _instructions(self) -> tuple[list[int], dict[int, int]]:
        """Units at which instructions begin; payloads left out."""
        units, at, unit = self.units, [], 0
        while unit < len(units):
            word = units[unit]
            if word & 0xFF or not word:
                at.append(unit)
                unit += _LENGTHS[word & 0xFF]
            else:
                unit += self._payload(unit, word)
        return at, {unit: number for number, unit in enumerate(at)}

    def word(self, unit: int) -> int:
        """One unit; 0 outside."""
        return self.units[unit] if 0 <= unit < len(self.units) else 0

    def long(self, unit: int) -> int:
        """A signed number of two units."""
        return signed(self.word(unit) | self.word(unit + 1) << 16, 32)

    def _payload(self, unit: int, word: int) -> int:
        size = self.word(unit + 1)
        if word == 0x0100:
            return 4 + 2 * size
        if word == 0x0200:
            return 2 + 4 * size
        if word == 0x0300:
            return 4 + (size * (self.long(unit + 2) & 0xFFFFFFFF) + 1) // 2
        return 1

    def _targets(self, unit: int) -> list[int]:
        """Units an instruction may jump to, besides going on behind itself."""
        word = self.units[unit]
        op = word & 0xFF
        if op == _GOTO:
            return [unit + signed(word >> 8, 8)]
        if op == _GOTO_16 or op in IFS or op in IF_ZEROS:
            return [unit + signed(self.word(unit + 1), 16)]
        if op == _GOTO_32:
            return [unit + self.long(unit + 1)]
        if op in (_PACKED, _SPARSE):
            table = unit + self.long(unit + 1)
            size = min(self.word(table + 1), max(0, len(self.units) - table) // 2)
            first = table + (4 if op == _PACKED else 2 + 2 * size)
            return [unit + self.long(first + 2 * n) for n in range(size)]
        if op == _THROW:
            return [
                to for first, count, to_all in self._tries if first <= unit < first + count for to in to_all
            ]
        return []

    @cached_property
    def blocks(self) -> list[Block]:
        """Basic blocks in the order of the code; the first is the entry."""
        number, count = self.number, len(self.at)
        jumps: dict[int, list[int]] = {}
        leaders = {0}
        for n, unit in enumerate(self.at):
            op = self.units[unit] & 0xFF
            if op in RETURNS or _THROW <= op <= _SPARSE or op in IFS or op in IF_ZEROS:
                jumps[n] = [number[to] for to in self._targets(unit) if to in number]
                leaders.update(jumps[n])
                leaders.add(n + 1)
        leaders.update(number[to] for *_span, to_all in self._tries for to in to_all if to in number)
        starts = sorted(leader for leader in leaders if leader < count)
        block = {start: n for n, start in enumerate(starts)}
        out = []
        for start, stop in pairwise([*starts, count]):
            op = self.units[self.at[stop - 1]] & 0xFF
            after = [block[to] for to in jumps.get(stop - 1, ())]
            if stop < count and not (op in RETURNS or _THROW <= op <= _GOTO_32):
                after.insert(0, block[stop])
            out.append(Block(start, stop - 1, tuple(dict.fromkeys(after))))
        return out

    def definition(self, number: int, register: int) -> tuple[int, int] | None:
        """Number and unit of the instruction that last set a register before `number`, straight back."""
        for back in range(number - 1, max(-1, number - 1 - _BEHIND), -1):
            unit = self.at[back]
            word = self.units[unit]
            op = word & 0xFF
            bits = _DESTINATIONS[op]
            if not bits:
                continue
            target = word >> 8 & 15 if bits == 4 else word >> 8 if bits == 8 else self.word(unit + 1)
            if target != register:
                continue
            if op not in _MOVES:
                return back, unit
            register = word >> 12 if bits == 4 else self.word(unit + 1 + (bits == 16))
        return None

    def arguments(self, call: int) -> list[int]:
        """Registers given to the invoke at unit `call`."""
        word = self.units[call]
        if word & 0xFF >= 0x74:
            first = self.word(call + 2)
            return list(range(first, first + min(word >> 8, _BEHIND)))
        rest = self.word(call + 2)
        five = [rest & 15, rest >> 4 & 15, rest >> 8 & 15, rest >> 12, word >> 8 & 15]
        return five[: word >> 12]

    def text(self, number: int, registers: Sequence[int]) -> int:
        """The string_ids row of the first register that holds a constant string at `number`; -1 for none."""
        for register in registers:
            found = self.definition(number, register)
            if found is not None and self.units[found[1]] & 0xFF in (CONST_STRING, JUMBO):
                jumbo = self.units[found[1]] & 0xFF == JUMBO
                return self.long(found[1] + 1) if jumbo else self.word(found[1] + 1)
        return -1
