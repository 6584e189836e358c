"""The class_data_items of a DEX file as columns (source.android.com/docs/core/runtime/dex-format).

An item is a row of ULEB128 numbers, and so are its neighbours: a run of items is decoded as one stream, in
which every byte below 0x80 ends a number. Where an item begins inside another one (shared, overlapping or
hostile layouts) only its first number differs, and that one is read by itself; so any layout can be read.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scanner.columns import Column, order, ranges

_BLOCK = 1 << 20
"""Column of items decoded together at most (a longer single item is decoded alone)."""
_LONGEST = 5
"""Column of a ULEB128 number of 32 bits."""


class Members(NamedTuple):
    """What classes define: one row per encoded_method or encoded_field, in the order of the offsets given."""

    owner: Column  # row of the offsets
    row: Column  # of method_ids or field_ids
    flags: Column  # access flags
    code: Column  # code_item offset in bytes, 0 for abstract and native methods; always 0 for fields


class _Heads(NamedTuple):
    fields: tuple[Column, Column]  # numbers of static and instance fields
    methods: tuple[Column, Column]  # numbers of direct and virtual methods
    first: Column  # byte of the first member
    need: Column  # numbers that follow


def read_members(octets: Column, offsets: Column, limit: int) -> tuple[Members, Members, dict[str, int]]:
    """Methods and fields of the class_data_items at `offsets`, and how many could not be read and why.

    `limit` bounds how many numbers all items may hold together (a method is defined once, so an honest file
    has at most two for each field and three for each method it lists): forged items beyond it are left out.
    """
    faults: dict[str, int] = {}
    rows = np.flatnonzero((offsets > 0) & (offsets < len(octets)))
    _count(faults, "class data outside the file", int((offsets != 0).sum()) - len(rows))
    heads = _heads(octets, offsets[rows])
    fits = heads.need <= np.minimum(len(octets) - heads.first, limit)
    fits &= np.cumsum(np.where(fits, heads.need, 0)) <= limit
    _count(faults, "class data with more members than there can be", int((~fits).sum()))
    parts: list[tuple[Column, Members, Members]] = []
    kept = np.flatnonzero(fits)
    broken = 0
    for block in _blocks(heads, kept[order(heads.first[kept])]):
        sound, methods, fields = _decode(octets, heads, block)
        broken += len(block) - len(sound)
        back = rows[sound]
        parts.append(
            (back, methods._replace(owner=back[methods.owner]), fields._replace(owner=back[fields.owner]))
        )
    _count(faults, "class data cut off or with malformed numbers", broken)
    return _joined([part[1] for part in parts]), _joined([part[2] for part in parts]), faults


def uleb128(octets: Column, at: Column) -> tuple[Column, Column]:
    """The numbers that begin at each of `at`, and where they end. Column beyond the file read as 0."""
    value = np.zeros(len(at), np.int64)
    at = at.copy()
    more = np.arange(len(at))
    for shift in range(0, 7 * _LONGEST, 7):
        octet = _octet(octets, at[more])
        value[more] |= (octet & 0x7F).astype(np.int64) << shift
        at[more] += 1
        more = more[octet >= 0x80]
        if not len(more):
            break
    return value & 0xFFFFFFFF, at


def _octet(octets: Column, at: Column) -> Column:
    inside = at < len(octets)
    return np.where(inside, octets[np.where(inside, at, 0)], 0).astype(np.uint8)


def _heads(octets: Column, offsets: Column) -> _Heads:
    static, at = uleb128(octets, offsets)
    instance, at = uleb128(octets, at)
    direct, at = uleb128(octets, at)
    virtual, at = uleb128(octets, at)
    need = 2 * (static + instance) + 3 * (direct + virtual)
    return _Heads((static, instance), (direct, virtual), at, need)


def _blocks(heads: _Heads, rows: Column) -> list[Column]:
    """`rows`, which are in file order, cut so that each block spans about `_BLOCK` bytes."""
    if not len(rows):
        return []
    cuts = np.flatnonzero(np.diff(heads.first[rows] // _BLOCK)) + 1
    return np.split(rows, cuts)


def _decode(octets: Column, heads: _Heads, block: Column) -> tuple[Column, Members, Members]:
    """The readable rows of a block, and their members with owners counted within those rows."""
    first, need = heads.first[block], heads.need[block]
    low = int(first[0])
    for factor in (2, _LONGEST):  # members rarely take more than two bytes a number
        high = min(len(octets), int((first + factor * need).max()))
        part = octets[low:high]
        last = np.flatnonzero(part < 0x80)
        token = np.searchsorted(last, first - low)
        if int((token + need).max(initial=0)) <= len(last) or high == len(octets):
            break
    value, size = _numbers(part, last)
    long = np.append(0, np.cumsum(size > _LONGEST))
    until = np.minimum(token + need, len(last))
    sound = (token + need <= len(last)) & (long[until] == long[np.minimum(token, len(last))])
    block, token = block[sound], token[sound]
    static, instance = (numbers[block] for numbers in heads.fields)
    direct, virtual = (numbers[block] for numbers in heads.methods)
    fields = _expand(value, token, static, instance, 2)
    methods = _expand(value, token + 2 * (static + instance), direct, virtual, 3)
    return block, methods, fields


def _numbers(part: Column, last: Column) -> tuple[Column, Column]:
    """Values (32 bits) and sizes in bytes of the numbers that end at `last`."""
    size = np.diff(last, prepend=-1)
    value = part[last].astype(np.int64)
    for back in range(1, _LONGEST):
        longer = np.flatnonzero(size > back)
        if not len(longer):
            break
        value[longer] = (value[longer] << 7) | (part[last[longer] - back] & 0x7F)
    return value & 0xFFFFFFFF, size


def _expand(value: Column, token: Column, one: Column, two: Column, width: int) -> Members:
    """Both lists of each owner; a row is the sum of the differences since its list began."""
    counts = np.stack((one, two), 1).ravel()
    begins = np.stack((token, token + width * one), 1).ravel()
    token_of = ranges(np.zeros(len(counts), np.int64), counts) * width + np.repeat(begins, counts)
    running = np.cumsum(value[token_of])
    filled = counts > 0
    base = running[(np.cumsum(counts) - counts)[filled]] - value[begins[filled]]
    row = running - np.repeat(base, counts[filled])
    owner = np.repeat(np.arange(len(counts)) >> 1, counts)
    code = value[token_of + 2] if width == 3 else np.zeros(len(row), np.int64)
    return Members(owner, row, value[token_of + 1], code)


def _joined(parts: list[Members]) -> Members:
    if not parts:
        none = np.zeros(0, np.int64)
        return Members(none, none, none, none)
    return Members(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _count(faults: dict[str, int], what: str, number: int) -> None:
    if number:
        faults[what] = faults.get(what, 0) + number
