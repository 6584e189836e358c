"""Reads what a session says of itself."""

from __future__ import annotations

import orjson

from scanner import codec
from scanner.model import BadPackage
from scanner.session import SCHEMA, Manifest


def parse(data: bytes) -> Manifest:
    """A manifest's content. Raises BadPackage."""
    try:
        found = orjson.loads(data)
        if isinstance(found, dict) and type(found.get("schema")) is int and found["schema"] > SCHEMA:
            raise BadPackage(
                "newer", "会话由更新的程序记录,请更新本程序", "recorded by a newer Heyan: update"
            )
        return codec.from_json(Manifest, found)
    except (orjson.JSONDecodeError, codec.Malformed) as fault:
        raise BadPackage("bad-manifest", "会话的 manifest.json 有误", f"bad manifest: {fault}") from None
