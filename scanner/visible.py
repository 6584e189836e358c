"""Hostile text made harmless for people: what does not print is shown as \\u{…}, length bounded."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from scanner.model import TEXT


def visible(text: str, longest: int = TEXT) -> str:
    """`text` with every character that does not print (NUL, control, bidi, lone surrogates) written out.

    A text longer than `longest` characters is cut and ends in the first 16 hex digits of its SHA-256.
    """
    if len(text) <= longest and text.isprintable():
        return text
    shown = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text[: longest + 1])
    if len(text) <= longest and len(shown) <= longest:
        return shown
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{shown[: longest - 26]}…[sha256:{digest}]"


def readable(path: Path) -> str:
    """A path as a person reads it: UTF-8, else GBK as older systems wrote names on disks."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return visible(os.fsdecode(raw))


def visible_json(value: Any, longest: int = TEXT) -> Any:
    """A JSON value with every text in it, keys too, made visible."""
    if isinstance(value, str):
        return visible(value, longest)
    if isinstance(value, list):
        return [visible_json(item, longest) for item in value]
    if isinstance(value, dict):
        return {visible(key, longest): visible_json(item, longest) for key, item in value.items()}
    return value
