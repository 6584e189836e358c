"""Entries of the real packages in ../shared/corpus, for comparing our readers with others'."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def entries(suffix: str, most: int = 1) -> Iterator[tuple[str, bytes]]:
    """("package/entry", content) of up to `most` entries of each package whose name ends like this.

    Splits inside a set count as packages. Skips the test where the corpus is missing.
    """
    if not CORPUS.is_dir():
        pytest.skip("needs the packages in ../shared/corpus")
    for path in sorted(CORPUS.glob("*/*.apk")) + sorted(CORPUS.glob("*/*.apks")):
        for name, archive in _archives(path):
            found = [entry for entry in archive.namelist() if entry.endswith(suffix)]
            for entry in found[:most]:
                try:
                    yield f"{name}/{entry}", archive.read(entry)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
                    continue  # broken on purpose; what we make of it is archive.py's test


def _archives(path: Path) -> Iterator[tuple[str, zipfile.ZipFile]]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        return
    with archive:
        yield path.name, archive
        for inner in archive.namelist() if path.suffix == ".apks" else ():
            if inner.endswith(".apk"):
                with archive.open(inner) as stream, zipfile.ZipFile(stream) as split:
                    yield f"{path.name}/{inner}", split
