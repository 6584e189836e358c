"""Sessions from import to the spot behind a finding: sealed, logged, bound to their package."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from reports import capture
from reports.capture import Opening
from reports.examine import Asked
from rules.load import RuleBase
from scanner import persona, session_store
from scanner.formats.flows import BadFlows
from scanner.kinds import Kind
from scanner.model import BadPackage
from scanner.session_import import Told
from tests.apps.session import APP_ID, DEVICE, PACKAGE, PERSONA, made
from tests.scanner.formats.test_flows import entry, export


@pytest.fixture
def asked(base: RuleBase) -> Asked:
    return Asked(base, "2026-03-02")


def brought_in(tmp_path: Path) -> tuple[Path, Path]:
    request = entry()["request"]
    body = {**request, "postData": {"text": json.dumps({"imei": DEVICE["imei"]})}}
    (tmp_path / "a.har").write_bytes(export(entry(request=body)))
    persona.write(tmp_path / "p.json", PERSONA)
    told = Told(PACKAGE.sha256, APP_ID, persona=tmp_path / "p.json")
    capture.bring_in([tmp_path / "a.har"], told, tmp_path / "s", tmp_path / "key")
    return tmp_path / "s", tmp_path / "key"


def test_imported_examined_and_shown(tmp_path: Path, asked: Asked) -> None:
    session, key = brought_in(tmp_path)
    assert sorted(path.name for path in session.iterdir()) == [session_store.SEALED]
    assert DEVICE["imei"].encode() not in (session / session_store.SEALED).read_bytes()
    scan = capture.examine(PACKAGE, session, asked, Opening(key))
    item = next(item for item in scan.evidence if item.kind is Kind.TRANSMISSION)
    lines = capture.show(scan, item, session, asked, Opening(key))
    assert DEVICE["imei"] in "\n".join(lines)
    log = (session / (session_store.SEALED + session_store.LOG)).read_text()
    assert [item.id in line for line in log.splitlines()] == [False, True]
    with pytest.raises(BadPackage, match="另一个安装包"):
        capture.examine(replace(PACKAGE, sha256="f" * 64), session, asked, Opening(key))


def test_a_failed_import_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(b"no traffic")
    with pytest.raises(BadFlows):
        capture.bring_in([tmp_path / "a.har"], Told(PACKAGE.sha256, APP_ID), tmp_path / "s", None)
    assert [path.name for path in tmp_path.iterdir()] == ["a.har"]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(FileExistsError):
        capture.bring_in([tmp_path / "a.har"], Told(PACKAGE.sha256, APP_ID), tmp_path / "full", None)


def test_packing_names_what_is_known_and_notices_changes(tmp_path: Path, asked: Asked) -> None:
    session = made().sent(70, "https://a.cn/", {"a": 1})
    session.zip()
    capture.pack(
        session.folder, tmp_path / "out", tmp_path / "key", device="M1", clock_offset=-40, exit_country="CN"
    )
    stated = capture.manifest(tmp_path / "out")
    assert (stated.device, stated.clock_offset, stated.exit_country) == ("M1", -40, "CN")
    events = (session.folder / "events.jsonl").read_bytes()
    assert stated.files["events.jsonl"] == hashlib.sha256(events).hexdigest()
    (session.folder / "events.jsonl").write_bytes(events + b"\n")
    with pytest.raises(BadPackage, match="封装时不同"):
        capture.examine(PACKAGE, session.folder, asked, Opening(tmp_path / "key"))


def test_the_users_own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert capture.key_file(None) == tmp_path / "heyan" / "session.key"
    assert capture.key_file(Path("x")) == Path("x")
