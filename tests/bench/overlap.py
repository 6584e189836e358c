"""A dex file in the manner of R8, whose class data items lie out of order and overlap.

Two items overlap where the last byte of one (the end of its last method's code offset) is also the first byte
of another (its number of static fields): each class still reads exactly what it read before. In such a layout
the items are no plain row of numbers, and a reader has to find the beginning of each by itself.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence

from tests.apps.dexasm import assemble
from tests.apps.dexlayout import Writer
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Field, Method, constructor

BODIES = 64
"""Different method bodies of the file; assembled once each."""
_STATICS = 6
"""Classes have 0 to 5 static fields: the last byte of a code offset below 12 MB is one of these."""


def overlapping_dex(count: int) -> bytes:
    """`count` classes, 24,000 of which take about 12 MB."""
    return overlapped(plain_dex(count))


def plain_dex(count: int) -> bytes:
    """The same classes with their data one after another."""
    bodies = [_body(number, count) for number in range(BODIES)]
    classes = [_class(number, bodies[number % BODIES]) for number in range(count)]
    writer = Writer(classes)
    # a body is assembled once, not for every class that has it
    items = [assemble(code, writer.pools, 0, None) for code in bodies]
    for number, cls in enumerate(classes):
        cls.methods[-1].raw = items[number % BODIES]
    return writer.finish(0, 0)


def _class(number: int, body: Sequence[object]) -> Class:
    statics = [Field(f"f{n}:I", PUBLIC | STATIC) for n in range(number % _STATICS)]
    run = Method("run()V", *body, flags=PUBLIC | STATIC)
    return Class(f"Lr8/c{number};", constructor(), run, *statics)


def _body(number: int, count: int) -> list[object]:
    """Some 150 code units that call, create, read and name things."""
    code: list[object] = []
    for step in range(12 + number % 7):
        other = (number * 977 + step * 131) % count
        code += [
            ("const-string", 0, f"text {number} {step % 5}"),
            ("invoke-static", (), f"Lr8/c{other};->run()V"),
            ("new-instance", 1, f"Lr8/c{(other + 1) % count};"),
            ("invoke-direct", (1,), f"Lr8/c{(other + 1) % count};-><init>()V"),
            ("sget-object", 2, "Landroid/os/Build;->MODEL:Ljava/lang/String;"),
        ]
    return [*code, ("return-void",)]


def overlapped(data: bytes) -> bytes:
    """The file with its class data shuffled and, wherever the bytes allow it, overlapping."""
    (count, defs) = struct.unpack_from("<II", data, 96)
    spots = [defs + 32 * number + 24 for number in range(count)]
    offsets = {spot: at for spot in spots if (at := struct.unpack_from("<I", data, spot)[0])}
    items = {spot: data[at : _end(data, at)] for spot, at in offsets.items()}
    first, room = min(offsets.values()), sum(map(len, items.values()))
    placed, laid = _laid(items)
    out = bytearray(data)
    out[first : first + room] = laid.ljust(room, b"\0")
    for spot, at in placed.items():
        struct.pack_into("<I", out, spot, first + at)
    out[12:32] = hashlib.sha1(out[32:]).digest()
    out[8:12] = struct.pack("<I", zlib.adler32(out[12:]))
    return bytes(out)


def _laid(items: dict[int, bytes]) -> tuple[dict[int, int], bytes]:
    """Where each item begins in the bytes that hold them all."""
    waiting = sorted(items, key=lambda spot: hashlib.sha256(spot.to_bytes(4, "little")).digest())
    by_first: dict[int, list[int]] = defaultdict(list)
    for spot in waiting:
        by_first[items[spot][0]].append(spot)
    out, placed = bytearray(), dict[int, int]()
    for start in waiting:
        spot = start
        while spot not in placed:
            begin = len(out) - bool(out and out[-1] == items[spot][0])
            placed[spot] = begin
            out[begin:] = items[spot]
            while (fitting := by_first[out[-1]]) and fitting[-1] in placed:
                fitting.pop()
            if fitting:
                spot = fitting.pop()
    return placed, bytes(out)


def _end(data: bytes, at: int) -> int:
    """Where the class_data_item at `at` ends (source.android.com, "Dalvik executable format")."""
    sizes = []
    for _ in range(4):
        value, at = _uleb(data, at)
        sizes.append(value)
    for _ in range(2 * (sizes[0] + sizes[1]) + 3 * (sizes[2] + sizes[3])):
        _, at = _uleb(data, at)
    return at


def _uleb(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] >= 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1
