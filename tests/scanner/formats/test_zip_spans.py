"""What lies where: overlaps, gaps, what stands before the first entry and before the directory."""

from __future__ import annotations

import struct

from scanner.formats import zip_tricks as tricks
from scanner.formats.archive import Archive, Trick
from scanner.model import Limits
from tests.apps.zipwriter import Zip

BLOCK = b"APK Sig Block 42"


def found(writer: Zip) -> tuple[Trick, ...]:
    return Archive.open(writer.bytes(), Limits()).tricks


def signing_block(size: int) -> bytes:
    length = struct.pack("<Q", size + 24)
    return length + b"s" * size + length + BLOCK


def test_padding_is_no_trick() -> None:
    virtual = b"PK\3\4" + bytes(24) + struct.pack("<H", 200) + bytes(200)  # zipflinger's, without a name
    plain = Zip(before_directory=bytes(4000)).add("a", b"1", gap=virtual).add("b", b"2", gap=bytes(9000))
    assert found(plain.add("c", b"3", gap=virtual)) == ()
    assert found(Zip(before_directory=bytes(100) + signing_block(300)).add("a", b"1", descriptor=True)) == ()


def test_bytes_before_the_directory() -> None:
    assert [trick.name for trick in found(Zip(before_directory=b"hide" * 50).add("a", b"1"))] == [
        tricks.UNLISTED_DATA
    ]
    behind = Zip(before_directory=b"hide" * 50 + signing_block(80)).add("a", b"1")
    assert [trick.name for trick in found(behind)] == [tricks.UNLISTED_DATA]
    lying = Zip(before_directory=b"hide" * 50 + struct.pack("<Q", 1 << 60) + BLOCK).add("a", b"1")
    assert [trick.name for trick in found(lying)] == [tricks.UNLISTED_DATA]


def test_entry_that_is_not_in_the_directory() -> None:
    for place in ("first", "middle", "last"):
        writer = Zip()
        for name in ("first", "middle", "last"):
            writer.add(name, b"hidden code" * 9, listed=name != place)
        assert found(writer) == (Trick(tricks.UNLISTED_ENTRY, place, found(writer)[0].note),)


def test_what_stands_before_the_first_entry() -> None:
    dex = Zip(prefix=b"dex\n035\0" + bytes(104)).add("a", b"1")
    assert found(dex) == (Trick(tricks.PREFIX_DATA, "", "112 bytes, beginning 6465780a30333500"),)
    assert found(Zip(prefix=b"x").add("a", b"1"))[0].name == tricks.PREFIX_DATA


def test_order_of_the_directory_does_not_matter() -> None:
    data = Zip().add("a", b"1" * 99, 0).add("b", b"2" * 99, 0).bytes()
    start = data.index(b"PK\1\2")
    first, second, end = data[start : start + 47], data[start + 47 : start + 94], data[start + 94 :]
    assert Archive.open(data[:start] + second + first + end, Limits()).tricks == ()


def test_overlap_names_the_later_entry() -> None:
    writer = Zip().add("a", b"1" * 99, 0, packed=150, size=150).add("b", b"2" * 99, 0)
    assert [(trick.name, trick.entry) for trick in found(writer)] == [(tricks.OVERLAP, "b")]
