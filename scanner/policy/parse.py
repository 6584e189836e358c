"""Fetched bytes become a document: what they are is told by content, then blocks, paragraphs, role, state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from scanner.formats import charset, docx_text, html_page, pdf_text
from scanner.formats.blocks import Block, Page, bounded, full, row, tidy
from scanner.magic import magic
from scanner.policy.document import Document, Fetched, Paragraph
from scanner.policy.headings import level_of, titles
from scanner.policy.plain import language_of, plain, script_of
from scanner.policy.roles import role_of, title_of

LARGEST = 8 << 20
"""Bytes of one document; a policy of 30 pages is 100 KB."""
_STATED = re.compile(r"(?i)charset\s*=\s*[\"']?([\w:.-]+)")
_RULE = re.compile(r":?-*:?")
"""Cells of the line under the titles of a table in Markdown."""
_PIECE = 4_000
"""A longer paragraph is cut at the end of a sentence; characters."""
_SHORT = 200
_TAKES = re.compile("收集|获取|采集|collect")
"""A text about what is taken says something even if it is short."""
_SHELL = re.compile(
    "enable javascript|javascript (?:enabled|is required)|启用javascript|开启javascript|不支持javascript"
)
_LOGIN = re.compile("请(?:先)?登录|扫码登录|登录后(?:查看|访问|使用)|忘记密码|sign in|log in")
_EMPTY = re.compile(
    "建设中|敬请期待|即将上线|页面不存在|404|not found|hello world|测试页|coming soon|under construction|已下线"
)


def parse(fetched: Fetched) -> Document:
    """The document. Nothing is raised: what cannot be read is its state and in `unread`."""
    try:
        page = _page(fetched)
    except MemoryError:
        page = Page("", (), "memory")
    paragraphs = tuple(_numbered(page.blocks))
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    title = title_of(page.title, paragraphs)
    language, script = language_of(text), script_of(text)
    draft = Document(fetched, title, paragraphs, language, script, "read", unread=page.unread)
    role = role_of(draft)
    state = _state(page, text, role)
    return Document(fetched, title, paragraphs, language, script, state, role, page.unread)


def _page(fetched: Fetched) -> Page:
    data = fetched.body
    if len(data) > LARGEST:
        return Page("", (), f"too-large: {len(data)} bytes")
    kind = magic(data)
    if kind == "pdf" or b"%PDF-" in data[:1024]:
        return pdf_text.page(data)
    if kind == "zip":
        return docx_text.page(data) if docx_text.is_docx(data) else Page("", (), "format: zip")
    if kind in ("png", "jpeg", "gif", "webp", "rar", "7z", "gzip", "elf", "dex", "mp4", "sqlite"):
        return Page("", (), f"format: {kind}")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Page("", (), "format: doc")
    stated = _STATED.search(fetched.source.headers.get("content-type", ""))
    found = charset.decoded(data, [stated[1]] if stated else ())
    if found.bad * 50 > len(found.text):
        return Page("", (), f"charset: {found.bad} characters of {len(found.text)} unreadable")
    unread = f"charset: {found.bad} characters unreadable" if found.bad > 8 else ""
    page = _text_page(_inside(found.text))
    return Page(
        page.title,
        page.blocks,
        "; ".join(filter(None, (unread, page.unread))),
        page.language,
        page.scripted,
        page.password,
    )


def _text_page(text: str) -> Page:
    if html_page.is_markup(text):
        return html_page.page(text)
    found = tuple(bounded(_lines(text)))
    return Page("", found, "budget" if full(found) else "")


def _lines(text: str) -> Iterator[Block]:
    """Lines of plain text; several with the same number of bars or tabs are the rows of a table."""
    tables = 0
    for cut, group in groupby(text.splitlines(), key=_separator):
        lines = list(group)
        if cut and len(lines) > 1:
            tables += 1
            for line in lines:
                cells = [tidy(cell) for cell in line.strip().strip("|").split(cut[0])]
                if any(cells) and not all(_RULE.fullmatch(cell) for cell in cells):
                    yield row(tables, cells)
            continue
        yield from (Block("text", line) for line in map(tidy, lines) if line)


def _separator(line: str) -> tuple[str, int] | None:
    """What parts the cells of a line, and how many there are; None for plain text."""
    bare = line.strip().strip("|")
    return next(((mark, bare.count(mark)) for mark in ("|", "\t") if mark in bare), None)


def _inside(text: str) -> str:
    """The text of an answer that wraps a page in data, as pages that load their contents get it."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    found = max(_texts(data), key=len, default="")
    return found if len(found) > _SHORT else text


def _texts(data: object) -> Iterator[str]:
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            stack += item.values()
        elif isinstance(item, list):
            stack += item


def _state(page: Page, text: str, role: str) -> str:
    """Whether the document says something, else why not: an empty page is never a missing policy."""
    said = plain(text[:4000])
    if page.unread and len(text) < _SHORT:
        return "unreadable"
    listed = role not in ("main", "children", "other") or _TAKES.search(said) is not None
    if len(text) >= (_SHORT // 3 if listed else _SHORT):
        return "read"
    if _SHELL.search(said) or (page.scripted and len(text) < _SHORT):
        return "shell"
    if page.password or _LOGIN.search(said):
        return "login"
    return "placeholder" if len(text) < 30 or _EMPTY.search(said) else "short"


def _numbered(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    above: list[tuple[int, str]] = []
    number = 0
    for table, group in groupby(blocks, key=lambda block: block.table):
        rows = list(group)
        head = titles(rows) if table else 0
        header = _header(rows[:head])
        for at, block in enumerate(rows):
            level = level_of(block)
            if level:
                while above and above[-1][0] >= level:
                    above.pop()
            under = tuple(text for _, text in above)
            for piece in _pieces(block.text):
                number += 1
                kind = "heading" if level else "titles" if at < head else block.kind
                cells = block.cells if table else ()
                own = header if at >= head else ()
                yield Paragraph(number, kind, piece, level, under, cells, own, block.links)
            if level:
                above.append((level, block.text))


def _header(rows: Sequence[Block]) -> tuple[str, ...]:
    """The titles of the columns; those of several rows one after the other."""
    width = max((len(row.cells) for row in rows), default=0)
    found = []
    for column in range(width):
        texts = [row.cells[column] for row in rows if column < len(row.cells) and len(set(row.cells)) > 1]
        found.append(" ".join(dict.fromkeys(filter(None, texts))))
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    while len(text) > _PIECE:
        end = max(text.rfind(mark, 0, _PIECE) for mark in "。;;.") + 1
        end = end if end > _PIECE // 4 else _PIECE
        yield text[:end].strip()
        text = text[end:].strip()
    if text:
        yield text
