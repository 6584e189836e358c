from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import macho
from tests.apps import machowriter
from tests.apps.machowriter import ARM64, ARMV7, DYLIB, LOAD, WEAK, Image
from tests.scanner.formats.machos import binaries


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "header"),
        (b"\xcf\xfa\xed", "header"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(60), "header"),  # a Java class
        (b"\xfe\xed\xfa\xce" + bytes(60), "big-endian"),
    ],
)
def test_what_is_no_macho_says_so(data: bytes, fault: str) -> None:
    assert macho.read(data) == macho.MachO(fault=fault)


def test_equal_to_lief_on_real_files(corpus: Path) -> None:
    lief = pytest.importorskip("lief")
    seen = 0
    for place, data in binaries(corpus):
        fat = lief.MachO.parse(list(data))
        ours = {image.span.offset: image for image in macho.read(data).images}
        assert len(ours) == len(fat), place
        for theirs in fat:
            seen += 1
            _same(ours[theirs.fat_offset], theirs)
    assert seen >= 23


def _same(image: macho.Image, theirs: Any) -> None:
    base = theirs.fat_offset
    assert not image.faults
    assert image.pie == theirs.is_pie
    assert [library.name for library in image.libraries] == [
        library.name for library in theirs.libraries if "ID_DYLIB" not in str(library.command)
    ]
    assert list(image.rpaths) == [path.path for path in theirs.rpaths]
    assert image.uuid == bytes(theirs.uuid.uuid).hex()
    assert [(s.name, s.address, s.size) for s in image.segments] == [
        (s.name, s.virtual_address, s.virtual_size) for s in theirs.segments
    ]
    assert [(s.segment, s.name, s.address, s.size) for s in image.sections] == [
        (s.segment_name, s.name, s.virtual_address, s.size) for s in theirs.sections
    ]
    for section, other in zip(image.sections, theirs.sections, strict=True):
        if section.span.size:
            assert section.span == (other.offset + base, other.size)
            assert image.offset(section.address) == section.span.offset
    assert image.encryption is not None
    info = theirs.encryption_info
    assert image.encryption == ((info.crypt_offset + base, info.crypt_size), info.crypt_id)
    assert image.minimum == ".".join(map(str, theirs.version_min.version[:2]))
    signature = theirs.code_signature
    assert image.tables.signature == (signature.data_offset + base, signature.data_size)


def test_what_load_commands_say() -> None:
    image = Image(
        kind=DYLIB,
        libraries=[("/usr/lib/libSystem.B.dylib", LOAD), ("@rpath/Lazy.framework/Lazy", WEAK)],
        crypt_id=0,
        extra=[
            struct.pack("<III", 0x8000001C, 32, 12) + b"@executable_path/..\0".ljust(20),
            struct.pack("<IIQQ", 0x80000028, 24, 0x10, 0),
        ],
    )
    image.text("__text", b"code")
    (found,) = macho.read(image.bytes()).images
    assert not found.faults
    assert (found.arch, found.bits, found.kind, found.pie) == ("arm64", 64, "dylib", True)
    assert found.libraries == (
        ("/usr/lib/libSystem.B.dylib", "load", "1.2.3"),
        ("@rpath/Lazy.framework/Lazy", "weak", "1.2.3"),
    )
    assert (found.id, found.rpaths) == ("@rpath/A.framework/A", ("@executable_path/..",))
    assert (found.platform, found.minimum, found.sdk) == ("ios", "13.0", "15.0")
    assert (found.entry, found.uuid) == (16, "000102030405060708090a0b0c0d0e0f")
    assert not found.encrypted


def test_architectures_of_fat_files() -> None:
    first, second = Image().bytes(), Image(cpu=ARMV7, base=0x4000).bytes()
    for wide in (False, True):
        found = macho.read(machowriter.fat(first, second, wide=wide))
        assert (found.fat, found.fault) == (True, "")
        assert [image.arch for image in found.images] == ["arm64", "armv7"]
        assert [found.images[1].span.size, found.images[0].span.offset] == [len(second), 0x4000]


def test_architectures_that_overlap_are_read_once() -> None:
    one = Image().bytes()
    head = struct.pack(">II", 0xCAFEBABE, 16)
    head += struct.pack(">IIIII", *ARM64, 4096, len(one), 12) * 16
    found = macho.read(head.ljust(4096, b"\0") + one)
    assert len(found.images) == 1
    assert found.fault == "architectures"


@pytest.mark.parametrize(
    ("number", "size", "commands", "fault"),
    [
        (1, 8, struct.pack("<II", 0x1B, 0), "load commands"),
        (1, 8, struct.pack("<II", 0x1B, 4096), "load commands"),
        (9, 8, struct.pack("<II", 0x99, 8), "load commands"),
        (1, 1 << 31, struct.pack("<II", 0x99, 8), "load commands"),
        (1, 8, struct.pack("<II", 0x32, 8), "load command 0x32"),
        (1, 24, struct.pack("<6I", 0x2, 24, 0, 1 << 30, 0, 1 << 31), "symbols"),
        (1, 16, struct.pack("<4I", 0x1D, 16, 8, 1 << 31), "signature"),
        (5000, 8 * 5000, struct.pack("<II", 0x99, 8) * 5000, "load commands"),
        (1, 72, struct.pack("<II16s4Q4I", 0x19, 72, b"__TEXT", 0, 1 << 40, 0, 1 << 40, 5, 5, 1 << 30, 0),
         "sections"),
    ],
)  # fmt: skip
def test_forged_numbers_are_cut_to_the_file(number: int, size: int, commands: bytes, fault: str) -> None:
    data = struct.pack("<8I", 0xFEEDFACF, *ARM64, 2, number, size, 0, 0) + commands
    (found,) = macho.read(data).images
    assert fault in found.faults
    for span in (*found.tables, *(segment.span for segment in found.segments)):
        assert span.end <= len(data)


GOOD = machowriter.fat(
    Image(exports=["_a", "_b"], locals=["_c"]).bytes(), Image(cpu=ARMV7, base=0x4000, chained=0).bytes()
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8), st.integers(0, len(GOOD)))
def test_forged_headers_never_raise(flips: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    heads = [(0, 64), *((image.span.offset, 1200) for image in macho.read(GOOD).images)]
    for at, value in flips:
        start, size = heads[at % len(heads)]
        data[start + at % size] = value
    for part in (data, data[:length]):
        for image in macho.read(bytes(part)).images:
            assert image.span.end <= len(part)
            for section in image.sections:
                assert section.span.end <= image.span.end or not section.span.size
