"""A whole static scan without the child process: for tests that look at many packages."""

from __future__ import annotations

from typing import Any

from scanner import scan as stage
from scanner.intake import open_app
from scanner.kinds import Stage
from scanner.model import Evidence, Limits, Package, Run, WatchList


class Said:
    """What a scan said, by word."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []
        self.runs: list[Run] = []
        self.package: Package | None = None
        self.inventory: dict[str, Any] = {}
        self.counts: dict[str, int] = {}

    def take(self, word: str, content: Any) -> None:
        if word == "evidence":
            self.evidence.append(content.checked())
        elif word == "run":
            self.runs.append(content)
        elif word == "package":
            self.package = content
        elif word == "inventory":
            self.inventory |= content
        elif word == "counts":
            self.counts |= content


def scan(package: bytes, watch: WatchList | None = None, limits: Limits | None = None) -> Said:
    """What the static analyzers find. Raises BadPackage."""
    said = Said()
    app = open_app([("a.apk", package)], watch or WatchList(), limits or Limits())
    stage.run(app, Stage.STATIC, (), said.take, ())
    return said
