"""What the sentences about evidence of either platform are made with."""

from __future__ import annotations

from collections.abc import Callable

from reports.model import Text
from reports.names import Names
from scanner.model import Evidence
from scanner.visible import visible

LONG = 160
"""Longest value shown within a sentence or place, in characters; longer ones end in their hash."""
Sentence = Callable[[Evidence, Names], Text]


def say(zh: str, en: str) -> Sentence:
    """A sentence with the value in place of {}."""

    def said(item: Evidence, _names: Names) -> Text:
        value = visible(item.value, LONG)
        return Text(zh.replace("{}", value), en.replace("{}", value))

    return said


def detail_of(item: Evidence, key: str) -> str:
    """One detail as text, "" where it is absent."""
    found = item.detail.get(key, "")
    return visible(", ".join(found) if isinstance(found, tuple) else str(found), LONG)
