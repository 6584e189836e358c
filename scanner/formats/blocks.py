"""Blocks of text as documents give them: pages, PDF, Word files. Paragraphs are made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BLOCKS = 20_000
"""At most this many blocks of one document."""
CHARACTERS = 4_000_000
"""At most this many characters of one document."""
CELLS = 24
"""At most this many cells of one row."""

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_CJK}])[^\S\n]*\n\s*(?=[{_CJK}])")
_SPACE = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: a heading, a paragraph, an item of a list, or a row of a table."""

    kind: str  # heading, text, item, row
    text: str
    level: int = 0  # of a heading 1 to 6, of an item its depth
    table: int = 0  # of a row: number of its table, from 1
    cells: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # (text, address)
    strong: bool = False  # all of it in bold type


@dataclass(frozen=True, slots=True)
class Page:
    """All of one document. `unread` names what of it could not be read; "" for nothing."""

    title: str
    blocks: tuple[Block, ...]
    unread: str = ""
    language: str = ""  # as the document states it
    scripted: bool = False  # its contents are put in by a script
    password: bool = False  # it asks for a password


def tidy(text: str) -> str:
    """One line: runs of white space are one blank, a line break within Chinese text is none."""
    return _SPACE.sub(" ", _WRAPPED.sub("", _UNSEEN.sub("", text))).strip()


def row(number: int, cells: Sequence[str], links: Sequence[tuple[str, str]] = ()) -> Block:
    """A row of a table; a cell that spans several columns says its text once."""
    shown = tuple(cells[:CELLS])
    told = [cell for at, cell in enumerate(shown) if cell and (at == 0 or cell != shown[at - 1])]
    return Block("row", " | ".join(told), table=number, cells=shown, links=tuple(links))


def bounded(found: Iterable[Block]) -> Iterator[Block]:
    """The blocks up to the limits. The caller tells by `full` whether there were more."""
    size = 0
    for number, block in enumerate(found):
        size += len(block.text)
        if number >= BLOCKS or size > CHARACTERS:
            return
        yield block


def full(blocks: Sequence[Block]) -> bool:
    """Whether the limits were reached."""
    return len(blocks) >= BLOCKS or sum(len(block.text) for block in blocks) > CHARACTERS * 9 // 10
