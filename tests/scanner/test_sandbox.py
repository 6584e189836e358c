"""The parent against children that misbehave; what a good child finds is tested with the analyzers."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from scanner import sandbox
from scanner.confine import Confinement
from scanner.kinds import Stage
from scanner.model import BadPackage, Limits, Status, WatchList
from scanner.sandbox import Job

PACKAGE = '{"package":{"platform":"android","app_id":"a","version":"1","version_code":"1","label":"x",' + (
    '"sha256":"forged","code_digest":"","size":999}}'
)
RUN = '{"stage":"static","analyzer":"files","version":1,"kinds":[],"status":"failed"}'
PLAN = f'{{"plan":{{"runs":[{RUN}],"watched":[]}}}}'
HEAD = f"import sys, os, time\nsys.stdin.buffer.read()\nprint({PLAN!r})\nprint({PACKAGE!r}, flush=True)\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "a.apk"
    path.write_bytes(b"PK\x03\x04 a package")
    return path


def job(package: Path, **more: object) -> Job:
    settings = {"seconds": 20.0, **more}
    return Job((package,), Stage.STATIC, WatchList(), "2026-11-24", "0.1.0", **settings)  # type: ignore[arg-type]


def behaving(monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    monkeypatch.setattr(sandbox, "_START", HEAD + then)


def test_hash_and_size_are_the_parents_own(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behaving(monkeypatch, "")
    scan = sandbox.scan(job(package))
    assert scan.package.sha256 == hashlib.sha256(package.read_bytes()).hexdigest()
    assert scan.package.size == len(package.read_bytes())


def test_a_child_that_hangs_is_ended(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behaving(monkeypatch, "time.sleep(600)")
    started = time.monotonic()
    scan = sandbox.scan(job(package, seconds=1.0))
    assert time.monotonic() - started < 15
    assert (scan.runs[0].status, scan.runs[0].reason) == (Status.FAILED, "time")


def test_a_child_that_closes_its_mouth_and_stays_is_ended(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaving(monkeypatch, "os.close(1); os.close(2); time.sleep(600)")
    assert sandbox.scan(job(package, seconds=1.0)).runs[0].reason == "time"


def test_a_child_that_dies_leaves_its_last_words(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behaving(monkeypatch, "raise SystemExit('the end')")
    run = sandbox.scan(job(package)).runs[0]
    assert (run.status, run.reason) == (Status.FAILED, "exit")
    assert "the end" in run.note


def test_a_child_that_floods_is_ended(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "ANSWER", 1 << 20)
    behaving(monkeypatch, "while True: print('{\"x\":1}' * 10000)")
    assert sandbox.scan(job(package)).runs[0].reason == "output"


def test_grandchildren_end_with_it(package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    behaving(
        monkeypatch,
        "pid = os.fork()\nif pid == 0:\n    time.sleep(600)\n"
        f"open({str(note)!r}, 'w').write(str(pid))\nos._exit(0)",
    )
    sandbox.scan(job(package, seconds=2.0))
    pid = int(note.read_text())
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and Path(f"/proc/{pid}/stat").exists():
        if Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z":
            return
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_nothing_of_our_environment_or_files_reaches_the_child(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEYAN_SECRET", "word")
    behaving(
        monkeypatch,
        "print(dict(os.environ), os.getcwd(), os.listdir('.'), file=sys.stderr); sys.exit(3)",
    )
    note = sandbox.scan(job(package)).runs[0].note
    assert "HEYAN_SECRET" not in note
    assert str(Path.cwd()) not in note
    assert "[]" in note  # an empty work folder


def test_files_over_the_limit_are_refused_before_any_child_starts(package: Path) -> None:
    with pytest.raises(BadPackage) as caught:
        sandbox.scan(job(package, limits=Limits(total=4)))
    assert caught.value.code == "too-large"


def test_the_work_folder_is_removed(package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    behaving(monkeypatch, "open('left behind', 'w').write('x')")
    sandbox.scan(job(package, confinement=Confinement()))
    assert [path.name for path in tmp_path.iterdir()] == ["a.apk"]


def test_a_child_may_be_started_before_it_is_told_what_to_do(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaving(monkeypatch, "")
    with sandbox.started((package,)) as child:
        scan = sandbox.scan(job(package), child)
    assert scan == sandbox.scan(job(package))
    with sandbox.started((package,)) as unused:
        pass
    assert unused.process.returncode == -9


def test_one_long_line_takes_no_more_time_than_many_short_ones(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaving(monkeypatch, "sys.stdout.write('x' * (60 << 20))")
    started = time.monotonic()
    scan = sandbox.scan(job(package))
    assert time.monotonic() - started < 10
    assert scan.runs[0].reason == "killed"  # it ended without saying how its runs did


def test_what_comes_in_pieces_is_put_together(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = '{"evidence":{"kind":"host","value":"a.cn","where":{"entry":"%d"}}}'
    pieces = f"""
text = "".join({host!r} % n + chr(10) for n in range(50))
for at in range(0, len(text), 7):
    sys.stdout.write(text[at:at + 7]); sys.stdout.flush(); time.sleep(0.0001)
"""
    behaving(monkeypatch, pieces)
    scan = sandbox.scan(job(package))
    assert [item.where.entry for item in scan.evidence] == [str(n) for n in range(50)]


def test_a_child_that_finds_too_much_is_ended(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.answer.FACTS", 1000)
    behaving(monkeypatch, "while True: print('{\"x\":1}' + chr(10) * 100)")
    assert sandbox.scan(job(package)).runs[0].reason == "output"
