"""The sentences of a document in order, with all that is needed to judge what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.model import TEXT
from scanner.policy.document import Document, Paragraph
from scanner.policy.masking import masked
from scanner.policy.plain import plain, sentences


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence. `text` is plain; places in it are places in the paragraph less `start`."""

    paragraph: Paragraph
    start: int
    text: str
    section: str  # plain

    @property
    def quote(self) -> str:
        """The sentence as written, persons masked, at most TEXT characters."""
        return quoted(self.paragraph.text[self.start : self.start + len(self.text)])


def quoted(text: str) -> str:
    """A quotation: persons masked, at most TEXT characters."""
    shown = masked(text).strip()
    return shown if len(shown) <= TEXT else f"{shown[: TEXT - 1]}…"


def sayings(document: Document) -> Iterator[Saying]:
    """Every sentence; a row of a table is one, the titles of its columns say nothing by themselves."""
    for paragraph in document.paragraphs:
        text, section = plain(paragraph.text), plain(paragraph.section)
        if paragraph.kind == "titles":
            continue
        if paragraph.kind == "row":
            yield Saying(paragraph, 0, text, section)
            continue
        for start, end in sentences(text, document.language):
            yield Saying(paragraph, start, text[start:end], section)
