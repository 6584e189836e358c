"""The command line: every command and exit code, through real files and the real sandbox."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import cli
from scanner import sandbox
from scanner.declaration import Declaration, Sample
from scanner.filing_form import dump
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import Class, dex
from tests.apps.keys import identity
from tests.filings import DECLARATION
from tests.rules.end_to_end.recipe import Made, MadeIos

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
KEY = identity("cli", "ec", 256)
DEBUGGABLE = 'android:debuggable="true"'


def app(
    path: Path, package: str = "cn.example.cli", version: str = "1.0", application: str = "", **entries: bytes
) -> Path:
    text = manifest(package=package, version=version, label="示例作业", application=application)
    named = {name.replace("_", "."): data for name, data in entries.items()}
    path.write_bytes(apk(text, [Class("Lcn/example/cli/Thing;")], named, None, KEY))
    return path


def form(path: Path, version: str = "1.0", package: str = "cn.example.cli") -> Path:
    """A whole filing, of which only version and package may differ."""
    provider = replace(DECLARATION.provider, app=replace(DECLARATION.provider.app, version=version))
    extra = replace(DECLARATION.extra, samples=(Sample(platform="安卓", app_id=package),))
    path.write_text(dump(Declaration(provider, (), extra)), "utf-8")
    return path


def run(*arguments: str | Path) -> int:
    return cli.main([str(item) for item in arguments])


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# --- exit codes of one package ---


def test_0_nothing_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out") == cli.OK
    said = capsys.readouterr()
    assert said.err == ""
    (folder,) = (tmp_path / "out").iterdir()
    digest = hashlib.sha256((tmp_path / "a.apk").read_bytes()).hexdigest()
    assert folder.name == f"cn.example.cli-1.0-{digest[:8]}"
    assert str(folder / "report.html") in said.out
    assert "cn.example.cli" in said.out
    assert "未提供备案表" in said.out


def test_1_a_violated_finding_at_or_above_the_level(tmp_path: Path) -> None:
    package = app(tmp_path / "a.apk", application=DEBUGGABLE)
    out = ("--out", tmp_path / "out")
    assert run("scan", package, *out) == cli.FOUND
    assert run("scan", package, *out, "--fail-on", "S3") == cli.FOUND
    assert run("scan", package, *out, "--fail-on", "S4") == cli.OK


def test_1_a_suspected_one_only_if_strict(tmp_path: Path) -> None:
    package, filing = app(tmp_path / "a.apk", version="2.0"), form(tmp_path / "f.yaml", version="1.0")
    common = ("scan", package, "--filing", filing, "--out", tmp_path / "out", "--fail-on", "S2")
    assert run(*common) == cli.OK
    assert run(*common, "--strict") == cli.FOUND


@pytest.mark.parametrize(
    "content", [b"", b"not a package", b"PK\3\4 half of one", b"%PDF-1.7", b"<html>please log in</html>"]
)
def test_2_no_package(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.apk").write_bytes(content)
    assert run("scan", tmp_path / "a.apk", "--out", tmp_path / "out") == cli.BAD
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_2_no_such_file_or_filing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = app(tmp_path / "a.apk")
    (tmp_path / "bad.yaml").write_text(
        "提供者备案信息表:\n  教育移动应用信息:\n    应用名字: x\n    版本好: y\n", "utf-8"
    )
    out = ("--out", tmp_path / "out")
    for arguments in (
        ("scan", tmp_path / "gone.apk"),
        ("scan", package, "--filing", tmp_path / "gone.yaml"),
        ("scan", package, "--yara", tmp_path / "gone.yar"),
        ("scan", package, "--pack", "atlantis"),
        ("scan", package, "--limit", "colour=3"),
        ("scan", package, "--limit", "entries=1"),
        ("scan", package, "--filings", tmp_path),
        ("scan", tmp_path, "--filing", tmp_path / "bad.yaml"),
        ("scan", tmp_path, "--filings", tmp_path / "gone"),
    ):
        code = run(*arguments, *out)
        assert (code, len(capsys.readouterr().err.strip().splitlines())) == (cli.BAD, 1), arguments
    assert run("scan", package, "--filing", tmp_path / "bad.yaml", *out) == cli.BAD
    told = capsys.readouterr().err
    assert "第 3 行" in told
    assert "第 4 行" in told  # every fault at once, each with its line


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan"],
        ["scan", "a.apk", "--at", "2026-02-30"],
        ["scan", "a.apk", "--fail-on", "S9"],
        ["unknown"],
        [],
    ],
)
def test_2_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == cli.BAD
    assert "usage:" in capsys.readouterr().err


def test_2_results_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "file") == cli.BAD
    assert "Traceback" not in capsys.readouterr().err


def test_3_something_did_not_run_to_its_end(tmp_path: Path) -> None:
    broken = dex(Class("La/B;"))[:130]
    package = app(tmp_path / "a.apk", classes2_dex=broken)
    assert run("scan", package, "--out", tmp_path / "out") == cli.INCOMPLETE
    worse = app(tmp_path / "b.apk", application=DEBUGGABLE, classes2_dex=broken)
    assert run("scan", worse, "--out", tmp_path / "out") == cli.FOUND  # what was found counts first


@pytest.mark.parametrize("fault", ["raise RuntimeError('boom')", "sys.exit('boom')"])
def test_4_our_own_fault(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sandbox, "_START", f"import sys; {fault}")
    assert run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out") == cli.OURS
    said = capsys.readouterr()
    assert "boom" in said.err  # what a maintainer needs
    assert "维护人员" in said.err
    assert said.out == ""


def test_4_an_analyzer_that_failed_by_our_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from reports import examine
    from scanner.model import Status

    real = examine.read_scan
    page = app(tmp_path / "a.apk")
    run("scan", page, "--out", tmp_path / "out")
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    scan = real(stored)
    failed = replace(scan.runs[0], status=Status.FAILED, reason="fault")
    monkeypatch.setattr(examine, "read_scan", lambda _path: replace(scan, runs=(failed, *scan.runs[1:])))
    assert run("judge", stored) == cli.OURS


def test_4_a_fault_of_the_command_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reports import examine

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(examine, "report", broken)
    assert run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out") == cli.OURS
    assert "ZeroDivisionError: boom" in capsys.readouterr().err


def test_a_child_that_is_ended_in_the_middle_leaves_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = """
import os, sys
from scanner.static import uses
def die(app):
    sys.stdout.flush()
    os._exit(9)
