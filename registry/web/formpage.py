"""The official forms as a page, made from the forms' own description: fields, picklists and faults.

Works without scripts: "another one" is a button that sends the page back with one more section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpRequest

from scanner.declaration import PROVIDER_FORM, Declaration
from scanner.filing_faults import BadFiling, Fault
from scanner.filing_form import loads, read
from scanner.filing_yaml import SIZE, Kind, Node
from scanner.form_fields import Field, Shape, plain, spec

_MOST = 50
"""So many sections of one kind fit on a page; longer forms come as a file."""
_NONE = "无"


class Posted(Protocol):
    """What a browser sent: each name with its values."""

    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(slots=True)
class Box:
    """One field as the page shows it. `path` names it in the request, official names between slashes."""

    item: Field
    path: str
    values: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    sections: list[list[Box]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Which widget: text, texts, choice, choices, flag, date, part or parts."""
        return self.item.shape.value

    @property
    def value(self) -> str:
        """What stands in it; of several texts one a line."""
        return "\n".join(self.values)

    @property
    def help(self) -> str:
        """The form's own hint; hints about how a file is written do not concern a page."""
        return "" if self.item.quoted else self.item.help

    @property
    def options(self) -> list[tuple[str, bool]]:
        """The picklist, each with whether it is chosen; 无 is an answer where the form offers it."""
        offered = (*self.item.choices, *((_NONE,) if self.item.none else ()))
        return [(option, option in self.values) for option in offered]

    @property
    def filled(self) -> bool:
        """Whether anything stands in it or below it: such a section is shown open."""
        return bool(self.values or self.faults) or any(box.filled for part in self.sections for box in part)


@dataclass(slots=True)
class Page:
    """The form with what was filled in, and whether it can be taken."""

    boxes: list[Box]
    declaration: Declaration
    posted: bool = False
    complete: bool = False
    not_yours: bool = False  # handed in in another unit's name
    faults: tuple[Fault, ...] = ()


def of(request: HttpRequest) -> Page:
    """The page of a request: empty, as sent back, or read from an uploaded filing.yaml."""
    if request.method != "POST":
        return shown(None)
    upload = request.FILES.get("file")
    if upload is not None:
        try:
            declaration = loads(upload.read(SIZE + 1))
        except BadFiling as bad:
            page = shown(None)
            page.posted, page.faults = True, bad.faults
            return page
        page = shown(declaration)
        page.posted, page.complete = True, _named(declaration)
        return page
    node = _section(Declaration, request.POST, "")
    loaded = read(node)
    page = shown(loaded.declaration, loaded.faults, _more(request.POST))
    page.posted = True
    wanted = "take" in request.POST
    page.complete = wanted and not any(fault.stops for fault in loaded.faults) and _named(loaded.declaration)
    return page


def shown(
    declaration: Declaration | None, faults: Sequence[Fault] = (), more: Mapping[str, int] | None = None
) -> Page:
    """A form as it stands. `more`: sections to add, by path."""
    held = declaration or Declaration()
    by_place: dict[str, list[Fault]] = {}
    for fault in faults:
        by_place.setdefault(_slashed(fault.field), []).append(fault)
    boxes = _boxes(Declaration, plain(held), "", by_place, more or {})
    return Page(boxes, held, faults=tuple(faults))


def _named(declaration: Declaration) -> bool:
    """The least a filing must say: which app, and whose."""
    return bool(declaration.provider.app.name and declaration.provider.unit.name)


def _slashed(place: str) -> str:
    """业务系统信息[2].域名 -> 提供者备案信息表/业务系统信息/1/域名; faults leave the provider form's out."""
    first = place.partition(".")[0].partition("[")[0]
    parts = [] if any(item.zh == first for item in spec(Declaration)) else [PROVIDER_FORM]
    for part in place.split("."):
        name, bracket, number = part.partition("[")
        parts.append(name)
        if bracket and number.rstrip("]").isdecimal():
            parts.append(str(int(number.rstrip("]")) - 1))
    return "/".join(parts)


def _boxes(
    cls: type, held: Mapping[str, Any], at: str, faults: Mapping[str, list[Fault]], more: Mapping[str, int]
) -> list[Box]:
    found = []
    for item in spec(cls):
        path = f"{at}/{item.zh}" if at else item.zh
        value = held.get(item.zh)
        box = Box(item, path, _texts(item, value), tuple(faults.get(path, ())))
        if item.shape is Shape.PART and item.part:
            box.sections = [_boxes(item.part, value or {}, path, faults, more)]
        elif item.shape is Shape.PARTS and item.part:
            rows = [*(value or ()), *({} for _ in range(more.get(path, 0)))]
            if item.required and not rows:
                rows = [{}]
            box.sections = [
                _boxes(item.part, row, f"{path}/{number}", faults, more)
                for number, row in enumerate(rows[:_MOST])
            ]
        found.append(box)
    return found


def _texts(item: Field, value: Any) -> tuple[str, ...]:
    if item.part or value is None:
        return ()
    if isinstance(value, bool):
        return ("是" if value else "否",)
    if isinstance(value, list):
        return tuple(value) if value or not item.none else (_NONE,)
    return (str(value),) if value else ()


def _more(posted: Posted) -> dict[str, int]:
    return dict.fromkeys(posted.getlist("more")[:1], 1)


def _section(cls: type, posted: Posted, at: str) -> Node:
    pairs = []
    for item in spec(cls):
        path = f"{at}/{item.zh}" if at else item.zh
        if item.shape is Shape.PART and item.part:
            pairs.append((item.zh, 0, _section(item.part, posted, path)))
        elif item.shape is Shape.PARTS and item.part:
            count = next((text for text in posted.getlist(f"{path}/count") if text.isdecimal()), "0")[:3]
            rows = tuple(
                _section(item.part, posted, f"{path}/{number}") for number in range(min(int(count), _MOST))
            )
            pairs.append((item.zh, 0, Node(0, Kind.LIST, items=rows)))
        else:
            pairs.append((item.zh, 0, _value(item, [text.strip() for text in posted.getlist(path)])))
    return Node(0, Kind.MAP, pairs=tuple(pairs))


def _value(item: Field, sent: list[str]) -> Node:
    if item.shape in (Shape.TEXTS, Shape.CHOICES):
        lines = [line.strip() for text in sent for line in text.splitlines() if line.strip()]
        return (
            Node(0, Kind.LIST, items=tuple(Node(0, Kind.TEXT, line) for line in lines)) if lines else _EMPTY
        )
    text = next((text for text in sent if text), "")
    return Node(0, Kind.TEXT, text) if text else _EMPTY


_EMPTY = Node(0, Kind.NULL)
