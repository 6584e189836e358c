"""A table export of a filing platform -> filings. Rows of one app, also of several sheets, become one filing.

What a row says goes through the same reader as a filing.yaml, so faults are told in the same words.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from scanner import filing_form
from scanner.declaration import Declaration
from scanner.filing_columns import GUESS, ColumnMap, TableMap, Target, guessed, load_map, targets, title
from scanner.filing_faults import MOST, BadFiling, Fault
from scanner.filing_files import file_name, free, write
from scanner.filing_rows import App, column_name, node, tell
from scanner.form_fields import same
from scanner.formats import sheet as sheets
from scanner.formats.sheet import BadTable, Sheet
from scanner.visible import visible

_APP = ("教育移动应用信息.应用名称", "教育移动应用信息.应用平台", "教育移动应用信息.版本号")
_SEARCHED = 10  # rows in which a header is looked for


def import_files(table: Path, columns: Path | None, folder: Path) -> tuple[list[Path], list[Fault]]:
    """`heyan filing import`: the filings of `table` as files in `folder`, and every fault.

    `columns` is a map.yaml; without it columns are matched by official names. Raises BadFiling if table or
    map cannot be used, OSError if the folder cannot be written to.
    """
    filings, faults = import_table(table, load_map(columns) if columns else GUESS)
    written, kept = write(filings, folder)
    return written, [*faults, *kept]


def import_table(path: Path, columns: ColumnMap = GUESS) -> tuple[list[tuple[str, Declaration]], list[Fault]]:
    """The filings of a .xlsx or .csv with safe file names, and the faults (those with `stops` cost a filing).

    Raises BadFiling if the file is no table or none of its columns is known.
    """
    try:
        with path.open("rb") as file:
            book = sheets.read(file.read(sheets.SIZE + 1))
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise BadFiling(
            [Fault("unreadable", 1, "", f"文件打不开:{why}", f"cannot be opened: {why}")]
        ) from fault
    except BadTable as fault:
        raise BadFiling([Fault("bad-table", 1, "", fault.zh, str(fault))]) from fault
    faults: list[Fault] = []
    apps: dict[tuple[str, ...], App] = {}
    for number, table in enumerate(columns.tables):
        _collect(_sheet(book, table), table, apps, faults, first=number == 0)
    filings: list[tuple[str, Declaration]] = []
    names: set[str] = set()
    for app in apps.values():
        found = filing_form.read(node(app))
        stopping = [*app.faults, *(fault for fault in found.faults if fault.stops)]
        faults.extend(stopping)
        if not stopping:
            filings.append((free(file_name(found.declaration), names), found.declaration))
    return filings, faults[:MOST]


def _sheet(book: Sequence[Sheet], table: TableMap) -> Sheet:
    if not table.sheet:
        return next((sheet for sheet in book if sheet.rows), book[0])
    for sheet in book:
        if same(sheet.name) == same(table.sheet):
            return sheet
    named = "、".join(visible(sheet.name, 40) for sheet in book)
    zh, en = f"没有工作表“{visible(table.sheet, 40)}”", "there is no such sheet"
    raise BadFiling([Fault("no-sheet", 1, "工作表", zh, en, f"有:{named}", f"there are: {named}")])


def _collect(
    sheet: Sheet, table: TableMap, apps: dict[tuple[str, ...], App], faults: list[Fault], first: bool
) -> None:
    """Puts every row of a sheet to its app."""
    last, titles = _header(sheet, table)
    bound = _bound(sheet, table, last, titles, faults)
    keys = _keys(sheet, table, titles, bound)
    key: tuple[str, ...] = ()
    for number, row in enumerate(sheet.rows[last:], last + 1):
        if not any(column in bound and cell.text for column, cell in enumerate(row)):
            continue
        own = tuple(same(row[column].text) if column < len(row) else "" for column in keys)
        key = own if any(own) else key or own  # merged cells leave the rows below the first empty
        if key not in apps:
            if not first:
                zh, en = "前面的表里没有这一应用", "no earlier sheet has this app"
                faults.append(Fault("no-app", number, column_name(sheet, table.key), zh, en, stops=False))
                continue
            apps[key] = App(number)
        tell(apps[key], sheet, table, number, row, bound)


def _header(sheet: Sheet, table: TableMap) -> tuple[int, list[tuple[str, str]]]:
    """The last row of the header, and (section, title) of each column."""
    if table.header:
        return table.header[-1], _titles(sheet, table.header)
    tried = [
        rows for last in range(1, min(_SEARCHED, len(sheet.rows)) + 1) for rows in ((last,), (last - 1, last))
    ]
    best: tuple[int, ...] = (1,)
    most = (0, 0)
    for rows in tried:
        titles = _titles(sheet, rows) if rows[0] else []
        wanted = {title(name) for names in table.columns.values() for name in names}
        known = sum(title(name) in wanted for _, name in titles) if wanted else len(guessed(titles))
        if known and (known, len(rows)) > most:
            best, most = rows, (known, len(rows))
    return best[-1], _titles(sheet, best)


def _titles(sheet: Sheet, rows: Sequence[int]) -> list[tuple[str, str]]:
    """(section, title): a section's name stands above its first column and holds until the next one."""
    cells = [sheet.rows[row - 1] if row <= len(sheet.rows) else () for row in rows]
    if len(cells) < 2:
        return [("", cell.text) for row in cells for cell in row]
    found, group = [], ""
    for column in range(max(len(cells[0]), len(cells[1]))):
        above = cells[0][column].text if column < len(cells[0]) else ""
        below = cells[1][column].text if column < len(cells[1]) else ""
        group = above or group
        found.append((group, below) if below else ("", above))
    return found


