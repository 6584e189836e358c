"""What a command line says, as the values that an examination takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from scanner.model import Limits

_BEIJING = timezone(timedelta(hours=8))


def limits(given: Iterable[str]) -> Limits:
    """The default limits with those that were named ("total=1000") changed.

    Raises ValueError with a sentence for people.
    """
    known = {field.name for field in fields(Limits)}
    changed = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in known or not number.isdecimal():
            names = "、".join(sorted(known))
            raise ValueError(f"--limit {text}:应写成 名称=数值,名称可以是 {names} (name=number)")
        changed[name] = int(number)
    return replace(Limits(), **changed)


def byte_rules(paths: Iterable[Path]) -> tuple[Path, ...]:
    """YARA files; of a folder, all in it, in a fixed order."""
    found: list[Path] = []
    for path in paths:
        found += sorted((*path.rglob("*.yar"), *path.rglob("*.yara"))) if path.is_dir() else [path]
    return tuple(found)


def today() -> str:
    """The day in Beijing, YYYY-MM-DD."""
    return datetime.now(_BEIJING).strftime("%Y-%m-%d")
