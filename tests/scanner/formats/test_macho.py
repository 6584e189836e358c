from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.formats import macho
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
