"""The one reading: every entry once, archives inside as deep as allowed, what cannot be read is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import pytest

from scanner import collect
from scanner.collect import Content
from scanner.formats.archive import Archive
from scanner.formats.marks import Matcher
from scanner.model import BadPackage, ByteRules, Limits
from tests.apps.dexwriter import Class, dex
from tests.apps.elfwriter import library
from tests.apps.zipwriter import Zip

USUAL = Limits()
DEX = dex(Class("La/B;"))
MARK = 'rule mark { strings: $a = "MARKED" condition: $a }'


class Sink:
    """Where dex files go."""

    takes = "dex"

    def __init__(self) -> None:
        self.places: list[str] = []
        self.loaded: list[str] = []

    def add(self, buf: bytes, place: str, loaded: bool) -> None:
        assert buf.startswith((b"dex", b"cdex"))
        self.places.append(place)
        if loaded:
            self.loaded.append(place)

    def finish(self) -> None: ...


def packed(**entries: bytes) -> bytes:
    archive = Zip()
    for name, data in entries.items():
        archive.add(name, data)
    return archive.bytes()


def read(
    data: bytes, limits: Limits = USUAL, prefix: str = "", rules: str = ""
) -> tuple[list[Content], Sink]:
    sink = Sink()
    archive = Archive.open(data, limits)
    matcher = Matcher((ByteRules("test", rules),) if rules else ())
    return list(collect.collect(iter([(prefix, archive)]), sink, matcher, limits)), sink


def paths(found: Iterable[Content]) -> list[str]:
    return [content.path for content in found]


def test_every_entry_once_with_what_it_is() -> None:
    data = (
        Zip()
        .add("a/")
        .add("a/b.txt", b"hello")
        .add("lib/x86/libx.so", library(("liby.so",), ("Java_a_b",)))
        .bytes()
    )
    found, _ = read(data, prefix="base.apk!/")
    text, elf = found
    assert text == Content("base.apk!/a/b.txt", "a/b.txt", 5, hashlib.sha256(b"hello").hexdigest(), "text", 0)
    assert (elf.magic, elf.elf and elf.elf.needed, elf.elf and elf.elf.exports) == (
        "elf",
        ("liby.so",),
        ("Java_a_b",),
    )


def test_code_is_taken_in_the_order_of_the_runtime_and_under_any_name() -> None:
    archive = Zip()
    for name in ("assets/picture.png", "classes10.dex", "classes2.dex", "classes.dex"):
        archive.add(name, DEX)
    found, sink = read(archive.bytes())
    assert sink.places == ["classes.dex", "classes2.dex", "classes10.dex", "assets/picture.png"]
    assert {content.version for content in found} == {"035"}
    assert sink.loaded == ["classes.dex", "classes2.dex"]  # the runtime stops at the gap


@pytest.mark.parametrize("name", ["classes0.dex", "classes1.dex", "classes01.dex", "classes\u0661.dex"])
def test_names_that_only_look_like_the_runtimes_never_go_before_it(name: str) -> None:
    """Their classes would hide the app's own ones."""
    found, sink = read(Zip().add(name, DEX).add("classes02.dex", DEX).add("classes.dex", DEX).bytes())
    assert sink.places == ["classes.dex", name, "classes02.dex"]
    assert sink.loaded == ["classes.dex"]
    assert [content.path for content in found if content.loaded] == ["classes.dex"]


def test_what_lies_inside_is_never_loaded_by_itself() -> None:
    inner = packed(**{"classes.dex": DEX})
    _, sink = read(packed(**{"classes.dex": DEX, "plugin.apk": inner}), prefix="base.apk!/")
    assert sink.places == ["base.apk!/classes.dex", "base.apk!/plugin.apk!/classes.dex"]
    assert sink.loaded == ["base.apk!/classes.dex"]


def test_archives_deeper_than_allowed_and_compact_dex_are_named_as_unread() -> None:
    data = packed(**{"x.zip": packed(**{"c.dex": DEX})})
    shallow, _ = read(packed(**{"a.zip": data}), replace(Limits(), nesting=1))
    assert {item.path: item.unread for item in shallow if item.unread} == {"a.zip!/x.zip": "nesting"}
    compact, sink = read(packed(**{"classes.dex": b"cdex001\0" + bytes(200)}))
    assert [(item.magic, item.unread) for item in compact] == [("cdex", "compact-dex")]
    assert not sink.places


