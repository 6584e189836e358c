"""One entry's headers held against each other."""

from __future__ import annotations

import struct
import zlib

import pytest

from scanner.formats import zip_tricks as tricks
from scanner.formats.archive import Archive
from scanner.model import Limits
from tests.apps.zipwriter import WIDE, Zip, deflate

DATA = b"content of an entry, repeated. " * 20
STATED = struct.pack("<LLL", zlib.crc32(DATA), len(deflate(DATA)), len(DATA))


def odd(writer: Zip) -> set[str]:
    archive = Archive.open(writer.bytes(), Limits())
    assert archive.read(archive.entries[0]) == DATA
    return {trick.name for trick in archive.tricks}


def test_descriptors() -> None:
    assert odd(Zip().add("a", DATA, descriptor=True)) == set()
    assert odd(Zip().add("a", DATA, descriptor=STATED)) == set()  # the signature is optional
    assert odd(Zip().add("a", DATA, descriptor=b"PK\7\x08" + STATED[::-1])) == {tricks.DESCRIPTOR}
    # sizes may stand in the local header too
    assert odd(Zip().add("a", DATA, descriptor=True, local_size=len(DATA))) == set()
    assert odd(Zip().add("a", DATA, descriptor=True, local_size=7)) == {tricks.LOCAL_SIZES}


def test_descriptor_flag_on_one_side() -> None:
    assert odd(Zip().add("a", DATA, local_flags=8)) == {tricks.LOCAL_FLAGS, tricks.DESCRIPTOR}
    assert odd(Zip().add("a", DATA, central_flags=8)) == {tricks.LOCAL_FLAGS}


@pytest.mark.parametrize("flags", [0x2, 0x800, 0x4])
def test_harmless_flags_may_differ(flags: int) -> None:
    assert odd(Zip().add("a", DATA, local_flags=flags)) == set()


def test_times_and_versions_may_differ() -> None:
    assert odd(Zip().add("a", DATA, local_time=7, local_date=9, local_version=45)) == set()


def test_alignment_is_no_trick() -> None:
    assert odd(Zip().add("a", DATA, local_extra=b"\x35\xd9" + bytes(20_000))) == set()
    assert odd(Zip().add("a", DATA, local_extra=b"\x35\xd9" + b"code" * 5_000)) == {tricks.LOCAL_EXTRA}


def wide(*values: int) -> bytes:
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)


def test_wide_sizes() -> None:
    packed, size = len(deflate(DATA)), len(DATA)
    other = b"\xca\xfe\4\0abcd"
    both = Zip().add("a", DATA, packed=WIDE, size=WIDE, extra=other + wide(size, packed))
    assert odd(both) == set()
    one = Zip().add("a", DATA, central_size=WIDE, central_extra=wide(size))
    assert odd(one) == set()
    all_three = Zip().add("a", DATA, central_packed=WIDE, central_extra=wide(size, packed, 0))
    assert odd(all_three) == set()


def test_wide_mark_without_the_field() -> None:
    archive = Archive.open(Zip().add("a", DATA, packed=WIDE, size=WIDE).bytes(), Limits())
    assert archive.entries[0].fault == "out-of-range"
    archive = Archive.open(Zip().add("a", DATA, extra=b"\1\0\xff\xff", packed=WIDE).bytes(), Limits())
    assert archive.entries[0].fault == "out-of-range"


def test_entry_that_reaches_into_the_directory_is_still_read() -> None:
    writer = Zip().add("a", DATA, packed=len(deflate(DATA)) + 20)
    assert odd(writer) == {tricks.OUT_OF_RANGE, tricks.PACKED_REST}
