"""Which column of a table export is which field of the forms: from a map.yaml, or by official names.

No export format of a filing platform is published, so the map is data; docs/filing-import.md explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scanner import filing_yaml
from scanner.declaration import PROVIDER_FORM, Declaration
from scanner.filing_faults import BadFiling, Fault
from scanner.filing_yaml import Kind, Node
from scanner.form_fields import Field, Shape, same, spec
from scanner.form_values import as_flag

_HINTS = re.compile(r"\((必填|选填|可选|多选|单选|如)[^)]*\)")


@dataclass(frozen=True, slots=True)
class Target:
    """One field that a column can fill. `names`: from the outside in; `box`: one tick box of it."""

    names: tuple[str, ...]
    fields: tuple[Field, ...]
    box: str = ""

    @property
    def path(self) -> str:
        """As map.yaml writes it; the provider form's name is left out."""
        names = self.names[1:] if self.names[0] == PROVIDER_FORM else self.names
        return ".".join((*names, self.box) if self.box else names)

    @property
    def item(self) -> Field:
        return self.fields[-1]


@dataclass(frozen=True, slots=True)
class TableMap:
    """One sheet: where its titles stand and what its columns mean. Nothing given: guessed."""

    sheet: str = ""
    header: tuple[int, ...] = ()  # rows with the titles; two rows: section names above field names
    key: str = ""  # title of the column that says which rows belong to one app
    columns: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # path -> titles, the first found counts
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # path -> their word -> the form's
    separators: str = ""  # between the values of one cell; empty: the usual ones


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The sheets of an export; rows of several sheets are joined by their key."""

    tables: tuple[TableMap, ...] = (TableMap(),)


GUESS = ColumnMap()


@cache
def targets() -> Mapping[str, Target]:
    """Every field that a column can fill, by its path, in the forms' order."""
    return {target.path: target for target in _targets(Declaration, (), ())}


def _targets(cls: Any, names: tuple[str, ...], fields: tuple[Field, ...]) -> Iterator[Target]:
    for item in spec(cls):
        here, chain = (*names, item.zh), (*fields, item)
        if item.part:
            if item.main:
                yield Target(here, chain)
            yield from _targets(item.part, here, chain)
            continue
        yield Target(here, chain)
        if item.shape is Shape.CHOICES and item.none:
            yield from (Target(here, chain, box) for box in item.choices)


def load_map(path: Path) -> ColumnMap:
    """A map.yaml. Raises BadFiling with every fault."""
    return parse_map(filing_yaml.read(path))


def parse_map(root: Node) -> ColumnMap:
    """The same from nodes."""
    faults: list[Fault] = []
    top = _Map(root, "", faults)
    if "表" in top.found:
        nodes = top.found["表"].items or (top.found["表"],)
        tables = tuple(_table(_Map(node, f"表[{number}]", faults)) for number, node in enumerate(nodes, 1))
        top.only("表")
    else:
        tables = (_table(top),)
    if faults:
        raise BadFiling(sorted(faults, key=lambda fault: fault.line))
    if len(tables) > 1 and not all(table.key for table in tables):
        zh, en = "写了几张表,每张都要有“关联列”", "several sheets: each needs a 关联列"
        raise BadFiling([Fault("no-key", root.line, "表", zh, en)])
    return ColumnMap(tables)


class _Map:
    """The pairs of one map node, with the faults of its shape."""

    def __init__(self, node: Node, at: str, faults: list[Fault]) -> None:
        self.node, self.at, self.faults = node, at, faults
        self.found: dict[str, Node] = {}
        if node.kind is not Kind.MAP:
            self.tell("section", node, "这里应是“名称: 内容”的形式", "“name: value” lines expected")
        for key, line, value in node.pairs:
            if key in self.found:
                self.tell("duplicate", Node(line, Kind.NULL), f"“{key[:40]}”写了两次", "stands here twice")
            self.found[key] = value

    def tell(self, code: str, node: Node, zh: str, en: str, todo: str = "", todo_en: str = "") -> None:
        self.faults.append(Fault(code, node.line, self.at, zh, en, todo, todo_en))

    def only(self, *known: str) -> None:
        for key, line, _ in self.node.pairs:
            if key not in known:
                todo = f"可写:{'、'.join(known)}", f"known: {', '.join(known)}"
                zh, en = f"没有“{key[:40]}”这一项", f"there is no “{key[:40]}”"
                self.tell("unknown-key", Node(line, Kind.NULL), zh, en, *todo)

    def text(self, key: str) -> str:
        node = self.found.get(key, Node(1, Kind.NULL))
        if node.kind in (Kind.LIST, Kind.MAP):
            self.tell("one-value", node, f"“{key}”只能写一个值", "one value expected")
        return node.text

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.found.get(key, Node(1, Kind.NULL))
        nodes = node.items if node.kind is Kind.LIST else (node,)
        if any(inner.kind in (Kind.LIST, Kind.MAP) for inner in nodes):
            self.tell("list", node, f"“{key[:40]}”应是文字或文字的列表", "a text or a list of texts expected")
        return tuple(inner.text for inner in nodes if inner.text)


