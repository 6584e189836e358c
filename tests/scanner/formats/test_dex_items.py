"""Single items: code with its tries, call sites."""

from __future__ import annotations

import pytest

from scanner.formats.dex import BadDex, Dex
from scanner.formats.dex_items import named_methods, read_code_item
from tests.apps.dexwriter import Class, Method, dex

TRYING = (
    "start:",
    ("const/4", 0, 1),
    ("const/4", 0, 2),
    "stop:",
    ("return-void",),
    "first:",
    ("move-exception", 0),
    "last:",
    ("return-void",),
    (".catch", "Ljava/io/IOException;", "start", "stop", "first"),
    (".catch", None, "start", "stop", "last"),
)


def test_tries_and_handlers() -> None:
    mine = Dex(dex(Class("La/A;", Method("run()V", *TRYING))))
    item = mine.code_item(int(mine.members[0].code[0]))
    assert item.tries == ((0, 2, (3, 4)),)
    assert item.units.tolist() == [0x1012, 0x2012, 0x000E, 0x000D, 0x000E]
    assert mine.buf[item.at : item.at + 2] == b"\x12\x10"
    assert item.registers >= 2


def test_forged_code_items_are_clamped() -> None:
    buf = dex(
        Class("La/A;", Method("run()V", *TRYING)), forge={"code[0].size": 0x7FFFFFFF, "code[0].tries": 0xFFFF}
    )
    mine = Dex(buf)
    offset = int(mine.members[0].code[0])
    item = mine.code_item(offset)
    assert item.at + 2 * len(item.units) <= len(buf)
    assert item.tries == ()
    few = read_code_item(buf[: offset + 30], offset)
    assert len(few.units) == 7
    for bad in (0, -1, len(buf) - 15, 1 << 40):
        with pytest.raises(BadDex):
            mine.code_item(bad)


@pytest.mark.parametrize(
    ("array", "methods"),
    [
        (b"\x03\x16\x00\x17\x05\x16\x01", (7, 8)),  # handle 0, a string, handle 1
        (b"\x02\x36\x01\x00\x16\x02", (8,)),  # a handle in two bytes; one of a field
        (b"\x03\x1e\x3f\x16\x00", (7,)),  # null and true have no bytes
        (b"\x02\x1c\x01\x16\x00", ()),  # an array: what follows is not read
        (b"\x7f\x16\x00", (7,)),
        (b"\x01\x16\x09", ()),
        (b"\x7f" + b"\x16\x00" * 100, (7,) * 8),
        (b"", ()),
    ],
)
def test_methods_of_a_call_site(array: bytes, methods: tuple[int, ...]) -> None:
    assert named_methods(array, 0, [7, 8, -1]) == methods
