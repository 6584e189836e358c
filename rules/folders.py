"""Where Heyan keeps what belongs to a user, by the XDG Base Directory Specification (0.8)."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """`$XDG_CACHE_HOME/heyan`, else `~/.cache/heyan`. Raises RuntimeError where there is no home."""
    return _of("XDG_CACHE_HOME", ".cache")


def data() -> Path:
    """`$XDG_DATA_HOME/heyan`, else `~/.local/share/heyan`. Raises RuntimeError where there is no home."""
    return _of("XDG_DATA_HOME", ".local/share")


def _of(variable: str, otherwise: str) -> Path:
    base = os.environ.get(variable, "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / otherwise) / "heyan"
