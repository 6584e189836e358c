"""The `filing` stage: what the forms say, and what is wrong with them, as evidence. No personal data.

`field` of a piece of evidence is the official name of the field (`where.field` with the section and number
around it), `form` is provider, institution or extra, `row` the number of the system, institution or sample.
A list gives one piece for each item; a list answered with 无 gives the value 无, an empty field none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scanner.declaration import Declaration
from scanner.form_checks import CHECKS
from scanner.form_faults import Spot, faults, spots
from scanner.form_fields import Shape, spec
from scanner.hosts import shown_url
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, Run, Status, Where
from scanner.visible import visible

NAME = "filing"
VERSION = 1
KINDS = (Kind.DECLARED, Kind.FORM_FAULT)
NONE = "无"
HIDDEN = "〔个人信息〕"
"""Stands where a person's name, number or address was written into a field that is not about persons."""

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]|0\d{2,3}-\d{7,8})(?![0-9A-Za-z])"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)


def holds_personal_number(text: str) -> bool:
    """Whether a text seems to name a telephone, identity card or mail address; filing numbers do not."""
    return CHECKS["mlps"](text) is not None and _NUMBER.search(text) is not None


def run() -> Run:
    """The stage's run: reading a form ends well or the form was refused before."""
    return Run(Stage.FILING, NAME, VERSION, KINDS, Status.DONE)


def analyze(declaration: Declaration) -> Iterator[Evidence]:
    """Everything declared, in the forms' order; then every fault of the forms."""
    hidden = _Hidden(declaration)
    for spot in spots(declaration):
        if spot.item.shape in (Shape.PART, Shape.PARTS) or spot.item.personal:
            continue
        for text in _texts(spot):
            yield _evidence(Kind.DECLARED, spot, hidden.cleaned(spot, text), {})
    for fault in faults(declaration):
        note = {"note": fault.problem.zh, "en": fault.problem.en}
        yield _evidence(Kind.FORM_FAULT, fault.spot, fault.problem.code, note)


def _texts(spot: Spot) -> tuple[str, ...]:
    value = spot.value
    if value is None or value == "":
        return ()
    if isinstance(value, bool):
        return ("是" if value else "否",)
    if isinstance(value, tuple):
        return value or ((NONE,) if spot.item.none else ())
    return (str(value),)


def _evidence(kind: Kind, spot: Spot, value: str, more: dict[str, str]) -> Evidence:
    detail: dict[str, Any] = {"field": spot.item.zh, "form": spot.form, **more}
    if spot.row:
        detail["row"] = spot.row
    return Evidence(kind, visible(value), Where(field=spot.at), NAME, detail)


class _Hidden:
    """Takes personal values out of fields that are not about persons.

    Names are taken out of free text only: a unit may bear its founder's name, and that is public.
    """

    def __init__(self, declaration: Declaration) -> None:
        values = {value for value in _personal(declaration) if len(value) > 1}
        ordered = sorted(values, key=lambda value: (-len(value), value))
        self.names = ordered
        self.numbers = [value for value in ordered if len(value) > 5 and re.search(r"\d{4}|@", value)]

    def cleaned(self, spot: Spot, text: str) -> str:
        if spot.item.check == "url":
            text = shown_url(text) or text
        for value in self.names if spot.item.prose else self.numbers:
            text = text.replace(value, HIDDEN)
        check = CHECKS.get(spot.item.check)
        if check and check(text) is None:
            return text  # a valid filing number may look like a telephone number
        return _NUMBER.sub(HIDDEN, text)


def _personal(part: Any) -> Iterator[str]:
    """Every value of every person in the forms."""
    for item in spec(type(part)):
        value = getattr(part, item.name)
        if item.personal:
            yield from (str(getattr(value, inner.name)) for inner in spec(type(value)))
        elif item.shape is Shape.PART:
            yield from _personal(value)
        elif item.shape is Shape.PARTS:
            for one in value:
                yield from _personal(one)
