"""Tables that are none, and chunks that lie about themselves."""

from __future__ import annotations

import struct
import time

import pytest

from scanner.formats.arsc import BadTable, Resources
from scanner.formats.arsc_chunks import LARGEST, load
from tests.apps.arscwriter import Pack, table


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x02\0\x0c\0", "no header"),
        (b"PK\x03\x04" + bytes(40), "not a resource table"),
        (struct.pack("<HHII", 2, 12, 4000, 1), "not a resource table"),
        (struct.pack("<HHII", 2, 12, 20, 1) + struct.pack("<HHI", 0x200, 8, 8), "package at"),
        (struct.pack("<HHII", 2, 12, 20, 1) + struct.pack("<HHI", 1, 8, 8), "string pool"),
    ],
)
def test_no_table(data: bytes, reason: str) -> None:
    with pytest.raises(BadTable, match=reason):
        Resources(data)


def test_counts_that_lie_are_refused() -> None:
    data = bytearray(table({"string/a": {"": "x"}}))
    at = data.rindex(struct.pack("<HH", 0x0201, 84))
    for count in (2, 0x10000, 0xFFFFFFFF):
        struct.pack_into("<I", data, at + 12, count)
        if count > 2:
            with pytest.raises(BadTable, match="entries do not fit"):
                Resources(bytes(data))
    many = struct.pack("<HHI", 0x0299, 8, 8) * (100_001)
    with pytest.raises(BadTable, match="chunks"):
        Resources(table({"string/a": {"": "x"}}, tail=many))


def test_a_table_beyond_the_limit_is_refused() -> None:
    with pytest.raises(BadTable, match="larger"):
        load(bytes(LARGEST + 1))


def test_entries_are_found_in_every_layout() -> None:
    values = {"string/a": {"": "x"}, "string/b": {"fr": "y"}, "string/c": {"": "z"}}
    for layout in ({}, {"sparse": True}, {"offset16": True}):
        found = load(table(Pack(values, **layout)))  # type: ignore[arg-type]
        default, french = found.types[(0x7F, 1)]
        assert [index for index, _ in default.all_entries()] == [0, 2]
        assert [index for index, _ in french.all_entries()] == [1]
        assert default.entry(1) is None
        assert french.entry(9) is None
        at = french.entry(1)
        assert at is not None
        assert french.key(at) == 1
        names: list[str | None] = [None] * 3
        assert (default.fill(names, ["a", "b", "c"]), french.fill(names, ["a", "b", "c"])) == (2, 1)
        assert names == ["a", "b", "c"]


def test_configurations_and_sparse_numbers_without_end() -> None:
    data = table({"string/a": {"": "x"}})
    at = data.rindex(struct.pack("<HH", 0x0201, 84))
    package = data.index(struct.pack("<HH", 0x0200, 288))
    grown = bytearray(data + data[at:] * 5000)
    struct.pack_into("<I", grown, 4, len(grown))
    struct.pack_into("<I", grown, package + 4, len(grown) - package)
    with pytest.raises(BadTable, match="configurations"):
        load(bytes(grown))
    packs = [
        Pack({f"t{n}/a": {"": "x"} for n in range(40)}, number=number, sparse=True)
        for number in range(2, 127)
    ]
    wide = table(*packs).replace(
        struct.pack("<HHHBBI", 0, 0, 8, 0, 0, 0)[:4] + struct.pack("<HHI", 8, 0, 0),
        struct.pack("<HHHHI", 0xFFFF, 0, 8, 0, 0),
    )
    started = time.process_time()
    assert len(list(Resources(wide).names())) < 100
    assert time.process_time() - started < 2
