"""Files by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.storage import Folder, TooLarge, chunks_of


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_what_is_put_lies_under_its_digest_and_cannot_be_written(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    kept = store.put([b"ab", b"c"], 10)
    assert kept.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert kept.size == 3
    assert store.has(kept.sha256)
    assert store.read(kept.sha256) == b"abc"
    with store.open(kept.sha256) as file:
        assert list(chunks_of(file)) == [b"abc"]
    with store.local(kept.sha256) as path:
        assert path.stat().st_mode & 0o777 == 0o400
    assert store.put([b"abc"], 10) == kept
    assert files(tmp_path) == [kept.sha256]
    store.remove(kept.sha256)
    store.remove(kept.sha256)
    assert not store.has(kept.sha256)


def test_too_much_and_a_sender_that_breaks_off_leave_nothing(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    store = Folder(tmp_path)
    with pytest.raises(TooLarge):
        store.put([b"12345", b"67890", b"!"], 10)
    with pytest.raises(ConnectionResetError):
        store.put(breaks_off(), 10)
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63 + "/"])
def test_nothing_but_a_digest_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        Folder(tmp_path).read(name)
    with pytest.raises(FileNotFoundError), Folder(tmp_path).local("a" * 64):
        pass
