"""Nodes -> a form, with every fault and the line of every field. Judges no content."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scanner import form_values as values
from scanner.declaration import PROVIDER_FORM, Declaration
from scanner.filing_faults import MOST, Fault
from scanner.filing_yaml import Kind, Node
from scanner.form_fields import Field, Shape, same, spec
from scanner.visible import visible

_LONGEST = 2_000
_ITEMS = 500
_PARTS = 5_000


@dataclass(slots=True)
class Reader:
    """Reads one form. `lines`: field -> line; `faulty`: fields whose value could not be read."""

    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)

    def form(self, cls: Any, node: Node, at: str = "") -> Any:
        """An instance of `cls`; what cannot be read stays at its default and is told in `faults`."""
        if node.kind is Kind.NULL:
            return cls()
        if node.kind is not Kind.MAP:
            self._tell("section", node.line, at, *_SECTION)
            return cls()
        known = {key: item for item in spec(cls) for key in item.keys}
        found: dict[str, Any] = {}
        for key, line, value in node.pairs:
            item = known.get(same(key))
            if item is None:
                self._unknown(cls, key, line, at)
                continue
            place = _join(at, item.zh)
            if item.name in found:
                self._tell("duplicate", line, place, *_DUPLICATE)
                continue
            self.lines[place] = line
            found[item.name] = self._value(item, value, place)
        return cls(**found)

    def _value(self, item: Field, node: Node, at: str) -> Any:
        if item.shape is Shape.PART:
            if item.main and node.kind in (Kind.TEXT, Kind.DECIMAL):
                main = next(inner for inner in spec(_part(item)) if inner.name == item.main)
                self.lines[_join(at, main.zh)] = node.line
                return _part(item)(**{main.name: self._value(main, node, _join(at, main.zh))})
            return self.form(_part(item), node, at)
        if item.shape is Shape.PARTS:
            return self._parts(item, node, at)
        if item.shape in (Shape.TEXTS, Shape.CHOICES):
            return self._several(item, node, at)
        if node.kind not in (Kind.NULL, Kind.TEXT, Kind.DECIMAL):
            self._tell("one-value", node.line, at, *_ONE_VALUE)
            node = Node(node.line, Kind.NULL)
        return self._single(item, node, at)

    def _parts(self, item: Field, node: Node, at: str) -> tuple[Any, ...]:
        nodes = node.items if node.kind is Kind.LIST else (node,)
        if len(nodes) > _PARTS:
            self._tell("too-many", node.line, at, f"超过 {_PARTS} 项", f"more than {_PARTS} entries")
        cls = _part(item)
        found: list[Any] = []
        for inner in nodes[:_PARTS]:
            place, before = f"{at}[{len(found) + 1}]", len(self.faults)
            self.lines[place] = inner.line
            made = self.form(cls, inner, place)
            if made != cls() or len(self.faults) > before:
                found.append(made)
        return tuple(found)

    def _several(self, item: Field, node: Node, at: str) -> tuple[str, ...] | None:
        empty = None if item.none else ()
        if node.kind is Kind.NULL:
            return empty
        if node.kind is Kind.MAP:
            return (
                self._ticked(item, node, at) if item.shape is Shape.CHOICES else self._no_list(item, node, at)
            )
        listed = node.kind is Kind.LIST
        nodes = node.items if listed else (node,)
        if len(nodes) > _ITEMS:
            self._tell("too-many", node.line, at, f"超过 {_ITEMS} 项", f"more than {_ITEMS} entries")
            return empty
        if any(inner.kind not in (Kind.NULL, Kind.TEXT, Kind.DECIMAL) for inner in nodes):
            return self._no_list(item, node, at)
        if item.none and all(values.says_none(inner.text) for inner in nodes):
            return ()
        written: list[str] = []
        for inner in nodes:
            if self._readable(inner, at):
                split = not listed or item.shape is Shape.CHOICES
                written.extend(values.split(inner.text) if split else [inner.text])
        if item.shape is Shape.CHOICES:
            return self._chosen(item, written, node.line, at) or empty
        return values.as_texts(item, written) or empty

    def _no_list(self, item: Field, node: Node, at: str) -> tuple[str, ...] | None:
        self._tell("list", node.line, at, *_LIST)
        return None if item.none else ()

    def _ticked(self, item: Field, node: Node, at: str) -> tuple[str, ...] | None:
        """论坛: 是 / 收费: 否 — boxes one by one."""
        found: list[str] = []
        said = False
        for key, line, value in node.pairs:
            choice = values.as_choice(item, key)
            if not choice:
                self._choice(item, key, line, at)
                continue
            ticked = values.as_flag(value.text)
            if value.kind is not Kind.NULL and ticked is None:
                self._tell("flag", value.line, _join(at, choice), *_FLAG)
            said = said or ticked is not None
            found += [choice] if ticked else []
        return tuple(dict.fromkeys(found)) if said or not item.none else None

    def _chosen(self, item: Field, written: Sequence[str], line: int, at: str) -> tuple[str, ...]:
        found = []
        for text in written:
            for part in values.unfolded(values.tidy(text)):
                if values.blank(part):
                    continue
                choice = values.as_choice(item, part)
                found += [choice] if choice else []
                if not choice:
                    self._choice(item, part, line, at)
        return tuple(dict.fromkeys(found))

    def _single(self, item: Field, node: Node, at: str) -> Any:
        if node.kind is Kind.NULL or not self._readable(node, at):
            return None if item.shape is Shape.FLAG else ""
        if item.shape is Shape.FLAG:
            flag = values.as_flag(node.text)
            if flag is None and not values.blank(node.text):
                self._tell("flag", node.line, at, *_FLAG)
            return flag
        if values.blank(node.text):
            return ""
        if item.shape is Shape.DATE:
            day = values.as_date(node.text)
            if not day:
                self._tell("date", node.line, at, *_DATE)
            return day
        if item.shape is Shape.CHOICE:
            choice = values.as_choice(item, node.text)
            if not choice:
                self._choice(item, node.text, node.line, at)
            return choice
        if item.quoted and node.kind is Kind.DECIMAL:
            shown = node.text[:20]
            zh = f"{shown} 没有加引号,会被当成小数(1.10 会变成 1.1)"
            en = f"{shown} is unquoted and so a number, in which 1.10 is 1.1"
            todo = f'请写成 "{shown}",并核对末尾的 0', f'write "{shown}" and check a final 0'
            self._tell("unquoted", node.line, at, zh, en, *todo)
            return ""
        synonym = {same(key): choice for key, choice in item.synonyms.items()}.get(same(node.text))
        return synonym or values.canonical(item, node.text)

    def _readable(self, node: Node, at: str) -> bool:
        if len(node.text) > _LONGEST:
            zh, en = f"超过 {_LONGEST} 字", f"longer than {_LONGEST} characters"
            self._tell("too-long", node.line, at, zh, en)
            return False
        if not values.tidy(node.text).isprintable():
            self._tell("control", node.line, at, *_CONTROL)
            return False
        return True

    def _choice(self, item: Field, text: str, line: int, at: str) -> None:
        near = _nearest(text, item.choices)
        shown = visible(values.tidy(text), 40)
        listed = "、".join(item.choices)
        zh, en = f"“{shown}”不在选项里", f"“{shown}” is not one of the choices"
        todo = f"是不是“{near}”?可选:{listed}" if near else f"可选:{listed}"
        todo_en = f"“{near}”? Choices: {listed}" if near else f"Choices: {listed}"
        self._tell("choice", line, at, zh, en, todo, todo_en)

    def _unknown(self, cls: Any, key: str, line: int, at: str) -> None:
        shown = visible(values.tidy(key), 40)
        near = _nearest(key, [item.zh for item in spec(cls)]) if len(self.faults) < MOST else ""
        section = _sections().get(same(key))
        if section and not (near and same(near) == same(key)):
            todo = f"这一栏属于“{section}”,请看缩进", f"it belongs to “{section}”: see the indentation"
        elif near:
            self.faulty.add(_join(at, near))
            todo = f"是不是“{near}”?", f"is “{near}” meant?"
        else:
            todo = "栏目名见 heyan filing template", "see heyan filing template for the names"
        zh, en = f"没有“{shown}”这一栏", f"there is no field “{shown}”"
        self._tell("unknown-key", line, at, zh, en, *todo, faulty=False)

    def _tell(
        self,
        code: str,
        line: int,
        at: str,
        zh: str,
        en: str,
        todo: str = "",
        todo_en: str = "",
        faulty: bool = True,
    ) -> None:
        if faulty:
            self.faulty.add(at)
        if len(self.faults) < MOST:
            self.faults.append(Fault(code, line, at, zh, en, todo, todo_en))


_SECTION = (
    "这一段应是“栏目: 内容”的形式",
    "“field: value” lines expected",
    "请用英文冒号加空格",
    "see the template",
)
_DUPLICATE = "同一栏写了两次", "the field stands here twice", "请删去一处", "remove one"
_ONE_VALUE = "这里只能写一个值", "one value expected", "请去掉列表或下级栏目", "no list, no fields below"
_LIST = "这里应是一个列表", "a list expected", "每项一行,以“- ”开头,或用顿号隔开", "one “- ” line for each"
_FLAG = "这里只能写 是 或 否", "是 (yes) or 否 (no) expected"
_DATE = "不是有效日期", "not a day of the calendar", "请写成 2026-01-05 的样子", "write it as 2026-01-05"
_CONTROL = "含有看不见的控制字符", "contains control characters", "请重新输入这一栏", "type the field again"


def _nearest(text: str, known: Sequence[str]) -> str:
    by_key = {same(name): name for name in known}
    found = difflib.get_close_matches(same(text[:60]), list(by_key), 1, 0.5)
    return by_key[found[0]] if found else ""


def _part(item: Field) -> Any:
    assert item.part is not None
    return item.part


def _join(at: str, name: str) -> str:
    """Fields of the provider form are named without the form's name, as people cite them."""
    return f"{at}.{name}" if at and at != PROVIDER_FORM else name


@cache
def _sections() -> dict[str, str]:
    """Every field name of every form -> the section it belongs to, the first in the forms' order."""
    found: dict[str, str] = {}
    todo: list[tuple[Any, str]] = [(Declaration, "")]
    while todo:
        cls, at = todo.pop(0)
        for item in spec(cls):
            for key in item.keys:
                found.setdefault(key, at or "最外层")
            if item.part:
                todo.append((item.part, _join(at, item.zh)))
    return found
