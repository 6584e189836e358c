"""Sealed means: unreadable without the key, and noticed when anything was changed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from scanner.formats import sealed
from scanner.formats.sealed import CHUNK, BadSeal

KEY, OTHER = bytes(32), b"\x01" * 32


def made(content: bytes) -> bytes:
    out = io.BytesIO()
    sealed.seal(KEY, b'{"schema":1}', io.BytesIO(content), out)
    return out.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(sealed.unseal(key, io.BytesIO(data)))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_there_and_back(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(made(content[:size])) == content[:size]


def test_the_manifest_needs_no_key_but_cannot_be_changed() -> None:
    data = made(b"secret")
    assert sealed.manifest(io.BytesIO(data)) == b'{"schema":1}'
    assert b"secret" not in data
    with pytest.raises(BadSeal):
        opened(data.replace(b'"schema":1', b'"schema":2'))


def test_chunks_cannot_be_dropped_changed_or_cut() -> None:
    data = made(bytes(2 * CHUNK + 5))
    first = data.index((CHUNK + 16).to_bytes(4, "big"))
    without = data[:first] + data[first + 4 + CHUNK + 16 :]
    for wrong in (
        data[:-1],
        data[: first + 4 + CHUNK + 16],
        without,
        data[:-3] + b"xyz",
        b"PK" + data,
        data[:20],
    ):
        with pytest.raises(BadSeal):
            opened(wrong)
    with pytest.raises(BadSeal, match="密钥不对"):
        opened(data, OTHER)


def test_key_files(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "session.key"
    secret = sealed.key(path, make=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert sealed.key(path) == secret
    path.chmod(0o640)
    with pytest.raises(BadSeal, match="chmod"):
        sealed.key(path)
    bad = tmp_path / "bad.key"
    bad.write_text("no key")
    bad.chmod(0o600)
    with pytest.raises(BadSeal):
        sealed.key(bad)
