"""Digests over a package's contents as the APK Signature Schemes v2 and later define them.

Source: source.android.com, "APK Signature Scheme v2", integrity-protected contents; fs-verity digests as in
"fs-verity" and the platform's ApkVerityBuilder.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap

Buffer = bytes | bytearray | memoryview | mmap
CHUNK = 1 << 20
PAGE = 4096
_SALT = bytes(8)
_OFFSET_FIELD = 16  # of the central directory's offset in the end record


@dataclass(frozen=True, slots=True)
class Sections:
    """Where a package's parts lie; offsets in the file. From `block` to `directory` is the signing block."""

    block: int  # start of the signing block, end of the entries
    directory: int
    end_record: int


def digests(data: Buffer, sections: Sections, kinds: Iterable[str]) -> dict[str, bytes]:
    """Content digests by kind: "sha256" and "sha512" (over chunks of 1 MiB), "verity".

    A verity digest is left out where the signing block is not aligned to pages, as Android then refuses it.
    """
    found = {}
    with memoryview(data) as view:
        # the end record is digested as if the signing block were not there
        tail = bytearray(view[sections.end_record :])
        struct.pack_into("<I", tail, _OFFSET_FIELD, sections.block & 0xFFFFFFFF)
        with (
            view[: sections.block] as entries,
            view[sections.directory : sections.end_record] as directory,
            memoryview(tail) as record,
        ):
            parts = (entries, directory, record)
            for kind in kinds:
                if kind != "verity":
                    found[kind] = _chunked(parts, kind)
                elif sections.block % PAGE == 0 and (sections.directory - sections.block) % PAGE == 0:
                    found[kind] = _verity(parts)
    return found


def _chunked(parts: tuple[memoryview, ...], name: str) -> bytes:
    count = sum(-(-len(part) // CHUNK) for part in parts)
    whole = hashlib.new(name, b"\x5a" + struct.pack("<I", count))
    for part in parts:
        for start in range(0, len(part), CHUNK):
            with part[start : start + CHUNK] as chunk:
                one = hashlib.new(name, b"\xa5" + struct.pack("<I", len(chunk)))
                one.update(chunk)
            whole.update(one.digest())
    return whole.digest()


def _verity(parts: tuple[memoryview, ...]) -> bytes:
    entries, directory, record = parts
    rest = bytes(directory) + bytes(record)
    level = b"".join(_pages(entries)) + b"".join(_pages(rest))
    while len(level) > PAGE:
        level = b"".join(_pages(level))
    root = b"".join(_pages(level))
    return root + struct.pack("<Q", len(entries) + len(rest))


def _pages(data: bytes | memoryview) -> Iterator[bytes]:
    salted = hashlib.sha256(_SALT)
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        one = salted.copy()
        one.update(page)
        if len(page) < PAGE:
            one.update(bytes(PAGE - len(page)))
        yield one.digest()
