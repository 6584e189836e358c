"""Every trick, by a recipe that plays it and nothing else; and that plain archives play none."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pytest

from scanner.formats import zip_tricks as tricks
from scanner.formats.archive import Archive, BadEntry, Trick
from scanner.formats.zip_tricks import PLACES, TRICKS, TrickBook
from scanner.model import Limits
from tests.apps.zipwriter import Zip, deflate

DATA = b"content of an entry, repeated. " * 20
FAKE_END = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 47, 0, 0)


def two() -> Zip:
    return Zip().add("a.txt", DATA).add("b.txt", DATA, 0)


def _several_ends() -> bytes:
    comment = b"note " + FAKE_END + b"tail"  # the last signature's comment does not reach the end
    return Zip(comment=comment).add("a.txt", DATA).bytes()


def _hidden_between() -> bytes:
    inner = Zip().add("secret.dex", DATA).bytes()
    return Zip().add("a.txt", DATA).add("b.txt", DATA, gap=inner[: 30 + 10 + len(deflate(DATA))]).bytes()


RECIPES: dict[str, tuple[Callable[[], bytes], str]] = {
    # the archive as a whole: the entry of the trick is ""
    tricks.SEVERAL_ENDS: (_several_ends, ""),
    tricks.TRAILING_DATA: (lambda: Zip(suffix=b"downloaded").add("a", DATA).bytes(), ""),
    tricks.PREFIX_DATA: (lambda: Zip(prefix=b"dex\n035\0").add("a", DATA).bytes(), ""),
    tricks.SHIFTED_OFFSETS: (
        lambda: Zip(prefix=b"PK\3\4" + bytes(8), offset_base=12).add("a", DATA).bytes(),
        "",
    ),
    tricks.ZIP64: (lambda: Zip(zip64=True).add("a", DATA).bytes(), ""),
    tricks.DISK_FIELDS: (lambda: two().bytes(disk=3), ""),
    tricks.ENTRY_COUNT: (lambda: two().bytes(count=3, count_here=3), ""),
    tricks.DIRECTORY_SIZE: (lambda: Zip(after_directory=b"rubbish").add("a", DATA).bytes(), ""),
    tricks.UNLISTED_ENTRY: (_hidden_between, "secret.dex"),
    tricks.UNLISTED_DATA: (lambda: Zip().add("a", DATA).add("b", DATA, gap=b"hide" * 40).bytes(), ""),
    # names
    tricks.DUPLICATE_NAME: (lambda: two().add("a.txt", b"2").bytes(), "a.txt"),
    tricks.CASE_TWIN: (lambda: two().add("A.txt", b"2").bytes(), "A.txt"),
    tricks.FILE_AND_DIRECTORY: (lambda: two().add("a.txt/x", b"2").bytes(), "a.txt"),
    tricks.NAME_ABSOLUTE: (lambda: two().add("/etc/hosts", b"2").bytes(), "/etc/hosts"),
    tricks.NAME_PARENT: (lambda: two().add("x/../../y", b"2").bytes(), "x/../../y"),
    tricks.NAME_BACKSLASH: (lambda: two().add("x\\y", b"2").bytes(), "x\\y"),
    tricks.NAME_CONTROL: (lambda: two().add("a\0.dex", b"2").bytes(), "a\\u{0}.dex"),
    tricks.NAME_INVISIBLE: (lambda: two().add("a\u202egnp.apk", b"2").bytes(), "a\\u{202e}gnp.apk"),
    tricks.NAME_NOT_UTF8: (lambda: two().add("课".encode("gbk"), b"2").bytes(), "课"),
    tricks.NAME_EMPTY: (lambda: two().add("", b"2").bytes(), ""),
    # headers
    tricks.ENCRYPTED_FLAG: (lambda: Zip().add("a", DATA, flags=1).bytes(), "a"),
    tricks.UNKNOWN_METHOD: (lambda: Zip().add("a", DATA, 0x1234).bytes(), "a"),
    tricks.LOCAL_HEADER_MISSING: (lambda: two().add("c", shared=True, offset=7).bytes(), "c"),
    tricks.LOCAL_NAME: (lambda: Zip().add("a.dex", DATA, local_name=b"b.dex").bytes(), "a.dex"),
    tricks.LOCAL_METHOD: (lambda: Zip().add("a", DATA, local_method=0).bytes(), "a"),
    tricks.LOCAL_SIZES: (lambda: Zip().add("a", DATA, local_size=1).bytes(), "a"),
    tricks.LOCAL_FLAGS: (lambda: Zip().add("a", DATA, local_flags=1).bytes(), "a"),
    tricks.LOCAL_EXTRA: (lambda: Zip().add("a", DATA, local_extra=b"\1" * 300).bytes(), "a"),
    tricks.DESCRIPTOR: (lambda: Zip().add("a", DATA, descriptor=b"PK\7\x08" + bytes(12)).bytes(), "a"),
    tricks.OUT_OF_RANGE: (lambda: Zip().add("a", b"1", 0, packed=60, size=60).bytes(), "a"),
    tricks.OVERLAP: (
        lambda: two().add("a.txt", shared=True, offset=0, crc=zlib.crc32(DATA)).bytes(),
        "a.txt",
    ),
    # content
    tricks.SIZE_DIFFERS: (lambda: Zip().add("a", DATA, size=9).bytes(), "a"),
    tricks.STORED_SIZE: (lambda: Zip().add("a", DATA, 0, packed=9).bytes(), "a"),
    tricks.CRC_DIFFERS: (lambda: Zip().add("a", DATA, crc=9).bytes(), "a"),
    tricks.PACKED_REST: (lambda: Zip().add("a", DATA, packed_data=deflate(DATA) + b"rest").bytes(), "a"),
}
ALONG = {
    # what else is unavoidable when a trick is played
    tricks.SHIFTED_OFFSETS: {tricks.PREFIX_DATA},
    tricks.OUT_OF_RANGE: {tricks.CRC_DIFFERS},
    tricks.OVERLAP: {tricks.DUPLICATE_NAME, tricks.LOCAL_SIZES},
}


def played(data: bytes) -> tuple[Trick, ...]:
    archive = Archive.open(data, Limits())
    for entry in archive.entries:
        try:
            archive.read(entry)
        except BadEntry:
            continue
    return archive.tricks


def test_each_trick_has_a_recipe_and_an_explanation() -> None:
    assert set(RECIPES) == set(TRICKS)
    constants = {value for key, value in vars(tricks).items() if key.isupper() and isinstance(value, str)}
    assert constants == set(TRICKS)
    assert all("Android" in text or "tools" in text for text in TRICKS.values())


@pytest.mark.parametrize("name", RECIPES)
def test_trick(name: str) -> None:
    recipe, entry = RECIPES[name]
    found = played(recipe())
    assert (name, entry) in {(trick.name, trick.entry) for trick in found}
    assert {trick.name for trick in found} - {name} <= ALONG.get(name, set()), found


def test_plain_archives_play_none() -> None:
    plain = (
        two()
        .add("d/", method=0)
        .add("lib/x.so", DATA, 0, align=4096)
        .add("课程/表.json", DATA, descriptor=True)
    )
    plain.add("res/aB.xml", DATA).add("res/ab.xml", DATA).add("v..1", DATA).add("a:b", DATA)
    plain.add("e", DATA, extra=struct.pack("<HHLLLL", 0x7875, 16, 1, 2, 3, 4))
    plain.comment = b"channel=huawei"
    assert played(plain.bytes()) == ()


def test_tricks_are_in_fixed_order_and_once_each() -> None:
    book = TrickBook()
    for entry in ("z", "a", "z"):
        book.add(tricks.CRC_DIFFERS, entry, f"note {entry}")
    book.add(tricks.ZIP64)
    assert book.sorted() == (
        Trick(tricks.ZIP64, "", ""),
        Trick(tricks.CRC_DIFFERS, "a", "note a"),
        Trick(tricks.CRC_DIFFERS, "z", "note z"),
    )


def test_places_are_bounded() -> None:
    book = TrickBook()
    for number in range(PLACES + 5):
        book.add(tricks.OVERLAP, str(number))
    assert len(book.sorted()) == PLACES
