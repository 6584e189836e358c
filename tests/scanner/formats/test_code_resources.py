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


def test_differences() -> None:
    def digest_of(path: str, kind: str) -> str:
        return {"same": "aa", "changed": "bb", "old": "cc", "unread": ""}[path] if kind else ""

    def resource(sha1: str = "", sha256: str = "", optional: bool = False, code: str = "") -> Resource:
        return Resource(sha1, sha256, optional, "", code)

    stated = {
        "same": resource("00", "aa"),
        "changed": resource("bb", "aa"),
        "old": resource("cc"),
        "unread": resource("", "aa"),
        "gone": resource("", "aa"),
        "translation": resource("", "aa", optional=True),
        "A.framework": resource(code="aa"),
    }
    found = code_resources.differences(stated, {"same", "changed", "old", "unread", "more"}, digest_of)
    assert found == {"changed": "changed", "gone": "missing"}


def test_real_bundles_are_as_they_were_signed(corpus: Path) -> None:
    seen = 0
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            place = next(name for name in names if name.endswith(".app/_CodeSignature/CodeResources"))
            folder = place.removesuffix("_CodeSignature/CodeResources")
            files = {name.removeprefix(folder) for name in names}
            stated = code_resources.read(archive.read(place))

            def digest_of(name: str, kind: str, archive=archive, folder=folder) -> str:
                return hashlib.new(kind, archive.read(folder + name)).hexdigest()

            assert code_resources.differences(stated, files, digest_of) == {}
            seen += len(stated)
    assert seen >= 300
