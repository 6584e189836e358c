"""Decompresses bodies of unknown goodwill: gzip, zlib, deflate, brotli, zstd; never more than the bound."""

from __future__ import annotations

import io
import zlib

import brotli
import zstandard

_RATIO = 300
_LEAST = 1 << 20
_STEP = 1 << 16


class Unpacked(ValueError):
    """Cannot be unpacked: "broken", or "too-much" for what is over the bound."""


def unpack(data: bytes, coding: str, bound: int) -> bytes:
    """The content. `coding` as in Content-Encoding, or "zlib". Raises Unpacked.

    A stream that breaks off gives what came until then; over the bound or over a ratio of 300 it is refused.
    """
    bound = min(bound, max(_LEAST, len(data) * _RATIO))
    try:
        if coding in ("gzip", "x-gzip"):
            return _inflate(data, 31, bound)
        if coding == "deflate":  # RFC 9110 means zlib; some send the bare stream
            try:
                return _inflate(data, 15, bound)
            except zlib.error:
                return _inflate(data, -15, bound)
        if coding == "zlib":
            return _inflate(data, 15, bound)
        if coding == "br":
            return _brotli(data, bound)
        if coding == "zstd":
            return _zstd(data, bound)
    except (zlib.error, brotli.error, zstandard.ZstdError) as fault:
        raise Unpacked("broken") from fault
    raise Unpacked("broken")


def _inflate(data: bytes, window: int, bound: int) -> bytes:
    stream = zlib.decompressobj(window)
    found = stream.decompress(data, bound + 1)
    if len(found) > bound:
        raise Unpacked("too-much")
    if not found and not stream.eof:
        raise Unpacked("broken")
    return found


def _brotli(data: bytes, bound: int) -> bytes:
    stream = brotli.Decompressor()
    found = bytearray(stream.process(data, output_buffer_limit=_STEP))
    while not stream.is_finished():
        if len(found) > bound:
            raise Unpacked("too-much")
        more = stream.process(b"", output_buffer_limit=_STEP)
        if not more and not stream.is_finished():
            if stream.can_accept_more_data():
                break  # cut off
            continue
        found += more
    if len(found) > bound:
        raise Unpacked("too-much")
    if not found and data:
        raise Unpacked("broken")
    return bytes(found)


def _zstd(data: bytes, bound: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(io.BytesIO(data))
    found = bytearray()
    while more := reader.read(_STEP):
        found += more
        if len(found) > bound:
            raise Unpacked("too-much")
    return bytes(found)


def packed_as(data: bytes) -> str:
    """The coding that the first bytes tell, "" for none."""
    if data[:3] == b"\x1f\x8b\x08":
        return "gzip"
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return "zstd"
    if len(data) > 8 and data[0] & 0x8F == 0x08 and int.from_bytes(data[:2], "big") % 31 == 0:
        return "zlib"
    return ""
