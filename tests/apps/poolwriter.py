"""Writes string pools (ResStringPool), as compiled XML and resource tables hold them."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def string_pool(texts: Sequence[str], utf8: bool = True, styles: int = 0, count: int | None = None) -> bytes:
    """The chunk. `styles` empty styles follow the strings; `count` is a forged number of strings."""
    offsets, blob = [], bytearray()
    for text in texts:
        offsets.append(len(blob))
        blob += _utf8(text) if utf8 else _utf16(text)
    blob += bytes(-len(blob) % 4)
    start = 28 + 4 * len(texts) + 4 * styles
    style_data = struct.pack("<I", 0xFFFFFFFF) * (styles + 2) if styles else b""
    size = start + len(blob) + len(style_data)
    head = struct.pack(
        "<HHIIIIII",
        *(1, 28, size, len(texts) if count is None else count, styles, 256 if utf8 else 0),
        *(start, start + len(blob) if styles else 0),
    )
    tables = struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(
        struct.pack("<I", 4 * number) for number in range(styles)
    )
    return head + tables + bytes(blob) + style_data


def _utf16(text: str) -> bytes:
    raw = text.encode("utf-16-le", "surrogatepass")
    length = len(raw) // 2
    head = struct.pack("<HH", 0x8000 | length >> 16, length & 0xFFFF) if length > 0x7FFF else b""
    return (head or struct.pack("<H", length)) + raw + b"\0\0"


def _utf8(text: str) -> bytes:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    raw = text.encode("utf-8", "surrogatepass")
    return _length8(units) + _length8(len(raw)) + raw + b"\0"


def _length8(length: int) -> bytes:
    return bytes([0x80 | length >> 8 & 0x7F, length & 0xFF]) if length > 0x7F else bytes([length])
