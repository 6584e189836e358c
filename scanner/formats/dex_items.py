"""Single items of a DEX file, read one at a time (source.android.com/docs/core/runtime/dex-format):
code_item with its tries and handlers, call_site_item. Every read is clamped to the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scanner.columns import Column

_CODE = np.dtype(
    [(name, "<u2") for name in ("registers", "ins", "outs", "tries")] + [("debug", "<u4"), ("size", "<u4")]
)
_TRY = np.dtype([("start", "<u4"), ("units", "<u2"), ("handler", "<u2")])
_HANDLERS = 1024
"""Handlers of one try at most."""
_VALUES = 256
"""Values of a call site at most; a method has no more parameters."""
_METHODS = 8
"""Methods taken from one call site."""
_VALUE_HANDLE, _VALUE_NULL, _VALUE_BOOLEAN = 0x16, 0x1E, 0x1F
_SIZED_VALUES = frozenset({0x00, 0x02, 0x03, 0x04, 0x06, 0x10, 0x11, 0x15, 0x17, 0x18, 0x19, 0x1A, 0x1B})
"""encoded_value types that have as many bytes as their header says."""


class CodeItem(NamedTuple):
    """The code of one method."""

    registers: int
    units: Column  # instructions, 16 bits each
    at: int  # byte offset of the first instruction
    tries: tuple[tuple[int, int, tuple[int, ...]], ...]  # (first unit, units, handler units)


def read_code_item(buf: bytes, offset: int) -> CodeItem:
    """The code_item at `offset`, whose header lies inside the file."""
    registers, _ins, _outs, tries, _debug, size = np.frombuffer(buf, _CODE, 1, offset)[0].tolist()
    first = offset + _CODE.itemsize
    size = min(size, (len(buf) - first) // 2)
    return CodeItem(
        registers,
        np.frombuffer(buf, "<u2", size, first),
        first,
        _tries(buf, first + 2 * (size + size % 2), tries),
    )


def _tries(buf: bytes, at: int, count: int) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    count = min(count, max(len(buf) - at, 0) // _TRY.itemsize)
    rows = np.frombuffer(buf, _TRY, count, at).tolist() if count else []
    lists = at + _TRY.itemsize * count
    known: dict[int, tuple[int, ...]] = {}
    for _start, _units, handler in rows:
        if handler not in known:
            known[handler] = _handlers(buf, lists + handler)
    return tuple((start, units, known[handler]) for start, units, handler in rows)


def _handlers(buf: bytes, at: int) -> tuple[int, ...]:
    """Units at which the handlers of one encoded_catch_handler begin."""
    size, at, bits = _leb128(buf, at)
    if bits and size >> (bits - 1) & 1:
        size -= 1 << bits
    found = []
    for _ in range(min(abs(size), _HANDLERS)):
        _type, at, _ = _leb128(buf, at)
        unit, at, _ = _leb128(buf, at)
        found.append(unit)
    if size <= 0:
        found.append(_leb128(buf, at)[0])  # catch all
    return tuple(found)


def _leb128(buf: bytes, at: int) -> tuple[int, int, int]:
    """An unsigned number, where it ends and its bits; past the end of the file it is 0."""
    value = bits = 0
    while bits < 35 and at < len(buf):
        octet = buf[at]
        at += 1
        value |= (octet & 0x7F) << bits
        bits += 7
        if octet < 0x80:
            break
    return value, at, bits


def named_methods(buf: bytes, at: int, handles: Sequence[int]) -> tuple[int, ...]:
    """Methods that the method handles of the call_site_item at `at` invoke. `handles`: method of each handle,
    or -1."""
    found: list[int] = []
    count, at, _ = _leb128(buf, at)
    for _ in range(min(count, _VALUES)):
        if at >= len(buf):
            break
        kind, size = buf[at] & 0x1F, (buf[at] >> 5) + 1
        if kind == _VALUE_HANDLE:
            handle = int.from_bytes(buf[at + 1 : at + 1 + size], "little")
            if handle < len(handles) and handles[handle] >= 0:
                found.append(handles[handle])
        elif kind in (_VALUE_NULL, _VALUE_BOOLEAN):
            size = 0
        elif kind not in _SIZED_VALUES:
            break
        at += 1 + size
    return tuple(found[:_METHODS])
