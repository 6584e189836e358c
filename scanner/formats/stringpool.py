"""ResStringPool: the string table of compiled XML and of resource tables, decoded only where asked.

Source: AOSP frameworks/base, libs/androidfw/ResourceTypes.cpp (ResStringPool::setTo, stringAt, string8At).
What Android refuses is refused; the styles (spans of bold text and the like) are never looked at.
"""

from __future__ import annotations

import struct
import sys
from array import array

UTF8 = 1 << 8
_HEADER = struct.Struct("<HHIIIIII")


class BadPool(ValueError):
    """A string pool Android would refuse, or one whose strings overlap so that it unpacks to a bomb."""


class StringPool:
    """The pool in `data[start:end]`, where a chunk of type 1 stands."""

    __slots__ = ("_budget", "_cache", "_data", "_first", "_last", "_offsets", "count", "utf8")

    def __init__(self, data: bytes, start: int, end: int) -> None:
        if end - start < _HEADER.size:
            raise BadPool(f"string pool at {start:#x}: no room for its header")
        _, header, size, count, styles, flags, strings, style_data = _HEADER.unpack_from(data, start)
        if not _HEADER.size <= header <= size <= end - start or header + 4 * count > size:
            raise BadPool(f"string pool at {start:#x}: {count} strings do not fit")
        self._data, self.count, self.utf8 = data, count, bool(flags & UTF8)
        self._offsets = start + header
        self._first = self._last = start
        self._cache: dict[int, str | None] = {}
        if count:
            until = style_data if styles else size
            if not strings < size - 2 or not strings < until <= size:
                raise BadPool(f"string pool at {start:#x}: strings start behind its end")
            self._first = start + strings
            self._last = start + (until if self.utf8 else strings + (until - strings) // 2 * 2)
            if any(data[self._last - (1 if self.utf8 else 2) : self._last]) or self._last <= self._first:
                raise BadPool(f"string pool at {start:#x}: its last string does not end")
        self._budget = 2 * (self._last - self._first) + 4096

    def text(self, index: int) -> str | None:
        """The string, or None where Android finds none (no such index, or malformed). Raises BadPool."""
        if not 0 <= index < self.count:
            return None
        (offset,) = struct.unpack_from("<I", self._data, self._offsets + 4 * index)
        try:
            return self._cache[offset]
        except KeyError:
            found = self._cache[offset] = self._utf8_at(offset) if self.utf8 else self._utf16_at(offset)
            return found

    def texts(self) -> list[str]:
        """All strings by index, malformed ones as "". Raises BadPool. Quick for the usual pools."""
        offsets = array("I", self._data[self._offsets : self._offsets + 4 * self.count])
        if sys.byteorder == "big":
            offsets.byteswap()
        blob = self._data[self._first : self._last]
        try:
            return _ascii(blob, offsets) if self.utf8 else _plain16(blob, offsets)
        except (IndexError, UnicodeError):
            return [self.text(index) or "" for index in range(self.count)]

    def all_text(self) -> str:
        """The whole pool as one text to search in. Between two strings stand their lengths and NULs."""
        blob = self._data[self._first : self._last]
        return blob.decode("utf-8" if self.utf8 else "utf-16-le", "replace")

    def _spend(self, length: int) -> None:
        self._budget -= length
        if self._budget < 0:
            raise BadPool("the strings of a pool overlap")

    def _utf8_at(self, offset: int) -> str | None:
        """Two lengths (UTF-16 units, bytes), the bytes, NUL. The Java side reads up to the first NUL."""
        data, last = self._data, self._last
        at = self._first + offset
        if at >= last - 1:
            return None
        at += 2 if data[at] & 0x80 else 1
        if at >= last:
            return None
        length = data[at]
        at += 1
        if length & 0x80:
            if at >= last:
                return None
            length = (length & 0x7F) << 8 | data[at]
            at += 1
        end = at + length
        while end < last and data[end]:  # aapt cut lengths above 0x7fff to 15 bits
            end += 0x8000
        if end >= last:
            return None
        self._spend(end - at)
        end = data.find(0, at, end + 1)
        return decode8(data[at:end])

    def _utf16_at(self, offset: int) -> str | None:
        """One length (UTF-16 units), the units, NUL."""
        data, last = self._data, self._last
        at = self._first + (offset & ~1)
        if at >= last - 2:
            return None
        length = data[at] | data[at + 1] << 8
        at += 2
        if length & 0x8000:
            if at + 2 > last:
                return None
            length = (length & 0x7FFF) << 16 | data[at] | data[at + 1] << 8
            at += 2
        end = at + 2 * length
        if end + 2 > last or data[end] or data[end + 1]:
            return None
        self._spend(end - at)
        return data[at:end].decode("utf-16-le", "replace")


def decode8(raw: bytes) -> str:
    """UTF-8 as Android's tools write it: above U+FFFF two surrogates of three bytes may stand."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        return (
            raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _ascii(blob: bytes, offsets: array[int]) -> list[str]:
    text = blob.decode("ascii")  # so every length is one byte
    lengths = blob[1:]
    ends = [at + 2 + lengths[at] for at in offsets]
    if sum(ends) - sum(offsets) > 2 * len(blob) + 2 * len(ends) or any(blob[end] for end in ends):
        raise IndexError
    found = [text[at + 2 : end] for at, end in zip(offsets, ends, strict=True)]
    if "\0" in "".join(found):
        raise IndexError
    return found


def _plain16(blob: bytes, offsets: array[int]) -> list[str]:
    text = blob.decode("utf-16-le")
    if len(text) * 2 != len(blob):
        raise IndexError  # a character of two units: positions differ
    starts = [(offset >> 1) + 1 for offset in offsets]
    ends = [start + ord(text[start - 1]) for start in starts]
    if sum(ends) - sum(starts) > len(blob) or any(text[end] != "\0" for end in ends):
        raise IndexError
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
