"""One matcher for names and patterns; its cost grows with the names looked up, not with the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from rules.values import pattern

T = TypeVar("T")
_SHORT = 4
"""Letters by which prefixes and suffixes are filed first; shorter ones are tried for every name."""


class Names(Generic[T]):
    """Exact names, prefixes ("com.vendor.*"), suffixes ("*.pushprovider"), and other patterns with *."""

    def __init__(self) -> None:
        self._exact: dict[str, list[T]] = {}
        self._heads = _Ends[T]()
        self._tails = _Ends[T]()  # turned round
        self._rest: list[tuple[str, T]] = []

    def add(self, text: str, item: T) -> None:
        """Files one name or pattern."""
        head, star, rest = text.partition("*")
        tail = rest.rpartition("*")[2]
        if not star:
            self._exact.setdefault(text, []).append(item)
        elif len(head) >= _SHORT:
            self._heads.add(head, text, item)
        elif len(tail) >= _SHORT:
            self._tails.add(tail[::-1], text, item)
        else:
            self._rest.append((text, item))

    def find(self, names: Iterable[str]) -> Iterator[tuple[str, T]]:
        """Each name with what was filed under it or under a pattern that covers it."""
        exact, heads, tails, rest = self._exact, self._heads.lengths, self._tails.lengths, self._rest
        if not (tails or rest):  # the usual case by far: names that nothing is filed near go at once
            names = [name for name in names if name[:_SHORT] in heads or name in exact]
        for name in names:
            if name in exact:
                for item in exact[name]:
                    yield name, item
            if name[:_SHORT] in heads:
                yield from _covering(name, self._heads.near(name))
            if tails and name[: -_SHORT - 1 : -1] in tails:
                yield from _covering(name, self._tails.near(name[::-1]))
            if rest:
                yield from _covering(name, rest)


def _covering(name: str, near: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    for text, item in near:
        if pattern(text).fullmatch(name):
            yield name, item


class _Ends(Generic[T]):
    """Patterns by the text they begin with: a look-up for each length that occurs among similar ones."""

    def __init__(self) -> None:
        self.lengths: dict[str, list[int]] = {}
        self._filed: dict[str, list[tuple[str, T]]] = {}

    def add(self, head: str, text: str, item: T) -> None:
        self._filed.setdefault(head, []).append((text, item))
        lengths = self.lengths.setdefault(head[:_SHORT], [])
        if len(head) not in lengths:
            lengths.append(len(head))

    def near(self, name: str) -> Iterator[tuple[str, T]]:
        for length in self.lengths[name[:_SHORT]]:
            yield from self._filed.get(name[:length], ())