def _bound(
    sheet: Sheet, table: TableMap, last: int, titles: Sequence[tuple[str, str]], faults: list[Fault]
) -> dict[int, Target]:
    """Column -> field. Raises BadFiling if nothing is known."""
    if not table.columns:
        found = guessed(titles)
    else:
        found = {}
        known = {title(name): column for column, (_, name) in reversed(list(enumerate(titles)))}
        known |= {title(f"{group}.{name}"): column for column, (group, name) in enumerate(titles) if group}
        for path, names in table.columns.items():
            columns = [known[title(name)] for name in names if title(name) in known]
            if columns:
                found[columns[0]] = targets()[path]
            else:
                faults.append(_no_column(last, path, names, titles))
    if not found:
        zh, en = "没有一列能对上备案表的栏目", "no column is known"
        todo = "请用 --map 指定列名对照表", "give a column map with --map"
        raise BadFiling([*faults[:MOST], Fault("no-columns", last, sheet.name, zh, en, *todo)])
    for column, (_, name) in enumerate(titles):
        if name and column not in found and title(name) != title(table.key):
            zh, en = f"“{visible(name, 40)}”这一列没有用到", f"column “{visible(name, 40)}” is not used"
            faults.append(Fault("unused-column", last, column_name(sheet, name), zh, en, stops=False))
    return found


def _no_column(last: int, path: str, names: Sequence[str], titles: Sequence[tuple[str, str]]) -> Fault:
    shown = visible(names[0] if names else "", 40)
    near = difflib.get_close_matches(shown, [name[:60] for _, name in titles if name], 1, 0.5)
    todo = (f"是不是“{visible(near[0], 40)}”?", f"is “{visible(near[0], 40)}” meant?") if near else ("", "")
    zh, en = f"没有“{shown}”这一列", f"there is no column “{shown}”"
    return Fault("no-column", last, path, zh, en, *todo, stops=False)


def _keys(
    sheet: Sheet, table: TableMap, titles: Sequence[tuple[str, str]], bound: dict[int, Target]
) -> list[int]:
    """The columns that say which app a row is about."""
    if not table.key:
        return [column for column, target in bound.items() if target.path in _APP]
    found = [column for column, (_, name) in enumerate(titles) if title(name) == title(table.key)]
    if not found:
        zh, en = f"没有关联列“{visible(table.key, 40)}”", "there is no such key column"
        raise BadFiling([Fault("no-key", 1, column_name(sheet, table.key), zh, en)])
    return found[:1]
