"""One app as the analyzers see it, whatever its platform: archives, contents after the one reading, gaps.

What only one platform has stands in android.py and ios.py, next to this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import MADV_DONTNEED, mmap

from scanner.collect import CodeSink, Content, collect
from scanner.formats.archive import Archive, BadEntry, entry_at
from scanner.formats.marks import Matcher
from scanner.model import Inventory, Limits, Package, WatchList


@dataclass(frozen=True, slots=True)
class Opened:
    """One package file of the app: an IPA, an APK, or one of a set of splits."""

    name: str
    data: bytes | mmap
    archive: Archive
    prefix: str  # of paths in evidence: "" for a single package, "base.apk!/" in a set


@dataclass(frozen=True, slots=True)
class Partial:
    """Something an analyzer could not read: a code of docs/evidence.md, and what exactly."""

    reason: str
    note: str


class App(ABC):
    """What analyzers of either platform may ask. Built by intake.py; contents are read before analysis."""

    def __init__(self, package: Package, parts: Sequence[Opened], watch: WatchList, limits: Limits) -> None:
        self.package = package
        self.files: tuple[Opened, ...] = tuple(parts)
        self.watch = watch
        self.limits = limits
        self.contents: tuple[Content, ...] = ()
        self.partials: dict[str, list[Partial]] = {}
        # what analyzers find in contents of frameworks, for the inventory: see contents.py
        self.names_found: set[str] = set()
        self.hosts_found: set[str] = set()

    @property
    @abstractmethod
    def sink(self) -> CodeSink:
        """Where the one reading takes code to."""

    @property
    @abstractmethod
    def signers(self) -> tuple[str, ...]:
        """SHA-256 of the certificates that the newest system sees. Needs the contents to be read."""

    @property
    @abstractmethod
    def hidden_code(self) -> str:
        """Why code cannot be seen, a code of docs/evidence.md; "" where all of it can."""

    @abstractmethod
    def defines(self, cls: str) -> bool:
        """Whether the app's readable code defines a class, by the name its platform gives it."""

    @abstractmethod
    def own_path(self, content: Content) -> str:
        """The content's path below the folder of the app's own files (Android's assets/, the .app bundle).

        "" for what lies elsewhere. Inside a nested archive: below the folder that lies there.
        """

    @abstractmethod
    def unsigned_hash(self, content: Content) -> str | None:
        """SHA-256 of what neither a signature nor a channel mark touches; None for what is one itself."""

    @abstractmethod
    def in_signature(self, content: Content, offset: int) -> bool:
        """Whether a place is inside a signature or certificate, whose texts say nothing of the app."""

    @abstractmethod
    def say_unread(self, analyzer: str) -> None:
        """Says for an analyzer of code what code it could not see."""

    @abstractmethod
    def inventory(self) -> Inventory:
        """What only this platform's reader knows; inventory.py adds the rest and puts names in order."""

    def read_contents(self, matcher: Matcher) -> Iterator[Content]:
        """Reads every entry of every file once; afterwards `contents` and the code are complete."""
        found = []
        archives = ((file.prefix, file.archive) for file in self.files)
        for content in collect(archives, self.sink, matcher, self.limits):
            found.append(content)
            yield content
        self.contents = tuple(found)
        self.sink.finish()

    def forget(self) -> None:
        """Gives the memory back that pages of the package's file take; they are read anew when needed."""
        for file in self.files:
            if isinstance(file.data, mmap):
                file.data.madvise(MADV_DONTNEED)

    def read(self, path: str) -> bytes:
        """One entry again. Raises KeyError (no such path) or BadEntry."""
        for file in self.files:
            if path.startswith(file.prefix):
                return entry_at(file.archive, path.removeprefix(file.prefix), self.limits)
        raise KeyError(path)

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        """Says that an analyzer ran but could not read part of what it answers for."""
        self.partials.setdefault(analyzer, []).append(Partial(reason, note))


__all__ = ["App", "BadEntry", "Opened", "Partial"]
