"""Rows of a table, as bound to fields -> the filing they make up, as nodes for the form reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.filing_columns import TableMap, Target, translated
from scanner.filing_faults import Fault
from scanner.filing_yaml import Kind, Node
from scanner.form_fields import Field, Shape, spec
from scanner.form_values import split
from scanner.formats.sheet import Cell, Sheet
from scanner.visible import visible

_BAD_CELLS = {
    "formula": ("这一格是公式,不作计算", "a formula, which is not evaluated"),
    "error": ("这一格是错误值", "an error value"),
    "long": (
        "这一格是超过 15 位的数字,末尾的数字已被表格软件改掉",
        "a number of which the program lost the last digits",
    ),
}

Place = tuple[str | int, ...]


@dataclass(slots=True)
class App:
    """What the rows of one app say: place in the filing -> cells, with the row each came from."""

    row: int
    told: dict[Place, list[tuple[int, Cell]]] = field(default_factory=dict)
    entries: dict[Place, list[dict[Place, str]]] = field(default_factory=dict)
    targets: dict[Place, tuple[TableMap, Target]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def tell(
    app: App, sheet: Sheet, table: TableMap, number: int, row: Sequence[Cell], bound: dict[int, Target]
) -> None:
    """Adds one row to its app: single fields once, sections that repeat as often as rows have new ones."""
    sections: dict[Place, dict[Place, Cell]] = {}
    for column, target in bound.items():
        cell = row[column] if column < len(row) else Cell()
        if not cell.text:
            continue
        if cell.kind in _BAD_CELLS:
            todo = "请在表格里改成文字再导出", "make it a text in the table"
            app.faults.append(
                Fault(cell.kind, number, column_name(sheet, target.path), *_BAD_CELLS[cell.kind], *todo)
            )
            continue
        outside, inside = _split(target)
        app.targets[(*outside, *inside)] = (table, target)
        if outside:
            sections.setdefault(outside, {})[inside] = cell
        else:
            _add(app, sheet, inside, number, cell, target)
    for outside, cells in sections.items():
        texts = {inside: cell.text for inside, cell in cells.items()}
        known = app.entries.setdefault(outside, [])
        if texts in known:
            continue
        known.append(texts)
        for inside, cell in cells.items():
            app.told[(*outside, len(known), *inside)] = [(number, cell)]


def _split(target: Target) -> tuple[Place, Place]:
    """The place up to the repeated section ("" if none), and the place within it."""
    repeated = [number for number, item in enumerate(target.fields, 1) if item.shape is Shape.PARTS]
    at = repeated[-1] if repeated else 0
    last = (target.box,) if target.box else _main(target.item)
    names = (*target.names, *last)
    return names[:at], names[at:]


def _main(item: Field) -> tuple[str, ...]:
    """Of a section that one column can fill (联系人): the field that it fills (姓名)."""
    return tuple(inner.zh for inner in spec(item.part) if inner.name == item.main) if item.part else ()


def _add(app: App, sheet: Sheet, place: Place, number: int, cell: Cell, target: Target) -> None:
    told = app.told.setdefault(place, [])
    if any(known.text == cell.text for _, known in told):
        return
    if told and target.item.shape not in (Shape.TEXTS, Shape.CHOICES):
        zh, en = f"与第 {told[0][0]} 行写的不一样", f"differs from row {told[0][0]}"
        todo = "同一应用的各行应一致,否则请指定关联列", "rows of one app must agree, or name a key column"
        app.faults.append(Fault("conflict", number, column_name(sheet, target.path), zh, en, *todo))
        return
    told.append((number, cell))


def column_name(sheet: Sheet, name: str) -> str:
    return f"{visible(sheet.name, 40)}!{visible(name, 60)}" if sheet.name else visible(name, 60)


def node(app: App) -> Node:
    """The filing as nodes, as if it had been read from a filing.yaml."""
    tree: dict[Any, Any] = {}
    for place, cells in app.told.items():
        inner = tree
        for step in place[:-1]:
            held = inner.setdefault(step, {})
            inner = (
                held if isinstance(held, dict) else {}
            )  # boxes beside a list of the same field: the list counts
        if not isinstance(inner.get(place[-1]), dict):
            table, target = app.targets[tuple(step for step in place if isinstance(step, str))]
            inner[place[-1]] = _value(table, target, cells)
    return _built(tree, app.row)


def _built(tree: Any, row: int) -> Node:
    if isinstance(tree, Node):
        return tree
    if all(isinstance(step, int) for step in tree):
        nodes = tuple(_built(tree[step], row) for step in sorted(tree))
        return Node(min((node.line for node in nodes), default=row), Kind.LIST, items=nodes)
    pairs = [(step, _built(inner, row)) for step, inner in tree.items()]
    line = min((node.line for _, node in pairs), default=row)
    return Node(line, Kind.MAP, pairs=tuple((step, node.line, node) for step, node in pairs))


def _value(table: TableMap, target: Target, cells: Sequence[tuple[int, Cell]]) -> Node:
    if target.item.shape not in (Shape.TEXTS, Shape.CHOICES) or target.box:
        row, cell = cells[0]
        kind = Kind.DECIMAL if cell.kind == "decimal" else Kind.TEXT
        return Node(row, kind, translated(table, target, cell.text))
    found = [
        Node(row, Kind.TEXT, translated(table, target, part.strip()))
        for row, cell in cells
        for part in _parts(table, target, cell.text)
    ]
    return Node(cells[0][0], Kind.LIST, items=tuple(found))


def _parts(table: TableMap, target: Target, text: str) -> Iterator[str]:
    """The values of one cell; a cell that the map translates whole is one value."""
    if translated(table, target, text) != text:
        yield text
    else:
        yield from split(text, f"{table.separators}\n") if table.separators else split(text)
