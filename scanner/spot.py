"""Prints the spot that a piece of evidence points to: the manifest element, the instructions, the bytes.

Runs in the sandbox child like every other look into a package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from scanner.android import AndroidApp
from scanner.app import App
from scanner.formats import disassembly, plist
from scanner.formats.archive import BadEntry
from scanner.formats.axml import Element
from scanner.formats.manifest import Values
from scanner.formats.plist_text import BadPlist
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.magic import magic
from scanner.model import Evidence
from scanner.redact import kept

_LIKE_A_KEY = re.compile(rb"[0-9A-Za-z+/=_.~-]{12,}")
_AROUND = 64
"""Bytes shown before and after a place."""
_DEEP, _MEMBERS = 5, 60
"""Levels of a property list that are shown, and members of each."""
_LINES = 12
"""Instructions shown before and after a place."""


def lines(app: App, item: Evidence) -> Iterator[str]:
    """The spot, line by line."""
    where = item.where
    if where.element and isinstance(app, AndroidApp):
        yield from _element(app, item)
    elif where.element and isinstance(app, IosApp):
        yield from _named(app, item)
    elif where.method and where.offset >= 0:
        yield from _instructions(app, item)
    elif where.entry and where.offset >= 0:
        yield from _bytes(app, item)
    elif where.entry:
        yield from _entry(app, item)


def _element(app: AndroidApp, item: Evidence) -> Iterator[str]:
    for part in app.parts:
        if item.where.entry == f"{part.prefix}AndroidManifest.xml":
            for path, element in part.manifest.walk():
                if path == item.where.element:
                    yield path
                    yield from _xml(element, Values(app.resources), 0)
                    return


def _xml(element: Element, values: Values, depth: int) -> Iterator[str]:
    """An element and what is in it, references resolved; attributes carry their ids, which is what counts."""
    indent = "  " * depth
    yield f"{indent}<{element.tag}"
    for attribute in element.attributes:
        value = values.resolve(attribute)
        shown = value.shown if value is not None else attribute.text
        number = f"  (0x{attribute.id:08x})" if attribute.id else ""
        yield f'{indent}    {attribute.name}="{shown}"{number}'
    if not element.children:
        yield f"{indent}/>"
        return
    yield f"{indent}>"
    for child in element.children if depth < 3 else ():
        yield from _xml(child, values, depth + 1)
    yield f"{indent}</{element.tag}>"


def _named(app: IosApp, item: Evidence) -> Iterator[str]:
    """A key of a property list with what is below it; in a binary, each name where it stands as text."""
    where = item.where
    try:
        data = app.read(where.entry)
    except (BadEntry, KeyError):
        return
    if magic(data) != "macho":
        try:
            yield from _property(plist.read(data), where.element)
            return
        except BadPlist:
            pass  # an entry of another kind: the bytes show what it is
    for name in where.element.split(".", 1) if item.kind is Kind.SENSITIVE_USE else (where.element,):
        at = _text_at(data, name)
        if at >= 0:
            yield name
            yield from _rows(data, at)


def _text_at(data: bytes, name: str) -> int:
    """Where a binary names something: a class or function, a whole text, or any; -1 for nowhere."""
    whole = (b"\0_OBJC_CLASS_$_%b\0", b"\0_%b\0", b"\0%b\0")
    for pattern in whole:
        at = data.find(pattern % name.encode())
        if at >= 0:
            return at + 1
    return data.find(name.encode())


def _property(value: Any, path: str) -> Iterator[str]:
    """The value at a path of keys and numbers joined by /; keys may hold a / themselves."""
    yield path
    rest = path
    while rest:
        if isinstance(value, list):
            head, _, rest = rest.partition("/")
            if not head.isdecimal() or int(head) >= len(value):
                return  # the last part names a member of the list itself
            value = value[int(head)]
        elif isinstance(value, dict):
            known = [
                key for key in value if isinstance(key, str) and (rest == key or rest.startswith(key + "/"))
            ]
            if not known:
                return
            key = max(known, key=len)
            value, rest = value[key], rest[len(key) + 1 :]
        else:
            break
    yield from _shown(value, 1)


def _shown(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict | list) and depth < _DEEP:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in list(items)[:_MEMBERS]:
            plain = not isinstance(item, dict | list)
            yield f"{indent}{key}{': ' + kept(str(item)) if plain else ''}"
            if not plain:
                yield from _shown(item, depth + 1)
        return
    yield f"{indent}{kept(str(value))}"


def _instructions(app: App, item: Evidence) -> Iterator[str]:
    where = item.where
    yield f"{where.cls}.{where.method}"
    try:
        found = disassembly.method(app.read(where.entry), where.cls, where.method)
    except (BadEntry, KeyError, disassembly.NoMethod):
        yield from _bytes(app, item)  # the place stays, whatever keeps the disassembler out
        return
    mark = next((n for n, (offset, _) in enumerate(found) if offset >= where.offset), len(found))
    for number, (offset, text) in enumerate(found[max(0, mark - _LINES) : mark + _LINES + 1]):
        arrow = "→" if number + max(0, mark - _LINES) == mark else " "
        yield f"{arrow} {offset:08x}  {text}"


def _bytes(app: App, item: Evidence) -> Iterator[str]:
    try:
        data = app.read(item.where.entry)
    except (BadEntry, KeyError):
        return
    if item.kind is Kind.SECRET:  # terminals are logged: the place is shown, no credential near it
        data = _LIKE_A_KEY.sub(lambda found: b"*" * len(found[0]), data)
    yield from _rows(data, item.where.offset)


def _rows(data: bytes, offset: int) -> Iterator[str]:
    start = max(0, offset - _AROUND) & ~15
    for at in range(start, min(offset + _AROUND, len(data)), 16):
        row = data[at : at + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        arrow = "→" if at <= offset < at + 16 else " "
        yield f"{arrow} {at:08x}  {row.hex(' '):<47}  {shown}"


def _entry(app: App, item: Evidence) -> Iterator[str]:
    try:
        data = app.read(item.where.entry)
    except (BadEntry, KeyError):
        return
    yield f"{item.where.entry}  {len(data)} bytes  {magic(data)}  sha256 {hashlib.sha256(data).hexdigest()}"
