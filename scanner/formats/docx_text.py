"""The text of a Word document (ECMA-376 WordprocessingML) as blocks. lxml stops here.

The parts are unpacked by our own archive reader, so its limits hold; entities and external parts are not
resolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from scanner.formats.archive import Archive, BadEntry
from scanner.formats.blocks import Block, Page, bounded, full, row, tidy
from scanner.model import BadPackage, Limits

LIMITS = Limits(total=64 << 20, unpacked=96 << 20, entry=24 << 20, entries=4_000, ratio=200, nesting=0)
"""What a document may unpack to; bytes."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DOCUMENT, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_INSIDE = (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml")


def page(data: bytes) -> Page:
    """The blocks of a .docx file. Nothing is raised: what cannot be read is named in `unread`."""
    try:
        archive = Archive.open(data, LIMITS)
        root = _xml(archive, _DOCUMENT)
        if root is None:
            return Page("", (), "no word/document.xml")
        links = _links(archive)
    except (BadPackage, BadEntry) as fault:
        return Page("", (), fault.code if isinstance(fault, BadPackage) else str(fault))
    except etree.XMLSyntaxError as fault:
        return Page("", (), f"xml: {str(fault)[:100]}")
    except MemoryError:
        return Page("", (), "memory")
    body = root.find(f"{_W}body")
    found = tuple(bounded(_blocks(body, links))) if body is not None else ()
    return Page("", found, "budget" if full(found) else "")


def is_docx(data: bytes) -> bool:
    """Whether a zip archive holds a Word document."""
    try:
        return Archive.open(data, LIMITS).find(_DOCUMENT) is not None
    except BadPackage:
        return False


def _xml(archive: Archive, name: str) -> etree._Element | None:
    entry = archive.find(name)
    if entry is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(entry), parser)


def _links(archive: Archive) -> Mapping[str, str]:
    root = _xml(archive, _RELATIONS)
    found = root if root is not None else ()
    return {str(item.get("Id", "")): str(item.get("Target", ""))[:1000] for item in found}


def _blocks(body: etree._Element, links: Mapping[str, str]) -> Iterator[Block]:
    tables = 0
    stack = [iter(body)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif item.tag == f"{_W}p":
            if block := _paragraph(item, links):
                yield block
        elif item.tag == f"{_W}tbl":
            tables += 1
            for line in item.iterfind(f"{_W}tr"):
                cells = [tidy(" ".join(map(_text, cell.iter(f"{_W}p")))) for cell in _cells(line)]
                if any(cells):
                    yield row(tables, cells)
        elif item.tag in _INSIDE:
            stack.append(iter(item))


def _cells(line: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, one that spans several columns as often as it does."""
    for cell in line.iterfind(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        text = str(span.get(f"{_W}val", "1")) if span is not None else "1"
        for _ in range(min(int(text), 24) if text.isdecimal() and len(text) < 4 else 1):
            yield cell


def _paragraph(item: etree._Element, links: Mapping[str, str]) -> Block | None:
    text = tidy(_text(item))
    if not text:
        return None
    found = tuple(
        (tidy(_text(link))[:200], links[target])
        for link in item.iter(f"{_W}hyperlink")
        if (target := str(link.get(f"{_R}id", ""))) in links
    )
    runs = [run for run in item.iter(f"{_W}r") if _text(run).strip()]
    strong = bool(runs) and all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)
    if level := _heading(item):
        return Block("heading", text, level, links=found, strong=strong)
    kind = "item" if item.find(f"{_W}pPr/{_W}numPr") is not None else "text"
    return Block(kind, text, int(kind == "item"), links=found, strong=strong)


def _heading(item: etree._Element) -> int:
    """The level of a heading, by its outline or by its style: "Heading2", "2" in Chinese Word; else 0."""
    outline = item.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and (text := str(outline.get(f"{_W}val", ""))).isdecimal() and int(text) < 6:
        return int(text) + 1
    style = item.find(f"{_W}pPr/{_W}pStyle")
    name = str(style.get(f"{_W}val", "")).lower() if style is not None else ""
    if name in ("title", "a3"):
        return 1
    digits = name.removeprefix("heading").removeprefix("标题").strip()
    return int(digits) if digits.isdecimal() and len(digits) == 1 and digits in "123456" else 0


def _text(item: etree._Element) -> str:
    parts = []
    for part in item.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        parts.append(part.text or "" if part.tag == f"{_W}t" else " ")
    return "".join(parts)
