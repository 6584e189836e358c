"""One policy document as fetched, and as read: numbered paragraphs that know the headings above them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from. A file has a name only; a download has all of it."""

    name: str  # what people call it: the file's name, the path in the package, or the address
    kind: str = "file"  # file, package, url
    url: str = ""  # the final address
    at: str = ""  # when it was fetched, UTC, ISO 8601
    headers: Mapping[str, str] = field(default_factory=dict)  # of the final answer, names in lower case
    chain: tuple[str, ...] = ()  # every address on the way, the first one first


@dataclass(frozen=True)
class Fetched:
    """One document as it came: the input of reading."""

    source: Source
    body: bytes

    @cached_property
    def sha256(self) -> str:
        """Of the body, hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph: a heading, a text, an item of a list, or a row of a table."""

    number: int  # from 1
    kind: str  # heading, text, item, row; titles: a row that names the columns
    text: str
    level: int = 0  # of a heading: 1 is the highest
    above: tuple[str, ...] = ()  # the headings it stands under, the highest first
    cells: tuple[str, ...] = ()  # of a row
    header: tuple[str, ...] = ()  # of a row: the titles of its columns, () where there are none
    links: tuple[tuple[str, str], ...] = ()

    @property
    def section(self) -> str:
        """The headings above in one line."""
        return " > ".join(self.above)


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read."""

    fetched: Fetched
    title: str
    paragraphs: tuple[Paragraph, ...]
    language: str  # zh, en, "" for neither
    script: str  # simplified, traditional, "" where there is no Chinese
    state: str  # read; or why it says nothing: shell, login, short, placeholder, unreadable
    role: str = "other"
    unread: str = ""  # what of it could not be read, for the engineer

    @property
    def characters(self) -> int:
        """How much text there is."""
        return sum(len(paragraph.text) for paragraph in self.paragraphs)
