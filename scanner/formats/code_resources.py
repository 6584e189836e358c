"""_CodeSignature/CodeResources: the digests that a signed bundle states of its files.

The file itself is covered by the code signature of the bundle's executable (`code_signature.RESOURCES`).
Source: Apple, "TN2206: macOS Code Signing In Depth"; `SecStaticCode`/`ResourceBuilder` of Apple's Security.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from scanner.formats import plist
from scanner.formats.plist import Value

FILES = 200_000


class Resource(NamedTuple):
    """What is stated of one file; digests in hex, "" where none is."""

    sha1: str
    sha256: str
    optional: bool  # may be missing: a localisation
    link: str  # of a symbolic link what it leads to
    code: str  # of signed code inside (a framework): the hash of its code directory


def read(data: bytes) -> dict[str, Resource]:
    """Stated files by their paths in the bundle. Raises BadPlist.

    What newer systems look at (`files2`) counts; `files`, for older ones, where it says nothing.
    """
    said = plist.dictionary(data)
    found: dict[str, Resource] = {}
    for key in ("files2", "files"):
        files = said.get(key)
        for path, stated in files.items() if isinstance(files, dict) else ():
            if path not in found and len(found) < FILES:
                found[path] = _resource(stated)
    return found


def _resource(stated: Value) -> Resource:
    if isinstance(stated, bytes):
        return Resource(stated.hex(), "", False, "", "")
    stated = stated if isinstance(stated, dict) else {}
    link = stated.get("symlink")
    return Resource(
        _hex(stated.get("hash")),
        _hex(stated.get("hash2")),
        stated.get("optional") is True,
        link if isinstance(link, str) else "",
        _hex(stated.get("cdhash")),
    )


def _hex(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else ""


def differences(
    stated: Mapping[str, Resource], files: Collection[str], digest_of: Callable[[str, str], str]
) -> dict[str, str]:
    """Listed files of a bundle that are not as they were signed: path -> changed or missing.

    `files` are the paths in the bundle; `digest_of(path, kind)` is a file's digest in hex: "sha256" or, where
    nothing else is stated, "sha1"; "" for a file that cannot be read, which is then not compared.
    """
    found = {}
    for path, one in stated.items():
        kind, wanted = ("sha256", one.sha256) if one.sha256 else ("sha1", one.sha1)
        if path not in files:
            if not one.optional and not one.link and not one.code:
                found[path] = "missing"
        elif wanted and digest_of(path, kind) not in ("", wanted):
            found[path] = "changed"
    return found
