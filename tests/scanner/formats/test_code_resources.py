from __future__ import annotations

import hashlib
import plistlib
import zipfile
from pathlib import Path

import pytest

from scanner.formats import code_resources
from scanner.formats.code_resources import Resource
from scanner.formats.plist_text import BadPlist

ONE, TWO = b"\1" * 20, b"\2" * 32


def test_newer_statements_count() -> None:
    said = {
        "files": {"a.png": b"\3" * 20, "old.txt": ONE},
        "files2": {
            "a.png": {"hash": ONE, "hash2": TWO},
            "de.lproj/x.strings": {"hash2": TWO, "optional": True},
            "link": {"symlink": "a.png"},
            "Frameworks/A.framework": {"cdhash": ONE, "requirement": "anchor apple"},
            "odd": 7,
        },
    }
    assert code_resources.read(plistlib.dumps(said)) == {
        "a.png": Resource(ONE.hex(), TWO.hex(), False, "", ""),
        "de.lproj/x.strings": Resource("", TWO.hex(), True, "", ""),
        "link": Resource("", "", False, "a.png", ""),
        "Frameworks/A.framework": Resource("", "", False, "", ONE.hex()),
        "odd": Resource("", "", False, "", ""),
        "old.txt": Resource(ONE.hex(), "", False, "", ""),
    }


def test_odd_lists() -> None:
    assert code_resources.read(plistlib.dumps({"files": [], "files2": "none"})) == {}
    with pytest.raises(BadPlist):
        code_resources.read(b"nothing of the kind {")


def test_digests_of_real_bundles_are_those_of_their_files(corpus: Path) -> None:
    seen = 0
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            place = next(name for name in names if name.endswith(".app/_CodeSignature/CodeResources"))
            folder = place.removesuffix("_CodeSignature/CodeResources")
            for name, stated in code_resources.read(archive.read(place)).items():
                if folder + name not in names or stated.link:
                    continue
                data = archive.read(folder + name)
                if stated.sha1:
                    assert hashlib.sha1(data).hexdigest() == stated.sha1
                if stated.sha256:
                    assert hashlib.sha256(data).hexdigest() == stated.sha256
                seen += bool(stated.sha1 or stated.sha256)
    assert seen >= 200
