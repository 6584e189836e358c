"""Frozen dataclasses to JSON values and back, strictly: unknown or missing keys and wrong types are refused.

What comes back from the sandbox child and what is read from a stored scan passes through here, so a value of
the wrong type never travels further than this file.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
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
    return typing.cast(T, _decoder(kind)(data, cls.__name__))


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


Decode = Callable[[Any, str], Any]


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
        return _union(tuple(_decoder(arm) for arm in typing.get_args(kind)))
    if kind is Any:
        return lambda data, _at: data
    return _scalar(kind)


def _scalar(kind: type) -> Decode:
    def decode(data: Any, at: str) -> Any:
        if type(data) is not kind:  # bool is not accepted as int
            raise Malformed(f"{at}: {kind.__name__} expected, {type(data).__name__} found")
        return data

    return decode


def _enum(kind: type[Enum]) -> Decode:
    members = {member.value: member for member in kind}

    def decode(data: Any, at: str) -> Any:
        if not isinstance(data, str | int) or data not in members:
            raise Malformed(f"{at}: not one of {kind.__name__}")
        return members[data]

    return decode


def _tuple(item: Any) -> Decode:
    inner = _decoder(item)
    plain = {item} if item in (str, int, bool) else None

    def decode(data: Any, at: str) -> Any:
        if not isinstance(data, list | tuple):  # a tuple: what to_json gave, not yet written out
            raise Malformed(f"{at}: list expected")
        if plain is not None and set(map(type, data)) <= plain:
            return tuple(data)
        return tuple([inner(element, at) for element in data])

    return decode


def _mapping(item: Any) -> Decode:
    inner = _decoder(item)

    def decode(data: Any, at: str) -> Any:
        if not isinstance(data, dict):
            raise Malformed(f"{at}: object expected")
        return {key: inner(element, f"{at}.{key}") for key, element in data.items()}

    return decode


def _union(arms: tuple[Decode, ...]) -> Decode:
    def decode(data: Any, at: str) -> Any:
        for arm in arms:
            try:
                return arm(data, at)
            except Malformed:
                continue
        raise Malformed(f"{at}: no accepted type")

    return decode


def _dataclass(cls: type) -> Decode:
    hints = typing.get_type_hints(cls)
    fields = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(cls)}
    needed = [
        field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]

    def decode(data: Any, at: str) -> Any:
        if not isinstance(data, dict):
            raise Malformed(f"{at}: object expected")
        for name in needed:
            if name not in data:
                raise Malformed(f"{at}: {name} is missing")
        for name in data:
            if name not in fields:
                raise Malformed(f"{at}: unknown key {name!r}")
        return cls(**{name: fields[name](item, f"{at}.{name}") for name, item in data.items()})

    return decode
