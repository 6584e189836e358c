"""Strings of a DEX file (source.android.com/docs/core/runtime/dex-format: string_data_item, MUTF-8)."""

from __future__ import annotations

import numpy as np

from scanner.columns import Column, order
from scanner.formats.dex_members import uleb128

_CLIP = 128
"""Bytes kept of each string where strings overlap one another (never in an honest file)."""
_BLOCK = 1 << 20
"""Bytes searched for NULs at a time, to bound memory."""


def spans(buf: bytes, octets: Column, offsets: Column) -> tuple[Column, Column, dict[str, int]]:
    """First byte and end of the strings at `offsets`, and what could not be read of how many.

    A string ends at its first NUL, whatever length it claims.
    """
    faults = {}
    outside = offsets >= len(octets)
    if outside.any():
        faults["strings outside the file"] = int(outside.sum())
    length, start = uleb128(octets, np.where(outside, len(octets), offsets))
    start = np.minimum(start, len(octets))
    end = start + length  # in UTF-16 units: right for ASCII, and then a NUL follows
    odd = np.flatnonzero((end >= len(octets)) | (octets[np.minimum(end, len(octets) - 1)] != 0))
    end[odd] = _next_nul(buf, octets, start[odd])
    if not _in_a_row(octets, start, end, length):
        end = _next_nul(buf, octets, start)
    if int((end - start).sum()) > 2 * len(octets):
        faults["strings inside one another"] = 1
        end = np.minimum(end, start + _CLIP)
    return start, end, faults


def _in_a_row(octets: Column, start: Column, end: Column, length: Column) -> bool:
    """Whether strings lie one behind the other with no NUL but that after each (and lengths of 0)."""
    if not len(start) or not (end[:-1] < start[1:]).all():
        return False
    low, high = int(start[0]), int(end[-1]) + 1
    between = np.count_nonzero(octets[low:high] == 0) - np.count_nonzero(length[1:] == 0)
    return int(between) == len(start)


def _next_nul(buf: bytes, octets: Column, at: Column) -> Column:
    """The first NUL at or after each byte, else the end of the file."""
    found = np.full(len(at), len(buf), np.int64)
    if not len(at):
        return found
    rows = order(at)
    sorted_at = at[rows]
    low, high = int(sorted_at[0]), min(int(sorted_at[-1]) + 1, len(buf))
    behind = buf.find(b"\0", high)
    behind = len(buf) if behind < 0 else behind
    for block in range(high - (high - low) % _BLOCK, low - 1, -_BLOCK):  # backwards: `behind` is known
        nul = np.append(np.flatnonzero(octets[block : min(block + _BLOCK, high)] == 0) + block, behind)
        first, last = np.searchsorted(sorted_at, (block, block + _BLOCK))
        found[rows[first:last]] = nul[np.searchsorted(nul, sorted_at[first:last])]
        behind = int(nul[0])
    return found


def mutf8(data: bytes) -> str:
    """Text of a string's bytes; lone surrogates stay, malformed bytes become U+FFFD."""
    if data.isascii():
        return data.decode("ascii")
    try:
        units = data.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def texts(items: list[bytes]) -> list[str]:
    """`mutf8` of each."""
    joined = b"\0".join(items)
    if joined.isascii() and joined.count(b"\0") == len(items) - 1:
        return joined.decode("ascii").split("\0")
    return [mutf8(item) for item in items]
