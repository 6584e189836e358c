"""The YAML files of the rule base, read, with the faults found in any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rules import located, shape
from rules.data import Fault, Source
from rules.located import Table
from rules.shape import Checker

_PLACES = ("norms", "checks/", "sdks/", "shapes/", "watch/", "terms", "packs/", "calendar")


class Files:
    """The YAML files, read, and the faults found in any of them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.faults: list[Fault] = []
        self.read = [
            (source, located.read(source.name, source.text, self.faults))
            for source in sources
            if source.path.endswith(".yaml")
        ]
        self.origins = {source.name: source.origin for source in sources}
        """By the name of a file whose it is."""
        for source in sources:
            if source.path.endswith(".yaml") and not source.path.startswith(_PLACES):
                zh = "放错了地方:组件放在 sdks/,规则放在 checks/,省份设置放在 packs/ 文件夹里"
                self.faults.append(Fault(source.name, 1, zh, "a file of no known kind"))

    def under(self, start: str) -> Iterator[tuple[Checker, Any]]:
        """The files whose path starts so, with their data."""
        for source, data in self.read:
            if source.path.startswith(start) and data is not None:
                yield Checker(source.name, self.faults), data

    def each(self, start: str, wanted: shape.Shape) -> Iterator[tuple[Checker, Table, bool]]:
        """Their entries, and whether each has its shape."""
        for checker, data in self.under(start):
            for entry in checker.entries(data):
                yield checker, entry, checker.shape(entry, wanted)
