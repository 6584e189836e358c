"""Tags and attributes of XML that an app carries as plain text (config.xml of web containers).

Not a parser of XML: entities, CDATA and doctypes mean nothing here, so nothing can be expanded. The whole
text is gone through once; elements are given in the order of the file, whatever their nesting.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LARGEST = 2 << 20
"""Bytes that are looked at."""
TAGS = 20_000
"""At most this many tags are given."""
_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,63})((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'){0,2000})>")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]{0,63})\s{0,8}=\s{0,8}(?:\"([^\"]*)\"|'([^']*)')")


class Tag(NamedTuple):
    """One start tag."""

    name: str
    attributes: Mapping[str, str]
    offset: int  # character


def tags(data: bytes) -> Iterator[Tag]:
    """The start tags outside of comments."""
    text = data[:LARGEST].decode("utf-8", "replace")
    found = 0
    for first, last in _outside_comments(text):
        at = first
        while found < TAGS:
            at = text.find("<", at, last)
            if at < 0:
                break
            hit = _TAG.match(text, at, last)
            if hit is None:
                at += 1
                continue
            found += 1
            attributes = {
                name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(hit[2])
            }
            yield Tag(hit[1], attributes, at)
            at = hit.end()


def _outside_comments(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        start = text.find("<!--", at)
        if start < 0:
            yield at, len(text)
            return
        yield at, start
        end = text.find("-->", start + 4)
        at = len(text) if end < 0 else end + 3
