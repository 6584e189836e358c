"""One app as the analyzers see it: parts, manifest, resources, contents after the one reading, and code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from mmap import MADV_DONTNEED, mmap

from scanner.code import Code
from scanner.collect import Content, collect
from scanner.formats import arsc, axml
from scanner.formats.archive import Archive, BadEntry, entry_at
from scanner.formats.components import components
from scanner.formats.manifest import Values, sdk_levels
from scanner.formats.marks import Matcher
from scanner.formats.signing import Signing, examine
from scanner.model import Limits, Package, WatchList
from scanner.reach import Reach, entry_points
from scanner.verify import checked


@dataclass(frozen=True, slots=True)
class Part:
    """One package file of the app: the base or a split."""

    name: str
    data: bytes | mmap
    archive: Archive
    manifest: axml.Element
    prefix: str  # of paths in evidence: "" for a single package, "base.apk!/" in a set


@dataclass(frozen=True, slots=True)
class Partial:
    """Something an analyzer could not read: a code of docs/evidence.md, and what exactly."""

    reason: str
    note: str


class App:
    """Everything an analyzer may ask. Built by intake.py; `read_contents` is called once before analysis."""

    def __init__(self, package: Package, parts: Sequence[Part], watch: WatchList, limits: Limits) -> None:
        self.package = package
        self.parts = tuple(parts)
        self.watch = watch
        self.limits = limits
        self.contents: tuple[Content, ...] = ()
        self.code = Code(watch)
        self.partials: dict[str, list[Partial]] = {}
        # what analyzers find in contents of frameworks, for the inventory: see contents.py
        self.names_found: set[str] = set()
        self.hosts_found: set[str] = set()

    @property
    def manifest(self) -> axml.Element:
        """The base package's manifest."""
        return self.parts[0].manifest

    @cached_property
    def resources(self) -> arsc.Resources:
        """The resource tables of all parts together."""
        tables = []
        for part in self.parts:
            entry = part.archive.find("resources.arsc")
            if entry is not None:
                with contextlib.suppress(BadEntry):  # the one reading names it as unread
                    tables.append(part.archive.read(entry))
        return arsc.Resources.merged(tables)

    @cached_property
    def signing(self) -> tuple[Signing, ...]:
        """The signatures of each part; digests that v1 gives of entries are not yet held against them."""
        return tuple(examine(part.data, part.archive, self.min_sdk) for part in self.parts)

    @cached_property
    def verified(self) -> tuple[Signing, ...]:
        """The signatures of each part with everything checked. Needs the contents to be read."""
        return tuple(
            checked(
                examined,
                part.archive,
                part.prefix,
                self.contents,
                lambda path: self.partial("signing", "unread", path),
            )
            for part, examined in zip(self.parts, self.signing, strict=True)
        )

    @cached_property
    def min_sdk(self) -> int:
        """minSdkVersion; 1 where the manifest does not say."""
        return sdk_levels(self.manifest, Values(self.resources))["min"].level

    def read_contents(self, matcher: Matcher) -> Iterator[Content]:
        """Reads every entry of every part once; afterwards `contents` and `code` are complete."""
        found = []
        for content in collect(
            ((part.prefix, part.archive) for part in self.parts), self.code, matcher, self.limits
        ):
            found.append(content)
            yield content
        self.contents = tuple(found)
        self.code.finish()

    def forget(self) -> None:
        """Gives the memory back that pages of the package's file take; they are read anew when needed."""
        for part in self.parts:
            if isinstance(part.data, mmap):
                part.data.madvise(MADV_DONTNEED)

    def read(self, path: str) -> bytes:
        """One entry again. Raises KeyError (no such path) or BadEntry."""
        for part in self.parts:
            if path.startswith(part.prefix):
                return entry_at(part.archive, path.removeprefix(part.prefix), self.limits)
        raise KeyError(path)

    def _read_and_forget(self, path: str) -> bytes:
        data = self.read(path)
        self.forget()
        return data

    @cached_property
    def reach(self) -> Reach:
        """What the entry points of the manifests lead to."""
        entries = entry_points((part.manifest for part in self.parts), self.resources)
        return Reach(self.code, entries, self._read_and_forget)

    @cached_property
    def missing_code(self) -> tuple[tuple[str, str], ...]:
        """(type, class) of the components whose class no readable code defines."""
        values = Values(self.resources)
        target = sdk_levels(self.manifest, values)["target"].level
        found = []
        for part in self.parts:
            for item in components(part.manifest, values, self.package.app_id, target):
                name = item.target if item.type == "activity-alias" else item.name
                number = self.code.type_number(name)
                if number < 0 or self.code.type_file[number] < 0:
                    found.append((item.type, name))
        return tuple(dict.fromkeys(found))

    @cached_property
    def hidden_code(self) -> str:
        """Why code cannot be seen: "packed" (a packer's mark) or "code-missing" (the application class)."""
        for content in self.contents:
            for mark in content.found.marks:
                meta = dict(mark.meta)
                if meta.get("category") == "packer" and meta.get("strength") == "strong":
                    return "packed"
        return "code-missing" if any(type_ == "application" for type_, _ in self.missing_code) else ""

    def say_unread(self, analyzer: str) -> None:
        """Says for an analyzer of code what code it could not see."""
        if self.hidden_code:
            self.partial(analyzer, self.hidden_code, "")
        for place, why in sorted(self.code.unread.items()):
            self.partial(analyzer, "unread", f"{place}: {why}")

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        """Says that an analyzer ran but could not read part of what it answers for."""
        self.partials.setdefault(analyzer, []).append(Partial(reason, note))


__all__ = ["App", "BadEntry", "Part", "Partial"]
