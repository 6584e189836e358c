"""Resource tables (resources.arsc): nothing is read before it is asked for.

Source: AOSP frameworks/base, libs/androidfw/AssetManager2.cpp; the chunks are in arsc_chunks.py.
A resource id is 0xPPTTEEEE: package, type, entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scanner.formats import res_value
from scanner.formats.arsc_chunks import BadTable, Table, TypeChunk, load
from scanner.formats.stringpool import BadPool, StringPool

MOST_NAMES = 200_000
MOST_NUMBERS = 2_000_000
"""Resource numbers gone through for names; a sparse type of few entries may span 65,536."""
LONGEST_NAME = 256
"""Characters of a type or key; what is longer is cut."""
MOST_STEPS = 4_096
"""Entries read for one question: a reference may lead to many others."""
DEEPEST = 16
"""References followed one after the other (Android: 20)."""

_REFERENCES = (res_value.REFERENCE, res_value.DYNAMIC_REFERENCE)


class Value(NamedTuple):
    """A simple value: type and data (res_value.py), and its string where it is one."""

    type: int
    data: int
    text: str | None

    @property
    def shown(self) -> str | None:
        """The value as Android makes a text of it."""
        return self.text if self.type == res_value.STRING else res_value.coerce(self.type, self.data)


class Resources:
    """One resource table, or those of a base package and its splits together.

    `faults` says what could not be read.
    """

    def __init__(self, data: bytes = b"") -> None:
        """No bytes: no resources. Raises BadTable."""
        self.faults: tuple[str, ...] = ()
        self._tables: list[Table] = [load(data)] if data else []
        self._types: dict[tuple[int, int], list[TypeChunk]] = {}
        self._aliases: dict[int, int] = {}
        self._values: dict[int, Value | None] = {}
        self._join()

    @classmethod
    def merged(cls, tables: Iterable[bytes]) -> Resources:
        """The tables of a package and its splits as one; of one that cannot be read `faults` tells."""
        whole = cls()
        for data in tables:
            try:
                whole._tables.append(load(data))
            except BadTable as fault:
                whole.faults += (str(fault),)
        whole._join()
        return whole

    def _join(self) -> None:
        for table in self._tables:
            self._aliases |= table.aliases
            for place, chunks in table.types.items():
                self._types.setdefault(place, []).extend(chunks)
        packages = [package.number for table in self._tables for package in table.packages]
        self._own = packages[0] if packages else 0x7F

    def name(self, resource: int) -> str | None:
        """ "type/name", or None."""
        for chunk in self._of(resource):
            at = chunk.entry(resource & 0xFFFF)
            if at is not None:
                return f"{_type_name(chunk)}/{_text(chunk.package.keys, chunk.key(at))[:LONGEST_NAME]}"
        return None

    def value(self, resource: int) -> Value | None:
        """What a device of today set to no particular language reads, references followed.

        A reference that leads out of the table (into Android itself) is the value. None if there is no such
        resource, if it is an array or a style, or if its references run in a circle.
        """
        if resource not in self._values:
            self._values[resource] = self._follow(resource)
        return self._values[resource]

    def _follow(self, resource: int) -> Value | None:
        for _ in range(DEEPEST):
            best = self._best(resource)
            if best is None:
                return None
            chunk, (kind, data) = best
            if kind not in _REFERENCES or not self._of(data):
                return Value(kind, data, _string(chunk, kind, data))
            resource = data
        return None

    def string(self, resource: int) -> dict[str, str]:
        """The texts of a resource by locale ("" is the default), references followed; empty if none."""
        return _Question(self).texts(resource, 0)

    def file(self, resource: int) -> str | None:
        """Path of the file in the package that is this resource, however it is called."""
        value = self.value(resource)
        return value.text if value else None

    def names(self) -> Iterator[str]:
        """ "type/name" of every resource, each once, by package, type and number. Raises BadTable."""
        try:
            yield from dict.fromkeys(self._names())
        except BadPool as fault:
            raise BadTable(str(fault)) from fault

    def strings(self) -> Iterator[str]:
        """Every text of the global pools: values, and paths of files. Raises BadTable."""
        try:
            for table in self._tables:
                yield from table.strings.texts() if table.strings else ()
        except BadPool as fault:
            raise BadTable(str(fault)) from fault

    def all_text(self) -> Iterator[str]:
        """The global pools, each as one text to search in (much cheaper than `strings`)."""
        return (table.strings.all_text() for table in self._tables if table.strings)

    def _of(self, resource: int) -> list[TypeChunk]:
        """The chunks that may hold this resource. Package 0 means: the own one."""
        resource = self._aliases.get(resource, resource)
        return self._types.get((resource >> 24 or self._own, resource >> 16 & 0xFF), [])

    def _best(self, resource: int) -> tuple[TypeChunk, tuple[int, int]] | None:
        """The entry a device of today set to no particular language takes, if it is a simple value."""
        best, best_rank = None, (False, -2)
        for chunk in self._of(resource):
            at = chunk.entry(resource & 0xFFFF)
            rank = (not chunk.config.locale, chunk.config.fitness)
            if at is not None and rank > best_rank:
                best, best_rank = (chunk, at), rank
        value = best[0].value(best[1]) if best else None
        return (best[0], value) if best and value else None

    def _names(self) -> Iterator[str]:
        left, numbers = MOST_NAMES, MOST_NUMBERS
        keys: dict[int, list[str]] = {}
        for place in sorted(self._types):
            chunks = self._types[place]
            names: list[str | None] = [None] * max(chunk.span for chunk in chunks)
            missing = len(names)
            numbers -= missing
            for chunk in chunks:
                pool = chunk.package.keys
                if pool is None or not missing:
                    continue
                if id(pool) not in keys:
                    texts = pool.texts()
                    if max(map(len, texts), default=0) > LONGEST_NAME:
                        texts = [text[:LONGEST_NAME] for text in texts]
                    keys[id(pool)] = texts
                missing -= chunk.fill(names, keys[id(pool)])
            prefix = _type_name(chunks[0]) + "/"
            found = [prefix + name for name in names if name is not None]
            yield from found[:left]
            left -= len(found)
            if left <= 0 or numbers <= 0:
                return


class _Question:
    """One question for all locales of a text: each resource is read once, circles end."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.known: dict[int, dict[str, str]] = {}
        self.steps = MOST_STEPS

    def texts(self, resource: int, depth: int) -> dict[str, str]:
        if resource in self.known or depth > DEEPEST:
            return self.known.get(resource, {})
        self.known[resource] = {}  # a circle finds nothing
        best: dict[str, tuple[tuple[bool, int], str]] = {}
        for chunk in self.resources._of(resource):
            self.steps -= 1
            at = chunk.entry(resource & 0xFFFF) if self.steps >= 0 else None
            value = chunk.value(at) if at is not None else None
            if value is None:
                continue
            for locale, text in self._spread(chunk, value, depth):
                rank = locale == chunk.config.locale, chunk.config.fitness  # own text before a reference's
                if locale not in best or rank > best[locale][0]:
                    best[locale] = rank, text
        self.known[resource] = {locale: best[locale][1] for locale in sorted(best)}
        return self.known[resource]

    def _spread(self, chunk: TypeChunk, value: tuple[int, int], depth: int) -> Iterator[tuple[str, str]]:
        """The locales and texts one value stands for: those of the resource it refers to, or its own."""
        kind, data = value
        own = chunk.config.locale
        if kind in _REFERENCES and self.resources._of(data):
            target = self.texts(data, depth + 1)
            if not own:
                yield from target.items()
            elif target:
                yield (
                    own,
                    next(target[name] for name in (own, own.split("-")[0], "", *target) if name in target),
                )
            return
        text = Value(kind, data, _string(chunk, kind, data)).shown
        if text is not None:
            yield own, text


def _type_name(chunk: TypeChunk) -> str:
    package = chunk.package
    return _text(package.types, chunk.number - 1 - package.type_offset)[:LONGEST_NAME]


def _string(chunk: TypeChunk, kind: int, data: int) -> str | None:
    return _text(chunk.package.strings, data) if kind == res_value.STRING else None


def _text(pool: StringPool | None, index: int) -> str:
    """A string of a pool; "" where there is none."""
    if pool is None:
        return ""
    try:
        return pool.text(index) or ""
    except BadPool:
        return ""


__all__ = ["BadTable", "Resources", "Value"]
