"""Recordings of others become a session that reads back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from scanner import persona, persona_new
from scanner.formats.flows import BadFlows, Unread, events
from scanner.session import Flow, Mark, Reported, Socket
from scanner.session_import import Told, digest, import_files
from scanner.session_phases_file import Phases
from scanner.session_store import manifest
from tests.scanner.formats.test_flows import entry, export
from tests.scanner.formats.test_privacy_report import APP, LINES


def test_a_har_a_report_and_phases(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(export(entry(_webSocketMessages=[{"type": "send", "data": "hi"}]), 5))
    (tmp_path / "r.ndjson").write_bytes(LINES)
    persona.write(tmp_path / "p.json", persona_new.new(date(2026, 3, 2)))
    phases = Phases((Mark(1_772_416_800_000, "before_dialog"),), -1_500, "ntp", exit_country="CN")
    told = Told("ab" * 32, APP, "ios", phases, tmp_path / "p.json")
    made = import_files([tmp_path / "a.har", tmp_path / "r.ndjson"], told, tmp_path / "s")
    assert (made.flows, made.events, made.unread.count) == (1, 3, 3)
    stated = manifest(tmp_path / "s")
    assert (stated.package, stated.recorded, stated.clock_source) == ("ab" * 32, ("access", "http"), "ntp")
    assert stated.tool == "import: HAR (Tool), App Privacy Report, clock -1500 ms"
    assert stated.persona.startswith("p-")
    found = list(events((tmp_path / "s" / "events.jsonl").read_bytes(), Unread()))
    assert {type(event) for event in found} >= {Mark, Flow, Socket, Reported}
    (flow,) = [event for event in found if isinstance(event, Flow)]
    body = (tmp_path / "s" / "bodies" / flow.request.body).read_bytes()
    assert json.loads(body) == {"x": "核"}
    assert flow.response.decoded
    assert flow.at == 1_772_416_805_123 - 1_500


def test_what_is_no_recording(tmp_path: Path) -> None:
    for name, content in (("empty", b""), ("text", b"hello")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadFlows):
            import_files([tmp_path / name], Told("0" * 64, "a.b"), tmp_path / f"s-{name}")


def test_digest(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    assert digest(tmp_path / "x").startswith("e3b0c442")
