from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.formats import macho, macho_image, macho_pointers, macho_symbols
from scanner.formats.macho_symbols import Import
from tests.apps.machowriter import LOAD, Image, uleb
from tests.scanner.formats.machos import binaries


def test_equal_to_lief_on_real_files(corpus: Path) -> None:
    lief = pytest.importorskip("lief")
    seen = 0
    for place, data in binaries(corpus):
        ours = {image.span.offset: image for image in macho.read(data).images}
        fat = lief.MachO.parse(list(data))
        for theirs in fat:
            found = macho_symbols.read(ours[theirs.fat_offset])
            assert not found.faults, place
            bound = {
                binding.symbol.name: binding.library.name if binding.has_library else ""
                for binding in theirs.bindings
                if binding.has_symbol and "WEAK" not in str(getattr(binding, "binding_class", ""))
            }
            undefined = {s.name for s in theirs.symbols if s.raw_type == 1 and not s.value}
            assert {imported.name for imported in found.imports} == set(bound) | undefined, place
            for imported in found.imports:
                if bound.get(imported.name) and imported.library.startswith(("/", "@")):
                    assert imported.library == bound[imported.name]
            exported = {export.symbol.name for export in theirs.dyld_info.exports}
            assert exported <= set(found.exports)
            seen += 1
    assert seen >= 23


def test_equal_to_llvm_nm_on_real_files(corpus: Path, tmp_path: Path) -> None:
    tool = shutil.which("llvm-nm-14")
    if tool is None:
        pytest.skip("needs llvm-nm-14")
    for place, data in binaries(corpus):
        for image in macho.read(data).images:
            thin = tmp_path / "thin"
            thin.write_bytes(data[image.span.offset : image.span.end])
            said = subprocess.run([tool, "-p", thin], capture_output=True, check=True).stdout
            lines = re.findall(r"^[0-9a-f ]* (\S) (.*)$", said.decode("utf-8", "replace"), re.MULTILINE)
            found = macho_symbols.read(image)
            assert {name for kind, name in lines if kind == "U"} <= {i.name for i in found.imports}, place
            assert {name for kind, name in lines if kind in "TSDBA"} <= set(found.exports), place
            kept = {name for kind, name in lines if kind in "tsdba"}
            assert set(found.local) == kept - set(found.exports), place


def test_names_of_every_kind() -> None:
    image = Image(
        libraries=[("/usr/lib/libSystem.B.dylib", LOAD)],
        exports=["_exported", "_OBJC_CLASS_$_Foo"],
        locals=["-[Foo bar]"],
        imports=["___stack_chk_fail", "_objc_storeStrong"],
    )
    (parsed,) = macho.read(image.bytes()).images
    found = macho_symbols.read(parsed)
    assert found.imports == (
        Import("___stack_chk_fail", "/usr/lib/libSystem.B.dylib", False),
        Import("_objc_storeStrong", "/usr/lib/libSystem.B.dylib", False),
    )
    assert found.exports == ("_OBJC_CLASS_$_Foo", "_exported")
    assert found.local == ("-[Foo bar]",)
    assert (found.stack_canary, found.arc, found.stripped, found.faults) == (True, True, False, ())


def linked(table: str, content: bytes) -> macho_image.Image:
    """An image of nothing but one link-edit table."""
    (parsed,) = macho.read(Image(chained=0).bytes() + content).images
    span = macho_image.Span(parsed.span.end - len(content), len(content))
    return replace(parsed, tables=macho_image.Tables(**{table: span}))


def edge(name: bytes, node: int) -> bytes:
    return b"\0\1" + name + b"\0" + bytes([node & 0x7F | 0x80, node >> 7 & 0x7F | 0x80, node >> 14])


@pytest.mark.parametrize(
    "trie",
    [
        edge(b"a", 0),  # to itself
        b"\0\2a\0\x0ab\0\x0a" + b"\3\0\1\0\0",  # two ways to one node
        b"".join(edge(b"x" * 4000, 4006 * (number + 1)) for number in range(4)) + b"\1\0\0",
        b"\0\1a",
        b"\xff" * 12,
        b"\0\xff" + b"\0\1" * 90,
    ],
)
def test_forged_export_tries_end(trie: bytes) -> None:
    found = macho_symbols.read(linked("exports", trie))
    assert "exports" in found.faults


def test_an_export_trie_that_unfolds_ends() -> None:
    # each node is a name itself and adds a letter: so many names would be as long as their number squared
    nodes = (b"\1\0\1x\0" + uleb(8 * (number + 1)).ljust(3, b"\0") for number in range(20_000))
    trie = b"".join(nodes)
    found = macho_symbols.read(linked("exports", trie))
    assert "exports" in found.faults
    assert sum(map(len, found.exports)) < 100 * len(trie)


@pytest.mark.parametrize(
    "opcodes",
    [
        b"\x40never ends",
        b"\xf0",
        b"\x11\x40_a\0\x71\0\xc0" + b"\xff" * 9 + b"\1\0",  # 2^64 times
        b"\x11\x40_a\0\x71\0" + b"\xc0\xff\xff\x7f\0" * 2000,
        b"\x80" + b"\xff" * 20,
    ],
)
def test_forged_bind_opcodes_end(opcodes: bytes) -> None:
    image = linked("bind", opcodes)
    found = macho_pointers.read(image)
    assert "bind" in found.faults
    assert len(found._places) <= len(image.data) // 8
    macho_symbols.read(image)


def test_threaded_binds_of_early_arm64e() -> None:
    opcodes = b"\xd0\2\x11\x40_a\0\x90\x40_b\0\x90\x72\0\xd1\0"
    image = linked("bind", opcodes)
    assert [found.name for found in macho_symbols.read(image).imports] == ["_a", "_b"]
    assert macho_pointers.read(image).names == ("_a", "_b")


@pytest.mark.parametrize(
    "fixups",
    [
        b"short",
        struct.pack("<7I", 0, 1 << 30, 28, 28, 1 << 30, 1, 0),
        struct.pack("<7I", 0, 28, 28, 28, 4, 9, 0) + bytes(64),
        struct.pack("<7I", 0, 28, 28, 1 << 31, 4, 1, 1) + bytes(64),
        struct.pack("<7I", 0, 28, 28, 64, 4, 1, 7) + bytes(64),
        struct.pack("<7I", 0, 28, 60, 64, 1, 1, 1) + bytes(36) + zlib.compress(bytes(40 << 20)),
    ],
)
def test_forged_fixups_end(fixups: bytes) -> None:
    found = macho_symbols.read(linked("chained", fixups))
    assert found.faults


def test_many_entries_of_one_long_name() -> None:
    names = 5000
    entries = b"".join(struct.pack("<IBBHQ", number % 4000, 0x0E, 1, 0, 1) for number in range(names))
    strings = b"x" * 8000 + b"\0"
    image = linked("symbols", entries + strings)
    span = image.tables.symbols
    tables = macho_image.Tables(
        symbols=macho_image.Span(span.offset, len(entries)),
        strings=macho_image.Span(span.offset + len(entries), len(strings)),
    )
    found = macho_symbols.read(replace(image, tables=tables))
    assert sum(map(len, found.local)) <= 4 * len(strings) + (1 << 16)
