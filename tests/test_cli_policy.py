"""`heyan policy`, and policies in `heyan scan`, through the command itself."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

import cli
from examples.build import package as sample
from tests.apps.apk import apk, manifest
from tests.policies.measure import HERE

GOOD = str(HERE / "chenxing.html")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    path = tmp_path / "app.apk"
    path.write_bytes(sample())
    return path


def report(folder: Path) -> dict[str, object]:
    (path,) = folder.glob("*/report.json")
    return orjson.loads(path.read_bytes())  # type: ignore[no-any-return]


def test_a_policy_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", GOOD]) == cli.OK
    said = capsys.readouterr().out
    assert "隐私政策(已读):晨星课堂隐私政策" in said
    assert "保存期限" in said


def test_what_cannot_be_read_is_incomplete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.html"
    page.write_text('<div id="app"></div><script src="a.js"></script>')
    assert cli.main(["policy", str(page)]) == cli.INCOMPLETE
    assert "内容由脚本生成" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["https://www.example.cn/privacy"], ["gone.html"], ["diff", GOOD]])
def test_what_is_no_file_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", *arguments]) == cli.BAD
    said = capsys.readouterr().err
    assert "Traceback" not in said
    if arguments[0].startswith("https"):
        assert "https://www.example.cn/privacy 是网址" in said


def test_two_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.html"
    new.write_text(Path(GOOD).read_text("utf-8").replace("极光推送", "个推"), "utf-8")
    assert cli.main(["policy", "diff", GOOD, str(new)]) == cli.OK
    assert "新增第三方组件:个推推送" in capsys.readouterr().out
    assert cli.main(["policy", "diff", GOOD, GOOD]) == cli.OK
    assert capsys.readouterr().out.strip() == "没有变化"


def test_a_scan_with_a_policy_and_its_evidence(
    app: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = cli.main(["scan", str(app), "--policy", GOOD, "--out", str(out)])
    assert code in (cli.OK, cli.FOUND)
    made = report(out)
    sdk = next(item for item in made["items"] if item["rule"] == "SDK-001")  # type: ignore[index,union-attr]
    assert "已查看 《晨星课堂隐私政策》,没有找到" in sdk["note"]
    rows = {row["name"]["zh"]: row["stated"]["text"]["zh"] for row in made["table"]["rows"]}  # type: ignore[index]
    assert rows["相机"] == "已写明"
    (stored,) = out.glob("*/scan.json")
    scan = orjson.loads(stored.read_bytes())
    item = next(row["id"] for row in made["policy"]["statements"] if row.get("id"))  # type: ignore[index]
    capsys.readouterr()
    assert cli.main(["evidence", "show", item, "--scan", str(stored)]) == cli.OK
    shown = capsys.readouterr().out
    assert "→" in shown
    assert scan["documents"][0]["sha256"] in shown
    again = cli.main(["policy", GOOD, "--app", str(stored), "--out", str(tmp_path / "again")])
    assert again == code
    assert report(tmp_path / "again") == made


def test_a_policy_that_the_package_carries_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.apk"
    path.write_bytes(apk(manifest(), (), {"assets/privacy.html": Path(GOOD).read_bytes()}))
    out = tmp_path / "out"
    cli.main(["scan", str(path), "--out", str(out)])
    made = report(out)
    document = made["policy"]["documents"][0]  # type: ignore[index]
    assert (document["name"], document["source"]["zh"]) == ("assets/privacy.html", "安装包内自带")
    given = tmp_path / "given"
    cli.main(["scan", str(path), "--policy", str(HERE / "qinghe.html"), "--out", str(given)])
    names = [document["name"] for document in report(given)["policy"]["documents"]]  # type: ignore[index]
    assert names == ["qinghe.html"]


def test_a_folder_takes_no_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scan", str(tmp_path), "--policy", GOOD]) == cli.BAD
    assert "--policy" in capsys.readouterr().err


def test_evidence_of_the_package_needs_the_package(
    app: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["scan", str(app), "--out", str(tmp_path / "out")])
    (stored,) = (tmp_path / "out").glob("*/scan.json")
    from scanner.model import scan_from_json

    item = scan_from_json(orjson.loads(stored.read_bytes())).evidence[0].id
    assert cli.main(["evidence", "show", item, "--scan", str(stored)]) == cli.BAD
    assert cli.main(["evidence", "show", item]) == cli.BAD
    assert "--package" in capsys.readouterr().err
