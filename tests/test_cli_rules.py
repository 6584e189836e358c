"""`heyan rules`: every action and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import cli
from rules import signed_pack
from scanner import codec
from scanner.filing_form import dump
from scanner.kinds import Kind
from tests.filings import DECLARATION
from tests.packs import LOCAL_RULE, NOW, installed, local, store
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


# --- signed packs ---


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folder of rule packs, and what a province adds."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data" / "heyan" / "rule-packs"
    folder.mkdir(parents=True)
    (tmp_path / "own" / "checks").mkdir(parents=True)
    (tmp_path / "own" / "checks" / "own.yaml").write_text(
        LOCAL_RULE.replace("value: debuggable", "value: allowBackup"), "utf-8"
    )
    return folder


def pack(*arguments: str | Path) -> int:
    return run("pack", *arguments)


def test_a_province_makes_installs_tries_and_activates_its_own_pack(
    shelf: Path, stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack("key", "--out", "key.pem") == 0
    lines = capsys.readouterr().out.splitlines()
    named = ("--name", "henan", "--title", "河南省口径", "--maker", "河南", "--local", "--date", "2026-03-01")
    assert pack("changes", "own", *named) == 0
    assert capsys.readouterr().out == "新增规则 LOC-001 本省题目(S3,全,整改)\n"
    assert pack("build", "own", *named, "--key", "key.pem", "--out", "henan-1.heyanpack") == 0
    assert pack("verify", "henan-1.heyanpack") == 2  # nobody trusts the key yet
    assert "不在信任名单" in capsys.readouterr().out
    assert pack("install", "henan-1.heyanpack") == 2
    assert "不在信任名单" in capsys.readouterr().err
    (shelf / "trust.yaml").write_text("\n".join(lines[2:]) + "\n  local: true\n", "utf-8")
    assert pack("verify", "henan-1.heyanpack") == 0
    assert pack("install", "henan-1.heyanpack") == 0
    hash_ = next(path.stem for path in (shelf / "installed").iterdir())
    capsys.readouterr()
    assert run("impact", "--new", hash_[:16], stored.parent) == 0
    assert "LOC-001 本省题目:无此规则" in capsys.readouterr().out
    assert pack("activate", hash_[:16], "--since", "2020-01-01", "--by", "值班员") == 2
    assert "开始日期 2020-01-01 已过" in capsys.readouterr().err
    assert pack("activate", hash_[:16], "--by", "值班员") == 0
    assert pack("list") == 0
    assert run("show", "LOC-001") == 0
    capsys.readouterr()

    assert cli.main(["judge", str(stored), "--out", "old"]) in (0, 1, 3)  # of a day before the pack
    assert "按现行规定" in capsys.readouterr().out
    old = orjson.loads((tmp_path / "old" / "report.json").read_bytes())
    assert "packs" not in old["inputs"]
    assert old["present"]["packs"][0]["by"] == "值班员"
    assert any(one["rule"] == "LOC-001" for one in old["present"]["differing"])

    assert pack("rollback", "henan", "--by", "审批员", "--why", "误报") == 0
    assert cli.main(["judge", str(stored), "--out", "back", "--now", "2026-03-02"]) in (0, 1, 3)
    assert "present" not in orjson.loads((tmp_path / "back" / "report.json").read_bytes())


def test_reports_name_the_pack_and_mark_the_provinces_own_rules(shelf: Path, tmp_path: Path) -> None:
    kept = store(tmp_path / "data" / "heyan")
    installed(kept, [local(LOCAL_RULE)])
    kept.activate("henan:1", "2026-03-02", "值班员", NOW)
    found = scan(evidence(Kind.MANIFEST_FLAG, "debuggable", on=True))
    path = tmp_path / "scan.json"
    path.write_bytes(orjson.dumps(codec.to_json(found)))
    assert cli.main(["judge", str(path), "--now", "2026-03-02"]) == 1
    report = orjson.loads((tmp_path / "report.json").read_bytes())
    (used,) = report["inputs"]["packs"]
    assert (used["title"], used["by"], used["key"]) == ("河南省口径", "值班员", local().key)
    (item,) = [item for item in report["items"] if item["rule"] == "LOC-001"]
    assert item["local"] == "河南省口径"
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "本省口径" in page
    assert local().key in page


def test_a_pack_that_is_gone_stops_every_judgement_with_a_sentence(
    shelf: Path,
    stored: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = store(tmp_path / "data" / "heyan")
    installed(kept, [local(LOCAL_RULE)])
    kept.activate("henan:1", "2026-03-02", "值班员", NOW)
    kept.path(local(LOCAL_RULE).hash).unlink()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cli.main(["judge", str(stored)]) == 2
    assert "请重新安装" in capsys.readouterr().err


def test_bad_packs_and_settings_are_told_in_a_sentence(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.heyanpack").write_bytes(b"x")
    assert pack("verify", "x.heyanpack") == 2
    assert pack("install", "nowhere") == 2
    assert pack("activate", "henan:1", "--by", "值班员") == 2
    (shelf / "trust.yaml").write_text("- maker: 甲\n", "utf-8")
    (tmp_path / "one").write_bytes(signed_pack.write(local()))
    assert pack("verify", "one") == 2
    said = capsys.readouterr().err
    assert "trust.yaml:1: 缺少“key”" in said
    assert "Traceback" not in said
    (shelf / "activations.jsonl").write_text("{}\n", "utf-8")
    assert run("list") == 2
    assert "被改动过" in capsys.readouterr().err


def test_learn(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = ROOT / "examples" / "sample.apk"
    assert run("learn", sample, "--id", "jpush", "--prefix", "cn.example") == 2
    assert "至少要" in capsys.readouterr().err
    assert run("learn", stored, "--id", "nobody") == 2
    assert "规则库里没有“nobody”" in capsys.readouterr().err
    assert run("learn", stored.with_name("none.apk"), "--id", "jpush") == 2
