"""Many short byte strings in one block of memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from scanner.columns import Column

_WORD = (1 << 64) - 1
_LAST, _LENGTH = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers that spread the bits of a key (golden ratio; xxHash's second prime)."""


class Names:
    """A sequence of byte strings without NUL, numbered from 0: 4 bytes each plus their own."""

    def __init__(self, items: Iterable[bytes]) -> None:
        listed = items if isinstance(items, list) else list(items)
        self.blob = b"\0".join(listed) + b"\0" if listed else b""
        lengths = np.fromiter(map(len, listed), np.int64, len(listed))
        self.starts = np.zeros(len(listed) + 1, np.uint32)
        self.starts[1:] = np.cumsum(lengths + 1)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.blob[int(self.starts[number]) : int(self.starts[number + 1]) - 1]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.blob[:-1].split(b"\0") if len(self) else ())

    def some(self, numbers: Column) -> list[bytes]:
        """These of them."""
        blob = self.blob
        first, last = self.starts[numbers].tolist(), self.starts[numbers + 1].tolist()
        return [blob[i : j - 1] for i, j in zip(first, last, strict=True)]

    def of(self, letters: bytes) -> Column:
        """The numbers of the strings that consist of these letters only."""
        foreign = np.ones(256, np.uint8)
        foreign[np.frombuffer(letters + b"\0", np.uint8)] = 0
        if not len(self):
            return np.zeros(0, np.int64)
        marks = foreign[np.frombuffer(self.blob, np.uint8)]
        return np.flatnonzero(np.maximum.reduceat(marks, self.starts[:-1].astype(np.int64)) == 0)

    def find(self, name: bytes) -> int:
        """The number of `name` (the lowest), -1 if it is not among them."""
        return next(self._of_key(name), -1)

    def equal(self, name: bytes) -> list[int]:
        """The numbers of all strings that are `name`."""
        return list(self._of_key(name))

    def _of_key(self, name: bytes) -> Iterator[int]:
        keys, order = self._keys
        key = self._key(name)
        row = int(keys.searchsorted(key))
        while row < len(keys) and keys[row] == key:
            if self[number := int(order[row])] == name:
                yield number
            row += 1

    def beginning(self, prefix: bytes) -> Iterator[int]:
        """The numbers of the strings that begin with `prefix`."""
        if len(self) and self.blob.startswith(prefix):
            yield 0
        at = self.blob.find(b"\0" + prefix)
        while 0 <= at < len(self.blob) - 1:
            yield int(self.starts.searchsorted(np.uint32(at + 1)))
            at = self.blob.find(b"\0" + prefix, at + 1)

    def search(self, pattern: re.Pattern[bytes], holding: bytes) -> Iterator[tuple[int, re.Match[bytes]]]:
        """Every match in the strings that hold certain bytes, with the number of its string."""
        starts, blob = self.starts, self.blob
        at = blob.find(holding)
        while 0 <= at < len(blob) - 1:
            number = int(starts.searchsorted(np.uint32(at), "right")) - 1
            end = int(starts[number + 1]) - 1
            for found in pattern.finditer(blob, int(starts[number]), end):
                yield number, found
            at = blob.find(holding, end + 1)

    @cached_property
    def _keys(self) -> tuple[Column, Column]:
        """First 8 and last 8 bytes and the length of each, mixed; sorted, with the numbers they belong to."""
        octets = np.frombuffer(self.blob + bytes(8), np.uint8)
        start = self.starts[:-1].astype(np.int64)
        length = np.diff(self.starts).astype(np.int64) - 1
        words = np.lib.stride_tricks.sliding_window_view(octets, 8)
        near, far = start, start + np.maximum(length - 8, 0)
        cut = np.minimum(length, 8)
        key = _mix(_word(words[near], cut), _word(words[far], cut), length.astype(np.uint64))
        order = np.argsort(key, kind="stable")
        return key[order], order.astype(np.uint32)

    @staticmethod
    def _key(name: bytes) -> np.uint64:
        """The key of one name: as `_mix` does it, in plain numbers."""
        first, last = int.from_bytes(name[:8], "little"), int.from_bytes(name[-8:], "little")
        mixed = (first ^ (last * _LAST & _WORD)) + len(name) * _LENGTH
        return np.uint64(mixed & _WORD)


def _word(octets: Column, used: Column) -> Column:
    """Eight bytes as one number; bytes beyond `used` count as 0."""
    kept = np.where(np.arange(8) < used[:, None], octets, 0).astype(np.uint8)
    word: Column = kept.view("<u8")[:, 0]
    return word


def _mix(first: Column, last: Column, length: Column) -> Column:
    """Spreads well enough for a lookup that compares the strings themselves afterwards."""
    mixed: Column = (first ^ (last * np.uint64(_LAST))) + length * np.uint64(_LENGTH)
    return mixed
