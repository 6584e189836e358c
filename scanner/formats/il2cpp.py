"""The texts of a Unity game compiled with IL2CPP: string literals and names in global-metadata.dat.

Source: the header of Unity's il2cpp/vm/GlobalMetadataFileInternals.h as public tools describe it; the first
six tables have kept their places since version 16.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = 0xFAB11BAF
LITERALS = 1_000_000
"""At most this many string literals are read."""


class BadMetadata(ValueError):
    """No IL2CPP metadata in plain form; an encrypted file has no such header."""


def literals(data: bytes) -> Iterator[str]:
    """Every string literal of the game's code. Raises BadMetadata."""
    table, size, texts, texts_size = _header(data)[:4]
    if table + size > len(data) or texts + texts_size > len(data):
        raise BadMetadata("a table lies outside of the file")
    for at in range(table, min(table + size, table + 8 * LITERALS) - 7, 8):
        length, start = struct.unpack_from("<II", data, at)
        if start + length <= texts_size:
            yield data[texts + start : texts + start + length].decode("utf-8", "replace")


def names(data: bytes) -> Iterator[str]:
    """Names of types, methods, namespaces and assemblies ("UnityEngine", "Alipay"). Raises BadMetadata."""
    start, size = _header(data)[4:]
    if start + size > len(data):
        raise BadMetadata("a table lies outside of the file")
    for name in data[start : start + size].split(b"\0")[:LITERALS]:
        if name:
            yield name.decode("utf-8", "replace")


def _header(data: bytes) -> tuple[int, int, int, int, int, int]:
    if len(data) < 32 or struct.unpack_from("<I", data)[0] != MAGIC:
        raise BadMetadata("no IL2CPP header")
    a, b, c, d, e, f = struct.unpack_from("<6I", data, 8)
    return a, b, c, d, e, f
