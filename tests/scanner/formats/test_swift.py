from __future__ import annotations

import struct

from scanner.formats import macho, macho_symbols, swift
from scanner.formats.swift import Swift, Type
from tests.apps import objcwriter
from tests.apps.machowriter import Image, Relative


def read(image: Image) -> Swift:
    (found,) = macho.read(image.bytes()).images
    return swift.read(found, macho_symbols.read(found))


def test_a_linked_in_sdk_shows_by_its_module() -> None:
    image = Image()
    for name in ("Main", "SomeSDK"):
        module = objcwriter.context(image, objcwriter.MODULE, name)
        objcwriter.swift_type(image, objcwriter.CLASS, "Thing", module)
    objcwriter.swift_type(
        image, objcwriter.CLASS, "Imported", objcwriter.context(image, objcwriter.MODULE, "__C")
    )
    found = read(image)
    assert found.modules == ("Main", "SomeSDK")
    assert Type("SomeSDK.Thing", "class") in found.types


def test_contexts_inside_one_another_without_end() -> None:
    image = Image()
    text = image.string("Round", "__const")
    own = image.text("__const", struct.pack("<I", objcwriter.CLASS))
    image.text("__const", Relative(own), Relative(text), bytes(12))  # its own parent
    image.text("__swift5_types", Relative(own))
    context = objcwriter.context(image, objcwriter.MODULE, "Main")
    for number in range(40):
        context = objcwriter.swift_type(image, objcwriter.STRUCT, f"T{number}", context)
    found = read(image)
    assert found.modules == ("Main",)
    assert len(found.types) == 40  # each builds on the last, which is known by then
    assert found.unnamed == 1


def test_a_chain_that_is_too_deep_has_no_name() -> None:
    image = Image()
    context = objcwriter.context(image, objcwriter.MODULE, "Main")
    for number in range(swift.DEPTH + 2):
        context = objcwriter.context(image, objcwriter.STRUCT, f"T{number}", context)
    image.text("__swift5_types", Relative(context))
    assert read(image).unnamed == 1


def test_references_to_nowhere() -> None:
    image = Image()
    image.text("__swift5_types", struct.pack("<ii", 0x7FFFFFF0, -0x7FFFFFF0), bytes(4), b"\1")
    image.text("__swift5_proto", struct.pack("<ii", 0x7FFFFFF1, -2))
    found = read(image)
    assert (found.types, found.conformances, found.unnamed) == ((), (), 2)
