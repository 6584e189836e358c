from __future__ import annotations

import os
from pathlib import Path

import pytest

from rules import cache

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def file() -> Path:
    (found,) = cache.folder().iterdir()
    return found


def test_what_was_kept_comes_back_under_its_key_only() -> None:
    cache.write(KEY, b"data")
    assert cache.read(KEY) == b"data"
    assert cache.read("cd" * 32) is None
    assert file().stat().st_mode & 0o077 == 0


def test_a_change_of_any_byte_is_noticed() -> None:
    cache.write(KEY, b"data")
    good = file().read_bytes()
    for at in range(len(good)):
        file().write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert cache.read(KEY) is None
    file().write_bytes(b"")
    assert cache.read(KEY) is None


def test_another_keys_content_is_not_taken() -> None:
    cache.write(KEY, b"data")
    file().rename(file().with_name(f"rules-{'cd' * 16}.json"))
    assert cache.read("cd" * 32) is None


def test_a_file_that_others_can_write_or_a_link_is_not_read(tmp_path: Path) -> None:
    cache.write(KEY, b"data")
    file().chmod(0o666)
    assert cache.read(KEY) is None
    file().chmod(0o600)
    assert cache.read(KEY) == b"data"
    moved = file().rename(tmp_path / "elsewhere")
    (cache.folder() / f"rules-{KEY[:32]}.json").symlink_to(moved)
    assert cache.read(KEY) is None


def test_what_is_no_plain_file_is_not_read() -> None:
    cache.folder().mkdir(parents=True)
    os.mkfifo(cache.folder() / f"rules-{KEY[:32]}.json")
    assert cache.read(KEY) is None  # and does not wait for a writer


def test_a_huge_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write(KEY, b"data")
    monkeypatch.setattr(cache, "MOST", 8)
    assert cache.read(KEY) is None


def test_few_are_kept_and_nothing_else_is_left() -> None:
    for number in range(cache.KEPT + 3):
        cache.write(f"{number:064}"[::-1], b"data")
    assert len(list(cache.folder().iterdir())) == cache.KEPT


def test_no_home_and_no_right_to_write_are_no_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    cache.write(KEY, b"data")
    assert cache.read(KEY) is None
    monkeypatch.delenv("XDG_CACHE_HOME")

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", staticmethod(homeless))
    cache.write(KEY, b"data")
    assert cache.read(KEY) is None


def test_a_relative_folder_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / ".cache" / "heyan"
