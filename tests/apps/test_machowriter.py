"""Other people's readers read what our writer writes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.apps import machowriter
from tests.apps.machowriter import ARM64E, ARMV7, Image, pointer


def sample(**changed: object) -> Image:
    image = Image(exports=["_exported", "_OBJC_CLASS_$_Foo"], locals=["_kept"], **changed)  # type: ignore[arg-type]
    hello = image.string("hello")
    image.data("__const", pointer(hello), pointer("_dlopen"), bytes(32), pointer("_puts"), pointer(hello))
    return image


FORMS = [
    {},
    {"chained": 2},
    {"chained": 0},
    {"chained": 6, "import_format": 2},
    {"chained": 6, "import_format": 3},
    {"chained": 1, "cpu": ARM64E},
    {"chained": 9, "cpu": ARM64E},
    {"chained": 12, "cpu": ARM64E},
    {"chained": 0, "cpu": ARMV7, "base": 0x4000},
    {"chained": 3, "cpu": ARMV7, "base": 0x4000},
]


@pytest.mark.parametrize("changed", FORMS, ids=str)
def test_lief_reads_it(changed: dict[str, object]) -> None:
    lief = pytest.importorskip("lief")
    fat = lief.MachO.parse(list(sample(**changed).bytes()))
    binary = fat.at(0)
    assert {binding.symbol.name for binding in binary.bindings} == {"_dlopen", "_puts"}
    assert [library.name for library in binary.libraries] == ["/usr/lib/libSystem.B.dylib"]
    assert {"_exported", "_OBJC_CLASS_$_Foo"} <= {symbol.name for symbol in binary.exported_symbols}


@pytest.mark.parametrize("wide", [False, True])
def test_llvm_reads_it(wide: bool, tmp_path: Path) -> None:
    tool = shutil.which("llvm-objdump-14")
    if tool is None:
        pytest.skip("needs llvm-objdump-14")
    path = tmp_path / "fat"
    thin = sample(chained=0, cpu=ARMV7, base=0x4000).bytes()
    path.write_bytes(machowriter.fat(sample(chained=0).bytes(), thin, wide=wide))
    command = [tool, "--macho", "--universal-headers", "--bind", "--exports-trie", "--arch=all", path]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert said.count("_dlopen") == 2
    assert said.count("_exported") == 2
    assert "nfat_arch 2" in said
