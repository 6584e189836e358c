"""What can be wrong with a filing file: all told at once, each with line, field, fault and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 100
"""So many faults are told at once; who has more mends these first."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `stops`: the file cannot be used as it is; otherwise it is a fact about the form."""

    code: str  # stable: "unknown-key", "missing", "checksum", ...
    line: int  # of the file, from 1; of a table export: the row
    field: str  # official names, "业务系统信息[2].域名"
    zh: str
    en: str
    todo_zh: str = ""
    todo_en: str = ""
    stops: bool = True

    def __str__(self) -> str:
        return self.text()

    def text(self, zh: bool = True) -> str:
        """One line for a terminal."""
        if zh:
            where = f"第 {self.line} 行" + (f"【{self.field}】" if self.field else "")
            return f"{where} {self.zh}" + (f"。{self.todo_zh}" if self.todo_zh else "")
        where = f"line {self.line}" + (f" [{self.field}]" if self.field else "")
        return f"{where}: {self.en}" + (f". {self.todo_en}" if self.todo_en else "")


class BadFiling(Exception):
    """A filing file that cannot be used; `faults` names every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text() for fault in self.faults))
