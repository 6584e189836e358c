"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real packages: `dev`, `badinput` and `catalog.tsv`. Skips where it is missing."""
    shared = Path(os.environ.get("HEYAN_SHARED", ROOT.parent / "shared"))
    folder = shared / "corpus"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpus")
    return folder
