"""The dynamic stage in a child of its own: the same answer as without one, and bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner import sandbox, session_store
from scanner.formats import sealed
from scanner.kinds import Kind, Stage
from scanner.model import BadPackage, Scan, Status, WatchList
from scanner.sandbox import Job
from scanner.session import Unseen
from tests.apps.session import DEVICE, PACKAGE, at, examined, made


def job(path: Path, *more: Path) -> Job:
    return Job((path, *more), Stage.DYNAMIC, WatchList(), "2026-03-02", "0.1.0", package=PACKAGE)


def test_a_sealed_session_in_a_child(tmp_path: Path) -> None:
    session = made().sent(70, "http://a.example.cn/x", {"u": {"imei": DEVICE["imei"]}})
    session.add(Unseen(at(20), "pinned", "b.example.cn"))
    without = examined(session)
    session_store.seal(session.folder, tmp_path / "s.sealed", sealed.key(tmp_path / "k", make=True))
    with session_store.as_zip(tmp_path / "s.sealed", tmp_path / "k", "test") as path:
        found = sandbox.scan(job(path))
    assert found.package == PACKAGE
    assert [item.id for item in found.evidence] == [item.id for item in without.evidence]
    assert {run.analyzer: run.reason for run in found.runs}["transmissions"] == "pinned"
    assert any(item.kind is Kind.TRANSMISSION for item in found.evidence)


def test_sessions_stay_apart_when_joined() -> None:
    def scan(id_: str) -> Scan:
        said = examined(made(id=id_).sent(70, "https://a.cn/", {"imei": DEVICE["imei"]}))
        return Scan(1, "0", "2026-03-02", PACKAGE, "", (), tuple(said.runs), tuple(said.evidence))

    joined = scan("s-1").join(scan("s-2")).join(scan("s-1"))
    assert {run.session for run in joined.runs} == {"s-1", "s-2"}
    assert len(joined.runs) == 2 * len(scan("s-1").runs)
    assert len(joined.evidence) == 2 * len(scan("s-1").evidence)


def test_a_file_that_is_no_session(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(BadPackage):
        sandbox.scan(job(tmp_path / "x.zip"))


def test_a_bad_database_of_addresses(tmp_path: Path) -> None:
    (tmp_path / "s.zip").write_bytes(made().zip())
    (tmp_path / "geo.mmdb").write_bytes(b"not one")
    with pytest.raises(BadPackage, match="地址库"):
        sandbox.scan(job(tmp_path / "s.zip", tmp_path / "geo.mmdb"))


def test_every_run_ends(tmp_path: Path) -> None:
    assert {run.status for run in examined(made()).runs} == {Status.DONE}