uses.analyze = die
"""
    monkeypatch.setattr(sandbox, "_START", sandbox._START.replace("main()", f"exec({dying!r}); main()"))
    assert run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out") == cli.INCOMPLETE
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    scan = json.loads(stored.read_bytes())
    states = {run["analyzer"]: run["status"] for run in scan["runs"]}
    assert states["manifest"] == "done"
    assert states["uses"] == "failed"
    assert scan["evidence"]


# --- one package, further ---


def test_english_and_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out", "--lang", "en", "--at", "2026-03-02")
    said = capsys.readouterr().out
    assert "report " in said
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    assert json.loads(stored.read_bytes())["at"] == "2026-03-02"


def test_the_users_own_rules(tmp_path: Path) -> None:
    (tmp_path / "yara" / "deep").mkdir(parents=True)
    (tmp_path / "yara" / "deep" / "own.yar").write_text(
        'rule own_mark { strings: $a = "Thing" condition: $a }'
    )
    run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out", "--yara", tmp_path / "yara")
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    scan = json.loads(stored.read_bytes())
    assert "own_mark" in scan["watched"]
    assert [item for item in scan["evidence"] if item["value"] == "own_mark"]


def test_both_schemas_hold_what_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("scan", EXAMPLES / "sample.apk", "--filing", EXAMPLES / "filing.yaml", "--out", tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    for name in ("report", "scan"):
        capsys.readouterr()
        assert run("schema", name) == cli.OK
        schema = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator(schema).validate(json.loads((folder / f"{name}.json").read_bytes()))


def test_a_scan_is_judged_again_without_its_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, filing = (
        app(tmp_path / "a.apk", version="2.0", application=DEBUGGABLE),
        form(tmp_path / "f.yaml"),
    )
    run("scan", package, "--out", tmp_path / "out", "--filing", filing)
    first = tree(tmp_path / "out")
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    package.unlink()
    capsys.readouterr()
    assert run("judge", stored, "--filing", filing) == cli.FOUND
    assert tree(tmp_path / "out") == first
    assert run("judge", stored, "--out", tmp_path / "again", "--fail-on", "S4") == cli.OK
    report = json.loads((tmp_path / "again" / "report.json").read_bytes())
    assert report["inputs"].get("filing", "") == ""
    for bad in (tmp_path / "gone.json", filing):
        assert run("judge", bad) == cli.BAD


# --- filings ---


def test_filing_template_is_a_filing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("filing", "template") == cli.OK
    path = tmp_path / "f.yaml"
    path.write_text(capsys.readouterr().out, "utf-8")
    run("filing", "check", path)
    told = capsys.readouterr().out
    assert "共" in told  # nothing is filled in yet
    assert "不认识" not in told


def test_filing_check_names_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("filing", "check", EXAMPLES / "filing.yaml") in (cli.OK, cli.BAD)
    capsys.readouterr()
    (tmp_path / "f.yaml").write_text(
        "提供者备案信息表:\n  主管单位信息:\n    单位有效证明: '123'\n  无此栏: x\n", "utf-8"
    )
    assert run("filing", "check", tmp_path / "f.yaml") == cli.BAD
    told = capsys.readouterr().out
    assert "第 3 行" in told
    assert "第 4 行" in told
    assert run("filing", "check", tmp_path / "gone.yaml") == cli.BAD


def test_filing_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "导出.csv"
    table.write_text("应用名称,版本号,应用平台\n示例作业,1.0,安卓\n示例课堂,2.0,安卓\n", "utf-8")
    run("filing", "import", table, "--out", tmp_path / "filings")
    made = sorted((tmp_path / "filings").iterdir())
    assert len(made) == 2
    assert "生成 2 份备案表" in capsys.readouterr().out
    assert run("filing", "import", tmp_path / "gone.xlsx", "--out", tmp_path / "filings") == cli.BAD


# --- evidence ---


def test_evidence_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = EXAMPLES / "sample.apk"
    run("scan", package, "--out", tmp_path / "out")
    (stored,) = (tmp_path / "out").glob("*/report.json")
    report = json.loads(stored.read_bytes())
    ids = sorted(set(re.findall(r'"id": ?"([0-9a-f]{12})"', json.dumps(report))))
    assert ids
    capsys.readouterr()
    assert (
        run("evidence", "show", ids[0], "--package", package, "--scan", stored.with_name("scan.json"))
        == cli.OK
    )
    assert capsys.readouterr().out.startswith(ids[0])
    assert run("evidence", "show", ids[0], "--package", package) == cli.OK
    assert run("evidence", "show", "0" * 12, "--package", package) == cli.BAD
    other = app(tmp_path / "a.apk")
    assert (
        run("evidence", "show", ids[0], "--package", other, "--scan", stored.with_name("scan.json"))
        == cli.BAD
    )
    assert run("evidence", "show", ids[0], "--package", tmp_path / "gone.apk") == cli.BAD


# --- folders ---


def test_a_folder_worst_code_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, filings = tmp_path / "packages", tmp_path / "filings"
    source.mkdir()
    filings.mkdir()
    app(source / "a.apk", "cn.example.one")
    app(source / "app.apk.1", "cn.example.two", application=DEBUGGABLE)
    app(source / os.fsdecode("教学.apk".encode("gbk")), "cn.example.three")
    form(filings / "one.yaml", package="cn.example.one")
    (filings / "bad.yaml").write_text("[", "utf-8")
    common = ("scan", source, "--filings", filings, "--jobs", "2", "--out", tmp_path / "out")
    assert run(*common) == cli.FOUND
    said = capsys.readouterr()
    assert "备案表有误 bad.yaml" in said.err
    assert "无对应备案表 app.apk.1" in said.out
    assert "无对应备案表 教学.apk" in said.out
    assert "a.apk" not in said.out.replace("app.apk.1", "")
    assert "共 3 个安装包,已检测 3 个" in said.out
    first = tree(tmp_path / "out")
    assert len(first) == 3 * 3 + 1
    (source / "b broken.apk").write_bytes(b"PK\3\4")
    assert run(*common) == cli.BAD
    assert "未检测 b broken.apk" in capsys.readouterr().out
    (source / "b broken.apk").unlink()
    assert run(*common, "--fail-on", "S4") == cli.OK
    assert tree(tmp_path / "out") == first


def test_a_folder_with_a_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p").mkdir()
    app(tmp_path / "p" / "a.apk")
    (tmp_path / "p" / "b.apk").write_bytes(b"none")
    monkeypatch.setattr(sandbox, "_START", "import sys; sys.stdin.read(); raise RuntimeError('boom')")
    assert run("scan", tmp_path / "p", "--out", tmp_path / "out") == cli.OURS
    assert "boom" in capsys.readouterr().out


def test_a_folder_without_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p").mkdir()
    assert run("scan", tmp_path / "p", "--out", tmp_path / "out") == cli.BAD
    assert "没有安装包" in capsys.readouterr().err


# --- as a process ---


def heyan(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *arguments], env=kept, cwd="/", capture_output=True
    )


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    started = time.monotonic()
    done = heyan("--help")
    assert done.returncode == 0
    assert time.monotonic() - started < 1.5  # 0.3 on an idle machine; the bench measures it
    code = """
