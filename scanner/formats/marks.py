"""Byte rules (YARA) over one content after another, in a time budget; URLs and filing numbers beside them.

Rules see two externals: `entry` (the path in the package) and `filename` (its last part), so that a mark can
be a name, a content, or both. Includes are off. A rule set that does not compile, or that alone takes many
times what any set should, is left out and named; the others go on.
"""

from __future__ import annotations

import contextlib
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
_HOUSE = "heyan"
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
PATIENCE, PER_MB = 1.0, 0.2
"""Seconds that matching one content may take, and more per MB of it, before the rule sets are looked at."""
SLOW, SLOW_PER_MB = 0.005, 0.1
"""CPU seconds, and more per MB, from which a rule set by itself is too slow: thirty times the house's."""
_PIECE = 1 << 16
"""Bytes at the beginning, in the middle and at the end of a content by which rule sets are told apart."""
_SAMPLE = b"".join(
    [
        *(bytes([number]) * 96 for number in range(256)),
        *(bytes([letter]) * 32 + b"." for letter in range(33, 127)),
        b"The quick brown fox 0123456789abcdef " * 40,
        b"http://a.example.com/x?y=1\0" * 40,
    ]
)
"""A little of everything, by which a careless rule is found out before it meets a package."""


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
    refused: list[str] = field(default_factory=list)  # "name: reason" of rule sets that were left out
    names: list[str] = field(default_factory=list)  # of the rules that are looked for
    _sources: dict[str, str] = field(default_factory=dict)
    _compiled: yara.Rules | None = None

    def __post_init__(self) -> None:
        groups = tuple(self.rules)
        self._sources = {_HOUSE: _URLS} | {group.name: group.source for group in groups}
        try:
            self._compiled = _compile(self._sources)
        except (yara.SyntaxError, yara.Error):
            for group in groups:
                try:
                    _compile({group.name: group.source})
                except (yara.SyntaxError, yara.Error) as fault:
                    self.refused.append(f"{group.name}: {fault}")
                    self._sources.pop(group.name, None)
            self._compiled = _compile(self._sources)
        self._name()
        if _cost(self._compiled, _SAMPLE) > _allowed(_SAMPLE):
            self._leave_out_slow(_SAMPLE, "a sample")

    def _name(self) -> None:
        assert self._compiled is not None
        self.names = [rule.identifier for rule in self._compiled if rule.identifier not in _OWN]

    def match(self, data: bytes, path: str) -> Found:
        """Marks and URLs of one content."""
        assert self._compiled is not None
        if self.seconds <= 0:
            return Found(unread="budget")
        started = time.monotonic()
        allowed = PATIENCE + PER_MB * len(data) / 1e6
        try:
            matches = self._matches(self._compiled, data, path, allowed)
            if time.monotonic() - started > allowed and self._leave_out_slow(data, path):
                matches = self._matches(self._compiled, data, path, allowed)
        except yara.Error:
            return Found(unread="marks")
        finally:
            self.seconds -= time.monotonic() - started
        return Found(unread="budget") if matches is None else _sorted_out(data, matches)

    def _matches(self, rules: yara.Rules, data: bytes, path: str, allowed: float) -> list[yara.Match] | None:
        """What these rules find; None if they take more than twice what is allowed, or than is left."""
        names = {"entry": path, "filename": path.rsplit("/", 1)[-1]}
        try:
            limit = max(1, int(min(2 * allowed, self.seconds)))
            found: list[yara.Match] = rules.match(data=data, externals=names, timeout=limit)
        except yara.TimeoutError:
            return None
        return found

    def _leave_out_slow(self, data: bytes, path: str) -> bool:
        """Leaves out the rule sets that by themselves are too slow on this content; whether there is one."""
        middle = len(data) // 2
        pieces = (data[:_PIECE], data[middle : middle + _PIECE], data[-_PIECE:])
        part = data if len(data) <= 3 * _PIECE else b"".join(pieces)
        slow = [
            name
            for name, source in self._sources.items()
            if name != _HOUSE and _cost(_compile({name: source}), part) > _allowed(part)
        ]
        for name in slow:
            self.refused.append(f"{name}: too slow on {path}")
            del self._sources[name]
        self._compiled = _compile(self._sources)
        self._name()
        return bool(slow)


def _allowed(data: bytes) -> float:
    return SLOW + SLOW_PER_MB * len(data) / 1e6


def _cost(rules: yara.Rules, data: bytes) -> float:
    """CPU seconds that matching takes; of a slow one the better of two tries."""
    tries: list[float] = []
    while not tries or (len(tries) < 2 and tries[0] > _allowed(data)):
        started = time.process_time()
        with contextlib.suppress(yara.Error):  # TimeoutError is one: then it took that long
            rules.match(data=data, externals={"entry": "", "filename": ""}, timeout=2)
        tries.append(time.process_time() - started)
    return min(tries)


def _sorted_out(data: bytes, matches: list[yara.Match]) -> Found:
    marks: list[ByteMark] = []
    secrets: list[Secret] = []
    urls: tuple[tuple[int, str], ...] = ()
    numbers: tuple[tuple[int, str], ...] = ()
    for match in matches:
        places = sorted(place.offset for string in match.strings for place in string.instances)
        meta = {str(key): str(value) for key, value in match.meta.items()}
        if match.namespace == _HOUSE:
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
