"""Whether a script can be read: plain text, compiled to bytecode, packed or encrypted.

Sources: lua.org lundump.h (LUA_SIGNATURE), luajit lj_bcdump.h, mozilla js/src/vm/Xdr.h (bytecode version as
first word), bellard/quickjs quickjs.c (no magic: a version byte, so it counts as unknown).
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

from scanner.magic import magic

HEAD = 64 << 10
"""Bytes that are looked at."""
_TEXT = frozenset({"text", "html", "xml", "empty"})
_COMPILED = ((b"\x1bLua", "Lua"), (b"\x1bLJ", "LuaJIT"))
_PACKED = frozenset({"gzip", "zip", "xz", "7z"})
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")
_LEAST = 256
"""Bytes below which nothing is said of how random a content is."""
_CHANCE = 400
"""Chi square of 255 degrees of freedom: of random bytes it is larger once in ten million times."""


class State(StrEnum):
    """What a script is."""

    PLAIN = "plain"
    COMPILED = "compiled"
    PACKED = "packed"
    ENCRYPTED = "encrypted"  # evenly spread bytes, or one long base64 text
    UNKNOWN = "unknown"


def state(data: bytes) -> State:
    """How a script is written, told by its first bytes."""
    kind = magic(data)
    head = data[:HEAD]
    if kind in _TEXT:
        return State.ENCRYPTED if _is_base64(head) else State.PLAIN
    if kind == "hermes" or head.startswith(tuple(start for start, _ in _COMPILED)):
        return State.COMPILED
    if kind in _PACKED:
        return State.PACKED
    if is_random(head):
        return State.ENCRYPTED
    return State.PLAIN if _is_gbk(head) else State.UNKNOWN


def is_random(data: bytes) -> bool:
    """Whether bytes are spread as evenly as those of ciphers; compressed data are not told apart."""
    if len(data) < _LEAST:
        return False
    expected = len(data) / 256
    counts = Counter(data)
    spread = sum((counts[byte] - expected) ** 2 for byte in range(256)) / expected
    return spread < _CHANCE + len(data) / 10


def _is_base64(head: bytes) -> bool:
    return len(head) >= _LEAST and _BASE64.fullmatch(head) is not None and head.count(b" ") < len(head) // 64


def _is_gbk(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode("gbk")
    except UnicodeDecodeError as fault:
        return fault.start >= len(head) - 1
    return True
