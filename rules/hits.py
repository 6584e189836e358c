"""Marks found in an app, and what they amount to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rules.model import Mark, Rung, Signature
from scanner.kinds import Kind
from scanner.model import Evidence, Where


@dataclass(frozen=True, slots=True)
class Pair:
    """One mark of one SDK."""

    sdk: Signature
    mark: Mark


@dataclass(frozen=True, slots=True)
class Hit:
    """One mark of one SDK found in one place."""

    sdk: Signature
    mark: Mark
    found: str  # as the package carries it
    rung: Rung
    where: Where


def named(hits: Sequence[Hit]) -> bool:
    """Whether these name their SDK: one strong mark, or two of different types that are facts apart."""
    if any(hit.mark.strong for hit in hits):
        return True
    return any(_independent(one, other) for one, other in combinations(hits, 2))


def _independent(one: Hit, other: Hit) -> bool:
    """Whether either could be there without the other: a file has its name and its contents at once, a
    registered component is a class of the code, and a framework's name is that of its module."""
    if one.mark.type == other.mark.type:
        return False
    first, second = sorted((one, other), key=lambda hit: hit.mark.type)
    match first.mark.type, second.mark.type:
        case ("export", "library") | ("ios_framework", "swift_module"):
            return False
        case ("asset" | "byte", "export"):
            return not _file(first).endswith(".so")
        case ("asset" | "byte", "byte" | "library"):
            return _file(first) != _file(second)
        case ("code", "component"):
            return not f"{second.found}.".startswith(f"{first.mark.value}.")
    return True


def _file(hit: Hit) -> str:
    return (hit.where.entry or hit.found).rpartition("/")[2]


def evidence(hit: Hit, sdk: Signature, strength: str) -> Evidence:
    """What the judge sees of one hit; `sdk` is the one it is told under."""
    detail = {
        "mark": hit.mark.type,
        "found": hit.found,
        "rung": hit.rung.name.lower(),
        "strength": strength,
        "category": sdk.category,
    }
    where = hit.where
    if not (where.cls or where.element or where.offset >= 0):
        where = replace(where, element=hit.found)  # two marks of one file are two pieces of evidence
    return Evidence(Kind.SDK, sdk.id, where, "attribute", detail)