def test_archives_inside_are_opened_as_deep_as_allowed() -> None:
    third = packed(**{"c.dex": DEX})
    second = packed(**{"b.jar": third, "b.dex": DEX})
    data = packed(**{"assets/a.zip": second})
    found, sink = read(data)
    assert paths(found) == [
        "assets/a.zip",
        "assets/a.zip!/b.jar",
        "assets/a.zip!/b.jar!/c.dex",
        "assets/a.zip!/b.dex",
    ]
    assert [content.depth for content in found] == [0, 1, 2, 1]
    assert sink.places == ["assets/a.zip!/b.jar!/c.dex", "assets/a.zip!/b.dex"]
    shallow, sink = read(data, replace(Limits(), nesting=1))
    assert "assets/a.zip!/b.jar" in paths(shallow)
    assert sink.places == ["assets/a.zip!/b.dex"]


def test_an_archive_inside_that_is_none_is_named_and_stops_nothing() -> None:
    found, _ = read(packed(**{"a.zip": b"PK\3\4 and then nothing", "b.txt": b"x"}))
    unread = {content.path: content.unread for content in found if content.unread}
    assert unread == {"a.zip!/": "archive-cut-off"}
    assert paths(found)[-1] == "b.txt"


def test_an_entry_that_cannot_be_unpacked_is_named_and_stops_nothing() -> None:
    data = Zip().add("a.txt", b"hello", packed_data=b"\xff\xfe\xfd").add("b.txt", b"x").bytes()
    found, _ = read(data)
    assert [(content.path, content.unread != "", content.sha256 == "") for content in found] == [
        ("a.txt", True, True),
        ("b.txt", False, False),
    ]


def test_what_android_does_not_see_is_read_too() -> None:
    """Two entries of one name: other tools show one of them, Android runs the other."""
    found, sink = read(Zip().add("classes.dex", DEX).add("classes.dex", dex(Class("La/Other;"))).bytes())
    assert paths(found) == ["classes.dex", "classes.dex#2"]
    assert sink.places == ["classes.dex", "classes.dex#2"]


def test_a_bomb_is_told_to_the_submitter_and_one_inside_is_named() -> None:
    limits = replace(Limits(), entry=1 << 21)
    bomb = Zip().add("zeros", bytes(1 << 22)).bytes()
    with pytest.raises(BadPackage):
        read(bomb, limits)
    found, _ = read(packed(**{"a.zip": bomb, "b.txt": b"x"}), limits)
    assert {content.path: content.unread for content in found} == {
        "a.zip": "",
        "a.zip!/zeros": "entry-too-large",
        "b.txt": "",
    }


def test_the_limit_of_all_unpacked_bytes_holds_over_all_levels() -> None:
    inner = packed(**{"x.txt": b"x" * 600_000})
    limits = replace(Limits(), unpacked=1_000_000)
    found, _ = read(packed(**{"a.zip": inner, "b.zip": inner, "c.zip": inner, "z.txt": b"end"}), limits)
    assert [content.path for content in found if content.unread == "budget"] == ["c.zip", "z.txt"]


def test_an_archive_inside_has_the_limit_of_all_too() -> None:
    inner = packed(**{f"{n}.txt": b"x" * 400_000 for n in range(4)})
    found, _ = read(packed(**{"a.zip": inner}), replace(Limits(), unpacked=1_000_000))
    unread = {content.path: content.unread for content in found if content.unread}
    assert unread == {"a.zip!/2.txt": "unpacked-too-large", "a.zip!/3.txt": "unpacked-too-large"}


def test_very_large_entries_are_hashed_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "BIG", 100)
    data = DEX + bytes(200)
    found, sink = read(packed(**{"a.dex": data}))
    assert (found[0].unread, found[0].sha256) == ("too-large", hashlib.sha256(data).hexdigest())
    assert not sink.places


def test_marks_and_addresses_are_found_while_reading() -> None:
    found, _ = read(packed(**{"a.js": b"open('https://api.example.cn/x' + id); MARKED"}), rules=MARK)
    assert [mark.rule for mark in found[0].found.marks] == ["mark"]
    assert [offset for offset, _ in found[0].found.urls] == [6]
