"""The encodings in which people here save texts and tables."""

from __future__ import annotations


class UnknownEncoding(ValueError):
    """Neither UTF-8, UTF-16 with a mark nor GB 18030."""


def decoded(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB 18030 (what older Chinese Windows writes)."""
    names = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise UnknownEncoding("neither UTF-8 nor GB 18030")
