from __future__ import annotations

from pathlib import Path

import pytest

from rules import folders


def test_the_users_own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # the specification says: ignore it
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folders.data() == tmp_path / "d" / "heyan"
    assert folders.cache() == tmp_path / ".cache" / "heyan"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert folders.data() == tmp_path / ".local" / "share" / "heyan"
