"""The checked rule base as bytes in the user's cache folder: data, never code; any fault means no cache."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from rules import folders

_DIGEST = 32
MOST = 64 << 20
"""A larger file is not ours; bytes."""
KEPT = 4
"""How many rule bases are kept (one's own rules, older versions)."""


folder = folders.cache


def read(key: str) -> bytes | None:
    """What was kept under this key, or None.

    It must be a plain file of the user's own that nobody else can write, and match the hash it begins with.
    """
    try:
        opened = os.open(folder() / _name(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o022:
                return None
            if about.st_size > MOST:
                return None
            data = file.read(MOST)
    except (OSError, RuntimeError):
        return None
    content = data[_DIGEST:]
    return content if _digest(key, content) == data[:_DIGEST] else None


def write(key: str, content: bytes) -> None:
    """Keeps `content`; older entries go. A folder that cannot be written is no fault."""
    with contextlib.suppress(OSError, RuntimeError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        _put(place / _name(key), _digest(key, content) + content)
        kept = sorted(place.glob("rules-*.json"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()


def _put(target: Path, data: bytes) -> None:
    """Writes the file whole or not at all; a reader never sees half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".rules-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _name(key: str) -> str:
    return f"rules-{key[:32]}.json"


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()
