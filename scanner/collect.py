"""The one reading of everything: each entry of each part is unpacked once, looked at by all, and dropped.

What later steps need is kept small: hash, kind of content, byte marks, URLs, what an ELF file says about
itself. Dex files go straight into the code index. Archives inside are opened, as deep as the limits allow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from scanner.formats import elf
from scanner.formats.archive import Archive, BadEntry, Entry
from scanner.formats.marks import Found, Matcher
from scanner.magic import magic
from scanner.model import BadPackage, Limits

_MAIN_DEX = re.compile(r"classes([2-9]|[1-9][0-9]+)?\.dex")
_RUN_TOGETHER = frozenset({"hermes", "il2cpp"})
"""Kinds of content whose strings stand side by side with nothing between: their own readers give the URLs."""
BIG = 256 << 20
"""Entries larger than this are hashed only; bytes."""


_NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Content:
    """One entry after it was read."""

    path: str  # place, with the part and the archives around it: "base.apk!/assets/x.zip!/a.js"
    name: str  # the entry's own name in its own archive
    size: int
    sha256: str
    magic: str
    depth: int  # 0: an entry of the package itself
    found: Found = _NOTHING
    elf: elf.Elf | None = None
    version: str = ""  # of a dex file: "035"
    unread: str = ""  # why it could not be read
    loaded: bool = False  # a dex file that the runtime loads by itself


class CodeSink(Protocol):
    """Where code goes: `takes` is its kind of content; `loaded`: the runtime loads it by itself."""

    takes: str

    def add(self, buf: bytes, place: str, loaded: bool) -> None: ...

    def finish(self) -> None: ...


@dataclass(slots=True)
class _Budget:
    unpacked: int


def collect(
    parts: Iterator[tuple[str, Archive]], code: CodeSink, matcher: Matcher, limits: Limits
) -> Iterator[Content]:
    """Every entry of every part. `parts` are (prefix of paths, archive)."""
    budget = _Budget(limits.unpacked)
    for prefix, archive in parts:
        yield from _archive(prefix, archive, 0, code, matcher, limits, budget)


def _archive(
    prefix: str,
    archive: Archive,
    depth: int,
    code: CodeSink,
    matcher: Matcher,
    limits: Limits,
    budget: _Budget,
) -> Iterator[Content]:
    listed = [(prefix + entry.name, entry) for entry in sorted(archive.entries, key=_dex_first)]
    loaded = frozenset(prefix + name for name in runtime_dex(archive)) if depth == 0 else frozenset()
    # what Android does not see is looked at too, under a name that cannot be one of the archive's own
    listed += [(f"{prefix}{entry.name}#{number}", entry) for number, entry in enumerate(archive.hidden, 2)]
    for path, entry in listed:
        if entry.is_dir:
            continue
        if budget.unpacked <= 0:
            yield Content(path, entry.name, entry.size, "", "unknown", depth, unread="budget")
            continue
        try:
            data = archive.read(entry)
        except (BadEntry, BadPackage) as fault:
            if depth == 0 and isinstance(fault, BadPackage):
                raise  # a bomb as an entry of the package itself is told to the submitter
            why = fault.code if isinstance(fault, BadPackage) else str(fault)
            yield Content(path, entry.name, entry.size, "", "unknown", depth, unread=why)
            continue
        budget.unpacked -= len(data)
        content = _look(path, entry.name, data, depth, path in loaded, code, matcher)
        if content.magic == "zip" and depth >= limits.nesting and not content.unread:
            content = replace(content, unread="nesting")
        yield content
        if content.magic == "zip" and depth < limits.nesting:
            yield from _inner(content, data, code, matcher, limits, budget)


def _inner(
    outer: Content, data: bytes, code: CodeSink, matcher: Matcher, limits: Limits, budget: _Budget
) -> Iterator[Content]:
    try:
        archive = Archive.open(data, limits, outer.name)
    except BadPackage as fault:
        yield Content(outer.path + "!/", "", 0, "", "unknown", outer.depth + 1, unread=fault.code)
        return
    yield from _archive(outer.path + "!/", archive, outer.depth + 1, code, matcher, limits, budget)


def runtime_dex(archive: Archive) -> tuple[str, ...]:
    """The dex files that the runtime loads from a package: classes.dex, classes2.dex, ... up to a gap.

    Source: art/libartbase, DexFileLoader::OpenAll and GetMultiDexClassesDexName.
    """
    found = []
    name = "classes.dex"
    while archive.find(name) is not None:
        found.append(name)
        name = f"classes{len(found) + 1}.dex"
    return tuple(found)


def _dex_first(entry: Entry) -> tuple[int, int]:
    """classes.dex, classes2.dex, ... in the runtime's order before all else: the first definition wins."""
    found = _MAIN_DEX.fullmatch(entry.name)
    return (0, int(found[1] or 1)) if found else (1, 0)


def _look(
    path: str, name: str, data: bytes, depth: int, loaded: bool, code: CodeSink, matcher: Matcher
) -> Content:
    kind = magic(data)
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > BIG:
        return Content(path, name, len(data), digest, kind, depth, unread="too-large")
    version = ""
    if kind == "dex":
        version = data[4:7].decode("ascii", "replace")
    if kind == code.takes:
        code.add(data, path, loaded)
    found = matcher.match(data, path)
    if kind in _RUN_TOGETHER:
        found = replace(found, urls=())
    about = elf.read(data) if kind == "elf" else None
    unread = "compact-dex" if kind == "cdex" else found.unread
    return Content(path, name, len(data), digest, kind, depth, found, about, version, unread, loaded)
