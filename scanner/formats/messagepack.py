"""MessagePack: every value of a document, bounded; only what is a whole map or array counts as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgpack

VALUES = 50_000


class BadPack(ValueError):
    """Not MessagePack, or not a map or array."""


def values(data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """(path, value) of each text, number (as decimal text) and piece of bytes. Raises BadPack at once."""
    if not data or not (0x80 <= data[0] <= 0x9F or 0xDC <= data[0] <= 0xDF):
        raise BadPack
    try:
        whole = msgpack.unpackb(
            data, raw=False, strict_map_key=False, unicode_errors="surrogateescape", timestamp=0
        )
    except (ValueError, msgpack.exceptions.UnpackException, RecursionError, TypeError) as fault:
        raise BadPack from fault
    return _walk(whole)


def is_pack(data: bytes) -> bool:
    """Whether bytes are a whole map or array."""
    try:
        values(data)
    except BadPack:
        return False
    return True


def _walk(whole: Any) -> Iterator[tuple[str, bytes | str]]:
    waiting: list[tuple[str, Any]] = [("", whole)]
    count = 0
    while waiting and count < VALUES:
        path, value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            for key, item in value.items():
                shown = str(key) if isinstance(key, str | int) else "?"
                waiting.append((f"{path}.{shown}" if path else shown, item))
                if isinstance(key, str):
                    yield path, key
        elif isinstance(value, list):
            waiting += [(f"{path}[]", item) for item in value]
        elif isinstance(value, bytes | str):
            yield path, value
        elif isinstance(value, float):
            yield path, f"{value:.7f}" if abs(value) < 1e4 else repr(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield path, str(value)
