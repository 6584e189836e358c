"""What Swift's mangled names say about modules and classes. Nothing more is demangled.

Source: `docs/ABI/Mangling.rst` of Swift; the older form `_Tt...` is still what Objective-C sees.
"""

from __future__ import annotations

import re

_SYMBOL = re.compile(r"_?(?:\$[sSe]|_T0)([1-9][0-9]{0,2})")
_DESCRIPTOR = re.compile(r"_?\$[sSe](\w{1,1000}?)(M[pn]|MXM)")
_STANDARD = {
    "SE": "Encodable",
    "Se": "Decodable",
    "SH": "Hashable",
    "SL": "Comparable",
    "SQ": "Equatable",
    "ST": "Sequence",
    "SY": "RawRepresentable",
    "Sl": "Collection",
}
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_KINDS = "CVOP"
DEPTH = 16
"""At most so many types inside one another."""


def module(symbol: str) -> str:
    """The module in front of a mangled symbol, "Main" of "_$s4Main3FooC"; "" where there is none."""
    found = _SYMBOL.match(symbol)
    if found is None or symbol.endswith("Tl"):  # an associated type's name comes first
        return ""
    name = symbol[found.end() : found.end() + int(found[1])]
    return name if len(name) == int(found[1]) and _IDENTIFIER.fullmatch(name) else ""


def nominal(symbol: str) -> str:
    """The name of the type, protocol or module whose descriptor a symbol is, "Foundation.Data" of
    "_$s10Foundation4DataVMn". A symbol that is not so simple is given back as it is.
    """
    found = _DESCRIPTOR.fullmatch(symbol)
    if found is None:
        return symbol
    if found[1] in _STANDARD:
        return f"Swift.{_STANDARD[found[1]]}"
    rest, parts = found[1], []
    if rest.startswith("s"):
        parts, rest = ["Swift"], rest[1:]
    while rest and len(parts) <= DEPTH:
        number = _NUMBER.match(rest)
        if number is None or number.end() + int(number[0]) > len(rest):
            return symbol
        parts.append(rest[number.end() : number.end() + int(number[0])])
        rest = rest[number.end() + int(number[0]) :].lstrip(_KINDS)
    whole = len(parts) == 1 if found[2] == "MXM" else len(parts) > 1
    return ".".join(parts) if whole and not rest else symbol


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
