from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from scanner.formats import macho, macho_strings
from scanner.formats.macho_image import Image as Parsed
from tests.apps.machowriter import ARMV7, Image, Label, pointer
from tests.scanner.formats.machos import binaries

PLAIN, WIDE = "https://example.com", "作业帮手"


def sample(padding: int = 0, **form: Any) -> Parsed:
    image = Image(**form)
    image.text("__text", bytes(padding))
    plain = image.string(PLAIN)
    image.text("__cstring", b"\0\0second\0")
    image.string("-method", "__objc_methname")
    wide = image.text("__ustring", WIDE.encode("utf-16-le") + b"\0\0" + "短".encode("utf-16-le"))
    word = image.width

    def constant(text: Label, flags: int, length: int) -> None:
        numbers = (flags.to_bytes(word, "little"), pointer(text), length.to_bytes(word, "little"))
        image.data("__cfstring", pointer("___CFConstantStringClassReference"), *numbers)

    constant(plain, 0x7C8, len(PLAIN))
    constant(wide, 0x7D0, len(WIDE))
    constant(plain, 0x7C8, 0x7FFFFFFF)  # longer than the file
    (found,) = macho.read(image.bytes()).images
    return found


@pytest.mark.parametrize("form", [{}, {"chained": 0, "cpu": ARMV7, "base": 0x4000}])
def test_texts_of_every_kind(form: dict[str, Any]) -> None:
    image = sample(**form)
    found = macho_strings.c_strings(image)
    assert [text for _, text in found.texts] == [PLAIN, "second"]
    assert image.data.index(PLAIN.encode()) == found.texts[0].offset
    assert [text for _, text in macho_strings.wide_strings(image).texts] == [WIDE, "短"]
    constants = macho_strings.constants(image)
    assert {PLAIN, WIDE} <= {text for _, text in constants.texts}
    assert not found.unread
    assert not constants.unread


def test_encrypted_texts_are_said_to_be_unread() -> None:
    image = sample(padding=0x1000, crypt_id=1)
    for read in (macho_strings.c_strings, macho_strings.wide_strings, macho_strings.constants):
        assert read(image) == ((), True)


def test_many_constants_of_one_long_text() -> None:
    image = Image()
    text = image.text("__cstring", b"x" * 4096)
    for step in range(2000):
        place = Label(text.section, text.at + step)
        image.data(
            "__cfstring", pointer(None), struct.pack("<Q", 0x7C8), pointer(place), b"\0\x10" + bytes(6)
        )
    (found,) = macho.read(image.bytes()).images
    assert sum(len(text) for _, text in macho_strings.constants(found).texts) <= 4 * len(found.data) + (
        1 << 16
    )


def test_constants_of_real_files_are_among_their_strings(corpus: Path) -> None:
    seen = 0
    for place, data in binaries(corpus):
        for image in macho.read(data).images:
            constants = set(macho_strings.constants(image).texts)
            plain = {*macho_strings.c_strings(image).texts, *macho_strings.wide_strings(image).texts}
            assert constants <= plain, place
            seen += len(constants)
    assert seen >= 8000
