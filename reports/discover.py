"""Packages and filings in a folder or on a disk, told by content; nothing there is ever changed."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.filing_faults import BadFiling
from scanner.filing_form import load
from scanner.model import Package
from scanner.visible import readable

if TYPE_CHECKING:
    from scanner.declaration import Declaration

_CLAIMS = re.compile(r"(?i).*\.(?:apk|ipa|aab|apks|xapk|apkm)(?:\.\d+)?")
_SPLIT = re.compile(r"(?i)(?:split_.*|.*\.?config\.[^/]+)\.apk")
_ZIP = b"PK\x03\x04"
_DOCUMENTS = re.compile(r"(?i).*\.(?:xlsx|docx|pptx|jar|aar|epub|odt|ods|xmind|zip\.part)")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """One package to examine: a file, or a base package and its splits in one folder."""

    files: tuple[Path, ...]
    shown: str  # path below the folder, readable even where the names are in GBK


def packages(folder: Path) -> list[Candidate]:
    """Everything that claims to be a package, or is a zip that may be one, in the order of names."""
    found: list[Candidate] = []
    for directory, names in _walk(folder):
        splits = [name for name in names if _SPLIT.fullmatch(name)]
        base = next((name for name in names if name.lower() == "base.apk"), "")
        for name in names:
            path = directory / name
            if base and name in splits:
                continue
            if _CLAIMS.fullmatch(name) or (_is_zip(path) and not _DOCUMENTS.fullmatch(name)):
                more = splits if name == base else []
                files = (path, *(directory / split for split in more))
                found.append(Candidate(files, readable(path.relative_to(folder))))
    return found


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    for directory, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "__MACOSX")
        usable = [name for name in names if not name.startswith(".")]
        yield Path(directory), sorted(n for n in usable if _is_file(Path(directory) / n))


def _is_file(path: Path) -> bool:
    """A file of its own: links could lead anywhere."""
    return path.is_file() and not path.is_symlink()


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == _ZIP
    except OSError:
        return False


def digest(files: Sequence[Path]) -> str:
    """SHA-256 of one file; of several, as the scan names a set of splits."""
    digests = []
    for path in files:
        one = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                one.update(block)
        digests.append(one.hexdigest())
    if len(digests) == 1:
        return digests[0]
    lines = sorted(f"{path.name} {one}\n" for path, one in zip(files, digests, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Filings:
    """The filings of a folder, and those that could not be read."""

    usable: Mapping[str, Declaration]  # shown path -> filing
    faulty: Mapping[str, BadFiling]

    def match(self, package: Package) -> tuple[str, ...]:
        """The filings of this package: by package id, else by name, platform and version together.

        None or several: a person looks; nothing is guessed.
        """
        by_id = [name for name, filing in self.usable.items() if _same_id(filing, package)]
        if by_id:
            exact = [name for name in by_id if _version(self.usable[name]) == _comparable(package.version)]
            return tuple(exact if len(by_id) > 1 and exact else by_id)
        return tuple(name for name, filing in self.usable.items() if _same_name(filing, package))


def filings(folder: Path) -> Filings:
    """Every .yaml file of a folder as a filing."""
    usable: dict[str, Declaration] = {}
    faulty: dict[str, BadFiling] = {}
    for directory, names in _walk(folder):
        for name in names:
            if name.lower().endswith((".yaml", ".yml")):
                shown = readable((directory / name).relative_to(folder))
                try:
                    usable[shown] = load(directory / name)
                except BadFiling as bad:
                    faulty[shown] = bad
    return Filings(usable, faulty)


def _platforms(filing: Declaration) -> tuple[str, ...]:
    named = filing.provider.app.platforms or ()
    return tuple("ios" if "ios" in item.lower() or "苹果" in item else "android" for item in named)


def _same_id(filing: Declaration, package: Package) -> bool:
    return any(
        sample.app_id == package.app_id
        and (not sample.platform or ("ios" if sample.platform == "IOS" else "android") == package.platform)
        for sample in filing.extra.samples
    )


def _same_name(filing: Declaration, package: Package) -> bool:
    if any(sample.app_id for sample in filing.extra.samples):
        return False  # it says which package it is about, and it is not this one
    return (
        bool(package.label)
        and _comparable(filing.provider.app.name) == _comparable(package.label)
        and _version(filing) == _comparable(package.version)
        and package.platform in _platforms(filing)
    )


def _version(filing: Declaration) -> str:
    return _comparable(filing.provider.app.version)


def _comparable(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).removeprefix("v")
