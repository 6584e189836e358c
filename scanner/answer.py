"""What a child says, line by line, taken as hostile: decoded strictly, made visible, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from scanner import codec
from scanner.codec import Malformed
from scanner.kinds import Stage
from scanner.model import (
    PLACES,
    TEXT,
    BadPackage,
    Evidence,
    Inventory,
    Package,
    PolicyText,
    Run,
    Status,
)
from scanner.visible import visible_json

LINES = 400
"""Most lines of a spot that are shown."""
FACTS = 200_000
"""Most pieces of evidence of one package, and most runs, counts and refused lines."""
DOCUMENTS = 64
"""Most documents of one policy."""
PARAGRAPH = 4_096
"""Longest paragraph of a policy document, in characters."""
VALUES = 4_000_000
"""Most values in one line, told by its brackets and commas before anything is made of it."""


class ChildFault(RuntimeError):
    """Our own fault: the child ended with an error before it knew the package. The text is what it said."""


class Answer:
    """What one child has said so far, line by line."""

    def __init__(self) -> None:
        self.package: Package | None = None
        self.bad: BadPackage | None = None
        self.evidence: dict[str, Evidence] = {}
        self.runs: list[Run] = []
        self.counts: dict[str, int] = {}
        self.inventory = Inventory()
        self.watched: tuple[str, ...] = ()
        self.planned: tuple[Run, ...] = ()
        self.places: dict[tuple[str, str], int] = {}
        self.refused = 0
        self.complaint = b""
        self.lines: list[str] = []
        self.documents: list[PolicyText] = []
        self.ended = ""

    def take(self, line: bytes) -> None:
        """One line. A line that is not what it should be is counted and dropped."""
        try:
            if len(line) > VALUES and sum(map(line.count, (b",", b"[", b"{"))) > VALUES:
                raise Malformed("too many values")
            said = orjson.loads(line)
            if not isinstance(said, dict) or len(said) != 1:
                raise Malformed("one key expected")
            ((word, content),) = said.items()
            if word == "document":
                self._document(visible_json(content, PARAGRAPH))
                return
            # plain printable lines without a long text need no second look, and most are
            self._take(word, content if _plain(line) else visible_json(content))
        except (orjson.JSONDecodeError, Malformed, RecursionError):
            self.refused += 1

    @property
    def full(self) -> bool:
        """Whether the child says more than any package can give cause for."""
        return max(len(self.evidence), len(self.runs), len(self.counts), self.refused) > FACTS

    def _take(self, word: str, content: Any) -> None:
        if word == "evidence":
            self._keep(codec.from_json(Evidence, content).checked())
        elif word == "run":
            self.runs.append(codec.from_json(Run, content))
        elif word == "package":
            self.package = codec.from_json(Package, content)
        elif word == "inventory":  # one column a line
            column = codec.from_json(Inventory, content)
            changed = {name: getattr(column, name) for name in content}
            self.inventory = replace(self.inventory, **changed)
        elif word == "counts":
            self.counts.update(codec.from_json(_Counts, {"counts": content}).counts)
        elif word == "plan":
            plan = codec.from_json(_Plan, content)
            self.planned, self.watched = plan.runs[:FACTS], plan.watched
        elif word == "line":
            if not isinstance(content, str):
                raise Malformed("text expected")
            self.lines = [*self.lines, content][:LINES]
        elif word == "bad":
            bad = codec.from_json(_Bad, content)
            self.bad = BadPackage(bad.code, bad.zh, bad.en)
        else:
            raise Malformed(f"unknown word {word!r}")

    def _document(self, content: Any) -> None:
        document = codec.from_json(PolicyText, content)
        if len(self.documents) >= DOCUMENTS:
            raise Malformed("too many documents")
        self.documents.append(document)

    def _keep(self, item: Evidence) -> None:
        fact = (item.kind.value, item.value)
        if item.id in self.evidence:
            return
        self.places[fact] = self.places.get(fact, 0) + 1
        if self.places[fact] <= PLACES:
            self.evidence[item.id] = item

    def close(self, ended: str, stage: Stage) -> None:
        """Adds what the child could not say: the runs it never finished, and lines that were refused."""
        self.ended = ended
        said = {run.analyzer for run in self.runs}
        missing = [run for run in self.planned if run.analyzer not in said]
        for number, run in enumerate(missing):
            reason = (ended or "killed") if number == 0 else "not-reached"
            note = self.complaint.decode("utf-8", "replace")[-400:] if number == 0 else ""
            self.runs.append(
                replace(run, status=Status.FAILED, reason=reason.split()[0], note=note or reason)
            )
        if self.refused:
            note = f"{self.refused} lines of the child's answer were refused"
            # nobody knows what they would have said, so they leave a gap in all that was looked for
            kinds = tuple(dict.fromkeys(kind for run in self.planned for kind in run.kinds))
            self.runs.append(Run(stage, "sandbox", 1, kinds, Status.PARTIAL, "refused", note))

    def identified(self) -> Package:
        """The package. Raises BadPackage if the child said so or hit a limit before it knew; ChildFault."""
        if self.bad is not None:
            raise self.bad
        if self.package is None and self.ended.startswith("exit") and b"MemoryError" not in self.complaint:
            raise ChildFault(self.complaint.decode("utf-8", "replace"))
        if self.package is None:
            raise BadPackage(
                "unreadable",
                "安装包无法读取:解析在限定的时间和内存内没有完成,请提供者重新提交原始安装包",
                "the package could not be read within the limits; ask the provider for the original package",
            )
        return self.package

    def true_counts(self) -> dict[str, int]:
        """The true number of places of every fact of which not all places were kept."""
        counts = dict(self.counts)
        for (kind, value), number in self.places.items():
            if number > PLACES:
                counts[f"{kind} {value}"] = max(number, counts.get(f"{kind} {value}", 0))
        return dict(sorted(counts.items()))


def _plain(line: bytes) -> bool:
    """Whether a line of JSON holds only what prints, nothing escaped and no text that is too long.

    Without a backslash every second part between quotation marks is a text, as long as it is in characters.
    """
    if b"\\" in line:
        return False
    whole = line.decode("utf-8", "replace")
    return whole.isprintable() and max(map(len, whole.split('"')[1::2]), default=0) <= TEXT


@dataclass(frozen=True, slots=True)
class _Counts:
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Said first: which analyzers will run (as if failed), and what they look for."""

    runs: tuple[Run, ...]
    watched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bad:
    code: str
    zh: str
    en: str
