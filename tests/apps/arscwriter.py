"""Writes resource tables from a mapping, so that a fixture is a few lines.

    table({"string/app_name": {"": "Lesson", "zh-CN": "课堂"}, "xml/net": {"": "res/xml/net.xml"}})

The key of a value is its configuration: a locale ("", "zh", "zh-CN", "zh-Hans-CN"), qualifiers
("v21", "land"), or both joined by "+".
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scanner.formats import res_value
from tests.apps.poolwriter import string_pool


@dataclass(frozen=True)
class Ref:
    """A reference, to "type/name" of the same package or to an id."""

    to: str | int


@dataclass(frozen=True)
class Raw:
    """Any type and data."""

    type: int
    data: int


@dataclass(frozen=True)
class Bag:
    """An array, plural or style of this many items."""

    items: int


Value = str | bool | int | Ref | Raw | Bag
Resources = Mapping[str, Mapping[str, Value]]


@dataclass
class Pack:
    """One package of a table, and how its chunks are written."""

    resources: Resources
    number: int = 0x7F
    name: str = "com.example.app"
    sparse: bool = False
    offset16: bool = False
    compact: bool = False
    extra: bytes = b""  # raw chunks behind the pools
    first_type: int = 1  # id of the first type; the lower ones stay empty


def ids(resources: Resources, number: int = 0x7F, first_type: int = 1) -> dict[str, int]:
    """The ids that "type/name" get: by first appearance."""
    found, types, counts = dict[str, int](), dict[str, int](), dict[str, int]()
    for name in resources:
        kind = name.split("/")[0]
        types.setdefault(kind, len(types) + first_type)
        counts[kind] = counts.get(kind, -1) + 1
        found[name] = number << 24 | types[kind] << 16 | counts[kind]
    return found


def table(*packs: Resources | Pack, utf8: bool = True, tail: bytes = b"", styles: int = 0) -> bytes:
    """A resources.arsc of these packages."""
    given = [pack if isinstance(pack, Pack) else Pack(pack) for pack in packs]
    pool: dict[str, int] = {}
    bodies = [_package(pack, pool, utf8) for pack in given]
    body = string_pool(list(pool), utf8, styles) + b"".join(bodies) + tail
    return struct.pack("<HHII", 2, 12, 12 + len(body), len(given)) + body


def library(*entries: tuple[int, str]) -> bytes:
    """The chunk that names the shared libraries a package refers to."""
    body = b"".join(struct.pack("<I", number) + _wide(name) for number, name in entries)
    return struct.pack("<HHII", 0x0203, 12, 12 + len(body), len(entries)) + body


def overlayable(name: str, *resources: int) -> bytes:
    """The chunk of an overlayable with one policy."""
    policy = struct.pack("<HHIII", 0x0205, 16, 16 + 4 * len(resources), 1, len(resources))
    policy += struct.pack(f"<{len(resources)}I", *resources)
    head = struct.pack("<HHI", 0x0204, 1032, 1032 + len(policy))
    return head + _wide(name, 256) + _wide("", 256) + policy


def aliases(*pairs: tuple[int, int]) -> bytes:
    """The chunk of staged resource ids and the final ones."""
    body = b"".join(struct.pack("<II", *pair) for pair in pairs)
    return struct.pack("<HHII", 0x0206, 12, 12 + len(body), len(pairs)) + body


@dataclass
class _Kind:
    names: list[str] = field(default_factory=list)
    configs: dict[str, dict[int, Value]] = field(default_factory=dict)


def _package(pack: Pack, pool: dict[str, int], utf8: bool) -> bytes:
    numbers = ids(pack.resources, pack.number, pack.first_type)
    kinds: dict[str, _Kind] = {}
    for name, values in pack.resources.items():
        kind, _, entry = name.partition("/")
        group = kinds.setdefault(kind, _Kind())
        for config, value in values.items():
            group.configs.setdefault(config, {})[len(group.names)] = value
        group.names.append(entry)
    keys = {entry: None for group in kinds.values() for entry in group.names}
    places = {entry: place for place, entry in enumerate(keys)}
    types = string_pool(["^attr"] * (pack.first_type - 1) + list(kinds), utf8)
    key_pool = string_pool(list(keys), utf8)
    body = types + key_pool + pack.extra
    for number, group in enumerate(kinds.values(), pack.first_type):
        count = len(group.names)
        body += struct.pack("<HHIBBHI", 0x0202, 16, 16 + 4 * count, number, 0, 0, count) + bytes(4 * count)
        for config, values in group.configs.items():
            entries = [
                (index, _entry(pack, places[group.names[index]], value, pool, numbers))
                for index, value in sorted(values.items())
            ]
            body += _type(pack, number, count, config, entries)
    head = struct.pack("<HHII", 0x0200, 288, 288 + len(body), pack.number) + _wide(pack.name)
    return head + struct.pack("<IIIII", 288, len(kinds), 288 + len(types), len(keys), 0) + body


def _type(pack: Pack, number: int, count: int, config: str, entries: Sequence[tuple[int, bytes]]) -> bytes:
    offsets, blob = {}, bytearray()
    for index, entry in entries:
        offsets[index] = len(blob)
        blob += entry
    if pack.sparse:
        flags, rows = 1, b"".join(struct.pack("<HH", index, at // 4) for index, at in offsets.items())
        count = len(offsets)
    elif pack.offset16:
        flags, rows = 2, b"".join(_half(offsets.get(index)) for index in range(count))
    else:
        flags, rows = 0, b"".join(struct.pack("<I", offsets.get(index, 0xFFFFFFFF)) for index in range(count))
    rows += bytes(-len(rows) % 4)
    conf = _config(config)
    start = 20 + len(conf) + len(rows)
    head = struct.pack("<HHI", 0x0201, 20 + len(conf), start + len(blob))
    return head + struct.pack("<BBHII", number, flags, 0, count, start) + conf + rows + blob


def _half(offset: int | None) -> bytes:
    return struct.pack("<H", 0xFFFF if offset is None else offset // 4)


def _entry(pack: Pack, key: int, value: Value, pool: dict[str, int], numbers: Mapping[str, int]) -> bytes:
    if isinstance(value, Bag):
        maps = b"".join(
            struct.pack("<IHBBI", index, 8, 0, res_value.INT_DEC, 1) for index in range(value.items)
        )
        return struct.pack("<HHIII", 16, 1, key, 0, value.items) + maps
    kind, data = _typed(value, pool, numbers)
    if pack.compact:
        return struct.pack("<HHI", key, 8 | kind << 8, data)
    return struct.pack("<HHIHBBI", 8, 0, key, 8, 0, kind, data)


def _typed(
    value: str | bool | int | Ref | Raw, pool: dict[str, int], numbers: Mapping[str, int]
) -> tuple[int, int]:
    if isinstance(value, str):
        return res_value.STRING, pool.setdefault(value, len(pool))
    if isinstance(value, Ref):
        return res_value.REFERENCE, numbers[value.to] if isinstance(value.to, str) else value.to
    if isinstance(value, Raw):
        return value.type, value.data
    if isinstance(value, bool):
        return res_value.INT_BOOLEAN, 0xFFFFFFFF if value else 0
    return res_value.INT_DEC, value & 0xFFFFFFFF


def _config(text: str) -> bytes:
    """ResTable_config, 64 bytes."""
    raw = bytearray(struct.pack("<I", 64) + bytes(60))
    for part in filter(None, text.split("+")):
        if part == "land":
            raw[12] = 2
        elif part[0] == "v" and part[1:].isdecimal():
            raw[24:26] = struct.pack("<H", int(part[1:]))
        else:
            language, *rest = part.split("-")
            raw[8:10] = _letters(language, ord("a"))
            for tag in rest:
                if len(tag) == 4:
                    raw[36:40] = tag.encode()
                else:
                    raw[10:12] = _letters(tag, ord("0"))
    return bytes(raw)


def _letters(text: str, base: int) -> bytes:
    if len(text) == 2:
        return text.encode()
    first, second, third = (ord(letter) - base for letter in text)
    return bytes([0x80 | third << 2 | second >> 3, (second << 5 | first) & 0xFF])


def _wide(text: str, units: int = 128) -> bytes:
    return text.encode("utf-16-le").ljust(2 * units, b"\0")
