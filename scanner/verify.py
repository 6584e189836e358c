"""Holds what a v1 signature says of the entries against the entries themselves, after the one reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from scanner.collect import Content
from scanner.formats.archive import Archive, BadEntry
from scanner.formats.jar_signing import content, odd
from scanner.formats.signing import Signing


def checked(
    examined: Signing,
    archive: Archive,
    prefix: str,
    contents: Iterable[Content],
    unread: Callable[[str], None],
) -> Signing:
    """The signatures of one part with every entry digest checked; `unread` is told of entries without one.

    SHA-256 comes from the one reading, any other digest by reading the entry again.
    """
    read: dict[str, bytes] = {}
    for one in contents:
        if one.depth == 0 and one.sha256 and one.path == prefix + one.name:
            read.setdefault(one.name, bytes.fromhex(one.sha256))  # of entries that share a name, the first

    def digest_of(name: str, kind: str) -> bytes | None:
        entry = archive.find(name)
        if kind == "sha256" and name in read and entry is not None and not odd(entry):
            return read[name]
        try:
            return hashlib.new(kind, content(archive, name), usedforsecurity=False).digest()
        except BadEntry:
            unread(prefix + name)
            return None

    return examined.checked(digest_of)
