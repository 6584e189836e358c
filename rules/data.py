"""The rule base as plain data: files before they are checked, everything in them afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.model import Norm, Rule, Signature, WorkYear
from scanner.model import ByteRules, WatchedApi

DEFAULT_PACK = "default"
"""The provincial settings under all others."""


@dataclass(frozen=True, slots=True)
class Source:
    """One data file: its name for people, and where it stands in its rule folder."""

    name: str  # "checks/permissions.yaml"; of a folder of the user's own with that folder before it
    path: str  # "checks/permissions.yaml"
    text: str
    origin: str = (
        ""  # whose it is: "" the house's or a signed rule base's, "pack:henan" a local pack's, "own"
    )


@dataclass(frozen=True, slots=True)
class Data:
    """All data files, checked."""

    norms: Mapping[str, tuple[Norm, ...]]
    rules: tuple[Rule, ...]
    sdks: tuple[Signature, ...]
    apis: Mapping[str, Mapping[str, Any]]
    terms: Mapping[str, Any]
    packs: Mapping[str, Mapping[str, Any]]
    watched: tuple[WatchedApi, ...]
    bytes: tuple[ByteRules, ...]
    calendar: tuple[WorkYear, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a data file."""

    file: str
    line: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.zh} ({self.en})"


class BadRules(ValueError):
    """Every fault of every file, told at once; nothing was loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class BadPack(BadRules):
    """A rule pack is refused: one clear sentence in Chinese and in English. `code` names the case."""

    def __init__(self, code: str, zh: str, en: str, pack: str = "") -> None:
        super().__init__([Fault(pack or "rule pack", 0, zh, en)])
        self.code, self.zh, self.en = code, zh, en

    def __str__(self) -> str:
        return f"规则包不能使用:{self.zh} ({self.en})"
