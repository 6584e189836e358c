"""The checked rule base as JSON bytes and back. Rows, not objects: read in milliseconds.

What is read back may come from a damaged or forged file: every row has its length and types checked, and
anything odd raises BadStore.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import orjson

from rules.data import Data
from rules.model import Mark, Norm, Rule, Signature, Use, WorkYear
from scanner.model import ByteRules, WatchedApi

T = TypeVar("T")
_TREES = ("given", "each", "when")  # condition trees stay as they are


class BadStore(ValueError):
    """Not what `to_bytes` wrote."""


def to_bytes(data: Data) -> bytes:
    """JSON of the data; equal data give equal bytes."""
    rows = {
        "norms": {ref: [_row(norm) for norm in norms] for ref, norms in data.norms.items()},
        "rules": [_row(rule) for rule in data.rules],
        "sdks": [_row(sdk) for sdk in data.sdks],
        "apis": data.apis,
        "terms": data.terms,
        "packs": data.packs,
        "watched": [_row(api) for api in data.watched],
        "calendar": [_row(year) for year in data.calendar],
        "bytes": [_row(rules) for rules in data.bytes],
    }
    return orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)


def from_bytes(content: bytes) -> Data:
    """The data again. Raises BadStore."""
    try:
        rows = orjson.loads(content)
        if not isinstance(rows, dict) or not all(
            isinstance(rows[k], dict) for k in ("apis", "terms", "packs")
        ):
            raise BadStore("not a rule base")
        return Data(
            {ref: tuple(_made(Norm, row) for row in norms) for ref, norms in rows["norms"].items()},
            tuple(_rule(row) for row in rows["rules"]),
            tuple(_signature(row) for row in rows["sdks"]),
            rows["apis"],
            rows["terms"],
            rows["packs"],
            tuple(_made(WatchedApi, row) for row in rows["watched"]),
            tuple(_made(ByteRules, row) for row in rows["bytes"]),
            tuple(_made(WorkYear, row) for row in rows["calendar"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BadStore(str(fault)) from fault


def _row(item: Any) -> list[Any]:
    return [_plain(getattr(item, field.name)) for field in fields(item)]


def _plain(value: Any) -> Any:
    if isinstance(value, Use):
        return value.value
    if isinstance(value, tuple):
        return [_row(item) if isinstance(item, Mark) else item for item in value]
    return value


@cache
def _types(cls: type) -> tuple[type | None, ...]:
    """What each field of a row holds in JSON; None: not checked here."""
    plain: dict[str, type] = {"str": str, "int": int, "bool": bool}
    return tuple(
        None
        if field.name in _TREES
        else plain.get(str(field.type), list if "tuple" in str(field.type) else str)
        for field in fields(cls)
    )


def _made(cls: Callable[..., T], row: Any) -> T:
    return cls(*_checked(cls, row))


def _checked(cls: Any, row: Any) -> list[Any]:
    kinds = _types(cls)
    if type(row) is not list or len(row) != len(kinds):
        raise BadStore(f"{cls.__name__}: {len(kinds)} values expected")
    made = []
    for value, kind in zip(row, kinds, strict=True):
        if kind is not None and type(value) is not kind:
            raise BadStore(f"{cls.__name__}: {kind.__name__} expected")
        made.append(tuple(value) if kind is list else value)
    return made


def _rule(row: Any) -> Rule:
    values = _checked(Rule, row)
    names = [field.name for field in fields(Rule)]
    values[names.index("use")] = Use(values[names.index("use")])
    return Rule(*values)


def _signature(row: Any) -> Signature:
    values = _checked(Signature, row)
    at = [field.name for field in fields(Signature)].index("marks")
    values[at] = tuple(_made(Mark, mark) for mark in values[at])
    return Signature(*values)
