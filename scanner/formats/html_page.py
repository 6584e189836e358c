"""A web page as blocks of text: headings, paragraphs, items of lists, rows of tables, links.

Everything that a reader can get to see is kept, also what is folded away; only navigation is left out.
beautifulsoup4 and lxml stop here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from scanner.formats.blocks import CELLS, Block, Page, bounded, full, row, tidy

# fmt: off
_LEFT_OUT = frozenset((
    "script", "style", "template", "svg", "canvas", "nav", "iframe", "object", "embed", "select",
    "button", "input", "textarea", "head",
))
_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"(?i)font-weight\s*:\s*(?:bold|[6-9]00)")
_MOUNT = re.compile(r"(?i)^(?:app|root|__next|__nuxt|main-app|q-app)$")
_SPAN = 60
_ROWS = 4_000
_LINKS = 200
_MARKUP = re.compile(r"<(?:p|div|h[1-6]|table|section|span|body|html)\b", re.IGNORECASE)


def page(text: str) -> Page:
    """The blocks of a page, a fragment of one, or a page within a page's own data."""
    try:
        soup = BeautifulSoup(text, "lxml")
    except (ParserRejectedMarkup, AssertionError, RecursionError) as fault:
        return Page("", (), f"markup: {str(fault)[:120]}")
    title = tidy(soup.title.get_text()) if soup.title else ""
    html = soup.find("html")
    language = str(html.get("lang", "")) if isinstance(html, Tag) else ""
    mounts = any(_MOUNT.match(str(tag["id"])) for tag in soup.find_all("div", id=True, limit=400))
    scripts = len(soup.find_all("script", limit=50))
    password = soup.find("input", attrs={"type": "password"}) is not None
    walk = _Walk(_outer_tables(soup))
    found = tuple(bounded(walk.blocks(soup)))
    unread = "budget" if full(found) or walk.cut else ""
    return Page(title, found, unread, language, mounts and scripts > 0, password)


def is_markup(text: str) -> bool:
    """Whether a text is written in HTML."""
    return _MARKUP.search(text[:200_000]) is not None


@dataclass(slots=True)
class _Line:
    """What stands between two breaks."""

    parts: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    bold: int = 0
    size: int = 0

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        size = len(text.strip())
        self.size += size
        self.bold += size if bold else 0


def _outer_tables(soup: Tag) -> frozenset[int]:
    """The tables, by identity, that hold further tables: they lay out the page."""
    outer = set()
    for table in soup.find_all("table"):
        parent = table.parent
        while parent is not None and parent.name != "table":
            parent = parent.parent
        if parent is not None:
            outer.add(id(parent))
    return frozenset(outer)


