"""Lays out one logical DEX file from the classes of a recipe (tests/apps/dexwriter.py).

Source: "Dalvik executable format", source.android.com.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.apps.dexasm import assemble, references, uleb
from tests.apps.dexpools import Pools, mutf8, shorty, split_field, split_method, split_proto

if TYPE_CHECKING:
    from tests.apps.dexwriter import Class, Field, Method

NONE = 0xFFFFFFFF
_STATIC = 0x8  # access flag
_HEADER = (
    "checksum signature0 signature1 signature2 signature3 signature4 file_size header_size endian_tag "
    "link_size link_off map_off string_ids_size string_ids_off type_ids_size type_ids_off proto_ids_size "
    "proto_ids_off field_ids_size field_ids_off method_ids_size method_ids_off class_defs_size "
    "class_defs_off data_size data_off container_size header_offset"
)
_ROWS = {  # what can be forged: struct format of a row, its fields
    "header": ("I" * 28, _HEADER),
    "string_ids": ("I", "data"),
    "type_ids": ("I", "string"),
    "proto_ids": ("III", "shorty ret parameters"),
    "field_ids": ("HHI", "cls type name"),
    "method_ids": ("HHI", "cls proto name"),
    "class_defs": ("I" * 8, "cls flags superclass interfaces source annotations data static_values"),
    "call_site_ids": ("I", "data"),
    "method_handles": ("HHHH", "type unused member unused2"),
    "code": ("HHHHII", "registers ins outs tries debug size"),
    "map": ("HHII", "type unused size offset"),
}
_TABLES = ("string_ids", "type_ids", "proto_ids", "field_ids", "method_ids", "class_defs")
_MAP_TYPES = {
    "header": 0x0, "string_ids": 0x1, "type_ids": 0x2, "proto_ids": 0x3, "field_ids": 0x4, "method_ids": 0x5,
    "class_defs": 0x6, "call_site_ids": 0x7, "method_handles": 0x8, "map_list": 0x1000, "type_list": 0x1001,
    "annotation_set": 0x1003, "class_data": 0x2000, "code": 0x2001, "string_data": 0x2002,
    "annotation": 0x2004, "encoded_array": 0x2005, "annotations_directory": 0x2006,
}  # fmt: skip
_INVOKE_STATIC = 4  # method_handle_type


@dataclass
class Writer:
    """One logical DEX file.

    forge: "header.map_off", "method_ids[3].name", "map[0].size", "code[0].size", ... -> number, written after
    everything else; checksum and SHA-1 are computed over the forged file unless they are forged too.
    """

    classes: list[Class]
    version: int = 35
    forge: Mapping[str, int] = field(default_factory=dict)
    strings: Sequence[str] = ()  # in the pool although nothing names them
    types: Sequence[str] = ()
    share_code: bool = False  # equal code items are stored once
    gap: bytes = b""  # before each class_data item: b"\x80" makes them no plain ULEB stream
    magic: bytes = b""

    def __post_init__(self) -> None:
        self.classes = _parents_first(self.classes)
        self.pools = Pools(self._named())

    def finish(self, base: int, total: int) -> bytes:
        """The file's bytes, lying at offset `base` of a physical file of `total` bytes, forged and signed."""
        out = bytearray(self.lay_out(base))
        if self.version >= 41:
            struct.pack_into("<II", out, 0x70, total, base)
        for spot, value in self.forge.items():
            table, name = spot.split(".")
            table, _bracket, number = table.rstrip("]").partition("[")
            units, names = _ROWS[table]
            n = names.split().index(name)
            at = self._rows[table][int(number or 0)] + struct.calcsize("<" + units[:n])
            struct.pack_into("<" + units[n], out, at, value)
        if not any(spot.startswith("header.signature") for spot in self.forge):
            out[12:32] = hashlib.sha1(out[32:]).digest()
        if "header.checksum" not in self.forge:
            out[8:12] = struct.pack("<I", zlib.adler32(out[12:]))
        return bytes(out)

    def lay_out(self, base: int) -> bytes:
        """Header, tables and data with all offsets counted from a file start `base` bytes earlier."""
        pools, size = self.pools.items, 0x78 if self.version >= 41 else 0x70
        self._rows: dict[str, list[int]] = {"header": [8]}  # table -> local offset of each row
        self._base, self._places = base, {"header": (1, 0)}  # section -> (items, local offset)
        counts = [len(pools[name]) for name in ("string", "type", "proto", "field", "method")]
        at = size
        for table, count in zip(_TABLES, [*counts, len(self.classes)], strict=True):
            at = self._table(table, count, at)
        at = self._table("call_site_ids", len(pools["call_site"]), at)
        at = self._table("method_handles", len(pools["method_handle"]), at)
        self._out, data = bytearray(at), at
        self._write_data()
        header = [0] * 5 + [len(self._out), size, 0x12345678, 0, 0, self._places["map_list"][1] + base]
        for table in _TABLES:
            count, where = self._places.get(table, (0, -base))
            header += [count, where + base]
        header += [len(self._out) - data, data + base] if self.version < 41 else [0, 0]
        struct.pack_into(
            f"<8sI{len(header)}I", self._out, 0, self.magic or b"dex\n%03d\0" % self.version, 0, *header
        )
        return bytes(self._out)

    def _table(self, table: str, count: int, at: int) -> int:
        width = struct.calcsize("<" + _ROWS[table][0])
        self._rows[table] = [at + width * n for n in range(count)]
        if count:
            self._places[table] = (count, at)
        return at + width * count

    def _row(self, table: str, number: int, *values: int) -> None:
        struct.pack_into("<" + _ROWS[table][0], self._out, self._rows[table][number], *values)

    def _place(self, section: str, item: bytes, align: int = 1) -> int:
        """Append one data item; its offset, counted the file's way. Nothing for an empty item: 0."""
        if not item:
            return 0
        self._out += bytes(-len(self._out) % align)
        count, first = self._places.get(section, (0, len(self._out)))
        self._places[section] = (count + 1, first)
        self._out += item
        return len(self._out) - len(item) + self._base

    def _write_data(self) -> None:
        index, pools = self.pools.index, self.pools.items
        code = self._code()
        lists: dict[tuple[str, ...], int] = {(): 0}
        wanted = [
            *(split_proto(proto)[1] for proto in pools["proto"]),
            *(cls.interfaces for cls in self.classes),
        ]
        for names in dict.fromkeys(wanted):
            if names:
                body = b"".join(struct.pack("<H", index("type", name)) for name in names)
                lists[names] = self._place("type_list", struct.pack("<I", len(names)) + body, 4)
        for n, text in enumerate(pools["string"]):
            units = len(text.encode("utf-16-le", "surrogatepass")) // 2
            self._row("string_ids", n, self._place("string_data", uleb(units) + mutf8(text) + b"\0"))
        for n, name in enumerate(pools["type"]):
            self._row("type_ids", n, index("string", name))
        for n, proto in enumerate(pools["proto"]):
            ret, params = split_proto(proto)
            self._row("proto_ids", n, index("string", shorty(proto)), index("type", ret), lists[params])
        for n, (cls, name, kind) in enumerate(map(split_field, pools["field"])):
            self._row("field_ids", n, index("type", cls), index("type", kind), index("string", name))
        for n, (cls, name, proto) in enumerate(map(split_method, pools["method"])):
            self._row("method_ids", n, index("type", cls), index("proto", proto), index("string", name))
        self._write_classes(code, lists)
        for n, method in enumerate(pools["method_handle"]):
            self._row("method_handles", n, _INVOKE_STATIC, 0, index("method", method), 0)
        for n, site in enumerate(pools["call_site"]):
            values = [("method_handle", site.bootstrap), site.name, ("proto", site.proto), *site.extra]
            self._row("call_site_ids", n, self._place("encoded_array", self._array(values)))
        self._write_map()

    def _code(self) -> dict[int, int]:
        """Offsets of the code items by id() of their method."""
        shared: dict[bytes, int] = {}
        found = {}
        for method in (method for cls in self.classes for method in cls.methods if method.code or method.raw):
            item = method.raw or assemble(method.code, self.pools, method.ins, method.registers)
            if not self.share_code or item not in shared:
                shared[item] = self._place("code", item, 4)
                self._rows.setdefault("code", []).append(shared[item] - self._base)
            found[id(method)] = shared[item]
        return found

    def _write_classes(self, code: Mapping[int, int], lists: Mapping[tuple[str, ...], int]) -> None:
        index = self.pools.index
        notes = {id(cls): self._annotations(cls) for cls in self.classes}
        for n, cls in enumerate(self.classes):
            if self.gap:
                self._out += self.gap
            data = cls.raw_data if cls.raw_data is not None else self._class_data(cls, code)
            self._row(
                "class_defs", n, index("type", cls.name), cls.flags,
                index("type", cls.parent) if cls.parent else NONE, lists[cls.interfaces],
                index("string", cls.source) if cls.source else NONE, notes[id(cls)],
                self._place("class_data", data), 0,
            )  # fmt: skip
        for n, cls in enumerate(self.classes):
            statics = self._sorted_fields(cls, static=True)
            if any(member.value is not None for member in statics):
                values = [(member.value, member.name.split(":")[1]) for member in statics]
                at = self._place("encoded_array", self._array([_initial(*value) for value in values]))
                struct.pack_into("<I", self._out, self._rows["class_defs"][n] + 28, at)

    def _sorted_fields(self, cls: Class, static: bool) -> list[Field]:
        own = [member for member in cls.fields if bool(member.flags & _STATIC) == static]
        return sorted(own, key=lambda member: self.pools.index("field", f"{cls.name}->{member.name}"))

    def _class_data(self, cls: Class, code: Mapping[int, int]) -> bytes:
        fields = [self._sorted_fields(cls, static) for static in (True, False)]

        def number(method: Method) -> int:
            return self.pools.index("method", f"{cls.name}->{method.name}")

        methods = [
            sorted((m for m in cls.methods if m.direct == direct), key=number) for direct in (True, False)
        ]
        if not any(fields + methods):
            return b""
        out = b"".join(uleb(len(members)) for members in fields + methods)
        for members in fields:
            last = 0
            for member in members:
                this = self.pools.index("field", f"{cls.name}->{member.name}")
                out, last = out + uleb(this - last) + uleb(member.flags), this
        for group in methods:
            last = 0
            for method in group:
                out += uleb(number(method) - last) + uleb(method.flags) + uleb(code.get(id(method), 0))
                last = number(method)
        return out

    def _annotations(self, cls: Class) -> int:
        """Offset of the class's annotations_directory_item, with those of its methods; 0 without any."""
        rows = []
        for method in cls.methods:
            if method.annotations:
                items = [
                    self._place("annotation", b"\x01" + uleb(self.pools.index("type", name)) + b"\0")
                    for name in sorted(method.annotations, key=lambda name: self.pools.index("type", name))
                ]
                at = self._place("annotation_set", struct.pack(f"<I{len(items)}I", len(items), *items), 4)
                rows.append((self.pools.index("method", f"{cls.name}->{method.name}"), at))
        body = b"".join(struct.pack("<II", *row) for row in sorted(rows))
        return (
            self._place("annotations_directory", struct.pack("<4I", 0, 0, len(rows), 0) + body, 4)
            if rows
            else 0
        )

    def _array(self, values: Sequence[Any]) -> bytes:
        """encoded_array of texts, numbers, truth values, None and (pool, item) pairs."""
        return uleb(len(values)) + b"".join(map(self._value, values))

    def _value(self, value: Any) -> bytes:
        if value is None or isinstance(value, bool):
            return bytes([0x1E if value is None else 0x1F | value << 5])
        if isinstance(value, int):
            return b"\x64" + struct.pack("<i", value)
        pool, item = ("string", value) if isinstance(value, str) else value
        number = self.pools.index(pool, item)
        return bytes(
            [{"string": 0x77, "type": 0x78, "proto": 0x75, "method_handle": 0x76}[pool]]
        ) + struct.pack("<I", number)

    def _write_map(self) -> None:
        self._out += bytes(-len(self._out) % 4)
        self._places["map_list"] = (1, len(self._out))
        rows = sorted(self._places.items(), key=lambda place: place[1][1])
        self._rows["map"] = [len(self._out) + 4 + 12 * n for n in range(len(rows))]
        self._out += struct.pack("<I", len(rows))
        for section, (count, at) in rows:
            self._out += struct.pack("<HHII", _MAP_TYPES[section], 0, count, at + self._base)

    def _named(self) -> Iterator[tuple[str, Any]]:
        """Everything the recipe names, as (pool, item)."""
        yield from (("string", text) for text in self.strings)
        yield from (("type", name) for name in self.types)
        for cls in self.classes:
            yield from (("type", name) for name in (cls.name, *filter(None, [cls.parent]), *cls.interfaces))
            texts = [cls.source, *(member.value for member in cls.fields)]
            yield from (("string", text) for text in texts if isinstance(text, str))
            yield from (("field", f"{cls.name}->{member.name}") for member in cls.fields)
            for method in cls.methods:
                yield "method", f"{cls.name}->{method.name}"
                yield from (("type", name) for name in method.annotations)
                yield from references(method.code)


def _initial(value: Any, kind: str) -> Any:
    """An initial value, or the default of its type where none is given."""
    if value is not None or kind[0] in "L[":
        return value
    return False if kind == "Z" else 0


def _parents_first(classes: Iterable[Class]) -> list[Class]:
    """class_defs want a class behind its superclass and interfaces; otherwise the recipe's order stays."""
    waiting, out, done = list(classes), [], set[str]()
    names = {cls.name for cls in waiting}
    while waiting:
        for cls in waiting:
            if all(name in done or name not in names for name in (cls.parent, *cls.interfaces)):
                break
        else:
            cls = waiting[0]  # a hostile circle
        waiting.remove(cls)
        out.append(cls)
        done.add(cls.name)
    return out