def _table(given: _Map) -> TableMap:
    given.only("工作表", "表头行", "关联列", "列", "值", "分隔符")
    header = given.texts("表头行")
    if not all(row.isdecimal() and 0 < int(row) < 1_000 for row in header) or len(header) > 2:
        node = given.found["表头行"]
        given.tell("header", node, "表头行应是行号,如 1;两行表头写 [1, 2]", "one row number, or two")
        header = ()
    columns: dict[str, tuple[str, ...]] = {}
    if "列" in given.found:
        inner = _Map(given.found["列"], f"{given.at}.列".lstrip("."), given.faults)
        for key in inner.found:
            if path := _resolved(inner, key):
                columns[path] = inner.texts(key)
    values: dict[str, dict[str, str]] = {}
    if "值" in given.found:
        inner = _Map(given.found["值"], f"{given.at}.值".lstrip("."), given.faults)
        for key, node in inner.found.items():
            if path := _resolved(inner, key):
                words = _Map(node, f"{inner.at}.{key[:60]}", given.faults)
                values[path] = {same(word): words.text(word) for word in words.found}
    return TableMap(
        given.text("工作表"),
        tuple(int(row) for row in header),
        given.text("关联列"),
        columns,
        values,
        given.text("分隔符"),
    )


def _resolved(given: _Map, key: str) -> str:
    """The path that a key of the map means: whole, or its end where one field of the forms ends so."""
    wanted = tuple(same(part) for part in key.removeprefix(f"{PROVIDER_FORM}.").split("."))
    by_parts = {tuple(same(part) for part in path.split(".")): path for path in targets()}
    if wanted in by_parts:
        return by_parts[wanted]
    ends = [path for parts, path in by_parts.items() if parts[-len(wanted) :] == wanted]
    forms = [path for path in ends if not path.startswith("附加信息.")]
    if len(ends) == 1 or len(forms) == 1:
        return (forms or ends)[0]
    node = Node(next(line for name, line, _ in given.node.pairs if name == key), Kind.NULL)
    if ends:
        todo = f"请写全:{' / '.join(ends[:5])}", f"write it out: {' / '.join(ends[:5])}"
        given.tell("ambiguous", node, f"“{key[:60]}”有几处", f"“{key[:60]}” stands in several places", *todo)
    else:
        todo = "栏目名见 heyan filing template", "see heyan filing template for the names"
        given.tell("unknown-key", node, f"没有“{key[:60]}”这一栏", f"there is no field “{key[:60]}”", *todo)
    return ""


def title(text: str) -> str:
    """A column's title made comparable; “(必填)” and the like do not count."""
    return _HINTS.sub("", same(text))


def guessed(titles: Sequence[tuple[str, str]]) -> dict[int, Target]:
    """Column -> field by official names. `titles`: the section's name above it ("" if none), the title.

    Each field is taken once, in the forms' order: of three columns 单位名称 the first is the filing body's.
    A person's 电话 needs its section, above it or in its title (联系人电话).
    """
    found: dict[int, Target] = {}
    used: set[str] = set()
    for column, (group, name) in enumerate(titles):
        above, own = title(group), title(name)
        for path, target in targets().items():
            alone, sections = _names(path)
            named = own in alone and (not target.fields[-2].personal or above in sections)
            joined = any(own == section + item for section in sections for item in alone)
            if path not in used and (named or joined) and _within(target, above):
                found[column] = target
                used.add(path)
                break
    return found


@cache
def _names(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """Titles of this field, and names of the section around it."""
    target = targets()[path]
    own = {title(target.box)} if target.box else {title(name) for name in target.item.keys}
    section = target.item if target.box else target.fields[-2]
    around = {title(name) for name in section.keys}
    return frozenset(own), frozenset(around | {name.removesuffix("信息") for name in around})


def _within(target: Target, group: str) -> bool:
    """Whether a section's name above the column fits one of the sections around the field."""
    if not group:
        return True
    around = {title(name) for item in target.fields[:-1] for name in item.keys}
    return any(name in group or group in name for name in around)


def translated(table: TableMap, target: Target, text: str) -> str:
    """The form's word for a word of the export."""
    words = table.values.get(target.path) or {}
    if target.box and as_flag(text) is None:
        return words.get(same(text), "是" if same(text) == same(target.box) else text)
    return words.get(same(text), text)
