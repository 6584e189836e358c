"""Unpacks deflate streams within a bound.

ISA-L does the work; zlib, which Android uses, has the last word.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

from isal import isal_zlib

_IsalError: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub says instance


class BadStream(ValueError):
    """Not a complete deflate stream; the message is "deflate-broken" or "deflate-cut-off"."""


class TooMuch(ValueError):
    """The stream unpacks to more than the bound."""


class Inflated(NamedTuple):
    """The content, and how many bytes of the input lie behind the end of its stream."""

    data: bytes
    rest: int


def inflate(packed: memoryview, bound: int) -> Inflated:
    """The content of a raw deflate stream (RFC 1951) of at most `bound` bytes.

    Memory: the content itself; never more than the bound. Raises BadStream, TooMuch.
    """
    stream = isal_zlib.decompressobj(-15)
    try:
        data = stream.decompress(packed, bound + 1)
    except _IsalError:
        return inflate_by_zlib(packed, bound)
    if len(data) > bound:
        raise TooMuch
    if not stream.eof:
        return inflate_by_zlib(packed, bound)
    return Inflated(data, len(stream.unused_data))


def inflate_by_zlib(packed: memoryview, bound: int) -> Inflated:
    """The same by zlib, slower. Decides where ISA-L refuses, and where its result fails the checksum."""
    stream = zlib.decompressobj(-15)
    try:
        data = stream.decompress(packed, bound + 1)
    except zlib.error as fault:
        raise BadStream("deflate-broken") from fault
    if len(data) > bound:
        raise TooMuch
    if not stream.eof:
        raise BadStream("deflate-cut-off")
    return Inflated(data, len(stream.unused_data))


def inflate_head(packed: memoryview, size: int) -> bytes:
    """The first bytes; fewer where the stream has no more, none where it is broken."""
    try:
        return zlib.decompressobj(-15).decompress(packed[: 1 << 16], size)
    except zlib.error:
        return b""


def crc32(data: bytes | memoryview) -> int:
    """The checksum of zip entries."""
    return int(isal_zlib.crc32(data))
