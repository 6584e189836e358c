"""JSON Schema (draft 2020-12) of what Heyan stores, derived from the dataclasses that read and write it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from reports.model import RiskReport
from scanner.model import Scan

STORED = Path(__file__).parent / "schema"
TYPES: Mapping[str, type] = {"report": RiskReport, "scan": Scan}
_SCALARS: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    float: "number",
    type(None): "null",
}


def published(name: str) -> str:
    """The schema as published, "report" or "scan". Raises KeyError for another name."""
    assert TYPES[name]
    return (STORED / f"{name}.schema.json").read_text("utf-8")


def schema(name: str) -> dict[str, Any]:
    """The schema of the type as it is now; a test holds the published one to it."""
    cls = TYPES[name]
    definitions: dict[str, Any] = {}
    _define(cls, definitions)
    number = typing.cast(int, vars(__import__(cls.__module__, fromlist=["SCHEMA"]))["SCHEMA"])
    definitions[cls.__name__]["properties"]["schema"] = {"const": number}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Heyan {name}.json, schema {number}",
        "$ref": f"#/$defs/{cls.__name__}",
        "$defs": dict(sorted(definitions.items())),
    }


def _define(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to a dataclass or enum, defined once."""
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # a type that contains itself ends here
        definitions[cls.__name__] = (
            {"enum": [member.value for member in cls]} if issubclass(cls, Enum) else _object(cls, definitions)
        )
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    fields = dataclasses.fields(cls)
    needed = [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").split("\n")[0],
        "properties": {field.name: _of(hints[field.name], definitions) for field in fields},
        "required": needed,
        "additionalProperties": False,
    }


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, Enum)):
        return _define(typing.cast(type, kind), definitions)
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(arm, definitions) for arm in arguments]}
    return {} if kind is Any else {"type": _SCALARS[kind]}


def main() -> None:
    """python -m reports.schema: writes the published schemas anew."""
    import orjson

    for name in TYPES:
        text = orjson.dumps(schema(name), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        (STORED / f"{name}.schema.json").write_bytes(text)


if __name__ == "__main__":
    main()
