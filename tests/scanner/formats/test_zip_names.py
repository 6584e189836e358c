"""Names decoded, and made harmless for people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import zip_tricks as tricks
from scanner.formats.archive import Archive
from scanner.formats.zip_names import LONGEST_NAME, decode, harmless, note_oddities
from scanner.formats.zip_tricks import TrickBook
from scanner.model import Limits
from tests.apps.zipwriter import Zip


@pytest.mark.parametrize(
    ("raw", "text", "is_utf8"),
    [
        (b"classes.dex", "classes.dex", True),
        ("Payload/课程表.app/Info.plist".encode(), "Payload/课程表.app/Info.plist", True),
        ("Payload/课程表.app/Info.plist".encode("gbk"), "Payload/课程表.app/Info.plist", False),
        ("联通".encode("gbk"), "联通", False),  # the classic that looks like UTF-8 at first sight
        ("龘㙍".encode("gb18030"), "龘㙍", False),
        (b"caf\x82", "café", False),  # code page 437
        (b"a\xed\xa0\x80", "a\ud800", False),
    ],
)
def test_decode(raw: bytes, text: str, is_utf8: bool) -> None:
    assert decode(raw) == (text, is_utf8)


def test_an_ipa_in_gbk_is_found() -> None:
    name = "Payload/教务通.app/Info.plist"
    archive = Archive.open(Zip().add(name.encode("gbk"), b"plist").bytes(), Limits())
    entry = archive.find(name)
    assert entry is not None
    assert archive.read(entry) == b"plist"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b 课.txt", "a b 课.txt"),
        ("a\0b", "a\\u{0}b"),
        ("a\rb\x9f", "a\\u{d}b\\u{9f}"),
        ("\u202egpj.exe", "\\u{202e}gpj.exe"),
        ("\ud800", "\\u{d800}"),
    ],
)
def test_harmless(name: str, shown: str) -> None:
    assert harmless(name) == shown


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_become_a_printable_name(raw: bytes) -> None:
    shown = harmless(decode(raw)[0])
    assert shown.isprintable()
    shown.encode("utf-8")


def test_long_names_are_cut() -> None:
    assert len(harmless("x" * 60_000)) <= LONGEST_NAME


def found(*names: str) -> set[tuple[str, str]]:
    book = TrickBook()
    note_oddities([harmless(name) for name in names], names, book)
    return {(trick.name, trick.entry) for trick in book.sorted()}


def test_each_name_by_itself() -> None:
    assert found("C:\\x", "C:/x", "a..b/c", "x/..") == {
        (tricks.NAME_ABSOLUTE, "C:\\x"),
        (tricks.NAME_BACKSLASH, "C:\\x"),
        (tricks.NAME_ABSOLUTE, "C:/x"),
        (tricks.NAME_PARENT, "x/.."),
    }


def test_a_line_end_in_a_name_hides_nothing() -> None:
    assert found("a\n", "\nb", "c") == {(tricks.NAME_CONTROL, "a\\u{a}"), (tricks.NAME_CONTROL, "\\u{a}b")}


def test_names_against_one_another() -> None:
    assert found("A/b", "a/b", "a/b/c/d", "res/xY.xml", "res/xy.xml") == {
        (tricks.CASE_TWIN, "a/b"),
        (tricks.FILE_AND_DIRECTORY, "a/b"),
    }
    assert found("a/", "a/b", "res/a.xml", "res/A.xml") == set()
