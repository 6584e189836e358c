"""Writes the contents of cross-platform frameworks: Hermes bundles, IL2CPP metadata, packed mini programs.

Sources as in scanner/formats/hermes.py, il2cpp.py and wxapkg.py; the Hermes writer is held against genuine
bundles by its test.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence


def hermes(texts: Sequence[str], version: int = 96, forge: Mapping[int, int] | None = None) -> bytes:
    """A bundle of one empty function whose strings lie side by side. `forge`: word of the header -> value."""
    storage, small, large = b"", [], []
    for text in texts:
        wide = not text.isascii()
        raw = text.encode("utf-16-le" if wide else "latin-1")
        offset, length = len(storage), len(raw) >> wide
        if length >= 0xFF:
            small.append(wide | len(large) << 1 | 0xFF << 24)
            large.append((offset, length))
        else:
            small.append(wide | offset << 1 | length << 24)
        storage += raw
    head = [0x03BC1FC6, 0x1F1903C1, version, *([0] * 5), 0, 0, 1, 1, 0, len(small), len(large), len(storage)]
    for word, value in (forge or {}).items():
        head[word] = value
    data = struct.pack(f"<{len(head)}I", *head).ljust(128, b"\0")
    data += bytes(12 if version >= 98 else 16) + struct.pack("<I", len(texts))  # one header, one kind
    data += struct.pack(f"<{len(small)}I", *small)
    for pair in large:
        data += struct.pack("<II", *pair)
    return data + storage + bytes(-len(storage) % 4)


def il2cpp(literals: Sequence[str], names: Sequence[str], version: int = 29) -> bytes:
    """global-metadata.dat with these literals, side by side, and these names."""
    step = 12 if version >= 38 else 8
    head = 8 + 3 * step + 16
    rows, texts = b"", b""
    for text in literals:
        raw = text.encode("utf-8", "surrogatepass")
        rows += struct.pack("<I", len(raw)) if version < 35 else b""
        rows += struct.pack("<I", len(texts))
        texts += raw
    listed = b"".join(name.encode() + b"\0" for name in names)
    table, at = b"", head
    for part, count in ((rows, len(literals)), (texts, len(texts)), (listed, len(names))):
        table += struct.pack("<II", at, len(part)) + (struct.pack("<I", count) if version >= 38 else b"")
        at += len(part)
    start = struct.pack("<II", 0xFAB11BAF, version) + table
    return start.ljust(head, b"\0") + rows + texts + listed


def wxapkg(files: Mapping[str, bytes]) -> bytes:
    """A packed mini program."""
    index = 18 + sum(12 + len(name.encode()) for name in files)
    listed, contents = b"", b""
    for name, data in files.items():
        raw = name.encode()
        listed += struct.pack(">I", len(raw)) + raw + struct.pack(">II", index + len(contents), len(data))
        contents += data
    head = struct.pack(">BIIIBI", 0xBE, 0, len(listed) + 4, len(contents), 0xED, len(files))
    return head + listed + contents


def scrambled(size: int = 4096) -> bytes:
    """Bytes spread as evenly as a cipher's, always the same."""
    value, found = 0x2545F4914F6CDD1D, bytearray()
    while len(found) < size:
        value ^= value << 13 & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 7
        value ^= value << 17 & 0xFFFFFFFFFFFFFFFF
        found += value.to_bytes(8, "little")
    return b"\xf3\x00" + bytes(found[: size - 2])  # never text
