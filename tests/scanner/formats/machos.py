"""Real Mach-O files of the corpus, for readers that are held against other people's tools."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from scanner.formats import macho


def binaries(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Place and content of every Mach-O file in the packages of the corpus."""
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                data = archive.read(entry)
                if macho.is_macho(data):
                    yield f"{path.name}!/{entry.filename}", data
