"""汇总.xlsx: one row per package of a folder run. The same rows give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.model import RiskReport, Text
from reports.words import PLATFORMS, USE_ORDER, USES
from scanner.visible import visible

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FILE_NAME = "汇总.xlsx"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY = (1980, 1, 1, 0, 0, 0)  # the first day a zip archive knows; a real one would change with every run
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_LONGEST = 300

_COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("文件", "file"), 30),
    (Text("应用名称", "app"), 22),
    (Text("应用包名", "app id"), 32),
    (Text("版本", "version"), 14),
    (Text("平台", "platform"), 8),
    (Text("备案表", "filing"), 10),
    (Text("备案核验", "filing conclusion"), 14),
    (Text("风险等级", "risk grade"), 34),
    *((Text(f"{USES[use].zh}(项)", USES[use].en), 9) for use in USE_ORDER),
    (Text("线索(条)", "clues"), 9),
    (Text("首要事项", "matters"), 56),
    (Text("未检查的内容", "not examined"), 44),
    (Text("SHA-256", "SHA-256"), 16),
    (Text("报告所在文件夹", "report's folder"), 36),
)
_WRAPPED = (7, 8 + len(USE_ORDER) + 1, 8 + len(USE_ORDER) + 2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One package of the run: its report, or the sentence that says why there is none."""

    file: str
    report: RiskReport | None = None
    folder: str = ""
    refused: Text | None = None


def render(entries: Iterable[Entry], language: str = "zh") -> bytes:
    """The workbook. Texts of any shape stay text: nothing in a cell is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("汇总" if language != "en" else "summary")
    for number, (_title, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "C2"
    _append(sheet, [_pick(title, language) for title, _width in _COLUMNS], heading=True)
    last = 1
    for last, entry in enumerate(entries, 2):  # noqa: B007  (used below)
        _append(sheet, row(entry, language))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    raw = io.BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def row(entry: Entry, language: str = "zh") -> list[str | int]:
    """The cells of one package."""
    file, folder = visible(entry.file, _LONGEST), visible(entry.folder, _LONGEST)
    report = entry.report
    if report is None:
        why = _pick(entry.refused, language) if entry.refused else ""
        said = f"{_pick(Text('未能检测', 'not examined'), language)}:{visible(why, _LONGEST)}"
        empty: list[str | int] = [""] * len(_COLUMNS)
        empty[0], empty[7], empty[-1] = file, said, folder
        return empty
    open_ = [item for item in report.items if not item.clue]
    given = Text("已提供", "given") if report.inputs.filing else Text("未提供", "not given")
    return [
        file,
        report.package.label,
        report.package.app_id,
        report.package.version,
        _pick(PLATFORMS[report.package.platform], language),
        _pick(given, language),
        _pick(report.filing.line, language),
        _pick(report.risk.line, language),
        *(sum(item.use is use for item in open_) for use in USE_ORDER),
        report.clues,
        "\n".join(_matters(report, language)),
        "\n".join(_pick(gap.line, language) for gap in report.gaps[:4]),
        report.package.sha256[:12],
        folder,
    ]


def _matters(report: RiskReport, language: str) -> list[str]:
    shown = []
    for matter in report.matters[:3]:
        names = "、".join(matter.names[:3])
        shown.append(f"S{matter.severity} {_pick(matter.title, language)}" + (f":{names}" if names else ""))
    if (rest := len(report.matters) - 3) > 0:
        shown.append(_pick(Text(f"其余 {rest} 项见报告", f"{rest} more in the report"), language))
    return shown


def _pick(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh


def _append(sheet: WriteOnlyWorksheet, values: Sequence[str | int], heading: bool = False) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cells: list[Any] = []
    for number, value in enumerate(values):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl would take "=…" for a formula
            cell.quotePrefix = value.startswith(_FORMULA)
        cell.alignment = Alignment(vertical="top", wrap_text=heading or number in _WRAPPED)
        if heading:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", start_color="E8EDF3")
        cells.append(cell)
    sheet.append(cells)


def _timeless(book: bytes) -> bytes:
    """The same workbook without the time of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _STAMPS.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", data)
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return made.getvalue()
