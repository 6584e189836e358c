"""The shape of a class: what of it stays when an optimiser has renamed and repackaged everything.

A shape is the superclass, the interfaces, the types of the fields and, in no order, the methods: each as
return type, parameter types and the few access flags that optimisers leave alone. Types of the platform count
by name; all others are alike, wherever they are defined, as their names may be anything. Names of members and
packages do not count. Shapes are hashed; two classes of one shape have one hash in every app.

A shape says the more, the more types of the platform and methods it is made of: its weight.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scanner.columns import Column, order, unique

if TYPE_CHECKING:
    from scanner.code_columns import Columns

_FLAGS = 0x8 | 0x100 | 0x400 | 0x10000 | 0x20000
"""static, native, abstract, constructor, declared synchronized; the others are widened or narrowed freely."""
_INTERFACE = 0x200
_PLATFORM = (
    "java.",
    "javax.",
    "android.",
    "dalvik.",
    "org.json.",
    "org.w3c.",
    "org.xml.",
    "org.apache.http.",
)
_BUNDLED = ("android.support.", "android.arch.", "javax.inject.")
"""Under names of the platform, but brought along by apps, which may rename it."""
_OTHER = 0x5EED
"""Stands for every type that is not the platform's."""
PLACES = 64
"""Numbers of a fingerprint."""
WEIGHT = 12
"""Lighter shapes (enums, listeners, holders of a few values) occur by chance; they are not kept."""
_BITS = np.uint64(24)
"""The hashes kept are the upper 40 bits: short in JSON, and still different for different shapes."""


class Shapes(NamedTuple):
    """One row for each class of the app that has methods."""

    type: Column  # row of code.types
    hash: Column  # uint64
    weight: Column  # methods, and types of the platform they and the class itself name


def shapes(code: Columns) -> Shapes:
    """The shapes of all classes that the app defines with at least one method."""
    kind, known = _types(code)
    total = np.zeros(len(code.types), np.uint64)
    weight = np.zeros(len(code.types), np.int64)

    methods = np.flatnonzero(code.method_file >= 0)
    of, numbers = code.method_class[methods], code.method_proto[methods]
    signatures, said = _signatures(code, kind, known)
    flags = (code.method_flags[methods] & np.uint32(_FLAGS)).astype(np.uint64)
    np.add.at(total, of, mixed(signatures[numbers] + flags))
    np.add.at(weight, of, 1 + said[numbers])
    for salt, (user, other) in enumerate(_named_by_classes(code, known), 1):
        np.add.at(total, user, mixed(kind[other] ^ np.uint64(salt)))
        np.add.at(weight, user, known[other])
    total += (code.type_flags & np.uint32(_INTERFACE)).astype(np.uint64)

    defined = np.zeros(len(code.types), np.bool_)
    defined[of] = True
    rows = np.flatnonzero(defined & (code.type_file >= 0))
    return Shapes(rows, mixed(total[rows]), weight[rows])


def fingerprint(found: Shapes) -> tuple[int, ...]:
    """64 numbers that tell how much two apps share, or none for an app without classes.

    The 6 highest bits of a shape's hash choose one of 64 places, and each place keeps its smallest hash
    (MinHash with one permutation; Li, Owen, Zhang 2012). An empty place takes what the next filled one holds,
    plus a multiple of its distance (rotation; Shrivastava, Li 2014). The share of equal places estimates the
    share of class shapes two apps have in common.
    """
    hashes = unique(found.hash)
    if not len(hashes):
        return ()
    place = (hashes >> np.uint64(58)).astype(np.int64)
    value = (hashes >> np.uint64(26) & np.uint64(0xFFFFFFFF)).astype(np.int64)
    lowest = np.full(PLACES, 1 << 32, np.int64)
    np.minimum.at(lowest, place, value)
    filled = np.flatnonzero(lowest < 1 << 32)
    following = filled[np.searchsorted(filled, np.arange(PLACES)) % len(filled)]
    distance = (following - np.arange(PLACES)) % PLACES
    return tuple(((lowest[following] + distance * 0x9E3779B1) & 0xFFFFFFFF).tolist())


def _signatures(code: Columns, kind: Column, known: Column) -> tuple[Column, Column]:
    """Per prototype its hash, and how many types of the platform it names."""
    count = code.proto_count
    owner, named = code.proto_columns(np.arange(count))
    begins = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    position = np.arange(len(owner)) - np.maximum.accumulate(np.where(begins, np.arange(len(owner)), 0))
    hashes = np.zeros(count, np.uint64)
    np.add.at(hashes, owner, mixed(kind[named] + position.astype(np.uint64)))
    return hashes, np.bincount(owner[known[named]], minlength=count)


def _named_by_classes(code: Columns, known: Column) -> Iterator[tuple[Column, Column]]:
    """Class and type that it names: interfaces, superclass, and the platform's types among its fields."""
    yield np.repeat(np.arange(len(code.types)), np.diff(code.interface_first)), code.interface
    below = np.flatnonzero(code.type_super >= 0)
    yield below, code.type_super[below]
    field = code.holds & 0xFFFFFFFF
    kept = known[field]
    yield code.holds[kept] >> 32, field[kept]


def by_package(code: Columns, found: Shapes) -> tuple[tuple[int, ...], ...]:
    """Per package of the app the distinct hashes of its classes that weigh enough, in ascending order."""
    rows = np.flatnonzero((found.weight >= WEIGHT) & (code.type_package[found.type] >= 0))
    hashes = (found.hash[rows] >> _BITS).astype(np.int64)
    package = code.type_package[found.type[rows]].astype(np.int64)
    by = order(package, hashes)
    hashes, package = hashes[by], package[by]
    new = np.append(True, (package[1:] != package[:-1]) | (hashes[1:] != hashes[:-1]))[: len(by)]
    hashes, package = hashes[new], package[new]
    first = np.searchsorted(package, np.arange(len(code.packages) + 1)).tolist()
    listed = hashes.tolist()
    return tuple(tuple(listed[i:j]) for i, j in pairwise(first))


def _types(code: Columns) -> tuple[Column, Column]:
    """Per type its hash, and whether it is the platform's."""
    dotted = [f"{name}." for name in code.packages]
    of_platform = [name.startswith(_PLATFORM) and not name.startswith(_BUNDLED) for name in dotted]
    package = code.type_package
    known = np.array([*of_platform, False], np.bool_)[package] & (code.type_file < 0)
    named = np.flatnonzero(known | (package < 0))
    hashes = np.full(len(code.types), _OTHER, np.uint64)
    hashes[named] = np.fromiter(map(zlib.crc32, code.types.some(named)), np.uint64, len(named))
    return hashes, known


def mixed(value: Column) -> Column:
    """splitmix64's finalizer (Steele, Lea, Flood 2014)."""
    value = value.astype(np.uint64)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Column = value ^ (value >> np.uint64(31))
    return found
