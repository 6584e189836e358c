from __future__ import annotations

import datetime
import io
import zipfile
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import sheet
from scanner.formats.sheet import BadTable, Cell, read


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data: bytes, **changes: bytes) -> bytes:
    """The archive with other contents of some entries (or further ones)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return out.getvalue()


GOOD = book(["应用名称", "版本号"], ["示例作业", "1.10"], [])
SHEET = "xl/worksheets/sheet1.xml"


def test_cells_as_texts() -> None:
    day = datetime.datetime(2026, 1, 5, 8, 30)
    (found,) = read(book(["甲", 3, 1.1, 2.0, True, day, None, "=1+1", "#N/A", 10**17, " 乙 ", None]))
    assert found.rows == (
        (
            Cell("甲"),
            Cell("3"),
            Cell("1.1", "decimal"),
            Cell("2"),
            Cell("是"),
            Cell("2026-01-05"),
            Cell(),
            Cell("=1+1", "formula"),
            Cell("#N/A", "error"),
            Cell("1e+17", "long"),
            Cell("乙"),
        ),
    )


def test_csv_with_each_separator() -> None:
    for separator in ",;\t":
        (found,) = read(f'甲{separator}乙\n"a{separator}b"{separator}="0012"\n'.encode())
        assert found.rows == ((Cell("甲"), Cell("乙")), (Cell(f"a{separator}b"), Cell("0012")))
    (found,) = read("甲,乙\n9.1E+17,=cmd|x\n".encode("gb18030"))
    assert found.rows[1] == (Cell("9.1E+17", "long"), Cell("=cmd|x", "formula"))


@pytest.mark.parametrize("data", [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"a,b\n\0,c\n",
    b'a,b\n"c\n',
    rewritten(GOOD, **{SHEET: b"<worksheet>"}),
    rewritten(GOOD, **{"xl/workbook.xml": b"<a/>"}),
    rewritten(GOOD, **{SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}),
    rewritten(GOOD, **{SHEET: '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16")}),
    b"a," * 400 + b"\n",
])  # fmt: skip
def test_what_is_no_table(data: bytes) -> None:
    with pytest.raises(BadTable) as caught:
        read(data)
    assert caught.value.zh


def test_a_bomb_is_refused_before_the_workbook_reader_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rewritten(GOOD, **{"xl/sharedStrings.xml": b" " * (80 << 20)})
    assert len(bomb) < 1 << 20
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_args, **_more: pytest.fail("opened"))
    with pytest.raises(BadTable):
        read(bomb)


def test_many_small_bombs_count_together() -> None:
    parts = {f"xl/part{number}.xml": b" " * (40 << 20) for number in range(4)}
    with pytest.raises(BadTable, match="unpacks"):
        read(rewritten(GOOD, **parts))


def test_rows_far_apart_and_too_many_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        content = archive.read(SHEET)
    far = rewritten(GOOD, **{SHEET: content.replace(b'r="2"', b'r="1000000000"')})
    with pytest.raises(BadTable):
        read(far)
    monkeypatch.setattr(sheet, "_ROWS", 2)
    with pytest.raises(BadTable):
        read(book(["a"], ["b"], ["c"]))
    with pytest.raises(BadTable):
        read(b"a\nb\nc\n")


@given(st.data())
@settings(deadline=None, max_examples=25)
def test_a_damaged_workbook_is_a_table_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from((SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml")))
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        content = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadTable):
        read(rewritten(GOOD, **{name: bytes(content)}))


@given(st.binary(max_size=100))
@settings(deadline=None, max_examples=100)
def test_any_bytes(data: bytes) -> None:
    with suppress(BadTable):
        read(data)
