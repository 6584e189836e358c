"""Frozen dataclasses to JSON values and back, strictly: unknown or missing keys and wrong types are refused.

What comes back from the sandbox child and what is read from a stored scan passes through here, so a value of
the wrong type never travels further than this file.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache
from itertools import chain
from typing import Any, TypeVar

T = TypeVar("T")


class Malformed(ValueError):
    """JSON that does not have the shape of the type it claims to be; the message names the spot."""


def to_json(value: Any) -> Any:
    """JSON values of a dataclass, mapping or tuple; fields at their default are left out."""
    kind: Any = type(value)
    return _encoder(kind)(value)


def from_json(cls: type[T], data: Any) -> T:
    """An instance of `cls`. Raises Malformed with the path of the first fault."""
    kind: Any = cls
    try:
        return typing.cast(T, _decoder(kind)(data))
    except _Wrong as wrong:
        raise Malformed(f"{cls.__name__}{wrong.path}: {wrong.text}") from None


Encode = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@cache
def _encoder(kind: Any) -> Encode:
    """How values of a type become JSON; a field's declared type decides, so plain columns cost nothing."""
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _encode_dataclass(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    if kind in (tuple, list):
        return lambda value: [to_json(item) for item in value]
    if isinstance(kind, type) and issubclass(kind, Mapping):
        return lambda value: {str(key): to_json(item) for key, item in value.items()}
    if origin is tuple:
        inner = _encoder(typing.get_args(kind)[0])
        return _same if inner is _same else lambda value: [inner(item) for item in value]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = _encoder(typing.get_args(kind)[1])
        return _same if each is _same else lambda value: {key: each(item) for key, item in value.items()}
    if origin in (typing.Union, types.UnionType):
        arms = {_encoder(arm) for arm in typing.get_args(kind)}
        return _same if arms == {_same} else to_json
    return _same


def _encode_dataclass(cls: type) -> Encode:
    hints = typing.get_type_hints(cls)
    fields = []
    for field in dataclasses.fields(cls):
        made = field.default_factory
        default = made() if made is not dataclasses.MISSING else field.default
        fields.append((field.name, default, _encoder(hints[field.name])))

    def encode(value: Any) -> dict[str, Any]:
        return {
            name: inner(item)
            for name, default, inner in fields
            if (item := getattr(value, name)) != default or default is dataclasses.MISSING
        }

    return encode


Decode = Callable[[Any], Any]
_PLAIN = (str, int, bool, float, type(None))
_COLUMNS = ({str}, {int}, {bool})


class _Wrong(Exception):
    """A fault and the path to it, which grows on the way out: nothing is spent on paths where all is well."""

    def __init__(self, text: str, path: str = "") -> None:
        super().__init__(text)
        self.text, self.path = text, path


@cache
def _decoder(kind: Any) -> Decode:
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if origin is tuple:
        return _tuple(typing.get_args(kind)[0])
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(typing.get_args(kind)[1])
    if origin in (typing.Union, types.UnionType):
        return _union(typing.get_args(kind))
    return _same if kind is Any else _scalar(kind)


def _scalar(kind: type) -> Decode:
    def decode(data: Any) -> Any:
        if type(data) is not kind:  # bool is not accepted as int
            raise _Wrong(f"{kind.__name__} expected, {type(data).__name__} found")
        return data

    return decode


def _enum(kind: type[Enum]) -> Decode:
    members = {member.value: member for member in kind}

    def decode(data: Any) -> Any:
        if not isinstance(data, str | int) or data not in members:
            raise _Wrong(f"not one of {kind.__name__}")
        return members[data]

    return decode


def _row_of(kind: Any) -> type | None:
    """Of a tuple of one plain type that type: whole columns of such rows are checked at once."""
    if typing.get_origin(kind) is not tuple:
        return None
    item: Any = typing.get_args(kind)[0]
    return typing.cast(type, item) if {item} in _COLUMNS else None


def _are_rows(rows: Collection[Any], item: type) -> bool:
    """Whether these are lists of one plain type; False also where it takes a closer look to say."""
    return set(map(type, rows)) <= {list} and set(map(type, chain.from_iterable(rows))) <= {item}


def _tuple(item: Any) -> Decode:
    inner, row = _decoder(item), _row_of(item)
    plain = {item} if {item} in _COLUMNS else None

    def decode(data: Any) -> Any:
        if not isinstance(data, list | tuple):  # a tuple: what to_json gave, not yet written out
            raise _Wrong("list expected")
        if plain is not None and set(map(type, data)) <= plain:
            return tuple(data)
        if row is not None and _are_rows(data, row):
            return tuple(map(tuple, data))
        return tuple([inner(element) for element in data])

    return decode


def _mapping(item: Any) -> Decode:
    inner, row = _decoder(item), _row_of(item)

    def decode(data: Any) -> Any:
        if not isinstance(data, dict):
            raise _Wrong("object expected")
        if row is not None and _are_rows(data.values(), row):
            return dict(zip(data, map(tuple, data.values()), strict=True))
        try:
            return {key: inner(element) for key, element in data.items()}
        except _Wrong:
            raise _located(data, dict.fromkeys(data, inner)) from None

    return decode


def _located(data: Mapping[str, Any], inner: Mapping[str, Decode]) -> _Wrong:
    """The first fault in a mapping, asked again one by one, with its key in the path."""
    for key, element in data.items():
        try:
            inner[key](element)
        except _Wrong as wrong:
            return _Wrong(wrong.text, f".{key}{wrong.path}")
    raise AssertionError("asked again, nothing is wrong")


def _union(kinds: tuple[Any, ...]) -> Decode:
    plain = frozenset(kind for kind in kinds if kind in _PLAIN)
    arms = [_decoder(kind) for kind in kinds if kind not in _PLAIN]

    def decode(data: Any) -> Any:
        if type(data) in plain:
            return data
        for arm in arms:
            try:
                return arm(data)
            except _Wrong:
                continue
        raise _Wrong("no accepted type")

    return decode


def _dataclass(cls: type) -> Decode:
    hints = typing.get_type_hints(cls)
    fields = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(cls)}
    plain = {name: hints[name] for name in fields if hints[name] in _PLAIN}
    needed = [
        field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]

    def decode(data: Any) -> Any:
        if not isinstance(data, dict):
            raise _Wrong("object expected")
        for name in needed:
            if name not in data:
                raise _Wrong(f"{name} is missing")
        if not fields.keys() >= data.keys():
            raise _Wrong(f"unknown key {next(name for name in data if name not in fields)!r}")
        try:
            return cls(
                **{
                    name: item if plain.get(name) is type(item) else fields[name](item)
                    for name, item in data.items()
                }
            )
        except _Wrong:
            raise _located(data, fields) from None

    return decode
