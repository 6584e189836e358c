"""Byte rules (YARA) over one content after another, in a time budget; URLs and filing numbers beside them.

Rules see two externals: `entry` (the path in the package) and `filename` (its last part), so that a mark can
be a name, a content, or both. Includes are off; a rule set that does not compile is left out and named.
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections import Counter
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
rule heyan_numbers
{
    strings:
        $edu = { E6 95 99 41 50 50 E5 A4 87 }              // 教APP备 in UTF-8, as dex and resources have it
        $edu_wide = { 59 65 41 00 50 00 50 00 07 59 }      // and in UTF-16
        $icp = { 49 43 50 E5 A4 87 }                       // ICP备
        $icp_wide = { 49 00 43 00 50 00 07 59 }
    condition:
        any of them
}
"""
_OWN = frozenset({"heyan_urls", "heyan_numbers"})
_URL = re.compile(rb"(?:https?|wss?)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%{}\x80-\xff]{3,400}")
_WIDE = re.compile(rb"(?:h\0t\0t\0p\0(?:s\0)?|w\0s\0(?:s\0)?):\0/\0/\0(?:[\x21-\x7e]\0){3,400}")
_NUMBER = re.compile(
    r"教APP备\d{6,7}号?|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川蜀宁琼]ICP备\d{8,10}号?(?:-\d{1,4}[AX]?)?"
)
URLS = 5_000
"""At most this many URLs per content."""
SECRETS = 100
"""At most this many secrets per rule and content."""


@dataclass(frozen=True, slots=True)
class ByteMark:
    """One rule found in one content."""

    rule: str
    offset: int  # of its first string; -1 when only the name matched
    count: int
    meta: tuple[tuple[str, str], ...]  # category, title, strength, sdk, ... as the rule states them


@dataclass(frozen=True, slots=True)
class Secret:
    """Something of the form of a credential: never the value, only its hash."""

    rule: str
    title: str
    offset: int
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one content held."""

    marks: tuple[ByteMark, ...] = ()
    urls: tuple[tuple[int, str], ...] = ()  # (byte offset, URL)
    numbers: tuple[tuple[int, str], ...] = ()  # (byte offset, filing number as written)
    secrets: tuple[Secret, ...] = ()
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
        groups = tuple(self.rules)
        sources = {"heyan": _URLS} | {group.name: group.source for group in groups}
        try:
            self._compiled = _compile(sources)
        except (yara.SyntaxError, yara.Error):
            for group in groups:
                try:
                    _compile({group.name: group.source})
                except (yara.SyntaxError, yara.Error) as fault:
                    self.refused.append(f"{group.name}: {fault}")
                    sources.pop(group.name, None)
            self._compiled = _compile(sources)
        self.names += [rule.identifier for rule in self._compiled if rule.identifier not in _OWN]

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
        return _sorted_out(data, matches)


def _sorted_out(data: bytes, matches: list[yara.Match]) -> Found:
    marks: list[ByteMark] = []
    secrets: list[Secret] = []
    urls: tuple[tuple[int, str], ...] = ()
    numbers: tuple[tuple[int, str], ...] = ()
    for match in matches:
        places = sorted(place.offset for string in match.strings for place in string.instances)
        meta = {str(key): str(value) for key, value in match.meta.items()}
        if match.namespace == "heyan":
            if match.rule == "heyan_urls":
                urls = tuple(_urls(data, places))
            else:
                numbers = tuple(_numbers(data, places))
        elif meta.get("category") == "secret":
            secrets += _secrets(match, meta)
        else:
            first = places[0] if places else -1
            marks.append(ByteMark(match.rule, first, max(1, len(places)), tuple(sorted(meta.items()))))
    marks.sort(key=lambda mark: mark.rule)
    secrets.sort(key=lambda secret: (secret.rule, secret.offset))
    return Found(tuple(marks), urls, numbers, tuple(secrets))


def _secrets(match: yara.Match, meta: dict[str, str]) -> Iterable[Secret]:
    """Distinct values of the rule's strings whose entropy (bits a character) reaches the rule's `entropy`."""
    least = float(meta.get("entropy", "0"))
    seen: dict[bytes, int] = {}
    for string in match.strings:
        if string.identifier.startswith("$context"):
            continue  # words near a secret, not the secret
        for place in string.instances:
            seen.setdefault(place.matched_data, place.offset)
    for value, offset in list(seen.items())[:SECRETS]:
        if _entropy(value) >= least:
            digest = hashlib.sha256(value).hexdigest()
            yield Secret(match.rule, meta.get("title", match.rule), offset, digest, len(value))


def _entropy(value: bytes) -> float:
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if total else 0.0


def _numbers(data: bytes, places: list[int]) -> Iterable[tuple[int, str]]:
    seen = set()
    for place in places[:URLS]:
        start = max(0, place - 6)
        for encoding in ("utf-8", "utf-16-le"):
            # the anchor may stand one character (of two or three bytes) into the number
            for shift in range(3 if encoding == "utf-8" else 2):
                text = data[start + shift : place + 96].decode(encoding, "ignore")
                found = _NUMBER.search(text)
                if found and found[0] not in seen:
                    seen.add(found[0])
                    yield place, found[0]


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
