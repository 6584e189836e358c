from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import elf
from tests.apps.elfwriter import library


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
