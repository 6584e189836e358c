"""Recognises SDKs whose packages, classes and members were all renamed, by the shapes of their classes.

A profile is up to `MOST` hashes of class shapes (scanner/code_shapes.py) that one SDK has and nothing else is
known to have. A copy that was renamed and moved, in any order and under any package, keeps them; of one that
was also shrunk, or is another version, some are left. How many of how many match is the evidence.

The thresholds, from the packages of the corpus, each profile held against every app that does not carry its
SDK (5,667 pairs): one shape of twelve at most by chance, one in five where an SDK carries a whole open-source
library under its own name. Renaming alone keeps nearly all; where one method in ten is gone, about a third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from scanner.model import Inventory

T = TypeVar("T")
MOST, LEAST = 64, 5
"""Hashes in a profile."""
_DIGITS = 10
_NAMED, _SUSPECTED = (0.25, 5), (0.15, 3)
"""Share of a profile, and shapes at least: to name its SDK, to suspect it."""


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What an app has of one profile."""

    item: T
    found: int
    of: int
    packages: tuple[int, ...]  # rows of the inventory, the one with most of it first

    @property
    def named(self) -> bool:
        return _reaches(self.found, self.of, _NAMED)


def _reaches(found: int, of: int, bound: tuple[float, int]) -> bool:
    share, least = bound
    return found >= max(share * of, least)


class Profiles(Generic[T]):
    """Many profiles; each shape of an app is looked up once, whatever their number."""

    def __init__(self) -> None:
        self._owners: dict[int, list[int]] = {}
        self._filed: list[tuple[T, int]] = []

    def add(self, text: str, item: T) -> None:
        """Files one profile, written as in rule files."""
        shapes = parse(text)
        for shape in shapes:
            self._owners.setdefault(shape, []).append(len(self._filed))
        self._filed.append((item, len(shapes)))

    def find(self, inventory: Inventory, free: Callable[[int], bool]) -> Iterator[Match[T]]:
        """The profiles of which the packages where `free` is true have enough."""
        owners = self._owners
        found: dict[int, dict[int, set[int]]] = {}
        for package, shapes in enumerate(inventory.shapes if owners else ()):
            hits = owners.keys() & shapes
            for shape in hits if hits and free(package) else ():
                for profile in owners[shape]:
                    found.setdefault(profile, {}).setdefault(package, set()).add(shape)
        for profile, packages in sorted(found.items()):
            item, size = self._filed[profile]
            number = len(set().union(*packages.values()))
            if _reaches(number, size, _SUSPECTED):
                listed = sorted(packages, key=lambda package: (-len(packages[package]), package))
                yield Match(item, number, size, tuple(listed))


def text_of(shapes: Iterable[int]) -> str:
    """As rule files write them: ten hexadecimal digits each, in ascending order."""
    return " ".join(f"{shape:0{_DIGITS}x}" for shape in sorted(shapes))


def parse(text: str) -> frozenset[int]:
    """The hashes of a profile. Raises ValueError if it is not written as `text_of` does."""
    words = text.split()
    if not all(len(word) == _DIGITS for word in words):
        raise ValueError("ten digits each")
    return frozenset(int(word, 16) for word in words)
