"""JSON files of an app: bounded in size and depth, asked for without surprise."""

from __future__ import annotations

from typing import Any

import orjson

LARGEST = 2 << 20
"""Bytes. The configuration files of frameworks have kilobytes."""
_BOM = b"\xef\xbb\xbf"


class BadJson(ValueError):
    """Not JSON, larger than `LARGEST`, or nested deeper than orjson reads (1,024)."""


def load(data: bytes) -> Any:
    """The value. Raises BadJson."""
    if len(data) > LARGEST:
        raise BadJson(f"larger than {LARGEST >> 20} MB")
    try:
        return orjson.loads(data.removeprefix(_BOM))
    except orjson.JSONDecodeError as fault:
        raise BadJson(str(fault)) from fault


def mapping(value: Any, *keys: str) -> dict[str, Any]:
    """The object below these keys; {} where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list; [] for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """A string or number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
