"""The sweep against a plain reading of one instruction after the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import dex_bytecode as bytecode
from scanner.formats.dex_bytecode import FAMILY, HEADER, LENGTH

NONE = np.zeros(0, np.int64)


def plain(units: list[int], start: int, end: int) -> list[tuple[int, int]]:
    """(unit, opcode) of every instruction of interest, one after the other."""
    found = []
    at = start
    while at < end:
        word = units[at]
        op = word & 0xFF
        if word in (0x0100, 0x0200, 0x0300):
            size = units[at + 1] if at + 1 < len(units) else 0
            wide = units[at + 2] | units[at + 3] << 16 if at + 3 < len(units) else 0
            at += {0x0100: 4 + 2 * size, 0x0200: 2 + 4 * size, 0x0300: 4 + (size * wide + 1) // 2}[word]
            continue
        if FAMILY[op]:
            found.append((at, op))
        at += int(LENGTH[op])
    return found


words = st.one_of(
    st.sampled_from(
        [0x000E, 0x0000, 0x0100, 0x0200, 0x0300, 0x0500, 0x106E, 0x001A, 0x001B, 0x0018, 0x0062, 2]
    ),
    st.integers(0, 0xFFFF),
)
method = st.lists(words, max_size=60)


def file_of(methods: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    units: list[int] = [0] * 4
    offsets = []
    for code in methods:
        offsets.append(2 * len(units))
        units += [0] * 6 + [len(code) & 0xFFFF, len(code) >> 16, *code]
    return np.array([*units, 0, 0, 0, 0], np.uint16), np.array(offsets, np.int64)


@pytest.mark.parametrize("few", [0, 3, 10**6])
@settings(max_examples=60, deadline=None)
@given(methods=st.lists(method, min_size=1, max_size=12))
def test_like_a_plain_reading(few: int, methods: list[list[int]]) -> None:
    """`few`: by numpy steps only, mixed, by the plain walk only."""
    units, offsets = file_of(methods)
    items, faults = bytecode.code_items(units, offsets)
    assert not faults
    kept = bytecode._FEW
    bytecode._FEW = few  # hypothesis and monkeypatch do not mix
    try:
        marked = bytecode.sweep(units.view(np.uint8), units, items, NONE)
    finally:
        bytecode._FEW = kept
    listed = units.tolist()
    expected = [
        (row, at, op)
        for row, (start, end) in enumerate(zip(items.start.tolist(), items.end.tolist(), strict=True))
        for at, op in plain(listed, start, end)
    ]
    assert list(zip(marked.item.tolist(), marked.unit.tolist(), marked.op.tolist(), strict=True)) == expected
    for at, op, target in zip(marked.unit.tolist(), marked.op.tolist(), marked.target.tolist(), strict=True):
        wide = listed[min(at + 2, len(listed) - 1)] << 16 if op == 0x1B else 0
        assert target == listed[at + 1] | wide


def test_lengths_of_the_whole_instruction_set() -> None:
    """Units per format, counted from the opcode table of the specification."""
    assert [int(LENGTH[op]) for op in (0x00, 0x02, 0x03, 0x18, 0x1B, 0x2A, 0x6E, 0x74, 0x90, 0xB0, 0xE2)] == [
        1, 2, 3, 5, 3, 3, 3, 3, 2, 1, 2,
    ]  # fmt: skip
    assert [int(LENGTH[op]) for op in (0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF)] == [4, 4, 3, 3, 2, 2]
    assert int(LENGTH.max()) == 5


def test_items_that_overlap_are_cut() -> None:
    units = np.zeros(200, np.uint16)
    for offset, size in ((0, 1000), (100, 4), (104, 4), (380, 50)):
        units[offset // 2 + 6] = size
    items, faults = bytecode.code_items(units, np.array([0, 100, 104, 380, 396]))
    assert items.offset.tolist() == [0, 100, 380]  # 104 lies in another's header, 396 has none in the file
    assert (items.end[:-1] <= items.offset[1:] // 2).all()
    assert items.end[-1] <= len(units)
    assert list(faults.values()) == [2, 2]
    assert (items.start - items.offset // 2 == HEADER).all()


def test_parts_cover_all_rows_once() -> None:
    units, offsets = file_of([[0x000E] * 30] * 20)
    items, _ = bytecode.code_items(units, offsets)
    parts = items.parts(100)
    assert len(parts) > 3
    assert [row for part in parts for row in range(20)[part]] == list(range(20))
    assert items.some(slice(0, 0)).parts(100) == [slice(0, 0)]
