from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.formats import macho, macho_symbols, objc, swift_names
from tests.scanner.formats.machos import binaries

_ARCHES = {"armv7": "armv7", "armv7s": "armv7s", "arm64": "arm64", "arm64e": "arm64e"}


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
