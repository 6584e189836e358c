"""Property lists of every kind: binary, XML, the old text form and `.strings` files; keyed archives.

Binary and XML are parsed by the standard library, which is not made for hostile input: binary lists are
looked over before, and what it gives is copied within bounds. One object may stand in many places, so a small
file can unfold to any size, and can contain itself; such lists are refused with `BadPlist`.
Source: `CFBinaryPList.c` of Apple's CoreFoundation, `plist(5)`; what NSKeyedArchiver writes.
"""

from __future__ import annotations

import math
import plistlib
import struct
from datetime import datetime
from typing import TypeAlias
from xml.parsers.expat import ExpatError

from scanner.formats import plist_text
from scanner.formats.plist_text import DEPTH, NODES, BadPlist

Value: TypeAlias = (
    "str | int | float | bool | bytes | datetime | plistlib.UID | list[Value] | dict[str, Value] | None"
)
"""A value. `plistlib.UID` stands in keyed archives only; dates are in UTC, without a zone."""

LARGEST = 8 << 20
"""Largest file; bytes."""
_LONGEST_INTEGER = 128
"""Bits; CoreFoundation knows no larger ones, and longer ones are slow to print."""
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")
_PARSER_FAULTS = (
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, ExpatError, RecursionError),
    *(EOFError, MemoryError),
)
"""What the standard library raises on malformed lists: it checks little itself."""


def read(data: bytes) -> Value:
    """The list in a file, whichever form it has. Raises BadPlist."""
    if len(data) > LARGEST:
        raise BadPlist(f"larger than {LARGEST >> 20} MB")
    if data.startswith(b"bplist0"):
        _look_over(data)
        return _parsed(data, plistlib.FMT_BINARY)
    trimmed = data.lstrip()  # what the XML parser would not accept
    if trimmed.startswith(_XML) and not _is_data(trimmed):
        return _parsed(trimmed, plistlib.FMT_XML)
    return _bounded(plist_text.read(data))


def dictionary(data: bytes) -> dict[str, Value]:
    """The dictionary that a file is: an Info.plist, a privacy manifest, entitlements. Raises BadPlist."""
    value = read(data)
    if not isinstance(value, dict):
        raise BadPlist(f"a dictionary was expected, found {type(value).__name__}")
    return value


def strings(data: bytes) -> dict[str, str]:
    """The texts of a `.strings` file by their keys; what is no text is left out. Raises BadPlist."""
    return {key: value for key, value in dictionary(data).items() if isinstance(value, str)}


def unarchive(archive: Value) -> Value:
    """What was put into a keyed archive (NSKeyedArchiver), from `$top` on.

    Arrays, sets, dictionaries, texts, data and dates become values, other objects dictionaries with their
    class name as "$class". Raises BadPlist where it is no archive or contains itself.
    """
    if not isinstance(archive, dict) or not isinstance(archive.get("$objects"), list):
        raise BadPlist("no keyed archive")
    objects = archive["$objects"]
    assert isinstance(objects, list)
    return _Archive(objects).value(archive.get("$top"), 0)


def _is_data(data: bytes) -> bool:
    """Whether it is a text list that begins with data in angle brackets: <0fbd77 1c2735>."""
    return data[1:2] in b"0123456789abcdefABCDEF >" and data[:1] == b"<"


def _look_over(data: bytes) -> None:
    """Refuses a binary list whose objects share bytes: parsed, each of them would take its own memory."""
    if len(data) < 40:
        raise BadPlist("binary list: cut off")
    width, _, number, _, table = struct.unpack(">6xBBQQQ", data[-32:])
    if not 1 <= width <= 8 or number > min(NODES, (len(data) - 40) // width):
        raise BadPlist(f"binary list: {number} objects")
    left = len(data)
    for at in range(table, table + width * number, width):
        place = int.from_bytes(data[at : at + width], "big")
        if place >= len(data) - 32:
            raise BadPlist("binary list: an object behind its end")
        left -= 1
        kind, count = data[place] >> 4, data[place] & 0xF
        if kind >= 4 and count == 0xF and place + 2 < len(data):
            count = int.from_bytes(data[place + 2 : place + 2 + (1 << (data[place + 1] & 3))], "big")
        left -= count if kind >= 4 else 0
    if left < 0:
        raise BadPlist("binary list: objects that share their bytes")


def _parsed(data: bytes, form: plistlib.PlistFormat) -> Value:
    try:
        return _bounded(plistlib.loads(data, fmt=form))
    except BadPlist:
        raise
    except _PARSER_FAULTS as fault:
        raise BadPlist(f"{form.name[4:].lower()} list: {str(fault)[:200] or type(fault).__name__}") from fault


def _bounded(value: object) -> Value:
    return _Copy().value(value, 0)


class _Copy:
    """Copies a value with every part as often as it stands in it, as far as the bounds go."""

    def __init__(self) -> None:
        self.left = NODES

    def value(self, value: object, depth: int) -> Value:
        self.left -= 1
        if self.left < 0:
            raise BadPlist(f"unfolds to more than {NODES} values")
        if depth > DEPTH:
            raise BadPlist(f"more than {DEPTH} levels deep, or contains itself")
        if isinstance(value, dict):
            return {self._key(key): self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER:
            raise BadPlist(f"integer of {value.bit_length()} bits")
        if isinstance(value, float) and not math.isfinite(value):
            return None
        if isinstance(value, str | int | float | bytes | datetime | plistlib.UID) or value is None:
            return value
        raise BadPlist(f"unexpected {type(value).__name__}")

    @staticmethod
    def _key(key: object) -> str:
        if not isinstance(key, str):
            raise BadPlist(f"a key is {type(key).__name__}")
        return key


class _Archive:
    """Follows the references of a keyed archive."""

    def __init__(self, objects: list[Value]) -> None:
        self.objects = objects
        self.left = NODES

    def value(self, value: Value, depth: int) -> Value:
        self.left -= 1
        if self.left < 0:
            raise BadPlist(f"the archive unfolds to more than {NODES} values")
        if depth > DEPTH:
            raise BadPlist(f"the archive is more than {DEPTH} levels deep, or contains itself")
        if isinstance(value, plistlib.UID):
            number = value.data
            if not 0 <= number < len(self.objects):
                raise BadPlist(f"the archive has no object {number}")
            found = self.objects[number]
            return None if found == "$null" else self._object(found, depth + 1)
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {key: self.value(item, depth + 1) for key, item in value.items()}
        return value

    def _object(self, found: Value, depth: int) -> Value:
        if not isinstance(found, dict):
            return self.value(found, depth)
        name = self._class(found.get("$class"))
        for key in ("NS.string", "NS.bytes", "NS.data", "NS.time"):
            if key in found:
                return self.value(found[key], depth + 1)
        items = found.get("NS.objects")
        if isinstance(items, list):
            values = [self.value(item, depth + 1) for item in items]
            keys = found.get("NS.keys")
            if not isinstance(keys, list):
                return values
            names = [self.value(key, depth + 1) for key in keys]
            return {str(key): value for key, value in zip(names, values, strict=False)}
        fields = {key: self.value(item, depth + 1) for key, item in found.items() if key != "$class"}
        return {"$class": name, **fields} if name else fields

    def _class(self, reference: Value) -> str:
        if isinstance(reference, plistlib.UID) and reference.data < len(self.objects):
            found = self.objects[reference.data]
            if isinstance(found, dict) and isinstance(name := found.get("$classname"), str):
                return name
        return ""
