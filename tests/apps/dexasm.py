"""A small Dalvik assembler for fixtures: a list of tuples in, the bytes of one code item out.

    ("const-string", 0, "agreed"),
    ("invoke-static", (0,), "Lcom/x/Sdk;->init(Ljava/lang/String;)V"),
    ("if-eqz", 0, "end"),
    "end:",
    ("return-void",)

Operands stand in the order of the instruction's written form. A register is a number, or "p0" for the first
argument; the registers of an invoke are a tuple, and for /range its first and its last one. References are
written as in smali: "Lcls;", "Lcls;->name(args)ret", "Lcls;->NAME:type". A label is a string ending in ":".
Payloads are placed by the assembler:

    ("packed-switch", 0, 10, ["ten", "eleven"]), ("sparse-switch", 0, {1: "one", 500: "many"}),
    ("fill-array-data", 0, 2, [1, 2, 3])         # two bytes each
    (".catch", "Ljava/lang/Exception;", "start", "stop", "handler")   # type None: catch-all
    ("raw", 0x0073, 0xffff)                      # code units as they are

Source: "Dalvik bytecode", "Dalvik executable instruction formats" code_item of "Dalvik executable
format".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

_INT_OPS = "add sub mul div rem and or xor shl shr ushr"
_BINARY = " ".join(
    [f"{op}-int" for op in _INT_OPS.split()]
    + [f"{op}-long" for op in _INT_OPS.split()]
    + [f"{op}-{kind}" for kind in ("float", "double") for op in _INT_OPS.split()[:5]]
)
_KINDS = ("", "-wide", "-object", "-boolean", "-byte", "-char", "-short")
_ARRAY, _INSTANCE, _STATIC = (
    " ".join(f"{letter}{verb}{kind}" for verb in ("get", "put") for kind in _KINDS) for letter in "ais"
)
_INVOKE = "invoke-virtual invoke-super invoke-direct invoke-static invoke-interface"
_TABLE = (  # first opcode, format, what the index names, mnemonics of consecutive opcodes
    (0x00, "10x", "", "nop"),
    (0x01, "12x", "", "move"),
    (0x04, "12x", "", "move-wide"),
    (0x07, "12x", "", "move-object"),
    (0x0A, "11x", "", "move-result move-result-wide move-result-object move-exception"),
    (0x0E, "10x", "", "return-void"),
    (0x0F, "11x", "", "return return-wide return-object"),
    (0x12, "11n", "", "const/4"),
    (0x13, "21s", "", "const/16"),
    (0x14, "31i", "", "const"),
    (0x15, "21h", "", "const/high16"),
    (0x16, "21s", "", "const-wide/16"),
    (0x17, "31i", "", "const-wide/32"),
    (0x18, "51l", "", "const-wide"),
    (0x19, "21h", "", "const-wide/high16"),
    (0x1A, "21c", "string", "const-string"),
    (0x1B, "31c", "string", "const-string/jumbo"),
    (0x1C, "21c", "type", "const-class"),
    (0x1D, "11x", "", "monitor-enter monitor-exit"),
    (0x1F, "21c", "type", "check-cast"),
    (0x20, "22c", "type", "instance-of"),
    (0x21, "12x", "", "array-length"),
    (0x22, "21c", "type", "new-instance"),
    (0x23, "22c", "type", "new-array"),
    (0x24, "35c", "type", "filled-new-array"),
    (0x25, "3rc", "type", "filled-new-array/range"),
    (0x26, "31t", "", "fill-array-data"),
    (0x27, "11x", "", "throw"),
    (0x28, "10t", "", "goto"),
    (0x29, "20t", "", "goto/16"),
    (0x2A, "30t", "", "goto/32"),
    (0x2B, "31t", "", "packed-switch sparse-switch"),
    (0x2D, "23x", "", "cmpl-float cmpg-float cmpl-double cmpg-double cmp-long"),
    (0x32, "22t", "", "if-eq if-ne if-lt if-ge if-gt if-le"),
    (0x38, "21t", "", "if-eqz if-nez if-ltz if-gez if-gtz if-lez"),
    (0x44, "23x", "", _ARRAY),
    (0x52, "22c", "field", _INSTANCE),
    (0x60, "21c", "field", _STATIC),
    (0x6E, "35c", "method", _INVOKE),
    (0x74, "3rc", "method", " ".join(name + "/range" for name in _INVOKE.split())),
    (0x7B, "12x", "", "neg-int not-int neg-long not-long neg-float neg-double int-to-long int-to-float"),
    (0x90, "23x", "", _BINARY),
    (0xB0, "12x", "", " ".join(name + "/2addr" for name in _BINARY.split())),
    (0xD8, "22b", "", "add-int/lit8 rsub-int/lit8 mul-int/lit8 div-int/lit8 rem-int/lit8 and-int/lit8"),
    (0xFA, "45cc", "method", "invoke-polymorphic"),
    (0xFB, "4rcc", "method", "invoke-polymorphic/range"),
    (0xFC, "35c", "call_site", "invoke-custom"),
    (0xFD, "3rc", "call_site", "invoke-custom/range"),
    (0xFE, "21c", "method_handle", "const-method-handle"),
    (0xFF, "21c", "proto", "const-method-type"),
)
OPCODES = {
    name: (first + n, form, pool)
    for first, form, pool, names in _TABLE
    for n, name in enumerate(names.split())
}
Code = Sequence[Any]  # tuples and labels


class Pools(Protocol):
    """Where an index is looked up: "string", "type", "field", "method", "proto", "call_site", ..."""

    def index(self, pool: str, item: Any) -> int: ...


@dataclass
class _Place:
    """What is known of a code list while its second pass runs."""

    registers: int
    ins: int
    labels: dict[str, int] = field(default_factory=dict)
    payloads: dict[int, int] = field(default_factory=dict)  # position of the switch -> of its payload

    def register(self, name: int | str) -> int:
        if isinstance(name, int):
            return name
        return self.registers - self.ins + int(name[1:])


def references(code: Code) -> Iterator[tuple[str, Any]]:
    """(pool, item) of everything the code names."""
    for line in code:
        if isinstance(line, str) or line[0] == "raw":
            continue
        if line[0] == ".catch":
            if line[1] is not None:
                yield "type", line[1]
            continue
        _opcode, form, pool = OPCODES[line[0]]
        if pool:
            yield pool, line[2] if form in ("45cc", "4rcc") else line[-1]
        if form in ("45cc", "4rcc"):
            yield "proto", line[3]


def assemble(code: Code, pools: Pools, ins: int, registers: int | None = None) -> bytes:
    """One code_item (not padded at its end). `ins` counts argument registers, `this` included."""
    lines = [line for line in code if isinstance(line, str) or line[0] != ".catch"]
    place = _Place(_registers(lines, ins) if registers is None else registers, ins)
    at = _first_pass(lines, place)
    units, outs = bytearray(), 0
    for line in lines:
        if isinstance(line, str):
            continue
        if line[0].startswith("invoke-"):
            outs = max(outs, len(line[1]) if not line[0].endswith("/range") else _span(line[1], place))
        units += _encode(line, len(units) // 2, place, pools)
    for line, here in at:
        if len(units) % 4:
            units += bytes(2)
        units += _payload(line, here, place)
    tries, handlers = _tries([line for line in code if line[0] == ".catch"], place, pools)
    head = struct.pack("<4HII", place.registers, ins, outs, len(tries) // 8, 0, len(units) // 2)
    padding = bytes(2) if tries and len(units) % 4 else b""
    return head + bytes(units) + padding + tries + handlers


def _registers(lines: Code, ins: int) -> int:
    used = [-1]
    for line in lines:
        if isinstance(line, str) or line[0] == "raw" or len(line) < 2:
            continue
        form, wide = OPCODES[line[0]][1], "wide" in line[0] or "long" in line[0] or "double" in line[0]
        count = {"12x": 2, "22x": 2, "22c": 2, "22t": 2, "22b": 2, "23x": 3, "10t": 0, "20t": 0, "30t": 0}
        named = line[1] if isinstance(line[1], tuple) else line[1 : 1 + count.get(form, 1)]
        used += [name + wide for name in named if isinstance(name, int)]
    return max(used) + 1 + ins


def _first_pass(lines: Code, place: _Place) -> list[tuple[Any, int]]:
    """Fill in the labels; give the lines that own a payload, each with its position."""
    at, owners = 0, []
    for line in lines:
        if isinstance(line, str):
            place.labels[line.removesuffix(":")] = at
            continue
        if line[0] in ("packed-switch", "sparse-switch", "fill-array-data"):
            owners.append((line, at))
        at += len(line) - 1 if line[0] == "raw" else int(OPCODES[line[0]][1][0])
    for line, here in owners:
        at += at % 2
        place.payloads[here] = at
        at += len(_payload(line, here, place)) // 2
    return owners


def _payload(line: Any, here: int, place: _Place) -> bytes:
    def far(label: str) -> bytes:  # labels behind a payload do not exist, so 0 in the first pass is harmless
        return struct.pack("<i", place.labels.get(label, here) - here)

    if line[0] == "packed-switch":
        return struct.pack("<HHi", 0x0100, len(line[3]), line[2]) + b"".join(map(far, line[3]))
    if line[0] == "sparse-switch":
        keys = sorted(line[2])
        body = struct.pack(f"<{len(keys)}i", *keys) + b"".join(far(line[2][key]) for key in keys)
        return struct.pack("<HH", 0x0200, len(keys)) + body
    width, values = line[2], line[3]
    body = b"".join((value % (1 << 8 * width)).to_bytes(width, "little") for value in values)
    return struct.pack("<HHI", 0x0300, width, len(values)) + body + bytes(len(body) % 2)


def _span(ends: tuple[Any, Any], place: _Place) -> int:
    return place.register(ends[1]) - place.register(ends[0]) + 1 if ends else 0


def _encode(line: Any, at: int, place: _Place, pools: Pools) -> bytes:
    if line[0] == "raw":
        return struct.pack(f"<{len(line) - 1}H", *line[1:])
    op, form, pool = OPCODES[line[0]]
    if form in ("35c", "45cc", "3rc", "4rcc"):
        return _many(line, op, form, pools.index(pool, line[2]), place, pools)
    reg = place.register
    if form in ("10t", "20t", "30t"):
        far = place.labels[line[1]] - at
        if form == "10t":
            return struct.pack("<Bb", op, far)
        return struct.pack("<BBh" if form == "20t" else "<BBi", op, 0, far)
    if form == "10x":
        return struct.pack("<BB", op, 0)
    a = reg(line[1])
    if form == "31t":
        return struct.pack("<BBi", op, a, place.payloads[at] - at)
    if form in ("21t", "22t"):
        far = place.labels[line[-1]] - at
        return struct.pack("<BBh", op, a if form == "21t" else _nibbles(a, reg(line[2])), far)
    if form in ("21c", "31c"):
        return struct.pack("<BBH" if form == "21c" else "<BBI", op, a, pools.index(pool, line[2]))
    if form == "22c":
        return struct.pack("<BBH", op, _nibbles(a, reg(line[2])), pools.index(pool, line[3]))
    if form == "12x":
        return struct.pack("<BB", op, _nibbles(a, reg(line[2])))
    if form == "23x":
        return struct.pack("<4B", op, a, reg(line[2]), reg(line[3]))
    if form == "22b":
        return struct.pack("<3Bb", op, a, reg(line[2]), line[3])
    if form == "11n":
        return struct.pack("<BB", op, _nibbles(a, line[2] & 15))
    plain = {"11x": "<BB", "21s": "<BBh", "21h": "<BBH", "31i": "<BBi", "51l": "<BBq"}[form]
    return struct.pack(plain, op, a, *line[2:])


def _nibbles(low: int, high: int) -> int:
    if low > 15 or high > 15:
        raise ValueError(f"register or value beyond four bits: {low}, {high}")
    return low | high << 4


def _many(line: Any, op: int, form: str, index: int, place: _Place, pools: Pools) -> bytes:
    tail = struct.pack("<H", pools.index("proto", line[3])) if form[0] == "4" else b""
    if form[1] == "r":
        first = place.register(line[1][0]) if line[1] else 0
        return struct.pack("<BBHH", op, _span(line[1], place), index, first) + tail
    regs = [place.register(name) for name in line[1]]
    c, d, e, f, g = regs + [0] * (5 - len(regs))
    return struct.pack("<BBHBB", op, _nibbles(g, len(regs)), index, _nibbles(c, d), _nibbles(e, f)) + tail


def uleb(value: int) -> bytes:
    """Unsigned LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _tries(lines: Code, place: _Place, pools: Pools) -> tuple[bytes, bytes]:
    """try_items and the encoded_catch_handler_list."""
    spans: dict[tuple[int, int], list[Any]] = {}
    for _catch, kind, start, stop, handler in lines:
        spans.setdefault((place.labels[start], place.labels[stop]), []).append((kind, place.labels[handler]))
    tries, handlers = b"", uleb(len(spans))
    for (start, stop), caught in sorted(spans.items()):
        tries += struct.pack("<IHH", start, stop - start, len(handlers))
        typed = [(kind, to) for kind, to in caught if kind is not None]
        rest = [to for kind, to in caught if kind is None]
        handlers += bytes([(-len(typed) if rest else len(typed)) & 0x7F])  # sleb128 of a small number
        handlers += b"".join(uleb(pools.index("type", kind)) + uleb(to) for kind, to in typed)
        handlers += b"".join(map(uleb, rest[:1]))
    return (tries, handlers) if spans else (b"", b"")
