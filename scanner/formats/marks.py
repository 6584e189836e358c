"""Byte rules (YARA) over one content after another, within a time budget; URLs are found in the same pass.

Rules see two externals: `entry` (the path in the package) and `filename` (its last part), so that a mark can
be a name, a content, or both. Includes are off; a rule set that does not compile is left out and named.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import yara

from scanner.model import ByteRules

_URLS = r"""
rule heyan_urls
{
    strings:
        $u = /(https?|wss?):\/\// ascii wide
    condition:
        $u
}
"""
_URL = re.compile(rb"(?:https?|wss?)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%{}\x80-\xff]{3,400}")
_WIDE = re.compile(rb"(?:h\0t\0t\0p\0(?:s\0)?|w\0s\0(?:s\0)?):\0/\0/\0(?:[\x21-\x7e]\0){3,400}")
MARKS = 32
"""At most this many places per rule and content are kept."""
URLS = 5_000
"""At most this many URLs per content."""


@dataclass(frozen=True, slots=True)
class ByteMark:
    """One rule found in one content."""

    rule: str
    offset: int  # of its first string; -1 when only the name matched
    count: int
    meta: tuple[tuple[str, str], ...]  # category, title, strength, sdk, ... as the rule states them


@dataclass(frozen=True, slots=True)
class Found:
    """What one content held."""

    marks: tuple[ByteMark, ...] = ()
    urls: tuple[tuple[int, str], ...] = ()
    unread: str = ""


@dataclass(slots=True)
class Matcher:
    """Compiled rules and what is left of the time they may take."""

    rules: Iterable[ByteRules]
    seconds: float = 60.0
    refused: list[str] = field(default_factory=list)  # "name: reason" of rule sets that do not compile
    names: list[str] = field(default_factory=list)
    _compiled: yara.Rules | None = None

    def __post_init__(self) -> None:
        sources = {"heyan": _URLS}
        for group in self.rules:
            try:
                names = [rule.identifier for rule in _compile({group.name: group.source})]
            except (yara.SyntaxError, yara.Error) as fault:
                self.refused.append(f"{group.name}: {fault}")
                continue
            sources[group.name] = group.source
            self.names += names
        self._compiled = _compile(sources)

    def match(self, data: bytes, path: str) -> Found:
        """Marks and URLs of one content."""
        assert self._compiled is not None
        if self.seconds <= 0:
            return Found(unread="budget")
        started = time.monotonic()
        names = {"entry": path, "filename": path.rsplit("/", 1)[-1]}
        try:
            matches = self._compiled.match(data=data, externals=names, timeout=max(1, int(self.seconds)))
        except yara.TimeoutError:
            return Found(unread="budget")
        except yara.Error:
            return Found(unread="marks")
        finally:
            self.seconds -= time.monotonic() - started
        marks: list[ByteMark] = []
        urls: tuple[tuple[int, str], ...] = ()
        for match in matches:
            places = sorted(place.offset for string in match.strings for place in string.instances)
            if match.namespace == "heyan":
                urls = tuple(_urls(data, places))
                continue
            meta = tuple(sorted((str(key), str(value)) for key, value in match.meta.items()))
            marks.append(ByteMark(match.rule, places[0] if places else -1, max(1, len(places)), meta))
        return Found(tuple(sorted(marks, key=lambda mark: mark.rule)), urls)


def _compile(sources: dict[str, str]) -> yara.Rules:
    return yara.compile(sources=sources, includes=False, externals={"entry": "", "filename": ""})


def _urls(data: bytes, places: list[int]) -> Iterable[tuple[int, str]]:
    last, found = -1, 0
    for place in places:
        if place < last or found >= URLS:
            continue
        if hit := _URL.match(data, place):
            text = hit[0].decode("utf-8", "replace")
        elif hit := _WIDE.match(data, place):
            text = hit[0].decode("utf-16-le", "replace")
        else:
            continue
        last = hit.end()
        found += 1
        yield place, text
