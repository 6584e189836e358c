from __future__ import annotations

import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from scanner.formats import macho, macho_symbols, objc, swift_names
from tests.apps import machowriter, objcwriter
from tests.apps.machowriter import Image, pointer
from tests.scanner.formats.machos import binaries


def test_equal_to_llvm_objdump_on_real_files(corpus: Path, tmp_path: Path) -> None:
    """Classes, superclasses and methods of every 64-bit image (LLVM 14 reads no 32-bit metadata fully)."""
    tool = shutil.which("llvm-objdump-14")
    if tool is None:
        pytest.skip("needs llvm-objdump-14")
    seen = classes = 0
    for place, data in binaries(corpus):
        for image in macho.read(data).images:
            found = objc.read(image, macho_symbols.read(image))
            assert not found.faults, place
            assert not found.unnamed, place
            if image.bits == 32:
                continue
            thin = tmp_path / "thin"
            thin.write_bytes(data[image.span.offset : image.span.end])
            command = [tool, "--macho", "--objc-meta-data", thin]
            said = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
            theirs = _told(said)
            assert {c.name: c.methods for c in found.classes} == theirs, place
            seen += 1
            classes += len(theirs)
    assert seen >= 4
    assert classes >= 400


def _told(said: str) -> dict[str, tuple[str, ...]]:
    """Classes and the selectors of their instance methods."""
    part = said.split("Contents of (__DATA,__objc_classlist)")[1].split("Contents of ")[0]
    found = {}
    for block in re.split(r"(?m)^[0-9a-f]{16} 0x", part)[1:]:
        instance = block.split("Meta Class")[0]
        name = re.search(r"(?m)^ +name 0x[0-9a-f]+ (.*)$", instance)
        assert name is not None
        methods = instance.split("baseMethods")[1].split("baseProtocols")[0]
        found[swift_names.of_class(name[1])] = tuple(re.findall(r"(?m)^\t+ *name 0x[0-9a-f]+ (.*)$", methods))
    return found


def read(image: Image) -> objc.ObjC:
    (found,) = macho.read(image.bytes()).images
    return objc.read(found, macho_symbols.read(found))


def test_method_lists_larger_than_the_file_are_refused() -> None:
    image = Image()
    name = pointer(image.string("Huge", "__objc_classname"))
    huge = image.data("__objc_const", struct.pack("<II", 24, 0x7FFFFFFF))
    data = image.data("__objc_const", bytes(24), name, pointer(huge), *[pointer(None)] * 4)
    fields = (pointer(None), pointer("_OBJC_CLASS_$_NSObject"), pointer(None), pointer(None), pointer(data))
    for _ in range(50):
        image.data("__objc_classlist", pointer(image.data("__objc_data", *fields)))
    objcwriter.define(image, "Small", methods=("one",))
    found = read(image)
    assert "more entries than the file has room for" in found.faults
    assert [one.methods for one in found.classes] == [()] * 51


def test_one_long_text_named_by_many_is_not_kept_over_and_over() -> None:
    image = Image()
    text = image.text("__objc_classname", b"x" * 4000 + b"\0")
    for step in range(3000):
        start = machowriter.Label(text.section, text.at + step)
        image.data("__objc_selrefs", pointer(start))
    image.text("__text", bytes(1 << 16))
    (parsed,) = macho.read(image.bytes()).images
    found = objc.read(parsed, macho_symbols.read(parsed))
    assert sum(map(len, found.selectors)) <= 5 * parsed.span.size + (1 << 17)
    assert len(found.selectors) < 3000


def test_lists_that_lead_nowhere() -> None:
    image = Image(chained=0)
    image.data("__objc_classlist", struct.pack("<4Q", 0, 1, 1 << 63, (1 << 64) - 1), b"\1\2\3")
    image.data("__objc_catlist", struct.pack("<Q", 1 << 40))
    found = read(image)
    assert (found.classes, found.unnamed, len(found.categories)) == ((), 4, 1)
