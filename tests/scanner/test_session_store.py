"""Sessions as folder, zip and sealed file; openings are logged first."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scanner import session_store
from scanner.formats import sealed
from scanner.model import BadPackage
from scanner.session import SCHEMA, Manifest, Mark
from scanner.session_write import Writer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    writer = Writer(tmp_path / "s", Manifest(SCHEMA, "s-1", "0" * 64, "cn.example", "android"), b"{}")
    writer.add(Mark(1, "dialog"))
    writer.body(b"a body")
    writer.close(5)
    return tmp_path / "s"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    sealed.key(tmp_path / "k", make=True)
    return tmp_path / "k"


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_a_folder_becomes_a_zip(folder: Path) -> None:
    (folder / "stray").write_text("not of the session")
    with session_store.as_zip(folder, None, "test") as path:
        assert [name[:12] for name in names(path)] == [
            "manifest.jso",
            "events.jsonl",
            "persona.json",
            "bodies/77182",
        ]
        assert session_store.manifest(path).id == "s-1"
    assert not path.exists()


def test_sealed_is_opened_with_its_key_and_logged(folder: Path, key: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / session_store.SEALED
    file.parent.mkdir()
    session_store.seal(folder, file, sealed.key(key))
    assert session_store.manifest(tmp_path / "out").id == "s-1"
    with pytest.raises(BadPackage, match="--key"), session_store.as_zip(file, None, "x"):
        pass
    for why in ("scan", "show"):
        with session_store.as_zip(tmp_path / "out", key, why) as path:
            assert len(names(path)) == 4
    log = file.with_name(file.name + session_store.LOG)
    assert [b'"why":"scan"' in log.read_bytes().splitlines()[0], len(log.read_bytes().splitlines())] == [
        True,
        2,
    ]
    assert session_store.log_is_whole(file)
    log.write_bytes(log.read_bytes().splitlines()[1] + b"\n")
    assert not session_store.log_is_whole(file)


def test_no_log_no_opening(folder: Path, key: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.sealed"
    session_store.seal(folder, file, sealed.key(key))
    file.with_name(file.name + session_store.LOG).mkdir()
    with pytest.raises(OSError), session_store.as_zip(file, key, "x"):
        pytest.fail("opened")


def test_another_key(folder: Path, key: Path, tmp_path: Path) -> None:
    sealed.key(tmp_path / "k2", make=True)
    session_store.seal(folder, tmp_path / "x.sealed", sealed.key(key))
    with (
        pytest.raises(BadPackage, match="密钥不对"),
        session_store.as_zip(tmp_path / "x.sealed", tmp_path / "k2", "x"),
    ):
        pass


def test_what_is_no_session(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(BadPackage):
        session_store.manifest(tmp_path / "x")
    (tmp_path / "y").mkdir()
    with pytest.raises(BadPackage):
        session_store.manifest(tmp_path / "y")
