"""人工取证 on the command line: the template of what is left, checked, scanned and judged with, shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cli
from tests.test_cli import EXAMPLES, app, form, run

SEEN = """\
应用包名: cn.example.cli
取证:
  - {事项: 应用备案, 结果: 查不到, 日期: 2026-03-01, 来源: 备案管理系统}
  - {事项: 教育移动应用备案, 结果: "查到,且与备案一致", 日期: 2026-03-01, 来源: 备案查询平台}
"""


def seen(path: Path, text: str = SEEN) -> Path:
    path.write_text(text, "utf-8")
    return path


def report(out: Path) -> Any:
    (found,) = out.rglob("report.json")
    return json.loads(found.read_bytes())


def rules_of(entries: list[dict[str, Any]]) -> set[str]:
    return {entry["rule"] for entry in entries}


def test_what_people_saw_is_judged_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package, filing = app(tmp_path / "a.apk"), form(tmp_path / "f.yaml")
    said = seen(tmp_path / "seen.yaml")
    assert (
        run("scan", package, "--filing", filing, "--observations", said, "--out", tmp_path / "out") == cli.OK
    )
    made = report(tmp_path / "out")
    assert "FIL-012" in rules_of(made["items"])
    (closed,) = [entry for entry in made["not_found"] if entry["rule"] == "FIL-001"]
    assert closed["note"]["zh"] == "人工查看,见人工取证"
    assert len(made["observed"]) == 2
    capsys.readouterr()
    assert run("schema", "report") == cli.OK
    jsonschema.validate(made, json.loads(capsys.readouterr().out))
    (page,) = (tmp_path / "out").rglob("report.html")
    assert "应用备案:查不到(2026-03-01,来源:备案管理系统)" in page.read_text("utf-8")


def test_a_scan_is_judged_again_with_them(tmp_path: Path) -> None:
    package, filing = app(tmp_path / "a.apk"), form(tmp_path / "f.yaml")
    run("scan", package, "--filing", filing, "--out", tmp_path / "out")
    assert "FIL-012" not in rules_of(report(tmp_path / "out")["items"])
    (scan,) = (tmp_path / "out").rglob("scan.json")
    said = seen(tmp_path / "seen.yaml")
    again = tmp_path / "again"
    assert run("judge", scan, "--filing", filing, "--observations", said, "--out", again) == cli.OK
    assert "FIL-012" in rules_of(report(again)["items"])


def test_the_template_lists_what_is_left_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("scan", app(tmp_path / "a.apk"), "--out", tmp_path / "out")
    (scan,) = (tmp_path / "out").rglob("scan.json")
    capsys.readouterr()
    assert run("observations", "template", "--scan", scan, "--filing", form(tmp_path / "f.yaml")) == cli.OK
    left = capsys.readouterr().out
    assert "应用包名: cn.example.cli" in left
    assert "事项: 应用备案\n" in left
    assert "FIL-014" not in left  # the form names one platform only
    assert run("observations", "template") == cli.OK
    assert "FIL-014" in capsys.readouterr().out
    assert run("observations", "check", seen(tmp_path / "left.yaml", left)) == cli.OK


def test_every_fault_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("observations", "check", seen(tmp_path / "seen.yaml")) == cli.OK
    assert "2 条取证" in capsys.readouterr().out
    wrong = seen(tmp_path / "wrong.yaml", "取证: [{事项: 应用备案, 结果: 没有, 日期: 昨天}]")
    assert run("observations", "check", wrong) == cli.BAD
    told = capsys.readouterr().out
    assert "第 1 行【结果】" in told
    assert "第 1 行【日期】" in told
    assert "共 3 个问题" in told


@pytest.mark.parametrize("text", ["取证: x", SEEN.replace("cn.example.cli", "cn.example.other")])
def test_a_wrong_file_ends_the_scan(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = seen(tmp_path / "seen.yaml", text)
    out = tmp_path / "out"
    assert run("scan", app(tmp_path / "a.apk"), "--observations", said, "--out", out) == cli.BAD
    assert capsys.readouterr().err.startswith("第 1 行")
    assert not out.exists()


def test_not_for_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app(tmp_path / "a.apk")
    assert run("scan", tmp_path, "--observations", seen(tmp_path / "seen.yaml")) == cli.BAD
    assert "heyan judge" in capsys.readouterr().err


def test_evidence_of_the_form_is_shown_with_the_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, filing = EXAMPLES / "sample.apk", EXAMPLES / "filing.yaml"
    run("scan", package, "--filing", filing, "--out", tmp_path / "out")
    places = [
        place["id"]
        for item in report(tmp_path / "out")["items"]
        for fact in item.get("facts", ())
        if fact["kind"] == "declared"
        for place in fact["places"]
    ]
    (scan,) = (tmp_path / "out").rglob("scan.json")
    capsys.readouterr()
    show = ("evidence", "show", places[0], "--package", package, "--scan", scan)
    assert run(*show) == cli.BAD
    assert "--filing" in capsys.readouterr().err
    assert run(*show, "--filing", filing) == cli.OK
    assert "栏填写" in capsys.readouterr().out