import sys, cli
try:
    cli.main(["--help"])
except SystemExit:
    print(sorted(sys.modules), file=sys.stderr)
"""
    listed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stderr
    for heavy in (
        "numpy",
        "yara",
        "androguard",
        "yaml",
        "jinja2",
        "openpyxl",
        "orjson",
        "cryptography",
        "scanner",
    ):
        assert f"'{heavy}'" not in listed


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "en_US.ISO-8859-1"])
def test_any_terminal_can_show_it(locale: str, tmp_path: Path) -> None:
    encoding = {"zh_CN.GBK": "gbk", "en_US.ISO-8859-1": "latin-1"}.get(locale, "ascii")
    done = heyan("filing", "template", LC_ALL=locale, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert done.stdout


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = f"{sys.executable} {ROOT / 'cli.py'} schema report | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_no_home_no_cache_no_temporary_rest(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    done = heyan("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out", TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "tmp").iterdir()) == []


def test_compare_two_platforms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, made in (("a.apk", Made(asks=["CAMERA"])), ("b.ipa", MadeIos())):
        (tmp_path / name).write_bytes(made.build())
    page = tmp_path / "out" / "c.html"
    code = cli.main(["compare", str(tmp_path / "a.apk"), str(tmp_path / "b.ipa"), "--out", str(page)])
    assert code == cli.FOUND
    assert "FIL-014" in capsys.readouterr().out
    assert "<table>" in page.read_text("utf-8")
    assert cli.main(["compare", str(tmp_path / "a.apk"), str(tmp_path / "a.apk")]) == cli.OK
    assert cli.main(["compare", str(tmp_path / "a.apk"), str(tmp_path / "none.ipa")]) == cli.BAD
