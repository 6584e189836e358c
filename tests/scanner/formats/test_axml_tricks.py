"""Every trick of a manifest, by a recipe that plays it and nothing else; and that build tools play none."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Mapping

import pytest

from scanner.formats import axml, ids
from scanner.formats import axml_tricks as tricks
from scanner.formats.axml_tricks import ANDROID, PLACES, TRICKS
from tests.apps.axmlwriter import Attr, Forge, Node, compiled, tree, write
from tests.apps.packages import entries
from tests.apps.poolwriter import string_pool

TEXT = '<manifest package="a.b" android:versionCode="7"><application android:debuggable="true"/></manifest>'
UNKNOWN = struct.pack("<HHIII", 0x0150, 16, 24, 0, 0) + b"12345678"


def forged(**what: object) -> Callable[[], bytes]:
    return lambda: compiled(TEXT, forge=Forge(**what))  # type: ignore[arg-type]


def _attributes(*attributes: Attr) -> Callable[[], bytes]:
    return lambda: write(Node("manifest", list(attributes)), forge=Forge(sort=False))


def _longer(data: bytes, at: int, more: bytes) -> bytes:
    """`more` at `at`, and the file's stated size made to fit."""
    grown = bytearray(data[:at] + more + data[at:])
    struct.pack_into("<I", grown, 4, len(grown))
    return bytes(grown)


def _after_root() -> bytes:
    first, second = compiled(TEXT), write(Node("manifest", [Attr("package", "hidden")]))
    return _longer(first, len(first), second[second.index(struct.pack("<HH", 0x0102, 16)) :])


PLAYED: Mapping[str, Callable[[], bytes]] = {
    tricks.HEADER_TYPE: forged(file_type=0),
    tricks.TRAILING_DATA: lambda: compiled(TEXT) + b"more",
    tricks.SEVERAL_POOLS: lambda: _longer(compiled(TEXT), 8, string_pool(["decoy"])),
    tricks.EXTRA_CHUNK: forged(before_nodes=UNKNOWN),
    tricks.AFTER_ROOT: _after_root,
    tricks.UNCLOSED: forged(end_elements=False),
    tricks.ATTRIBUTE_SIZE: forged(attribute_size=32),
    tricks.RENAMED: forged(names={ids.DEBUGGABLE: "exported"}),
    tricks.NAMELESS: forged(names={ids.DEBUGGABLE: ""}),
    tricks.WITHOUT_ID: _attributes(Attr("debuggable", "true", ANDROID)),
    tricks.NAMESPACE: _attributes(Attr("debuggable", "true", "http://example.cn/x", ids.DEBUGGABLE)),
    tricks.HIDDEN: _attributes(
        Attr("exported", "true", ANDROID, ids.EXPORTED), Attr("debuggable", "true", ANDROID, ids.DEBUGGABLE)
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_recipe_plays_it_alone(trick: str) -> None:
    root, odd = axml.read(PLAYED[trick]())
    assert root.tag == "manifest"
    assert {found.name for found in odd} == {trick}


def test_places_lead_to_the_spot() -> None:
    data = compiled(TEXT, forge=Forge(names={ids.DEBUGGABLE: "exported"}))
    root, (odd,) = axml.read(data)
    application = root.child("application")
    assert application is not None
    assert odd.offset == application.offset
    assert odd.note == "application: debuggable (0x0101000f) is called 'exported'"


def test_places_are_bounded() -> None:
    many = Node(
        "manifest", children=[Node("a", [Attr("name", "x", ANDROID, ids.NAME)]) for _ in range(PLACES + 9)]
    )
    assert len(axml.read(write(many, forge=Forge(names={ids.NAME: ""})))[1]) == PLACES


@pytest.mark.parametrize("utf8", [True, False])
def test_what_build_tools_write_plays_none(utf8: bool) -> None:
    text = TEXT.replace("<application", '<application android:theme="@0x7f010000" tools="x"')
    assert axml.read(write(tree(text), forge=Forge(utf8=utf8)))[1] == ()
    assert axml.read(compiled(TEXT, forge=Forge(styles=3, tail=bytes(3))))[1] == ()


def test_no_package_of_the_corpus_plays_one() -> None:
    """Not one of over a hundred manifests by ordinary tools, some of them meant for testing readers."""
    read = {}
    for place, data in entries("AndroidManifest.xml"):
        with contextlib.suppress(axml.BadXml):
            read[place] = axml.read(data)[1]
    assert len(read) > 100
    assert {place: odd for place, odd in read.items() if odd} == {}
