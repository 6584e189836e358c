"""`heyan rules`: every action and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import cli
from scanner import codec
from scanner.filing_form import dump
from scanner.kinds import Kind
from tests.filings import DECLARATION
from tests.rulings import CAMERA, evidence, permission, scan

ROOT = Path(__file__).parent.parent
FLAW = """
- id: SEC-900
  title: 缺了很多
  severity: S9
"""


def run(*arguments: str | Path) -> int:
    return cli.main(["rules", *map(str, arguments)])


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "scans" / "a" / "scan.json"
    path.parent.mkdir(parents=True)
    found = scan(permission(CAMERA), evidence(Kind.MANIFEST_FLAG, "debuggable", on=True))
    path.write_bytes(orjson.dumps(codec.to_json(found)))
    return path


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    file = tmp_path / "mine" / "checks" / "own.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(FLAW, "utf-8")
    return tmp_path / "mine"


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--family", "SEC", "--use", "整改") == 0
    assert all(line.startswith("SEC-") for line in capsys.readouterr().out.splitlines()[:-1])
    assert run("list", "--sdks", "--family", "push") == 0
    assert "个组件" in capsys.readouterr().out
    for name in ("PERM-001", "BA3:12", "BA3"):
        assert run("show", name) == 0
        assert "第十二条" in capsys.readouterr().out
    assert run("show", "NO-001") == 2
    assert "规则库里没有“NO-001”" in capsys.readouterr().err


def test_what_no_component_answers_for(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("unnamed", stored) == 0
    assert "不属于已知组件" in capsys.readouterr().out


def test_explain(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "SEC-001", stored) == 0
    assert "整个应用:命中(待核实) S3" in capsys.readouterr().out
    form = tmp_path / "filing.yaml"
    form.write_text(dump(DECLARATION), "utf-8")
    assert run("explain", "PERM-001", stored, "--filing", form) == 0
    assert "备案表写的是:" in capsys.readouterr().out
    assert run("explain", "SEC-999", stored) == 2
    assert run("explain", "SEC-001", tmp_path / "none.json") == 2
    form.write_text("[", "utf-8")
    assert run("explain", "SEC-001", stored, "--filing", form) == 2


def test_lint(flawed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint") == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert run("lint", flawed) == 2
    told = capsys.readouterr().out.splitlines()
    assert len(told) > 3
    assert all(line.startswith("mine/checks/own.yaml:") for line in told[:-1])


def test_test_of_rules_that_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test") == 0
    assert capsys.readouterr().out.endswith(",0 个不符\n")


def test_test_of_rules_that_do_not_load(flawed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test", flawed) == 2
    assert "mine/checks/own.yaml:" in capsys.readouterr().err


def test_test_of_an_example_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.rules_tools.run_examples", lambda *_: _said(True))
    assert run("test") == 1


def _said(amiss: bool) -> object:
    from reports.rules_tools import Said

    return Said([], amiss)


def test_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coverage") == 0
    assert "端到端" in capsys.readouterr().out


def test_impact(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scans = tmp_path / "scans"
    assert run("impact", scans) == 0
    assert capsys.readouterr().out == "重判 1 次检测:0 个结论会变,归为 0 种变化\n"
    stored.with_name("b").mkdir()
    (stored.with_name("b") / "scan.json").write_bytes(b"{")
    assert run("impact", scans) == 3
    assert "未能读取 a/b/scan.json" in capsys.readouterr().out
    assert run("impact", "--new", tmp_path / "none", scans) == 2


def test_impact_of_a_place_without_scans_is_a_slip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("impact", tmp_path) == 2
    assert run("impact", tmp_path / "none") == 2
    assert "scan.json" in capsys.readouterr().err


def test_unknown_words_are_usage_errors(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("dance",), ("list", "--use", "别的")):
        with pytest.raises(SystemExit) as stop:
            run(*words)
        assert stop.value.code == 2
    capsys.readouterr()


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = f"{sys.executable} cli.py rules list | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
