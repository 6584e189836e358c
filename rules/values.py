"""Whether a value is what a query asks for: texts, patterns, lists, comparisons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

OPERATORS = ("not", "there", "min", "max")
"""What a query may ask of a value besides being equal to something."""


@lru_cache(maxsize=2048)
def pattern(text: str) -> re.Pattern[str]:
    """A text in which * stands for anything."""
    return re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)


def matches(found: Any, wanted: Any) -> bool:
    """Whether a value is what a query asks for.

    A list asks for any of its items; a text with * is a pattern; {not: x}, {min: n}, {max: n} and
    {there: true} are what they say. A fact's own list matches if any of its items does.
    """
    if isinstance(wanted, Mapping):
        return all(_operator(found, name, value) for name, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return any(matches(found, item) for item in wanted)
    if isinstance(found, list | tuple):
        return any(matches(item, wanted) for item in found)
    if isinstance(wanted, str) and isinstance(found, str) and "*" in wanted:
        return pattern(wanted).fullmatch(found) is not None
    return type(found) is type(wanted) and bool(found == wanted)


def _operator(found: Any, name: str, value: Any) -> bool:
    if name == "not":
        return not matches(found, value)
    if name == "there":
        return (found not in (None, "", [], ())) is value
    if not isinstance(found, int) or isinstance(found, bool):
        return False
    return bool(found >= value) if name == "min" else bool(found <= value)
