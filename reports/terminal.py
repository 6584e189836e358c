"""What the terminal shows about a folder run: a bar while it goes on, then what to look at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.folder import Done

_WIDTH = 24


def folder_lines(results: list[Done], asked_filings: bool, out: Path) -> Iterator[str]:
    """What was refused, broke off or has no filing of its own; then the total."""
    for done in results:
        if done.refused:
            yield f"未检测 {done.candidate.shown}:{done.refused.zh}"
        elif done.fault:
            yield f"出错   {done.candidate.shown}:{done.fault}"
        elif asked_filings and done.unmatched is not None:
            might = f"(可能:{'、'.join(done.unmatched)})" if done.unmatched else ""
            yield f"无对应备案表 {done.candidate.shown}{might}"
    done_well = sum(1 for done in results if done.report is not None)
    yield f"共 {len(results)} 个安装包,已检测 {done_well} 个;汇总见 {out / '汇总.xlsx'}"


def progress() -> Callable[[int, int, str], None]:
    """A bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda _done, _total, _name: None

    def show(done: int, total: int, name: str) -> None:
        filled = _WIDTH * done // total
        bar = f"[{'█' * filled}{'·' * (_WIDTH - filled)}]"
        print(f"\r{bar} {done}/{total} {name[:40]:40}", end="", file=sys.stderr)
        if done == total:
            print(file=sys.stderr)

    return show
