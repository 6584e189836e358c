"""The same tests on PostgreSQL: rows, locks and triggers differ from SQLite's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.registry.conftest import ROOT

URL = "postgres://postgres@127.0.0.1:5432/postgres"


def reachable(port: int) -> bool:
    with socket.socket() as found:
        found.settimeout(1)
        return found.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(bool(os.environ.get("HEYAN_DATABASE_URL")), reason="runs on another database already")
def test_the_registry_on_postgresql() -> None:
    if not reachable(5432):
        pytest.skip("needs postgresql on 127.0.0.1:5432")
    environment = {
        **os.environ,
        "HEYAN_DATABASE_URL": URL,
        "HEYAN_SECRET_KEY": "x" * 50,
        "HEYAN_BROKER_URL": "memory://",
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/registry",
        "tests/test_worker.py",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
