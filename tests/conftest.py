"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.load import RuleBase, load
from tests import django_setup  # noqa: F401  (before anything imports the registry)
from tests.skips import Skips

ROOT = Path(__file__).parent.parent


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Skips(), "skips")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real packages: `dev`, `badinput` and `catalog.tsv`. Skips where it is missing."""
    shared = Path(os.environ.get("HEYAN_SHARED", ROOT.parent / "shared"))
    folder = shared / "corpus"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpus")
    return folder


@pytest.fixture(scope="session")
def base() -> RuleBase:
    """The rule base of the house."""
    return load(cached=False)


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of a test run stays in the user's cache folder, and the user's own rule packs judge in none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
