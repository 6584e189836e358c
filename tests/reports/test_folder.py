"""A folder of packages: every one on its own, nothing stops the rest, a second run is the same."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from reports import discover, examine, folder
from reports.examine import Asked
from reports.folder import Done
from rules.load import RuleBase
from rules.model import RuleSet
from scanner import sandbox
from scanner.answer import ChildFault
from scanner.model import Package, Platform, WatchList
from tests.apps.apk import NAMESPACE, apk, manifest
from tests.apps.keys import identity
from tests.apps.zipwriter import Zip

KEY = identity("folder", "ec", 256)
FORM = """\
提供者备案信息表:
  教育移动应用信息: {应用名称: NAME, 版本号: "1.0", 应用平台: [安卓]}
"""


def app(number: int, label: str = "", **more: int) -> bytes:
    return apk(
        manifest(package=f"cn.example.app{number}", label=label or f"应用{number}", **more), signer=KEY
    )


def tree(root: Path) -> dict[str, str]:
    """Every file below with its hash, and folders, by path."""
    found = {}
    for path in sorted(root.rglob("*")):
        data = path.read_bytes() if path.is_file() else b"folder"
        found[os.fsencode(path.relative_to(root)).decode("utf-8", "backslashreplace")] = hashlib.sha256(
            data
        ).hexdigest()
    return found


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Without rules: what is examined and where it goes is tested here, not what is judged."""
    return Asked(RuleBase(RuleSet("0", {}, (), (), {}, {}), WatchList()), "2026-03-02", 60)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A disk as it is handed in; nothing on it may change."""
    root = tmp_path / "disk"
    root.mkdir()
    return root


def run(source: Path, out: Path, asked: Asked, filings: Path | None = None, jobs: int = 2) -> list[Done]:
    before = tree(source)
    times = {path: path.stat().st_mtime_ns for path in source.rglob("*")}
    results = folder.run(source, discover.filings(filings) if filings else None, out, asked, jobs)
    assert tree(source) == before
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*")} == times
    return results


def cells(out: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(BytesIO((out / "汇总.xlsx").read_bytes()))
    return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]


def test_everything_a_disk_may_hold(disk: Path, tmp_path: Path, asked: Asked) -> None:
    (disk / "a.apk").write_bytes(app(1))
    (disk / "app.apk.1").write_bytes(app(2))
    (disk / os.fsdecode("教学.apk".encode("gbk"))).write_bytes(app(3))
    (disk / "c broken.apk").write_bytes(b"PK\3\4 half")
    (disk / "sub").mkdir()
    (disk / "sub/wrapped.zip").write_bytes(Zip().add("说明.txt", b"x").add("inner.apk", app(4)).bytes())
    (disk / "set").mkdir()
    (disk / "set/base.apk").write_bytes(app(5))
    split = f'<manifest {NAMESPACE} package="cn.example.app5" split="config.zh" android:versionCode="1"/>'
    (disk / "set/split_config.zh.apk").write_bytes(apk(split, signer=KEY))
    (disk / "notes.txt").write_text("x")
    out = tmp_path / "out"
    results = run(disk, out, asked)
    found = {done.candidate.shown: done for done in results}
    assert list(found) == [
        "a.apk",
        "app.apk.1",
        "c broken.apk",
        "教学.apk",
        "set/base.apk",
        "sub/wrapped.zip",
    ]
    bad = found.pop("c broken.apk")
    assert bad.refused is not None
    assert bad.refused.code == "archive-cut-off"
    names = {shown: done.scan.package.app_id if done.scan else "" for shown, done in found.items()}
    assert names == {
        "a.apk": "cn.example.app1",
        "app.apk.1": "cn.example.app2",
        "教学.apk": "cn.example.app3",
        "set/base.apk": "cn.example.app5",
        "sub/wrapped.zip": "cn.example.app4",
    }
    folders = sorted(path.name for path in out.iterdir() if path.is_dir())
    assert folders == sorted(done.folder for done in found.values())
    assert all((out / name / "report.html").is_file() for name in folders)
    assert [row[0] for row in cells(out)] == [done.candidate.shown for done in results]
    refused = next(row for row in cells(out) if row[0] == "c broken.apk")
    assert "未能检测" in str(refused[7])


def test_a_second_run_is_the_same_byte_for_byte_and_scans_nothing(
    disk: Path, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk / "a.apk").write_bytes(app(1))
    (disk / "b.apk").write_bytes(app(2))
    (disk / "bad.apk").write_bytes(b"none")
    run(disk, tmp_path / "out", asked)
    first = tree(tmp_path / "out")
    elsewhere = run(disk, tmp_path / "other", asked, jobs=1)
    assert tree(tmp_path / "other") == first
    scans: list[tuple[Path, ...]] = []
    real = examine.scan

    def scan(files: tuple[Path, ...], wanted: Asked) -> object:
        scans.append(files)
        return real(files, wanted)

    monkeypatch.setattr(examine, "scan", scan)
    later = Asked(asked.base, "2030-01-01", 60)
    again = run(disk, tmp_path / "out", later)
    assert tree(tmp_path / "out") == first  # even on another day
    assert [files[0].name for files in scans] == ["bad.apk"]  # what was refused is tried again
    assert [done.folder for done in again] == [done.folder for done in elsewhere]


def test_a_run_that_was_broken_off_is_continued(
    disk: Path, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        (disk / f"{number}.apk").write_bytes(app(number))
    real = examine.scan
    seen: list[str] = []

    def scan(files: tuple[Path, ...], wanted: Asked) -> object:
        seen.append(files[0].name)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(files, wanted)

    monkeypatch.setattr(examine, "scan", scan)
    with pytest.raises(KeyboardInterrupt):
        run(disk, tmp_path / "out", asked, jobs=1)
    assert not (tmp_path / "out" / "汇总.xlsx").exists()
    kept = [path.name for path in (tmp_path / "out").iterdir()]
    assert all(name.startswith("cn.example.app") for name in kept)
    assert "cn.example.app1-1.0-" in "".join(kept)
    seen.clear()
    monkeypatch.setattr(
        examine, "scan", lambda files, wanted: (seen.append(files[0].name), real(files, wanted))[1]
    )
    results = run(disk, tmp_path / "out", asked, jobs=1)
    assert len(results) == 3
    assert "1.apk" not in seen
    run(disk, tmp_path / "whole", asked)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_a_stored_scan_that_is_damaged_or_of_other_means_is_made_again(
    disk: Path, tmp_path: Path, asked: Asked
) -> None:
    (disk / "a.apk").write_bytes(app(1))
    out = tmp_path / "out"
    (done,) = run(disk, out, asked)
    stored = out / done.folder / "scan.json"
    first = stored.read_bytes()
    stored.write_bytes(first[:100])
    run(disk, out, asked)
    assert stored.read_bytes() == first
    rules = tmp_path / "own.yar"
    rules.write_text("rule own { condition: true }")
    (done,) = run(disk, out, Asked(asked.base, asked.at, 60, (rules,)))
    assert done.scan is not None
    assert "own" in done.scan.watched


def test_what_ran_out_of_time_is_tried_again(
    disk: Path, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk / "a.apk").write_bytes(app(1))
    with monkeypatch.context() as patch:
        slow = "import time\nfrom scanner import inventory\ninventory.of = lambda app: time.sleep(60)\n"
        patch.setattr(sandbox, "_START", sandbox._START.replace("main()", f"exec({slow!r}); main()"))
        (done,) = run(disk, tmp_path / "out", Asked(asked.base, asked.at, 1.5))
    if done.scan is None:
        pytest.skip("this machine is too slow for a child that begins within the time")
    (done,) = run(disk, tmp_path / "out", asked)
    assert done.scan is not None
    assert all(run.status == "done" for run in done.scan.runs)


@pytest.mark.parametrize(
    "fault", [ChildFault("Traceback\n  File\nValueError: boom"), RuntimeError("boom"), ChildFault("")]
)
def test_a_fault_of_ours_is_told_and_stops_nothing(
    disk: Path, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    for number in (1, 2):
        (disk / f"{number}.apk").write_bytes(app(number))
    real = examine.scan

    def scan(files: tuple[Path, ...], wanted: Asked) -> object:
        if files[0].name == "1.apk":
            raise fault
        return real(files, wanted)

    monkeypatch.setattr(examine, "scan", scan)
    first, second = run(disk, tmp_path / "out", asked)
    assert first.fault
    assert "\n" not in first.fault
    assert first.refused is None
    assert second.report is not None
    assert "检测程序出错" in str(cells(tmp_path / "out")[0][7])


def test_a_file_that_cannot_be_opened_is_no_fault_of_ours(
    disk: Path, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk / "1.apk").write_bytes(app(1))

    def scan(files: tuple[Path, ...], wanted: Asked) -> object:
        raise OSError(5, "Input/output error", str(files[0]))

    monkeypatch.setattr(examine, "scan", scan)
    (done,) = run(disk, tmp_path / "out", asked)
    assert done.refused is not None
    assert "Input/output error" in done.refused.zh


def test_filings_are_matched_or_named_never_guessed(disk: Path, tmp_path: Path, asked: Asked) -> None:
    for number, label in enumerate(("甲", "乙", "丙", "丁")):
        (disk / f"{number}.apk").write_bytes(app(number, label))
    filings = tmp_path / "filings"
    filings.mkdir()
    sample = "附加信息: {样本: [{应用平台: 安卓, 包名: cn.example.app0}]}\n"
    (filings / "by-id.yaml").write_text(FORM.replace("NAME", "另一个名字") + sample, "utf-8")
    (filings / "by-name.yaml").write_text(FORM.replace("NAME", "乙"), "utf-8")
    (filings / "twin-1.yaml").write_text(FORM.replace("NAME", "丙"), "utf-8")
    (filings / "twin-2.yaml").write_text(FORM.replace("NAME", "丙"), "utf-8")
    results = run(disk, tmp_path / "out", asked, filings)
    assert [(done.filing, done.unmatched) for done in results] == [
        ("by-id.yaml", None),
        ("by-name.yaml", None),
        ("", ("twin-1.yaml", "twin-2.yaml")),
        ("", ()),
    ]
    given = [bool(done.report and done.report.inputs.filing) for done in results]
    assert given == [True, True, False, False]
    assert [row[5] for row in cells(tmp_path / "out")] == ["已提供", "已提供", "未提供", "未提供"]


def test_the_same_file_twice_and_an_empty_folder(disk: Path, tmp_path: Path, asked: Asked) -> None:
    assert run(disk, tmp_path / "out", asked) == []
    (disk / "a.apk").write_bytes(app(1))
    (disk / "copy.apk").write_bytes(app(1))
    results = run(disk, tmp_path / "out", asked)
    assert len({done.folder for done in results}) == len(
        {discover.digest(d.candidate.files) for d in results}
    )
    assert len(cells(tmp_path / "out")) == 2


def test_progress_is_told_in_order(disk: Path, tmp_path: Path, asked: Asked) -> None:
    for number in (1, 2):
        (disk / f"{number}.apk").write_bytes(b"none")
    told: list[tuple[int, int, str]] = []
    folder.run(disk, None, tmp_path / "out", asked, 2, lambda *item: told.append(item))
    assert told == [(1, 2, "1.apk"), (2, 2, "2.apk")]


@pytest.mark.parametrize(
    ("app_id", "version", "name"),
    [
        ("cn.example.app", "1.0", "cn.example.app-1.0-abababab"),
        ("cn.example.app", "", "cn.example.app-0-abababab"),
        ("../../etc", "../..", "_.._etc-_-abababab"),
        ("a/b\\c:d", "1 0\n", "a_b_c_d-1_0_-abababab"),
        ("中文", "版", "中文-版-abababab"),
    ],
)
def test_names_of_folders_lead_nowhere(app_id: str, version: str, name: str) -> None:
    package = Package(Platform.ANDROID, app_id, version, "1", "x", "ab" * 32, "", 1)
    made = folder.name_of(package)
    assert made == name
    assert "/" not in made
    assert not made.startswith(".")
    long = folder.name_of(Package(Platform.ANDROID, "a" * 999, "9" * 999, "1", "x", "ab" * 32, "", 1))
    assert len(long) < 200


def test_the_workbook_holds_no_time(disk: Path, tmp_path: Path, asked: Asked) -> None:
    run(disk, tmp_path / "out", asked)
    one = (tmp_path / "out" / "汇总.xlsx").read_bytes()
    time.sleep(0.01)
    run(disk, tmp_path / "out", asked)
    assert (tmp_path / "out" / "汇总.xlsx").read_bytes() == one
    assert {entry.date_time for entry in zipfile.ZipFile(BytesIO(one)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
