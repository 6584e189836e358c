from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.formats import macho, macho_symbols
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
