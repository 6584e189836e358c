"""A filing.yaml: read it with all faults at once, check it, write it.

`heyan filing check` prints `check`, `heyan scan --filing` uses `load`, `heyan filing import` uses `dump`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner import filing_yaml
from scanner.declaration import PROVIDER_FORM, Declaration
from scanner.filing_faults import MOST, BadFiling, Fault
from scanner.form_faults import PROVIDER, FormFault, Spot, faults
from scanner.form_fields import Field, Shape, spec
from scanner.form_reader import Reader


@dataclass(frozen=True, slots=True)
class Loaded:
    """A filing file as read: usable only if no fault stops it."""

    declaration: Declaration
    faults: tuple[Fault, ...]  # by line


def load(path: Path) -> Declaration:
    """The filing. Raises BadFiling with every fault that makes the file unusable.

    Empty fields and wrong numbers do not: they are facts about the filing (`check` names them too).
    """
    return _usable(read(filing_yaml.read(path)))


def loads(data: bytes) -> Declaration:
    """The same from the bytes of a file."""
    return _usable(read(filing_yaml.parse(data)))


def _usable(found: Loaded) -> Declaration:
    if stopping := [fault for fault in found.faults if fault.stops]:
        raise BadFiling(stopping)
    return found.declaration


def check(path: Path) -> list[Fault]:
    """Every fault of the file and of the form in it, by line."""
    try:
        return list(read(filing_yaml.read(path)).faults)
    except BadFiling as fault:
        return list(fault.faults)


def read(node: filing_yaml.Node) -> Loaded:
    """A filing and its faults from nodes of a YAML file or of table rows."""
    reader = Reader()
    declaration: Declaration = reader.form(Declaration, node)
    told = list(reader.faults)
    for item in faults(declaration):
        if not _hidden(item.spot, reader.faulty):
            told.append(_told(item, reader.lines))
    order = sorted(range(len(told)), key=lambda number: (told[number].line, number))
    return Loaded(declaration, tuple(told[number] for number in order)[:MOST])


def _hidden(spot: Spot, faulty: set[str]) -> bool:
    """Whether the field or a section around it could not be read: that is told already."""
    at = spot.at
    if "" in faulty or (PROVIDER_FORM in faulty and spot.form == PROVIDER):
        return True
    return any(at == place or at.startswith((f"{place}.", f"{place}[")) for place in faulty)


def _told(item: FormFault, lines: dict[str, int]) -> Fault:
    problem, at = item.problem, item.spot.at
    return Fault(
        problem.code,
        _line(at, lines),
        at,
        problem.zh,
        problem.en,
        problem.todo_zh,
        problem.todo_en,
        stops=False,
    )


def _line(at: str, lines: dict[str, int]) -> int:
    """Of the field, or of the nearest section around it that the file has."""
    while at and at not in lines:
        at = at[: at.rindex("[")] if at.endswith("]") else at.rpartition(".")[0]
    return lines.get(at, 1)


def dump(declaration: Declaration) -> str:
    """The filing as YAML under the official names; `loads` gives the same declaration again."""
    import yaml

    class Dumper(yaml.CSafeDumper):
        """Knows which texts must be quoted."""

    Dumper.add_representer(
        _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
    )
    made = yaml.dump(
        _written(declaration),
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=1_000,
    )
    return str(made)


class _Quoted(str):
    __slots__ = ()


def _written(part: Any) -> dict[str, Any]:
    found = {}
    for item in spec(type(part)):
        value = _value(item, getattr(part, item.name))
        if value not in ("", None, {}, []):
            found[item.zh] = value
    return found


def _value(item: Field, value: Any) -> Any:
    if item.shape is Shape.PART:
        return _written(value)
    if item.shape is Shape.PARTS:
        return [_written(one) for one in value]
    if item.shape is Shape.FLAG:
        return None if value is None else "是" if value else "否"
    if isinstance(value, tuple):
        return list(value) or ("无" if item.none else None)
    return _Quoted(value) if item.quoted and value else value
