"""One matcher for names and patterns; its cost grows with the names looked up, not with the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from rules.values import pattern

T = TypeVar("T")
_SHORT = 4
"""Letters by which prefixes and suffixes are filed; shorter ones are tried for every name."""


class Names(Generic[T]):
    """Exact names, prefixes ("com.vendor.*"), suffixes ("*.pushprovider"), and other patterns with *."""

    def __init__(self) -> None:
        self._exact: dict[str, list[T]] = {}
        self._heads: dict[str, list[tuple[str, T]]] = {}
        self._tails: dict[str, list[tuple[str, T]]] = {}
        self._rest: list[tuple[str, T]] = []

    def add(self, text: str, item: T) -> None:
        """Files one name or pattern."""
        head, star, tail = text.partition("*")
        if not star:
            self._exact.setdefault(text, []).append(item)
        elif len(head) >= _SHORT:
            self._heads.setdefault(head[:_SHORT], []).append((text, item))
        elif "*" not in tail and len(tail) >= _SHORT:
            self._tails.setdefault(tail[-_SHORT:], []).append((text, item))
        else:
            self._rest.append((text, item))

    def find(self, name: str) -> Iterator[T]:
        """What was filed under this name or a pattern that covers it."""
        yield from self._exact.get(name, ())
        for filed in (self._heads.get(name[:_SHORT]), self._tails.get(name[-_SHORT:]), self._rest):
            for text, item in filed or ():
                if pattern(text).fullmatch(name):
                    yield item
