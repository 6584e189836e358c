"""A real child over real packages: what comes back equals what the analyzers find, inside its walls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from examples.build import package as sample
from scanner import sandbox
from scanner.answer import ChildFault
from scanner.confine import Confinement
from scanner.kinds import Kind, Stage
from scanner.model import BadPackage, Evidence, Limits, Scan, Status, WatchedApi, WatchList, Where
from scanner.sandbox import Job
from tests.apps import inprocess
from tests.apps.apk import NAMESPACE, apk, manifest
from tests.apps.dexwriter import Class, Method, dex
from tests.apps.keys import identity

WATCH = WatchList(
    (
        WatchedApi("device-id", "call", "android.telephony.TelephonyManager.getDeviceId"),
        WatchedApi("location", "call", "android.location.LocationManager.getLastKnownLocation"),
    )
)


def job(*files: Path, **more: object) -> Job:
    return Job(files, Stage.STATIC, WATCH, inprocess.DAY, "test", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("child") / "课堂 app.apk"
    path.write_bytes(sample())
    return path


@pytest.fixture(scope="module")
def scanned(app: Path) -> Scan:
    return sandbox.scan(job(app))


def test_a_child_finds_what_the_analyzers_find(app: Path, scanned: Scan) -> None:
    here = inprocess.scan(app.read_bytes(), WATCH)
    assert scanned.evidence == here.evidence
    assert scanned.inventory == here.inventory
    assert scanned.package == here.package
    assert scanned.counts == here.counts
    said = {run.analyzer: (run.status, run.reason) for run in scanned.runs}
    assert said == {run.analyzer: (run.status, run.reason) for run in here.runs}
    assert set(said.values()) == {(Status.DONE, "")}


def test_the_same_package_gives_the_same_scan(app: Path, scanned: Scan) -> None:
    assert sandbox.scan(job(app)) == scanned


def test_a_set_of_splits(tmp_path: Path) -> None:
    key = identity("split", "ec", 256)
    texts = {
        "base.apk": manifest(package="cn.example.set"),
        "split_config.zh.apk": f'<manifest {NAMESPACE} package="cn.example.set" split="config.zh" '
        'android:versionCode="1"><uses-permission android:name="a.LATE"/></manifest>',
    }
    paths = []
    for name, text in texts.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(apk(text, signer=key))
    found = sandbox.scan(job(*paths))
    assert [file.name for file in found.package.files] == list(texts)
    assert found.package.size == sum(path.stat().st_size for path in paths)
    late = next(item for item in found.evidence if item.value == "a.LATE")
    assert late.where.entry == "split_config.zh.apk!/AndroidManifest.xml"
    assert sandbox.scan(job(*reversed(paths))).package.sha256 == found.package.sha256


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"no package at all", "not-a-package"), (b"PK\3\4 half of one", "archive-cut-off")],
)
def test_what_is_no_package_is_told_in_one_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.apk"
    path.write_bytes(content)
    with pytest.raises(BadPackage) as caught:
        sandbox.scan(job(path))
    assert caught.value.code == code
    assert "\n" not in caught.value.zh


def test_names_with_half_a_character_lose_nothing(tmp_path: Path) -> None:
    """A lone surrogate may stand in any name of a dex file; no JSON can hold it."""
    call = (
        "invoke-virtual",
        ("p0",),
        "Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;",
    )
    buf = dex(Class("Lcn/exQZQ/Main;", Method("run()V", call, ("return-void",)))).replace(
        b"QZQ", b"\xed\xa0\x80"
    )
    path = tmp_path / "half.apk"
    path.write_bytes(apk(manifest(), (), {"classes.dex": buf}))
    found = sandbox.scan(job(path))
    assert {run.status for run in found.runs} == {Status.DONE}
    (use,) = [item for item in found.evidence if item.kind is Kind.SENSITIVE_USE]
    assert use.where.cls == "cn.ex\\u{d800}.Main"
    assert "cn.ex\\u{d800}" in found.inventory.packages


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandbox.scan(job(tmp_path / "gone.apk"))


def test_limits_reach_the_child(app: Path) -> None:
    with pytest.raises(BadPackage) as caught:
        sandbox.scan(job(app, limits=Limits(entries=2)))
    assert caught.value.code == "too-many-entries"


def test_an_entry_that_needs_more_memory_than_there_is_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "large.apk"
    path.write_bytes(
        apk(manifest(), (), {"assets/a": bytes(96 << 20), "assets/b.js": b"https://b.example.cn/"})
    )
    found = sandbox.scan(job(path, confinement=Confinement(memory=200 << 20)))
    ended = {run.analyzer: (run.status, run.reason, run.note) for run in found.runs}
    assert ended["contents"] == (Status.PARTIAL, "unread", "assets/a: memory")
    assert ended["files"][0] is Status.PARTIAL
    assert "b.example.cn" in found.inventory.hosts


def test_a_limit_below_what_python_needs_is_our_fault(app: Path) -> None:
    with pytest.raises(ChildFault, match="memory"):
        sandbox.scan(job(app, confinement=Confinement(memory=16 << 20)))


def test_the_users_own_rules_are_compiled_in_the_child(app: Path, tmp_path: Path) -> None:
    rules = tmp_path / "mine.yar"
    rules.write_text(
        'rule mine { meta: category = "own" title = "mine" strings: $a = "umeng" condition: $a }'
    )
    found = sandbox.scan(job(app, rules=(rules,)))
    assert "mine" in found.watched
    assert [item.value for item in found.evidence if item.kind is Kind.BYTE_MARK].count("mine") >= 1


def test_rules_that_include_others_are_left_out_and_named(app: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yar"
    secret.write_text("rule inner { condition: true }")
    rules = tmp_path / "mine.yar"
    rules.write_text(f'include "{secret}"\nrule mine {{ condition: true }}')
    found = sandbox.scan(job(app, rules=(rules,)))
    contents = next(run for run in found.runs if run.analyzer == "contents")
    assert (contents.status, contents.reason) == (Status.PARTIAL, "byte-rules")
    assert not {"inner", "mine"} & set(found.watched)


def test_the_spot_of_each_piece_of_evidence_is_shown(app: Path, scanned: Scan) -> None:
    uses = [item for item in scanned.evidence if item.kind is Kind.SENSITIVE_USE]
    assert {item.value for item in uses} == {"device-id", "location"}
    use = next(item for item in uses if item.value == "device-id")
    lines = sandbox.spot(job(app, spot=use))
    assert lines[0] == "com.umeng.commonsdk.UMConfigure.init(Landroid/content/Context;)V"
    assert any(line.startswith("→") and "getDeviceId" in line for line in lines)
    forged = Evidence(Kind.HOST, "a.example.cn", Where(entry="../../etc/passwd", offset=0))
    assert sandbox.spot(job(app, spot=forged)) == ()


def test_the_child_needs_nothing_of_ours(app: Path) -> None:
    """No environment, no home, no readable work folder: only the interpreter and the handed descriptor."""
    script = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from scanner import sandbox
from scanner.kinds import Stage
from scanner.model import WatchList
job = sandbox.Job((Path(sys.argv[2]),), Stage.STATIC, WatchList(), "2026-03-02", "test")
print(sandbox.scan(job).package.app_id)
"""
    root = Path(sandbox.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, str(root), str(app)],
        env={},
        cwd="/",
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "cn.example.classroom"
