"""The checked rule base as JSON in the user's cache folder: data, never code; any fault means no cache."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

_DIGEST = 32


def folder() -> Path:
    """`$XDG_CACHE_HOME/heyan`, else `~/.cache/heyan`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "heyan"


def read(key: str) -> bytes | None:
    """What was kept under this key, or None. It must match its own hash and be the user's own file."""
    try:
        path = folder() / f"rules-{key[:32]}.json"
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
            data = file.read()
    except (OSError, RuntimeError):
        return None
    content = data[_DIGEST:]
    return content if hashlib.sha256(key.encode() + content).digest() == data[:_DIGEST] else None


def write(key: str, content: bytes) -> None:
    """Keeps `content`; older entries go. A folder that cannot be written is no fault."""
    with contextlib.suppress(OSError, RuntimeError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(hashlib.sha256(key.encode() + content).digest() + content)
        target = place / f"rules-{key[:32]}.json"
        Path(file.name).replace(target)
        kept = sorted(place.glob("rules-*.json"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-4]:
            old.unlink()
