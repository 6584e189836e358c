"""The end record among its impostors, and the directory it leads to."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_end import Directory, find
from scanner.formats.zip_tricks import TrickBook
from tests.apps.zipwriter import Zip


def located(data: bytes) -> tuple[Directory | None, set[str]]:
    book = TrickBook()
    where = find(data, book)
    return where, {trick.name for trick in book.sorted()}


def test_plain() -> None:
    data = Zip(comment=b"note").add("a", b"1", 0).bytes()
    assert located(data) == (Directory(32, 47, 1, 0, 79, 79, b"note"), set())
    assert data[32:36] == b"PK\1\2"


def test_largest_comment() -> None:
    comment = b"c" * 0xFFFF
    where, odd = located(Zip(comment=comment).add("a", b"1").bytes())
    assert where is not None
    assert (where.comment, odd) == (comment, set())


def test_last_signature_wins_where_it_is_a_whole_end_record() -> None:
    """Android takes it, and so does every other reader that looks from the end."""
    decoy = Zip().add("decoy", b"1", 0).bytes()
    real = Zip(prefix=decoy).add("real", b"2", 0).bytes()
    where, odd = located(real)
    assert where is not None
    assert real[where.start + 46 : where.start + 50] == b"real"
    assert odd == set()


def test_signatures_in_the_comment_do_not_mislead() -> None:
    for comment in (b"PK\5\6", b"PK\5\6" * 40, b"PK\5\6" + bytes(40)):
        where, odd = located(Zip(comment=comment).add("a", b"1").bytes())
        assert where is not None
        assert where.comment == comment
        assert odd <= {tricks.SEVERAL_ENDS}


def test_bytes_behind_and_missing() -> None:
    data = Zip(comment=b"note").add("a", b"1").bytes()
    for changed in (data + b"x", data + bytes(60_000), data[:-2]):
        where, odd = located(changed)
        assert where is not None
        assert odd == {tricks.TRAILING_DATA}
    assert located(data + bytes(70_000))[0] is None


def test_offsets_that_count_from_the_archive() -> None:
    where, odd = located(Zip(prefix=b"MZ" * 50, offset_base=100).add("a", b"1").bytes())
    assert where is not None
    assert (where.shift, odd) == (100, {tricks.SHIFTED_OFFSETS})


def test_wide_records() -> None:
    data = Zip(zip64=True).add("a", b"1").bytes()
    where, odd = located(data)
    assert where is not None
    assert (where.count, where.limit, odd) == (1, where.end - 76, {tricks.ZIP64})
    # sizes of a narrow record that look like the mark of a wide one, without one: taken as they are
    where, _ = located(Zip(comment=b"c" * 0xFFFF).add("a", b"1").bytes(count=0xFFFF))
    assert where is not None
    assert (where.count, where.limit) == (0xFFFF, where.end)


def test_wide_record_that_lies() -> None:
    data = bytearray(Zip(zip64=True).add("a", b"1").bytes())
    locator = data.index(b"PK\6\7")
    data[locator + 8 : locator + 16] = struct.pack("<Q", 1 << 63)
    where, _ = located(bytes(data))  # found right before its locator all the same
    assert where is not None
    assert where.count == 1


def test_directory_ends_at_the_end_record_whatever_its_size() -> None:
    where, _ = located(Zip().add("a", b"1").bytes(size=5_000))
    assert where is not None
    assert (where.size, where.limit) == (5_000, where.end)


def test_no_end() -> None:
    for data in (b"", b"PK", b"PK\5\6", b"x" * 100, b"PK\5\6" * 20_000):
        assert located(data) == (None, set())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.binary(max_size=60))
def test_places_lie_in_the_file(before: bytes, fields: bytes) -> None:
    data = Zip(prefix=before).add("a", b"1").bytes()
    data = data[: -min(len(fields), 18) or None] + fields[:18]
    where, _ = located(data)
    if where is not None:
        assert 0 <= where.start <= where.limit <= where.end <= len(data) - 22
