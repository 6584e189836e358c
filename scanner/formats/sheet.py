"""Tables out of .xlsx (ECMA-376) and .csv files, as texts. Formulas are never evaluated.

A workbook is unpacked by our own Archive within limits, its XML parts are looked at for document type
declarations (where entity bombs live; ECMA-376 part 2 forbids them) and handed to openpyxl in a fresh
archive, so openpyxl sees neither a foreign archive nor anything but XML.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.formats.archive import Archive, BadEntry
from scanner.formats.encoding import UnknownEncoding, decoded
from scanner.model import BadPackage, Limits

SIZE = 32 << 20
_LIMITS = Limits(total=SIZE, unpacked=128 << 20, entry=64 << 20, entries=2_000, nesting=0)
_ROWS = 50_000
_COLUMNS = 300
_CELLS = 2_000_000
_SHEETS = 50
_TEXT = 32_767  # Excel's own limit for a cell
_PARTS = ("xl/", "_rels/", "docProps/", "[Content_Types].xml")
_ENCODED = ("utf-8", "utf-16-le", "utf-16-be")
_FAULTS = (  # what openpyxl lets out when a workbook is not one
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


class BadTable(ValueError):
    """Not a table that can be read; `zh` and the message say why in a sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `kind`: "" a text, decimal (a number with a point), long (digits lost by the program that
    wrote it), formula (its text), error (#N/A and the like)."""

    text: str = ""
    kind: str = ""


_EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. Rows are counted from 1, as programs show them; a row is as long as its last filled cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read(data: bytes) -> tuple[Sheet, ...]:
    """The tables of a file, told by content. Raises BadTable."""
    if len(data) > SIZE:
        raise BadTable(f"文件超过 {SIZE >> 20} MB", f"larger than {SIZE >> 20} MB")
    if data.startswith(b"PK\x03\x04"):
        return tuple(_workbook(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadTable(
            "这是旧版 .xls 或加密的表格,请另存为不加密的 .xlsx",
            "an old .xls or an encrypted workbook: save as .xlsx",
        )
    return (_csv(data),)


def _workbook(data: bytes) -> Iterator[Sheet]:
    import openpyxl

    clean = _clean(data)
    cells = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts it leaves out
        try:
            book = openpyxl.load_workbook(clean, read_only=True, data_only=False, keep_links=False)
            if len(book.worksheets) > _SHEETS:
                raise BadTable(f"工作表超过 {_SHEETS} 张", f"more than {_SHEETS} sheets")
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the file's own statement is often wrong
                rows = []
                for row in sheet.iter_rows(max_row=_ROWS + 1, max_col=_COLUMNS, values_only=True):
                    rows.append(_row(row))
                    cells += len(rows[-1])
                    if len(rows) > _ROWS or cells > _CELLS:
                        raise BadTable(
                            f"超过 {_ROWS} 行或单元格过多", f"more than {_ROWS} rows, or too many cells"
                        )
                yield Sheet(str(sheet.title), tuple(rows))
            if not book.worksheets:
                raise BadTable("没有工作表", "no sheets")
        except BadTable:
            raise
        except _FAULTS as fault:
            why = type(fault).__name__
            raise BadTable(f"表格已损坏,读不出来({why})", f"a broken workbook ({why})") from fault


def _clean(data: bytes) -> io.BytesIO:
    """A fresh archive of the workbook's XML parts."""
    made, total = io.BytesIO(), 0
    try:
        archive = Archive.open(data, _LIMITS)
        with zipfile.ZipFile(made, "w") as out:
            written = set()
            for entry in archive.entries:
                wanted = entry.name.startswith(_PARTS) and entry.name.endswith((".xml", ".rels"))
                if not wanted or entry.name in written:
                    continue
                content = archive.read(entry)
                total += len(content)
                if total > _LIMITS.unpacked:
                    raise BadTable("表格解压后过大", "the workbook unpacks to too much")
                if any("<!DOCTYPE".encode(name) in content for name in _ENCODED):
                    raise BadTable(
                        "表格含有不允许的 XML 声明", "the workbook has a document type declaration"
                    )
                written.add(entry.name)
                out.writestr(zipfile.ZipInfo(entry.name), content)
    except BadPackage as fault:
        raise BadTable(fault.zh, fault.en) from fault
    except BadEntry as fault:
        raise BadTable(f"表格已损坏({fault})", f"a broken workbook ({fault})") from fault
    made.seek(0)
    return made


def _row(values: tuple[Any, ...]) -> tuple[Cell, ...]:
    width = len(values)
    while width and values[width - 1] is None:
        width -= 1
    return _trimmed(_cell(value) for value in values[:width])


def _trimmed(cells: Iterator[Cell]) -> tuple[Cell, ...]:
    row = list(cells)
    while row and not row[-1].text:
        row.pop()
    return tuple(row)


def _cell(value: Any) -> Cell:
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, int):
        return Cell(str(value)[:_TEXT], "long" if abs(value) >= 10**15 else "")
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 10**15:
            return Cell(str(int(value)))
        return Cell(repr(value), "long" if abs(value) >= 10**15 else "decimal")
    if isinstance(value, datetime.datetime):
        return Cell(value.date().isoformat())
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Cell(str(value))
    text = getattr(value, "text", None) or str(value)  # array formulas are objects with their text
    return _text(str(text) if isinstance(value, str) else f"={str(text).lstrip('=')}")


_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_CONSTANT = re.compile(r'="([^"]*)"')  # how exports keep a program from eating the zeros of a number
_LOST = re.compile(r"\d(\.\d+)?[Ee]\+\d\d")


def _text(text: str) -> Cell:
    text = text.strip()[:_TEXT]
    if constant := _CONSTANT.fullmatch(text):
        return Cell(constant[1])
    if text in _ERRORS:
        return Cell(text, "error")
    if _LOST.fullmatch(text):
        return Cell(text, "long")
    return Cell(text, "formula" if text.startswith("=") and len(text) > 1 else "")


def _csv(data: bytes) -> Sheet:
    """A .csv: comma, semicolon or tab, whichever the first line has most of."""
    try:
        text = decoded(data)
    except UnknownEncoding as fault:
        raise BadTable("文字编码不是 UTF-8 或 GB18030", str(fault)) from fault
    if "\0" in text:
        raise BadTable("不是表格文件", "not a table")
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    rows: list[tuple[Cell, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) >= _ROWS or len(row) > _COLUMNS:
                raise BadTable(
                    f"超过 {_ROWS} 行或 {_COLUMNS} 列", f"more than {_ROWS} rows or {_COLUMNS} columns"
                )
            rows.append(_trimmed(_text(cell) for cell in row))
    except csv.Error as fault:
        raise BadTable(
            f"第 {len(rows) + 1} 行读不出来(引号不成对)", f"row {len(rows) + 1}: {fault}"
        ) from fault
    return Sheet("", tuple(rows))
