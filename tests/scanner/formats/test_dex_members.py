"""Class data: any honest layout is read back, forged ones are left out and counted."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import dex_members
from scanner.formats.dex_members import read_members, uleb128

Lists = tuple[list[int], list[int], list[tuple[int, int]], list[tuple[int, int]]]


def uleb(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def item(lists: Lists) -> bytes:
    """A class_data_item: two lists of field rows, two of (method row, code offset)."""
    numbers = [len(rows) for rows in lists]
    for rows in lists[:2]:
        for before, row in zip([0, *rows], rows, strict=False):
            numbers += [row - before, 9]
    for methods in lists[2:]:
        last = 0
        for row, code in methods:
            numbers += [row - last, 1, code]
            last = row
    return b"".join(map(uleb, numbers))


field = st.lists(st.integers(0, 60000), max_size=4, unique=True).map(sorted)
method = st.lists(
    st.tuples(st.integers(0, 60000), st.integers(0, 1 << 30)), max_size=4, unique_by=lambda row: row[0]
)
lists = st.tuples(field, field, method.map(sorted), method.map(sorted))


@settings(max_examples=60, deadline=None)
@given(st.lists(lists, max_size=8), st.sampled_from([b"", b"\x80", b"\xff" * 9, b"\x01\x00"]), st.randoms())
def test_reads_back_what_was_written(classes: list[Lists], gap: bytes, random: st.Random) -> None:
    order = list(range(len(classes)))
    random.shuffle(order)  # items do not stand in the order of the classes
    buf, offsets = b"\0" * 4, [0] * len(classes)
    for row in order:
        buf += gap
        offsets[row] = len(buf)
        buf += item(classes[row])
    methods, fields, faults = read_members(np.frombuffer(buf, np.uint8), np.array(offsets, np.int64), 1 << 20)
    assert not faults
    found: dict[int, tuple[list[int], list[tuple[int, int]]]] = {row: ([], []) for row in order}
    for owner, row in zip(fields.owner.tolist(), fields.row.tolist(), strict=True):
        found[owner][0].append(row)
    for owner, row, _, code in zip(*(column.tolist() for column in methods), strict=True):
        found[owner][1].append((row, code))
    assert found == {
        row: (classes[row][0] + classes[row][1], classes[row][2] + classes[row][3]) for row in order
    }


def test_items_inside_one_another() -> None:
    """The second begins at the last byte of the first's first number: 0x81 0x01 is 129 there, 1 here."""
    buf = b"\0\x81\x01\0\x01\0" + b"\x05\x01\x00" + bytes(600)
    methods, fields, faults = read_members(np.frombuffer(buf, np.uint8), np.array([1, 2]), 1 << 20)
    assert not faults
    assert np.bincount(fields.owner).tolist() == [129, 1]
    assert np.bincount(methods.owner).tolist() == [1, 1]


def test_blocks_do_not_change_the_result(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    one: Lists = ([1], [2], [(3, 100)], [(4, 200)])
    buf = b"\0" + item(one) * 50
    size = len(item(one))
    offsets = 1 + size * np.arange(50)[::-1].copy()
    whole = read_members(np.frombuffer(buf, np.uint8), offsets, 1 << 20)
    monkeypatch.setattr(dex_members, "_BLOCK", 16)
    parts = read_members(np.frombuffer(buf, np.uint8), offsets, 1 << 20)
    for one_column, other in zip(whole[0], parts[0], strict=True):
        assert sorted(one_column.tolist()) == sorted(other.tolist())


def test_more_members_than_there_can_be() -> None:
    good = item(([], [], [(1, 8)], []))
    for bad in (b"\xff\xff\xff\xff\x0f\0\0\0", b"\0\0\x20\0", b"\0\0"):
        buf = b"\0" + good + bad
        methods, _, faults = read_members(np.frombuffer(buf, np.uint8), np.array([1, 1 + len(good), 999]), 60)
        assert methods.owner.tolist() == [0]
        assert faults["class data outside the file"] == 1
        assert bad == b"\0\0" or sum(faults.values()) == 2


def test_numbers_longer_than_five_bytes_are_malformed() -> None:
    buf = b"\0" + b"\0\0\x01\0" + b"\x80\x80\x80\x80\x80\x01" + b"\1\1"
    _, _, faults = read_members(np.frombuffer(buf, np.uint8), np.array([1]), 60)
    assert faults == {"class data cut off or with malformed numbers": 1}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), max_size=10))
def test_uleb128(values: list[int]) -> None:
    parts = [uleb(value) for value in values]
    at = np.cumsum([0, *map(len, parts)])
    octets = np.frombuffer(b"".join(parts), np.uint8)
    value, end = uleb128(octets, at[:-1])
    assert value.tolist() == values
    assert end.tolist() == at[1:].tolist()
