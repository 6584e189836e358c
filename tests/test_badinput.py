"""Broken and hostile packages end as a scan (perhaps partial, and said so) or as one clear sentence."""

from __future__ import annotations

import plistlib
import random
import resource
import struct
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
from tests.apps.ios import INFO, KEY, ROOT, ipa, profile
from tests.apps.program import program, signed_by
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


GOOD_IPA = ipa(
    {"NSCameraUsageDescription": "扫码", "CFBundleURLTypes": [{"CFBundleURLSchemes": ["wx0123"]}]},
    {
        "zh-Hans.lproj/InfoPlist.strings": '"CFBundleDisplayName" = "示例";'.encode("utf-16"),
        "PrivacyInfo.xcprivacy": {"NSPrivacyTracking": False},
        "embedded.mobileprovision": profile(devices=2),
        "PlugIns/S.appex/Info.plist": {"CFBundleExecutable": "S"},
        "PlugIns/S.appex/S": program(("dlopen",), ("UIPasteboard",), ("generalPasteboard",), encrypted=True),
        "www/cordova.js": b"var PLATFORM_VERSION_BUILD_LABEL = '6.1.1';",
    },
    program(
        ("dlopen",),
        ("CLLocationManager",),
        ("startUpdatingLocation",),
        {"RNThing": ("moduleName",), "_TtC4Main3Foo": ()},
        ("https://a.example.cn/",),
        signed=signed_by(KEY),
    ),
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


@pytest.mark.parametrize("good", [GOOD, GOOD_IPA], ids=["apk", "ipa"])
@pytest.mark.parametrize("size", [1, 22, 100, 1000, -1, -22, -100])
def test_truncated_packages(size: int, good: bytes) -> None:
    assert outcome(good) == "scan"
    assert outcome(good[:size])


@pytest.mark.parametrize("good", [GOOD, GOOD_IPA], ids=["apk", "ipa"])
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_changed_bytes(good: bytes, changes: list[tuple[float, int]]) -> None:
    data = bytearray(good)
    for at, value in changes:
        data[int(at * len(good))] = value
    assert outcome(bytes(data))


@pytest.mark.parametrize("good", [GOOD, GOOD_IPA], ids=["apk", "ipa"])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_changed_contents_behind_an_honest_archive(good: bytes, data: st.DataObject) -> None:
    """Mutations that a checksum of the archive would hide: every inner reader sees them."""
    from scanner.formats.archive import Archive

    archive = Archive.open(good, Limits())
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
    smallest = sorted(corpus.glob("dev/*.apk"), key=lambda path: path.stat().st_size)[:6]
    for path in (*smallest, *sorted(corpus.glob("dev/*.ipa"))):
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


def shared(levels: int) -> bytes:
    """A binary list of that many levels, each of which names the next one fourteen times."""
    body, places = b"bplist00", []
    for level in range(levels):
        places.append(len(body))
        last = level == levels - 1
        body += b"\x08" if last else b"\xae" + (level + 1).to_bytes(2, "big") * 14
    table = b"".join(place.to_bytes(4, "big") for place in places)
    return body + table + struct.pack(">6xBBQQQ", 4, 2, levels, 0, len(body))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (shared(60), "bad-manifest"),
        (b"<plist>" + b"<dict><key>a</key>" * 5_000 + b"</dict>" * 5_000 + b"</plist>", "bad-manifest"),
        (b'<!DOCTYPE p [<!ENTITY a "aaaa">]><plist><string>&a;</string></plist>', "bad-manifest"),
        (b"", "no-manifest"),
        (plistlib.dumps(["no dictionary"]), "bad-manifest"),
        (plistlib.dumps({"CFBundleIdentifier": ["a"]}), "no-package-name"),
    ],
    ids=["shared", "deep", "entities", "empty", "list", "no name"],
)
def test_property_lists_made_to_hurt(content: bytes, code: str) -> None:
    assert outcome(Zip().add(f"{ROOT}/Info.plist", content).bytes()) == code
    elsewhere = dict.fromkeys(
        ("zh-Hans.lproj/InfoPlist.strings", "PrivacyInfo.xcprivacy", "A.bundle/Info.plist"), content
    )
    assert outcome(ipa(files=elsewhere)) == "scan"


def test_values_of_the_wrong_sort_in_every_key_that_is_asked() -> None:
    wrong = [7, "text", ["a", 7, {}], {"a": ["b"]}, True, b"data"]
    keys = (
        *INFO,
        *("NSAppTransportSecurity", "CFBundleURLTypes", "LSApplicationQueriesSchemes", "UIBackgroundModes"),
        *("NSCameraUsageDescription", "NSExtension", "EXAppExtensionAttributes", "UIFileSharingEnabled"),
    )
    for value in wrong:
        assert outcome(
            ipa(dict.fromkeys(keys, value), {"PlugIns/S.appex/Info.plist": dict.fromkeys(keys, value)})
        )
        declared = ("Tracking", "TrackingDomains", "CollectedDataTypes", "AccessedAPITypes")
        said = dict.fromkeys([f"NSPrivacy{name}" for name in declared], value)
        assert outcome(ipa(files={"PrivacyInfo.xcprivacy": said})) == "scan"


def test_an_app_within_an_app_and_an_ipa_within_an_ipa() -> None:
    inner = ipa(files={"a.txt": b"https://inner.example.cn/"})
    assert (
        outcome(ipa(files={"inner.ipa": inner, "Payload/B.app/Info.plist": {"CFBundleIdentifier": "x"}}))
        == "scan"
    )
    assert outcome(Zip().add("folder/a.ipa", inner).bytes()) == "scan"


def test_names_lead_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "paths.apk"
    evil = {"../../../../tmp/heyan-evil": b"x", "/etc/heyan-evil": b"x", "assets/a\\..\\b": b"x"}
    path.write_bytes(apk(manifest("", activity("cn.example.app.Main")), [Class(MAIN)], evil))
    found = sandbox.scan(job(path))
    assert {item.value for item in found.evidence if item.kind == "archive_trick"}
    assert not Path("/tmp/heyan-evil").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["paths.apk"]
