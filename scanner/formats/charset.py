"""In which encoding a text was written: what it says of itself is believed only if it holds.

Order: byte order mark; UTF-8 wherever it holds (no other encoding gives valid UTF-8 by chance); what the
server or the page states; GB 18030 or Big5, whichever gives the commoner Chinese characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"(?i)<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})")
_HEAD = 4096
_GUESSES = ("gb18030", "big5")
_COMMON = frozenset(
    "的是在不我有个人们这中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "信息隐私政策收集使用服务個們這來為國說時會對過後裡發資訊隱權儲單學習應"
)


class Decoded(NamedTuple):
    """The text, the encoding it was read in, and how many characters could not be read."""

    text: str
    encoding: str
    bad: int


def decoded(data: bytes, stated: Sequence[str] = ()) -> Decoded:
    """The text of `data`. `stated` are encodings that somebody says it is in; never raises."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data, name)
    if (name := _wide(data)) and (found := _strict(data, name)):
        return found
    if found := _strict(data, "utf-8"):
        return found
    meta = _META.search(data[:_HEAD])
    for name in (*stated, meta[1].decode("ascii", "replace") if meta else ""):
        name = _known(name)
        if name not in ("", "utf-8") and (found := _strict(data, name)):
            return found
    strict = [found for name in _GUESSES if (found := _strict(data, name))]
    if strict:
        return max(strict, key=_commonness)
    loose = [_lenient(data, name) for name in ("utf-8", *_GUESSES)]
    return min(loose, key=lambda found: (found.bad, -_commonness(found)))


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return "gb18030" if found in ("gb2312", "gbk", "hz") else found


def _strict(data: bytes, name: str) -> Decoded | None:
    """The text if all of it is in this encoding; one broken character at the very end is let pass."""
    try:
        return Decoded(data.decode(name), name, 0)
    except UnicodeDecodeError as fault:
        if fault.start < len(data) - 3 or len(data) < 64:
            return None
        return Decoded(data[: fault.start].decode(name, "replace"), name, 1)
    except (LookupError, ValueError):
        return None


def _lenient(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of what is ASCII is zero."""
    head = data[:_HEAD]
    zeros = head.count(0)
    if zeros < max(4, len(head) // 20):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _commonness(found: Decoded) -> float:
    sample = found.text[:20_000]
    chinese = [letter for letter in sample if "\u4e00" <= letter <= "\u9fff"]
    return sum(letter in _COMMON for letter in chinese) / (len(chinese) or 1)
