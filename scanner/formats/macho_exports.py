"""The export trie: the names that other images can take from a Mach-O file.

Source: `mach-o/loader.h` (EXPORT_SYMBOL_FLAGS_*, dyld_info_command).
"""

from __future__ import annotations

from scanner.formats import uleb
from scanner.formats.macho_image import LONGEST, Image, Span
from scanner.formats.uleb import BadUleb

_SPREAD = 32
NAMES = 64 << 20
"""All names of a trie together, with those on the way to them, are not longer; nor than `_SPREAD` tries."""


def names(image: Image) -> tuple[tuple[str, ...], str]:
    """The exported names in the trie's order, and "exports" if part of it cannot be read, else ""."""
    span = image.tables.exports
    found: list[bytes] = []
    if not span.size:
        return (), ""
    try:
        _walk(image.data, span, found)
        fault = ""
    except BadUleb:
        fault = "exports"
    return tuple(name.decode("utf-8", "replace") for name in found), fault


def _walk(data: bytes, span: Span, found: list[bytes]) -> None:
    """Adds the names below the root. Raises BadUleb where the trie is malformed or names more than it can."""
    start, end = span.offset, span.end
    seen = {0}
    waiting = [(0, b"")]
    left = min(_SPREAD * span.size + (1 << 16), NAMES)
    while waiting:
        node, prefix = waiting.pop()
        at = start + node
        size, at = (data[at], at + 1) if data[at] < 0x80 else uleb.read(data, at, end)
        if size:
            found.append(prefix)
        at += size
        if at >= end:
            raise BadUleb(f"node {node}")
        children, at = data[at], at + 1
        for _ in range(children):
            close = data.find(b"\0", at, at + LONGEST)
            if not at <= close < end:
                raise BadUleb(f"edge at {at}")
            name = prefix + data[at:close]
            at = close + 2
            child = data[close + 1] if at <= end else 0
            if child >= 0x80 and at < end and data[at] < 0x80:  # two bytes are the most frequent
                child, at = child & 0x7F | data[at] << 7, at + 1
            elif child >= 0x80:
                child, at = uleb.read(data, close + 1, end)
            left -= len(name)
            if left < 0 or len(name) > LONGEST or start + child >= end or child in seen:
                raise BadUleb(f"node {child}")
            seen.add(child)
            waiting.append((child, name))
