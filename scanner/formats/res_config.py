"""ResTable_config: for which devices a resource is meant, as far as a scan asks: locale and fitness.

Source: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h (ResTable_config) and
ResourceTypes.cpp (unpackLanguageOrRegion, getBcp47Locale).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

NEWEST = 36
"""The API level of the device whose choice is taken where a resource exists for several."""


@dataclass(frozen=True, slots=True)
class Config:
    """`locale` as in BCP 47 ("", "zh", "zh-CN", "zh-Hans-CN"); a greater `fitness` is chosen first.

    Fitness: what holds for every device of that language before what is bound to a screen, mode or
    network, then the greatest API level that today's devices reach.
    """

    locale: str
    fitness: int


def read(data: bytes, at: int, end: int) -> Config:
    """The configuration at `at`; what lies behind `end` or its own size counts as zero."""
    size = struct.unpack_from("<I", data, at)[0] if at + 4 <= end else 0
    raw = data[at : min(end, at + min(size, 64))].ljust(64, b"\0")
    language = _unpack(raw[8:10], ord("a"))
    region = _unpack(raw[10:12], ord("0"))
    script = "" if raw[52] else _letters(raw[36:40])
    variant = _letters(raw[40:48])
    locale = "-".join(part for part in (language, script, region, variant) if part) if language else ""
    (sdk,) = struct.unpack_from("<H", raw, 24)
    bound = any(raw[4:8]) or any(raw[12:24]) or any(raw[28:36]) or any(raw[48:52])
    return Config(locale, (0 if bound else 1 << 16) + (sdk if sdk <= NEWEST else -1))


def _unpack(pair: bytes, base: int) -> str:
    """Two letters as they are, or three packed into 15 bits behind a set high bit."""
    first, second = pair
    if not first & 0x80:
        return _letters(pair)
    numbers = second & 0x1F, second >> 5 | (first & 0x03) << 3, first >> 2 & 0x1F
    return _letters(bytes(base + number for number in numbers))


def _letters(raw: bytes) -> str:
    """The text before the first NUL; "" where it is not letters and digits."""
    text = raw.split(b"\0", 1)[0].decode("latin-1")
    return text if text.isascii() and text.isalnum() else ""
