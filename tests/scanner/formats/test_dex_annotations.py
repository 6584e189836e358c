"""Methods that carry an annotation."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.dex import Dex
from scanner.formats.dex_annotations import annotated
from tests.apps.dexwriter import Class, Method, dex

MARK, OTHER = "Landroid/webkit/JavascriptInterface;", "La/Other;"
CLASSES = [
    Class(
        "La/Bridge;",
        Method("pay(Ljava/lang/String;)V", ("return-void",), annotations=[OTHER, MARK]),
        Method("hidden()V", ("return-void",), annotations=[OTHER]),
        Method("plain()V", ("return-void",)),
        Method("token()V", ("return-void",), annotations=[MARK]),
    ),
    Class("La/Plain;", Method("pay()V", ("return-void",))),
    Class("La/Noted;", Method("pay()V", ("return-void",), annotations=[OTHER])),
]
WANTED = [b"La/Bridge;", b"La/Plain;", b"La/Noted;", b"La/Missing;"]


def named(data: bytes) -> dict[bytes, list[bytes]]:
    read = Dex(data)
    found = annotated(read, MARK.encode(), WANTED)
    return {cls: read.strings(read.methods["name"][list(rows)]) for cls, rows in found.items()}


def test_annotated_methods_of_a_class() -> None:
    assert named(dex(*CLASSES)) == {b"La/Bridge;": [b"pay", b"token"]}


def test_a_file_without_the_annotation() -> None:
    assert annotated(Dex(dex(CLASSES[1], CLASSES[2])), MARK.encode(), WANTED) == {}


@pytest.mark.parametrize("offset", [0, 3, 0x7FFFFFFF, 0xFFFFFFFF])
def test_forged_directories_give_nothing(offset: int) -> None:
    data = bytearray(dex(*CLASSES))
    table = Dex(bytes(data))
    at = struct.unpack_from("<I", data, 0x64)[0]
    for row in range(len(table.classes)):
        struct.pack_into("<I", data, at + 32 * row + 20, offset)
    assert named(bytes(data)) == {}


@settings(deadline=None, max_examples=60)
@given(st.integers(0x70, 1500), st.binary(min_size=1, max_size=8))
def test_damage_is_survived(at: int, damage: bytes) -> None:
    data = bytearray(dex(*CLASSES))
    data[at : at + len(damage)] = damage
    read = Dex(bytes(data))
    for rows in annotated(read, MARK.encode(), WANTED).values():
        assert len(rows) <= 4096
