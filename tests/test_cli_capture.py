"""The commands for capture sessions and personas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from scanner import persona
from tests.apps.session import DEVICE, PERSONA
from tests.scanner.formats.test_flows import entry, export

SAMPLE = Path(__file__).parent.parent / "examples" / "sample.apk"
PHASES = """\
phases:
  - {at: "2026-03-02 10:00:00", phase: before_dialog}
  - {at: "2026-03-02 10:00:20", phase: dialog}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    request = {**entry()["request"], "postData": {"text": json.dumps({"imei": DEVICE["imei"]})}}
    Path("a.har").write_bytes(export(entry(request=request)))
    Path("phases.yaml").write_text(PHASES, "utf-8")
    persona.write(Path("p.json"), PERSONA)
    return tmp_path


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_from_a_har_to_the_spot(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ("--package", SAMPLE, "--phases", "phases.yaml", "--persona", "p.json", "--out", "s")
    assert run("capture", "import", "a.har", *told) == cli.OK
    assert run("scan", SAMPLE, "--session", "s", "--out", "out") in (cli.FOUND, cli.INCOMPLETE)
    (stored,) = Path("out").glob("*/scan.json")
    text = stored.read_text("utf-8") + stored.with_name("report.json").read_text("utf-8")
    text += stored.with_name("report.html").read_text("utf-8")
    assert not [item for item in PERSONA.planted if item.value in text and item.data != "birthday"]
    evidence = json.loads(stored.read_text("utf-8"))["evidence"]
    sent = [item for item in evidence if item["kind"] == "transmission"]
    assert {item["detail"]["phase"] for item in sent} == {"before_dialog"}
    capsys.readouterr()
    from scanner.codec import from_json
    from scanner.model import Evidence

    id_ = next(from_json(Evidence, item).id for item in evidence if item["kind"] == "transmission")
    assert run("evidence", "show", id_, "--scan", stored, "--session", "s") == cli.OK
    assert DEVICE["imei"] in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("capture", "import", "phases.yaml", "--package", SAMPLE, "--out", "s"),
        ("capture", "import", "a.har", "--package", "nowhere.apk", "--out", "s"),
        ("capture", "import", "a.har", "--package", SAMPLE, "--phases", "a.har", "--out", "s"),
        ("capture", "pack", ".", "--out", "s"),
        ("persona", "new", "--out", "q.json", "--phone", "child=12"),
        ("persona", "new", "--out", "p.json"),
        ("scan", SAMPLE, "--session", "phases.yaml"),
        ("scan", ".", "--session", "s"),
        ("evidence", "show", "abcdef", "--session", "s"),
        ("evidence", "show", "abcdef"),
    ],
)
def test_mistakes_are_told(
    words: tuple[object, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == cli.BAD
    assert capsys.readouterr().err


def test_a_new_persona(folder: Path) -> None:
    assert run("persona", "new", "--out", "q.json", "--phone", "child=19900000001") == cli.OK
    assert persona.read(Path("q.json")).roles["child"]["phone-number"] == "19900000001"
