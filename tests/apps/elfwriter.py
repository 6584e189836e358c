"""Writes shared objects small enough for a fixture: what they need and what they offer.

Source: the System V ABI, chapters "Object Files" and "Dynamic Linking".
"""

from __future__ import annotations

import struct


def library(needed: tuple[str, ...], exports: tuple[str, ...], wide: bool = True) -> bytes:
    """A minimal shared object: one PT_LOAD over the whole file, a dynamic segment, symbols, strings."""
    strings = b"\0"
    places = {}
    for name in (*needed, *exports):
        places[name] = len(strings)
        strings += name.encode() + b"\0"
    header, segment = (64, 56) if wide else (52, 32)
    word, symbol = ("Q", 24) if wide else ("I", 16)
    dynamic_at = header + 2 * segment
    tags = [(1, places[name]) for name in needed]
    dynamic_size = (len(tags) + 4) * struct.calcsize("<" + 2 * word)
    symbols_at = dynamic_at + dynamic_size
    strings_at = symbols_at + symbol * (1 + len(exports))
    total = strings_at + len(strings)
    tags += [(5, strings_at), (6, symbols_at), (10, len(strings)), (0, 0)]
    dynamic = b"".join(struct.pack("<" + 2 * word, *tag) for tag in tags)
    table = bytes(symbol)
    for name in exports:
        if wide:
            table += struct.pack("<IBBHQQ", places[name], 0x12, 0, 1, 0, 0)
        else:
            table += struct.pack("<IIIBBH", places[name], 0, 0, 0x12, 0, 1)
    start = b"\x7fELF" + bytes([2 if wide else 1, 1, 1]) + bytes(9)
    start += struct.pack("<HHI", 3, 183 if wide else 40, 1)
    if wide:
        start += struct.pack("<QQQIHHHHHH", 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
        start += struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, total, total, 1)
        start += struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, 0, dynamic_size, dynamic_size, 8)
    else:
        start += struct.pack("<IIIIHHHHHH", 0, 52, 0, 0, 52, 32, 2, 0, 0, 0)
        start += struct.pack("<IIIIIIII", 1, 0, 0, 0, total, total, 5, 1)
        start += struct.pack("<IIIIIIII", 2, dynamic_at, dynamic_at, 0, dynamic_size, dynamic_size, 6, 4)
    return start + dynamic + table + strings
