"""Broken and hostile packages end as a scan (perhaps partial, and said so) or as one clear sentence."""

from __future__ import annotations

import random
import resource
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner import sandbox
from scanner.kinds import Stage
from scanner.model import BadPackage, Limits, Status, WatchList
from scanner.sandbox import Job
from tests.apps.apk import activity, apk, manifest
from tests.apps.dexwriter import Class, Method, constructor
from tests.apps.inprocess import scan
from tests.apps.zipwriter import Zip

REFUSED = {
    "androguard-androguard__CertChain.apk": "no-package-inside",
    "androguard-androguard__empty-unsigned.apk": "no-package-inside",
    "androguard-androguard__multidex.apk": "no-package-inside",
    "androguard-androguard__v1-only-empty.apk": "no-package-inside",
    "androguard-androguard__v2-only-empty.apk": "no-package-inside",
    "appium-appium__FakeAndroidApp.apk": "not-a-package",
    "appium-appium__FakeIOSApp.ipa": "no-package-inside",
    "iBotPeaches-Apktool__com.htc.resources.apk": "no-package-inside",
    "skylot-jadx__resources-only.apk": "no-base",  # a split without its base
    "xlm03lx-mesin_kuda__repacked.apk": "bad-manifest",
    "yuanpeiyu-vpntest__container.apk": "no-package-inside",
}
"""Of the odd files that parsers' test suites carry, those that are no package; all others are examined."""
MAIN = "Lcn/example/app/Main;"
GOOD = apk(
    manifest("", activity("cn.example.app.Main")),
    [
        Class(
            MAIN,
            constructor("Landroid/app/Activity;"),
            Method("a()V", ("const-string", 0, "https://a.example.cn/"), ("return-void",)),
            parent="Landroid/app/Activity;",
        )
    ],
    {"assets/a.js": b"fetch('https://b.example.cn/')", "lib/armeabi/liba.so": b"\x7fELF\x01\x01" + bytes(90)},
    {"string/app_name": {"": "Example", "zh": "示例"}},
)


def outcome(package: bytes) -> str:
    """ "scan", or the code of the refusal. No analyzer may fail by a fault of ours."""
    try:
        said = scan(package)
    except BadPackage as refused:
        bad = refused
    else:
        faults = [f"{run.analyzer}: {run.note}" for run in said.runs if run.reason == "fault"]
        assert faults == []
        return "scan"
    sentence = (bool(bad.zh), bool(bad.en), "\n" in bad.zh + bad.en)
    assert sentence == (True, True, False)
    return bad.code


def test_odd_files_of_other_parsers_are_answered_as_expected(corpus: Path) -> None:
    found = {path.name: outcome(path.read_bytes()) for path in sorted(corpus.glob("badinput/*"))}
    assert len(found) == 121
    assert {name: code for name, code in found.items() if code != "scan"} == REFUSED


@pytest.mark.parametrize("size", [1, 22, 100, 1000, -1, -22, -100])
def test_truncated_packages(size: int) -> None:
    assert outcome(GOOD[:size])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_changed_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    assert outcome(bytes(data))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_changed_contents_behind_an_honest_archive(data: st.DataObject) -> None:
    """Mutations that a checksum of the archive would hide: every inner reader sees them."""
    from scanner.formats.archive import Archive

    archive = Archive.open(GOOD, Limits())
    made = Zip()
    for entry in archive.entries:
        content = bytearray(archive.read(entry))
        for _ in range(data.draw(st.integers(0, 6))):
            if content:
                content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        made.add(entry.name, bytes(content))
    assert outcome(made.bytes())


def test_real_packages_with_changed_bytes(corpus: Path) -> None:
    chance = random.Random(7)
    for path in sorted(corpus.glob("dev/*.apk"), key=lambda path: path.stat().st_size)[:6]:
        data = bytearray(path.read_bytes())
        for _ in range(40):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert outcome(bytes(data))


def job(path: Path, **more: object) -> Job:
    settings: dict[str, object] = {"seconds": 60.0, **more}
    return Job((path,), Stage.STATIC, WatchList(), "2026-11-24", "0.1.0", **settings)  # type: ignore[arg-type]


def test_a_bomb_stays_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "bomb.apk"
    big = bytes(80 << 20)
    archive = Zip().add("AndroidManifest.xml", b"")
    for number in range(4):
        archive.add(f"assets/{number}.bin", big)
    path.write_bytes(archive.bytes())
    with pytest.raises(BadPackage):
        sandbox.scan(job(path, limits=Limits(unpacked=100 << 20)))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most < 1 << 20  # KiB: the largest child of this test run


def test_a_bomb_inside_an_asset_costs_only_itself(tmp_path: Path) -> None:
    inner = Zip().add("a.bin", bytes(40 << 20)).bytes()
    path = tmp_path / "inner.apk"
    path.write_bytes(
        apk(manifest("", activity("cn.example.app.Main")), [Class(MAIN)], {"assets/x.zip": inner})
    )
    found = sandbox.scan(job(path, limits=Limits(entry=8 << 20)))
    (run,) = [run for run in found.runs if run.analyzer == "contents"]
    assert run.status is Status.PARTIAL
    assert "assets/x.zip!/a.bin" in run.note


def test_names_lead_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "paths.apk"
    evil = {"../../../../tmp/heyan-evil": b"x", "/etc/heyan-evil": b"x", "assets/a\\..\\b": b"x"}
    path.write_bytes(apk(manifest("", activity("cn.example.app.Main")), [Class(MAIN)], evil))
    found = sandbox.scan(job(path))
    assert {item.value for item in found.evidence if item.kind == "archive_trick"}
    assert not Path("/tmp/heyan-evil").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["paths.apk"]
