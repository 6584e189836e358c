"""A small Mach-O program of 64 bits, as a linker would lay it out, from what it refers to and defines.

program(imports=("dlopen",), uses=("CLLocationManager",), selectors=("requestAlwaysAuthorization",))

Only what names things is there: no instruction, no signature. Source: mach-o/loader.h, mach-o/nlist.h and the
runtime's objc-runtime-new.h.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

BASE = 0x1_0000_0000
PAGE = 0x4000
_ARM64, _LIBRARY, _PROGRAM = 0x0100000C, 6, 2
_PIE, _DYLDLINK = 0x200000, 0x4


def program(
    imports: Sequence[str] = (),
    uses: Sequence[str] = (),
    selectors: Sequence[str] = (),
    classes: Sequence[str] | Mapping[str, Sequence[str]] = (),
    texts: Sequence[str] = (),
    libraries: Sequence[str] = (),
    library: bool = False,
    pie: bool = True,
    encrypted: bool = False,
) -> bytes:
    """`imports`: C names; `uses`: classes of others; `classes`: own ones, with class methods if a mapping."""
    own = dict(classes) if isinstance(classes, Mapping) else dict.fromkeys(classes, ())
    text = _Part(PAGE)
    words = {name: text.add(name.encode() + b"\0") for name in (*selectors, *own, *texts)}
    words |= {name: text.add(name.encode() + b"\0") for methods in own.values() for name in methods}
    data = _Part(2 * PAGE)
    sent = data.add(b"".join(_pointer(words[name]) for name in selectors))
    bodies = [data.add(_class(data, words, name, methods)) for name, methods in own.items()]
    listed = data.add(b"".join(map(_pointer, bodies)))
    sections = (
        ("__TEXT", "__cstring", PAGE, len(text.body), 2),
        ("__DATA", "__objc_selrefs", sent, 8 * len(selectors), 5),
        ("__DATA", "__objc_classlist", listed, 8 * len(own), 0),
    )
    names = [f"_{name}" for name in imports] + [f"_OBJC_CLASS_$_{name}" for name in uses]
    table, strings = b"", b"\0"
    for name in names:
        table += struct.pack("<IBBHQ", len(strings), 0x01, 0, 1 << 8, 0)
        strings += name.encode() + b"\0"
    link = 3 * PAGE
    commands = [
        _segment("__TEXT", 0, 2 * PAGE, 5, [s for s in sections if s[0] == "__TEXT"]),
        _segment("__DATA", 2 * PAGE, PAGE, 3, [s for s in sections if s[0] == "__DATA"]),
        _segment("__LINKEDIT", link, len(table) + len(strings), 1, ()),
        struct.pack("<6I", 0x2, 24, link, len(names), link + len(table), len(strings)),
        struct.pack("<6I", 0x32, 24, 2, 13 << 16, 17 << 16, 0),  # iOS 13, built with 17
        struct.pack("<6I", 0x2C, 24, PAGE, PAGE, int(encrypted), 0),
        *(_library(name) for name in ("/usr/lib/libSystem.B.dylib", *libraries)),
    ]
    flags = _DYLDLINK | (_PIE if pie and not library else 0)
    kind = _LIBRARY if library else _PROGRAM
    size = sum(map(len, commands))
    head = struct.pack("<8I", 0xFEEDFACF, _ARM64, 0, kind, len(commands), size, flags, 0)
    whole = (head + b"".join(commands)).ljust(PAGE, b"\0")
    hidden = bytes(byte ^ 0xA5 for byte in text.body.ljust(PAGE, b"\0"))
    whole += hidden if encrypted else text.body.ljust(PAGE, b"\0")
    return whole + data.body.ljust(PAGE, b"\0") + table + strings


class _Part:
    """Bytes of a segment; places in it are file offsets."""

    def __init__(self, start: int) -> None:
        self.start, self.body = start, b""

    def add(self, content: bytes) -> int:
        self.body = self.body.ljust(-(-len(self.body) // 8) * 8, b"\0")
        place = self.start + len(self.body)
        self.body += content
        assert len(self.body) <= PAGE
        return place


def _pointer(place: int) -> bytes:
    return struct.pack("<Q", BASE + place if place else 0)


def _class(data: _Part, words: Mapping[str, int], name: str, methods: Sequence[str]) -> bytes:
    """objc_class with its metaclass before it: isa, superclass, cache, vtable, class_ro_t."""
    listed = b"".join(_pointer(words[method]) + bytes(16) for method in methods)
    place = data.add(struct.pack("<II", 24, len(methods)) + listed) if methods else 0
    of_meta = data.add(_read_only(words[name], place, 1))
    meta = data.add(bytes(32) + _pointer(of_meta))
    of_class = data.add(_read_only(words[name], 0, 0))
    return _pointer(meta) + bytes(24) + _pointer(of_class)


def _read_only(name: int, methods: int, flags: int) -> bytes:
    return struct.pack("<4I", flags, 40, 40, 0) + bytes(8) + _pointer(name) + _pointer(methods) + bytes(32)


def _segment(
    name: str, offset: int, size: int, protection: int, sections: Sequence[tuple[str, str, int, int, int]]
) -> bytes:
    head = struct.pack(
        "<II16sQQQQIIII",
        *(0x19, 72 + 80 * len(sections), name.encode()),
        *(BASE + offset, -(-size // PAGE) * PAGE, offset, size, protection, protection, len(sections), 0),
    )
    return head + b"".join(
        struct.pack("<16s16sQQ8I", own.encode(), of.encode(), BASE + at, length, at, 3, 0, 0, flags, 0, 0, 0)
        for of, own, at, length, flags in sections
    )


def _library(name: str) -> bytes:
    text = name.encode() + b"\0"
    text = text.ljust(-(-(24 + len(text)) // 8) * 8 - 24, b"\0")
    return struct.pack("<6I", 0xC, 24 + len(text), 24, 2, 0x10000, 0x10000) + text
