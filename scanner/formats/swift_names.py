"""What Swift's mangled names say about modules and classes. Nothing more is demangled.

Source: `docs/ABI/Mangling.rst` of Swift; the older form `_Tt...` is still what Objective-C sees.
"""

from __future__ import annotations

import re

_SYMBOL = re.compile(r"_?(?:\$[sSe]|_T0)([1-9][0-9]{0,2})")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_KINDS = "CVOP"
DEPTH = 16
"""At most so many types inside one another."""


def module(symbol: str) -> str:
    """The module in front of a mangled symbol, "Main" of "_$s4Main3FooC"; "" where there is none."""
    found = _SYMBOL.match(symbol)
    if found is None:
        return ""
    name = symbol[found.end() : found.end() + int(found[1])]
    return name if len(name) == int(found[1]) and _IDENTIFIER.fullmatch(name) else ""


def of_class(name: str) -> str:
    """The name a class or protocol has in its sources, "Main.Outer.Inner" of "_TtCC4Main5Outer5Inner".

    A name that is not mangled, or not so simply, is given back as it is.
    """
    if not name.startswith("_Tt") or len(name) > 1024:
        return name
    at = 3
    while at < len(name) and name[at] in _KINDS and at - 3 < DEPTH:
        at += 1
    depth = at - 3
    parts: list[str] = []
    if not depth:
        return name
    if name.startswith("s", at):
        parts, at = ["Swift"], at + 1
    while len(parts) <= depth:
        private = name.startswith("P", at)  # its first part says in which file it is private
        for _ in range(1 + private):
            found = _NUMBER.match(name, at + private)
            if found is None:
                return name
            start = found.end()
            part, at = name[start : start + int(found[0])], start + int(found[0])
            if at > len(name):
                return name
            private = False
        parts.append(part)
    return ".".join(parts) if name[at:] in ("", "_") else name
