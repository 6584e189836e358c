"""What every command asks first: which signed packs judge on a day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rules import folders, in_force
from rules.load import ByDay
from tests.packs import NOW, installed, signed, store


def test_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert in_force.on("2026-03-02") == ()
    kept = store(tmp_path / "heyan")
    assert in_force.folder() == kept.folder
    installed(kept, [signed()])
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    (one,) = in_force.on("2026-03-02")
    assert one.read() == signed()
    rules = ByDay()
    assert [rule.id for rule in rules.on("2026-03-02").rules.rules] == ["SEC-001"]
    assert rules.on("2026-03-03") is rules.on("2026-03-02")
    assert len(rules.on("2026-03-01").rules.rules) > 100


def test_nobody_is_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(folders, "data", no_home)
    assert in_force.on("2026-03-02") == ()


def test_asking_loads_no_archive_reader_and_no_keys() -> None:
    code = "import sys; from rules import in_force; in_force.on('2026-03-02'); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert not loaded & {"zipfile", "cryptography", "yaml", "rules.build", "scanner.formats.archive"}
