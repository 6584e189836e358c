"""Every way to write pointers leads to the same metadata, and no forgery of it leads anywhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import macho, macho_pointers, macho_symbols, objc, swift
from scanner.formats.objc import Category, Class, ObjC
from scanner.formats.swift import Conformance, Swift, Type
from tests.apps import objcwriter
from tests.apps.machowriter import ARM64E, ARMV7, Image, pointer

FORMS: list[dict[str, Any]] = [
    {},
    {"chained": 2},
    {"chained": 0},
    {"chained": 6, "import_format": 2},
    {"chained": 6, "import_format": 3, "packed_names": True},
    {"chained": 1, "cpu": ARM64E},
    {"chained": 9, "cpu": ARM64E},
    {"chained": 12, "cpu": ARM64E},
    {"chained": 0, "cpu": ARMV7, "base": 0x4000},
    {"chained": 3, "cpu": ARMV7, "base": 0x4000},
    {"base": 0, "kind": 6},
]


def sample(relative: bool = False, padding: int = 0, **form: Any) -> Image:
    """An image with two Objective-C classes, a category and Swift types, in one of the forms."""
    image = Image(**form)
    image.text("__text", bytes(padding))  # FairPlay leaves the first page as it is
    protocol = objcwriter.protocol(image, "Speaking")
    first = objcwriter.define(
        image, "First", methods=("speak", "hear:"), class_methods=("make",), protocols=(protocol,)
    )
    objcwriter.define(image, "_TtC4Main6Second", first, ("count",), relative=relative, swift=True)
    objcwriter.category(image, "More", first, ("again",), relative)
    objcwriter.category(image, "Url", "_OBJC_CLASS_$_NSURL", ("safe",))
    module = objcwriter.context(image, objcwriter.MODULE, "Main")
    outer = objcwriter.swift_type(image, objcwriter.STRUCT, "Outer", module)
    extension = objcwriter.context(image, objcwriter.EXTENSION, parent=module)
    hidden = objcwriter.context(image, objcwriter.ANONYMOUS, parent=extension)
    objcwriter.swift_type(image, objcwriter.ENUM, "Inner", outer)
    kind = objcwriter.swift_type(image, objcwriter.CLASS, "Kind", hidden)
    able = objcwriter.swift_type(image, objcwriter.PROTOCOL, "Able", module)
    objcwriter.swift_type(image, objcwriter.STRUCT, "Far", "_$s5OtherMXM")
    objcwriter.conformance(image, outer, able)
    objcwriter.conformance(image, kind, "_$s7Combine16ObservableObjectMp")
    objcwriter.conformance(image, "NSFileHandle", "_$sSHMp")
    return image


OBJC = ObjC(
    classes=(
        Class("First", "NSObject", ("speak", "hear:"), ("make",), ("Speaking",)),
        Class("Main.Second", "First", ("count",), (), ()),
    ),
    categories=(Category("More", "First", ("again",), (), ()), Category("Url", "NSURL", ("safe",), (), ())),
    protocols=("Speaking",),
    uses=("NSObject", "NSURL"),
)
SWIFT = Swift(
    modules=("Main",),
    types=(
        Type("Main.Able", "protocol"),
        Type("Main.Kind", "class"),
        Type("Main.Outer", "struct"),
        Type("Main.Outer.Inner", "enum"),
        Type("Other.Far", "struct"),
    ),
    conformances=(
        Conformance("Main.Kind", "Combine.ObservableObject"),
        Conformance("Main.Outer", "Main.Able"),
        Conformance("NSFileHandle", "Swift.Hashable"),
    ),
    uses=("Combine", "Other"),
)


def read(data: bytes) -> tuple[ObjC, Swift]:
    (image,) = macho.read(data).images
    symbols = macho_symbols.read(image)
    return objc.read(image, symbols), swift.read(image, symbols)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_all_forms_say_the_same(form: dict[str, Any]) -> None:
    found, types = read(sample(**form).bytes())
    assert found == OBJC
    assert types == SWIFT


@pytest.mark.parametrize("form", FORMS[:8], ids=str)
def test_relative_method_lists(form: dict[str, Any]) -> None:
    found, _ = read(sample(relative=True, **form).bytes())
    assert (found.classes, found.categories) == (OBJC.classes, OBJC.categories)
    assert found.selectors == ("again", "count")


def test_signed_pointers_of_arm64e() -> None:
    image = Image(cpu=ARM64E, chained=1)
    text = image.string("x")
    place = image.data("__const", pointer(text, signed=True), pointer("_free", signed=True), pointer(None))
    (read_,) = macho.read(image.bytes()).images
    found = macho_pointers.read(read_)
    first = np.uint64(image.address(place))
    targets = found.at(first + np.array([0, 8, 16, 1 << 40], np.uint64))
    assert targets.addresses.tolist() == [image.address(text), 0, 0, 0]
    assert [found.name(number) for number in targets.imports.tolist()] == ["", "_free", "", ""]


def test_encrypted_text_hides_names_but_not_what_is_imported() -> None:
    found, types = read(encrypted())
    assert found.classes == ()
    assert found.unnamed == 2
    assert found.uses == ("NSObject", "NSURL")
    assert types.types == ()
    assert types.unnamed == 5
    assert types.uses == ("Combine", "Other")


def encrypted(**said: Any) -> bytes:
    return sample(crypt_id=1, padding=0x1000, **said).bytes()


def test_exported_classes_of_an_encrypted_framework_have_names() -> None:
    found, types = read(encrypted(exports=["_OBJC_CLASS_$_First", "_$s4Main5OuterVMn"]))
    assert [one.name for one in found.classes] == ["First"]
    assert found.unnamed == 1
    assert types.modules == ("Main",)


GOOD = [sample(relative=True, **form).bytes() for form in (FORMS[0], FORMS[2], FORMS[4], FORMS[8])]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_forged_images_never_raise(data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(GOOD))
    forged = bytearray(good)
    places = st.integers(0, len(good) - 1) | st.integers(0, 2000)
    for at, value in data.draw(
        st.lists(st.tuples(places, st.sampled_from([0, 1, 0x7F, 0x80, 0xFF])), max_size=8)
    ):
        forged[at] = value
    for part in (forged, forged[: data.draw(st.integers(0, len(good)))]):
        for image in macho.read(bytes(part)).images:
            symbols = macho_symbols.read(image)
            objc.read(image, symbols)
            swift.read(image, symbols)
