"""MANIFEST.MF and .SF files of a v1-signed package, read as Android reads them.

Source: the JAR File Specification ("JAR manifest"), with the platform's differences: a section that does not
begin with a name spoils the file, and so does a NUL.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from scanner.visible import visible

_BLANK = re.compile(rb"(?>\r\n|\r|\n){2,}")  # atomic: CR LF is never taken for two line ends
_FOLD = re.compile(rb"(?:\r\n|\r|\n) ")
_LINE = re.compile(rb"\r\n|\r|\n")
MAX_SECTIONS = 65_536
"""As many entries as an archive can have that Android takes (its end record counts in 16 bits)."""
MAX_SECTION = 256 << 10
"""Bytes of one section."""
LONGEST_NAME = 4_096
STRONGEST_SINCE = 18
"""API level of the first Android that holds an entry against the strongest digest stated for it."""

STRONGEST_FIRST = ("SHA-512", "SHA-384", "SHA-256", "SHA1")
_HASHES = {"SHA-512": "sha512", "SHA-384": "sha384", "SHA-256": "sha256", "SHA1": "sha1"}
_OLD_HASHES = {**_HASHES, "SHA": "sha1", "SHA-1": "sha1", "MD5": "md5"}


class BadManifest(ValueError):
    """A manifest or .SF file Android refuses; the message is a short code."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section: where its bytes lie, and its attributes (names in lower case)."""

    start: int
    end: int
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole file."""

    data: bytes
    main: Section
    entries: Mapping[str, Section]


def read(data: bytes, unique: bool) -> Manifest:
    """The file. With `unique`, two sections of one name are a fault. Raises BadManifest."""
    if b"\0" in data:
        raise BadManifest("manifest-nul")
    main: Section | None = None
    entries: dict[str, Section] = {}
    start = 0
    while start < len(data) or main is None:
        found = _BLANK.search(data, start)
        end = found.end() if found else len(data)
        if end - start > MAX_SECTION:
            raise BadManifest("section-too-long")
        names, attributes = _attributes(data[start:end])
        section = Section(start, end, attributes)
        if main is None:
            main = section
        elif not names or names[0] != "name":
            raise BadManifest("unnamed-section")
        elif unique and attributes["name"] in entries:
            raise BadManifest("duplicate-section")
        else:
            entries[attributes["name"]] = section
        if len(entries) > MAX_SECTIONS:
            raise BadManifest("too-many-sections")
        start = end
    return Manifest(data, main, entries)


def _attributes(section: bytes) -> tuple[list[str], dict[str, str]]:
    names: list[str] = []
    attributes: dict[str, str] = {}
    for line in _LINE.split(_FOLD.sub(b"", section)):
        if not line:
            continue
        name, colon, text = line.partition(b": ")
        if not colon:
            raise BadManifest("manifest-malformed")
        key = name.decode("ascii", "replace").lower()
        names.append(key)
        attributes[key] = _entry_name(text) if key == "name" else text.decode("utf-8", "replace")
    return names, attributes


def _entry_name(raw: bytes) -> str:
    """An entry's name as archive.py shows it, so that the two can be compared."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(raw.decode(encoding), LONGEST_NAME)
        except UnicodeDecodeError:
            continue
    return visible(raw.decode("cp437"), LONGEST_NAME)


def digest(section: Section, suffix: str, sdk: int) -> tuple[str, bytes] | None:
    """The (hashlib name, digest) that Android of this API level holds a section's subject against.

    `suffix` is "-Digest", "-Digest-Manifest", ... Before API level 18 the first one named in
    Digest-Algorithms counted (SHA-1 where that is missing), since then the strongest. Raises BadManifest.
    """
    names: tuple[str, ...] = STRONGEST_FIRST
    if sdk >= STRONGEST_SINCE:
        hashes = _HASHES
    else:
        names = tuple(section.attributes.get("digest-algorithms", "SHA SHA1").split())
        hashes = _OLD_HASHES
    for name in names:
        text = section.attributes.get((name + suffix).lower())
        if text is None or name.upper() not in hashes:
            continue
        try:
            return hashes[name.upper()], base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise BadManifest("digest-malformed") from fault
    return None


def matches(section: Section, suffix: str, sdk: int, data: bytes) -> bool | None:
    """Whether `data` has the digest that `section` states; None where it states none. Raises BadManifest."""
    stated = digest(section, suffix, sdk)
    if stated is None:
        return None
    return hashlib.new(stated[0], data, usedforsecurity=False).digest() == stated[1]
