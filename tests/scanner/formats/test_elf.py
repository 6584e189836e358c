from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import elf


def library(needed: tuple[str, ...], exports: tuple[str, ...], wide: bool = True) -> bytes:
    """A minimal shared object: one PT_LOAD over the whole file, a dynamic segment, symbols, strings."""
    strings = b"\0"
    places = {}
    for name in (*needed, *exports):
        places[name] = len(strings)
        strings += name.encode() + b"\0"
    header, segment = (64, 56) if wide else (52, 32)
    word, symbol = ("Q", 24) if wide else ("I", 16)
    dynamic_at = header + 2 * segment
    tags = [(1, places[name]) for name in needed]
    dynamic_size = (len(tags) + 4) * struct.calcsize("<" + 2 * word)
    symbols_at = dynamic_at + dynamic_size
    strings_at = symbols_at + symbol * (1 + len(exports))
    total = strings_at + len(strings)
    tags += [(5, strings_at), (6, symbols_at), (10, len(strings)), (0, 0)]
    dynamic = b"".join(struct.pack("<" + 2 * word, *tag) for tag in tags)
    table = bytes(symbol)
    for name in exports:
        if wide:
            table += struct.pack("<IBBHQQ", places[name], 0x12, 0, 1, 0, 0)
        else:
            table += struct.pack("<IIIBBH", places[name], 0, 0, 0x12, 0, 1)
    start = b"\x7fELF" + bytes([2 if wide else 1, 1, 1]) + bytes(9)
    start += struct.pack("<HHI", 3, 183 if wide else 40, 1)
    if wide:
        start += struct.pack("<QQQIHHHHHH", 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
        start += struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, total, total, 1)
        start += struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, 0, dynamic_size, dynamic_size, 8)
    else:
        start += struct.pack("<IIIIHHHHHH", 0, 52, 0, 0, 52, 32, 2, 0, 0, 0)
        start += struct.pack("<IIIIIIII", 1, 0, 0, 0, total, total, 5, 1)
        start += struct.pack("<IIIIIIII", 2, dynamic_at, dynamic_at, 0, dynamic_size, dynamic_size, 6, 4)
    return start + dynamic + table + strings


@pytest.mark.parametrize("wide", [True, False])
def test_needed_libraries_and_exports(wide: bool) -> None:
    found = elf.read(
        library(("libc.so", "liblog.so"), ("JNI_OnLoad", "Java_cn_example_A_b", "_ZN3fooEv"), wide)
    )
    assert found == elf.Elf(
        "arm64" if wide else "arm",
        64 if wide else 32,
        "",
        ("libc.so", "liblog.so"),
        3,
        ("JNI_OnLoad", "Java_cn_example_A_b"),
    )


@pytest.mark.parametrize("data", [b"\x7fELF", b"\x7fELF" + bytes(100), b"not an elf file at all" * 10])
def test_what_is_no_library_says_so(data: bytes) -> None:
    assert elf.read(data).fault


GOOD = library(("libc.so",), tuple(f"symbol{number}" for number in range(40)))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(GOOD)),
)
def test_forged_files_never_raise(flips: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for at, value in flips:
        data[at] = value
    elf.read(bytes(data[:length]))
    elf.read(bytes(data))


def test_equal_to_lief_on_real_libraries(corpus: Path) -> None:
    lief = pytest.importorskip("lief")
    seen = 0
    for path in sorted(corpus.glob("dev/*.apk")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if not name.endswith(".so"):
                    continue
                data = archive.read(name)
                theirs = lief.ELF.parse(data)
                ours = elf.read(data)
                local = lief.ELF.Symbol.BINDING.LOCAL
                exported = {
                    s.name for s in theirs.dynamic_symbols if s.shndx and s.name and s.binding != local
                }
                plain = {symbol for symbol in exported if not symbol.startswith(("_Z", "__"))}
                assert set(ours.exports) == plain, f"{path.name} {name}"
                assert ours.exported == len(exported)
                assert ours.needed == tuple(theirs.libraries)
                seen += 1
    assert seen >= 60
