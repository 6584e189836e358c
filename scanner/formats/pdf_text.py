"""The text of a PDF as blocks: its lines put together to paragraphs again. pypdf stops here."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator

from pypdf import PdfReader

from scanner.formats.blocks import Block, Page, bounded, full, tidy

PAGES = 400
"""At most this many pages are read."""
_BEGINS = re.compile(
    r"(?:[一二三四五六七八九十百]+、|第[一二三四五六七八九十百\d]+[条章节部]|[((][一二三四五六七八九十\d]+[))]"
    r"|\d+(?:\.\d+)*[.、.))]|\d+(?:\.\d+)+\s|[•·●○◆■▪]|[①-⑳]|[-—]\s)"
)
_ENDS = re.compile(r"[。!?!?;;::.]\s*[”\")」』)]?$")
_NUMBER = re.compile(r"(?:第\s*)?[-—]?\s*\d{1,4}\s*(?:页)?(?:\s*/\s*\d{1,4})?\s*[-—]?")


def page(data: bytes) -> Page:
    """The blocks of a PDF. Nothing is raised: what cannot be read is named in `unread`."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    texts: list[str] = []
    unread: list[str] = []
    title = ""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return Page("", (), "encrypted")
        title = tidy(str(reader.metadata.title or ""))[:200] if reader.metadata else ""
        for number, one in enumerate(reader.pages, 1):
            if number > PAGES:
                unread.append("budget")
                break
            texts.append(one.extract_text())
    except MemoryError:
        unread.append("memory")
    except Exception as fault:  # noqa: BLE001  a parser of hostile files: whatever it trips over is the file's
        unread.append(f"{type(fault).__name__}: {str(fault)[:100]}")
    found = tuple(bounded(_paragraphs(texts)))
    if full(found):
        unread.append("budget")
    if not found and not unread:
        unread.append("no text: scanned pictures")
    return Page(title, found, "; ".join(unread))


def _paragraphs(texts: Iterable[str]) -> Iterator[Block]:
    """Lines that run on are one paragraph: a line ends one if it ends a sentence or is short."""
    open_: list[str] = []
    widest = 0
    for line in _lines(texts):
        width = _width(line)
        widest = max(widest, width)
        if open_ and (_BEGINS.match(line) or _ENDS.search(open_[-1]) or _width(open_[-1]) < widest * 0.8):
            yield Block("text", tidy("".join(open_)))
            open_ = []
        open_.append(line if not open_ else _joined(open_[-1], line))
    if open_:
        yield Block("text", tidy("".join(open_)))


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            shown = tidy(line)
            if shown and not _NUMBER.fullmatch(shown):
                yield shown


def _joined(before: str, line: str) -> str:
    """Words of Latin script are kept apart, Chinese text is not."""
    return f" {line}" if before[-1:].isascii() and line[:1].isascii() else line


def _width(line: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in line)
