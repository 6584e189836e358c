"""A comparison for the terminal: what differs, group by group, and what that is for."""

from __future__ import annotations

from collections.abc import Iterator

from reports.compare import GROUPS, Comparison, Line
from reports.model import Text
from reports.text import cut, pad
from reports.words import PLATFORMS
from scanner.model import Package

_NAME, _CELL = 24, 30


def render(made: Comparison, language: str = "zh") -> str:
    """One line per difference."""
    english = language == "en"
    return "\n".join(_lines(made, english)) + "\n"


def _say(text: Text, english: bool) -> str:
    return text.en if english else text.zh


def _lines(made: Comparison, english: bool) -> Iterator[str]:
    heads = [_head(package, english) for package in (made.left, made.right)]
    yield "  ".join([pad("", _NAME), pad(cut(heads[0], _CELL), _CELL), cut(heads[1], _CELL)])
    for group, title in GROUPS.items():
        lines = [line for line in made.differences if line.group == group]
        if lines:
            yield ""
            yield _say(title, english)
        for line in lines:
            yield _row(line, english)
    yield ""
    yield _total(made, english)
    if made.rule is not None and made.differences:
        about = f"suspected: {made.rule.en}" if english else f"疑似{made.rule.title}"
        yield f"{made.rule.id} {about}:{made.rule.remedy}"


def _head(package: Package, english: bool) -> str:
    return f"{_say(PLATFORMS[package.platform], english)} {package.label or package.app_id} {package.version}"


def _row(line: Line, english: bool) -> str:
    cells = [pad(cut(_say(cell.text, english), _CELL), _CELL) for cell in (line.left, line.right)]
    return "  ".join([pad(cut(f"  {_say(line.name, english)}", _NAME), _NAME), *cells]).rstrip()


def _total(made: Comparison, english: bool) -> str:
    number, total = len(made.differences), len(made.lines)
    unknown = sum("unknown" in (line.left.state, line.right.state) for line in made.lines)
    if english:
        return f"{number} of {total} lines differ; {unknown} could not be compared to the end"
    return f"对照 {total} 项,{number} 项不同;{unknown} 项因有内容未检查而不能下结论"
