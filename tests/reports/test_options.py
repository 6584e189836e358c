"""What a command line says, as values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.options import byte_rules, limits, today
from scanner.model import Limits


def test_named_limits_change_and_the_rest_stays() -> None:
    changed = limits(["total=1000", "entries=7", "total=2000"])
    assert (changed.total, changed.entries, changed.ratio) == (2000, 7, Limits().ratio)
    assert limits([]) == Limits()


@pytest.mark.parametrize("text", ["total", "total=", "total=-1", "total=1e3", "no=1", "=1", ""])
def test_what_is_no_limit_is_told_with_the_names(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"--limit {text}:") + ".*entries.*total"):
        limits([text])


def test_byte_rules_of_files_and_folders(tmp_path: Path) -> None:
    for name in ("b.yar", "a.yara", "in/c.yar", "note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    assert [path.name for path in byte_rules([tmp_path, Path("x.any")])] == [
        "a.yara",
        "b.yar",
        "c.yar",
        "x.any",
    ]


def test_today_is_a_day() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", today())
