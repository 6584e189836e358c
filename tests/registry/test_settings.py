"""Which settings a service refuses to start with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.registry.conftest import ROOT

READ = "import registry.settings as s; print(s.BROKER_URL, s.EMBEDDED)"


def started(tmp_path: Path, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **values}
    return subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=False
    )


def test_without_any_setting_everything_lies_in_one_folder(tmp_path: Path) -> None:
    done = started(tmp_path)
    assert done.stdout.split() == [f"sqla+sqlite:///{tmp_path}/.local/share/heyan/broker.db", "True"]
    secret = tmp_path / ".local/share/heyan/secret-key"
    assert secret.stat().st_mode & 0o777 == 0o600
    before = secret.read_text()
    started(tmp_path)
    assert secret.read_text() == before


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"HEYAN_DATABASE_URL": "postgres://a@b/c"}, "HEYAN_SECRET_KEY"),
        ({"HEYAN_DATABASE_URL": "postgres://a@b/c", "HEYAN_SECRET_KEY": "short"}, "50"),
        ({"HEYAN_DATABASE_URL": "postgres://a@b/c", "HEYAN_SECRET_KEY": "x" * 50}, "HEYAN_BROKER_URL"),
        ({"HEYAN_UPLOAD_LIMIT": "many"}, "HEYAN_UPLOAD_LIMIT"),
    ],
)
def test_a_missing_secret_fails_loudly(tmp_path: Path, values: dict[str, str], word: str) -> None:
    done = started(tmp_path, **values)
    assert done.returncode != 0
    assert "BadSetting" in done.stderr
    assert word in done.stderr
