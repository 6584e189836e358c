"""Skips are told with what enables them, and fail a run in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import ENABLED_BY, enabled_by

ROOT = Path(__file__).parent.parent
TESTS = """
import pytest
@pytest.mark.skipif(True, reason="needs apksigner (Debian package apksigner)")
def test_one(): ...
def test_two(): pytest.skip("needs the moon")
def test_three(): ...
def test_four(): pytest.importorskip("lief_of_another_world", reason="needs lief")
@pytest.mark.xfail
def test_five(): assert False
"""


def run(tmp_path: Path, tests: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "conftest.py").write_text(
        "from tests.skips import Skips\ndef pytest_configure(config): config.pluginmanager.register(Skips())"
    )
    (tmp_path / "test_some.py").write_text(tests)
    kept = {name: text for name, text in os.environ.items() if name not in ("CI", "PYTEST_CURRENT_TEST")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(tmp_path),
            str(tmp_path),
        ],
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("reason", "way"),
    [
        ("needs aapt2 (package aapt)", "apt-get install aapt"),
        ("smali is not installed (apt-get install smali)", "apt-get install smali"),
        ("real packages are in ../shared/corpus/dev, which is not there", ENABLED_BY["../shared"]),
        ("needs the moon", ""),
        ("as root nothing is forbidden", ""),
    ],
)
def test_what_enables_a_test(reason: str, way: str) -> None:
    assert enabled_by(reason) == way


def test_outside_of_ci_skips_are_listed(tmp_path: Path) -> None:
    done = run(tmp_path, TESTS)
    assert done.returncode == 0
    assert "apt-get install apksigner: 1 tests" in done.stdout
    assert "needs the moon: 1 tests" in done.stdout
    assert "although CI" not in done.stdout


def test_in_ci_they_fail_the_run_and_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, TESTS, CI="true")
    assert done.returncode == 1
    listed = done.stdout.partition("although CI has what they need")[2]
    assert "test_one: needs apksigner" in listed
    assert "test_four: needs lief" in listed
    assert "test_two" not in listed  # nothing that CI installs would help
    assert "test_five" not in listed


def test_in_ci_a_run_without_skips_passes(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_three(): ...", CI="true")
    assert done.returncode == 0
    assert "skipped" not in done.stdout
