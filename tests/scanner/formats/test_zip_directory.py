"""The walk through the directory: its number of entries, its size, and records that do not fit."""

from __future__ import annotations

import pytest

from scanner.formats import zip_end
from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_directory import Listing, LongName, TooMany, read
from scanner.formats.zip_tricks import TrickBook
from tests.apps.zipwriter import Zip


def listing(data: bytes, most: int = 100, longest: int = 100) -> tuple[Listing, set[str]]:
    book = TrickBook()
    where = zip_end.find(data, book)
    assert where is not None
    return read(data, where, most, longest, book), {trick.name for trick in book.sorted()}


def three() -> Zip:
    return Zip().add("a", b"1").add("b", b"2", comment=b"note", extra=b"\7\0\1\0x").add("c", b"3")


def names(entries: object) -> list[str]:
    return [entry.name for entry in entries]  # type: ignore[attr-defined]


def test_all_in_the_directorys_order() -> None:
    found, odd = listing(three().bytes())
    assert (names(found.entries), found.hidden, odd) == (["a", "b", "c"], (), set())


@pytest.mark.parametrize(("count", "seen", "hidden"), [(2, "ab", "c"), (0, "", "abc"), (9, "abc", "")])
def test_stated_number(count: int, seen: str, hidden: str) -> None:
    found, odd = listing(three().bytes(count=count, count_here=count))
    assert ("".join(names(found.entries)), "".join(names(found.hidden))) == (seen, hidden)
    assert tricks.ENTRY_COUNT in odd


@pytest.mark.parametrize("size", [1, 60, 500])
def test_stated_size(size: int) -> None:
    found, odd = listing(three().bytes(size=size))
    assert (names(found.entries), odd) == (["a", "b", "c"], {tricks.DIRECTORY_SIZE})


def test_record_that_runs_over() -> None:
    """A name must lie in the directory; a comment that does not is no reason to lose the entry."""
    found, _ = listing(Zip().add("a", b"1").add("b", b"2", central_name_length=300).bytes())
    assert names(found.entries) == ["a"]
    found, _ = listing(Zip().add("a", b"1").add("b", b"2", central_extra_length=300).bytes())
    assert names(found.entries) == ["a", "b"]


def test_bounds() -> None:
    with pytest.raises(TooMany):
        listing(three().bytes(), most=2)
    with pytest.raises(LongName, match="101"):
        listing(Zip().add("x" * 101, b"").bytes())


def test_later_entry_of_a_name_is_hidden_wherever_it_stands() -> None:
    found, odd = listing(three().add("a", b"4").bytes())
    assert (names(found.entries), names(found.hidden), odd) == (
        ["a", "b", "c"],
        ["a"],
        {tricks.DUPLICATE_NAME},
    )
