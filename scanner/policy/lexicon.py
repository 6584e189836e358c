"""Finds the words of the watch list in a text: the longest at each place, of Latin script only whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.model import WatchedTerm
from scanner.policy.plain import plain

_URL = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff,;)>\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INNER = 3
"""A word for data of this length counts within a longer one too: 手机号 in 家长手机号."""
_ASCII = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One word found. `ids` are all that it may mean, the likeliest first."""

    start: int
    end: int
    type: str
    ids: tuple[str, ...]
    weak: bool  # means it only in a text about such things


class Lexicon:
    """The words of some terms, indexed by their first two characters."""

    def __init__(self, terms: Iterable[WatchedTerm]) -> None:
        entries: dict[tuple[str, str], tuple[list[str], bool]] = {}
        for term in terms:
            for words, weak in ((term.words, False), (term.weak, True)):
                for word in words:
                    for form in _forms(word):
                        ids, was_weak = entries.setdefault((form, term.type), ([], weak))
                        if term.id not in ids:
                            ids.append(term.id)
                        entries[form, term.type] = (ids, was_weak and weak)
        self._index: dict[str, list[tuple[str, str, tuple[str, ...], bool]]] = {}
        for (form, type_), (ids, weak) in entries.items():
            self._index.setdefault(form[:2], []).append((form, type_, tuple(ids), weak))
        for found in self._index.values():
            found.sort(key=lambda entry: (-len(entry[0]), entry[0]))

    def find(self, text: str) -> Iterator[Hit]:
        """Every word in a plain text that stands outside of addresses; of several at one place the longest."""
        bare = _URL.sub(lambda hit: "\x00" * len(hit[0]), text)
        until = {"sdk": 0, "data": 0, "permission": 0}
        for at in range(len(bare)):
            for form, type_, ids, weak in self._index.get(bare[at : at + 2], ()):
                end = at + len(form)
                inside = at < until[type_] and (type_ != "data" or len(form) < _INNER)
                if inside or not bare.startswith(form, at) or not _whole(bare, at, end):
                    continue
                until[type_] = max(until[type_], end)
                yield Hit(at, end, type_, ids, weak)


def _forms(word: str) -> Iterator[str]:
    """A word as texts write it: with and without blanks, and with hyphens for them."""
    made = plain(word.strip())
    if len(made) > 1:
        yield from dict.fromkeys((made, made.replace(" ", ""), made.replace(" ", "-"), made.replace("-", "")))


def _whole(text: str, start: int, end: int) -> bool:
    """Latin letters are not the middle of a longer word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _ASCII.match(text[start]) and before and _ASCII.match(before):
        return False
    return not (
        _ASCII.match(text[end - 1]) and after and _ASCII.match(after) and text[end:].partition("sdk")[0]
    )