class _Walk:
    """Goes through a page without recursion: pages may be nested as deep as somebody likes."""

    def __init__(self, outer: frozenset[int]) -> None:
        self.outer = outer
        self.line = _Line()
        self.cut = False  # a table had more rows than are read
        self.anchors: list[int] = []  # where the text of the links that are open begins in the line
        self.tables = 0
        self.heading = 0
        self.lists = 0
        self.item = False
        self.bold = 0

    def blocks(self, soup: Tag) -> Iterator[Block]:
        stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
        while stack:
            tag, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                yield from self._leave(tag)
            elif isinstance(child, Tag):
                if child.name in _LEFT_OUT:
                    continue
                if child.name == "table" and id(child) not in self.outer and (rows := _rows(child)):
                    yield from self._flush()
                    self.cut = self.cut or len(rows) >= _ROWS
                    self.tables += 1
                    yield from (row(self.tables, cells, links) for cells, links in rows)
                    continue
                yield from self._enter(child)
                stack.append((child, iter(child.contents)))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self.line.add(str(child), self.bold > 0)
        yield from self._flush()

    def _enter(self, tag: Tag) -> Iterator[Block]:
        if tag.name in _BREAKS:
            yield from self._flush()
        if tag.name in _HEADINGS:
            self.heading = _HEADINGS[tag.name]
        elif tag.name in ("ul", "ol", "dl"):
            self.lists += 1
        elif tag.name in ("li", "dt", "dd"):
            self.item = True
        elif _is_bold(tag):
            self.bold += 1
        elif tag.name == "a":
            self.anchors.append(len(self.line.parts))

    def _leave(self, tag: Tag) -> Iterator[Block]:
        if tag.name in _BREAKS:
            yield from self._flush()
        if tag.name in _HEADINGS:
            self.heading = 0
        elif tag.name in ("ul", "ol", "dl"):
            self.lists -= 1
        elif tag.name in ("li", "dt", "dd"):
            self.item = False
        elif _is_bold(tag):
            self.bold -= 1
        elif tag.name == "a":
            start = self.anchors.pop()
            address = str(tag.get("href", "")).strip()[:1000]
            if address and len(self.line.links) < _LINKS:
                self.line.links.append((tidy("".join(self.line.parts[start:]))[:200], address))

    def _flush(self) -> Iterator[Block]:
        line, self.line = self.line, _Line()
        text = tidy("".join(line.parts))
        if not text:
            self.line.links = line.links
            return
        kind = "heading" if self.heading else "item" if self.item else "text"
        level = self.heading or (max(1, self.lists) if self.item else 0)
        yield Block(kind, text, level, links=tuple(line.links), strong=line.bold >= line.size > 0)


def _is_bold(tag: Tag) -> bool:
    return tag.name in _BOLD or bool(_BOLD_STYLE.search(str(tag.get("style", ""))))


@dataclass(slots=True)
class _Cell:
    """One cell as written."""

    down: int = 1
    right: int = 1
    parts: list[str] = field(default_factory=list)


def _rows(table: Tag) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """The rows of a table of data, spans filled in; none where hardly a row has two cells.

    The table is gone through once, whatever stands in it.
    """
    lines: list[tuple[list[_Cell], list[tuple[str, str]]]] = []
    for inner in table.descendants:
        if isinstance(inner, Tag):
            if inner.name == "tr":
                if len(lines) >= _ROWS:
                    break
                lines.append(([], []))
            elif not lines:
                continue
            elif inner.name in ("td", "th") and len(lines[-1][0]) < CELLS:
                lines[-1][0].append(_Cell(_number(inner.get("rowspan")), _number(inner.get("colspan"))))
            elif inner.name == "a" and inner.get("href") and len(lines[-1][1]) < _LINKS:
                first = inner.contents[0] if inner.contents else ""
                text = tidy(str(first))[:200] if isinstance(first, NavigableString) else ""
                lines[-1][1].append((text, str(inner["href"]).strip()[:1000]))
            elif inner.name in _BREAKS and lines[-1][0]:
                lines[-1][0][-1].parts.append(" ")
        elif lines and lines[-1][0] and isinstance(inner, NavigableString):
            lines[-1][0][-1].parts.append("" if isinstance(inner, PreformattedString) else str(inner))
    if sum(len(cells) > 1 for cells, _ in lines) < 2:
        return []
    return _spread(lines)


def _spread(
    lines: list[tuple[list[_Cell], list[tuple[str, str]]]],
) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """The texts of the rows; what spans columns or rows stands in each of them."""
    found = []
    below: dict[int, tuple[int, str]] = {}  # column -> rows left, text
    for written, links in lines:
        cells: list[str] = []
        for cell in written:
            _fill(cells, below)
            text = tidy("".join(cell.parts))
            for _ in range(min(cell.right, CELLS)):
                if cell.down > 1:
                    below[len(cells)] = (cell.down - 1, text)
                cells.append(text)
        _fill(cells, below)
        if any(cells):
            found.append((cells[:CELLS], links))
    return found


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Cells that reach down from rows above."""
    while len(cells) in below and len(cells) < CELLS:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
        cells.append(text)


def _number(value: object) -> int:
    text = str(value or "1").strip()
    return max(1, min(int(text), _SPAN)) if text.isdecimal() and len(text) < 4 else 1
