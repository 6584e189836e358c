"""Writes the documents that policies come in: PDF files with Chinese text, Word files."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[Sequence[str]], contents: bytes = b"") -> bytes:
    """A PDF of pages of lines (ISO 32000-1, 9.10.3: the text of a font is given by its ToUnicode map).

    `contents`, packed, stand in place of what each page shows.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    code = {letter: at for at, letter in enumerate(letters, 1)}
    pairs = "\n".join(f"<{code[letter]:04x}> <{letter.encode('utf-16-be').hex()}>" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    def stream(data: bytes, packed: bytes = b"") -> bytes:
        packed = packed or zlib.compress(data)
        return b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(packed), packed)

    unicode = add(stream(cmap.encode()))
    cid = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering "
        b"(Identity) /Supplement 0 >> /DW 1000 >>"
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [%d 0 R] "
        b"/ToUnicode %d 0 R >>" % (cid, unicode)
    )
    kids = []
    parent = len(objects) + 2 * len(pages) + 1
    for page in pages:
        shown = "BT /F 11 Tf 50 800 Td 14 TL\n" + "".join(
            f"<{''.join(f'{code[letter]:04x}' for letter in line)}> Tj T*\n" for line in page
        )
        content = add(stream((shown + "ET").encode(), contents))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] "
                b"/Resources << /Font << /F %d 0 R >> >> "
                b"/Contents %d 0 R >>" % (parent, font, content)
            )
        )
    add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)))
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % parent)
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content_ in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content_))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, start)
    )
    return out.getvalue()


def docx(
    parts: Sequence[str | Sequence[Sequence[str]]], head: str = "", finish: Callable[[str], str] = str
) -> bytes:
    """A Word file of paragraphs ("# " makes a heading, "- " an item) and tables.

    `head` stands before the root, `finish` may change what is written.
    """
    body = "".join(_table(part) if not isinstance(part, str) else _paragraph(part) for part in parts)
    text = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", finish(text))
    return out.getvalue()


def _paragraph(text: str) -> str:
    style = ""
    if text.startswith("# "):
        style, text = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', text[2:]
    elif text.startswith("- "):
        style, text = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', text[2:]
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"
