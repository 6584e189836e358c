"""Whole scans of the real packages: who they are, who signed them, what SDKs they carry."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.catalogue import Catalogue
from rules.load import RuleBase, load
from rules.model import Rung
from scanner import sandbox
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, Platform, Scan, Status
from scanner.sandbox import Job

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "corpus_expected.yaml").read_text("utf-8")
)
AT = "2026-01-01"
SHELLS = ("packer",)
ENGINES = ("game-engine", "mini-game")
ALARMS = ("ads", "ads-mediation", "payment", *ENGINES)
"""Categories that no app is even suspected of because of what a shared library leaves behind."""


@cache
def base() -> RuleBase:
    return load()


@cache
def catalogue() -> Catalogue:
    return Catalogue(base().rules.sdks)


@cache
def scanned(path: Path) -> Scan:
    return sandbox.scan(Job((path,), Stage.STATIC, base().watch, AT, "test"))


def recognised(scan: Scan) -> tuple[dict[str, str], set[str]]:
    """The SDKs named, each with the highest rung of its evidence, and those only suspected."""
    named: dict[str, Rung] = {}
    suspected = set()
    for item in catalogue().recognise(scan):
        if item.detail["strength"] == "named":
            rung = Rung[str(item.detail["rung"]).upper()]
            named[item.value] = max(named.get(item.value, rung), rung)
        else:
            suspected.add(item.value)
    return {id_: rung.name.lower() for id_, rung in named.items()}, suspected


def of(scan: Scan, kind: Kind) -> list[Evidence]:
    return [item for item in scan.evidence if item.kind is kind]


def of_category(ids: dict[str, str] | set[str], *categories: str) -> list[str]:
    return sorted(id_ for id_ in ids if catalogue().by_id[id_].category in categories)


@pytest.fixture(params=sorted(EXPECTED), ids=lambda sha: str(EXPECTED[sha]["file"])[:40])
def known(request: pytest.FixtureRequest, corpus: Path) -> tuple[dict[str, Any], Scan]:
    """What is expected of one package, and its scan."""
    row = EXPECTED[request.param]
    scan = scanned(corpus / "dev" / row["file"])
    assert scan.package.sha256 == request.param
    return row, scan


def test_identity(known: tuple[dict[str, Any], Scan]) -> None:
    row, scan = known
    package = scan.package
    found = (package.app_id, package.version, package.version_code, package.label)
    assert found == (row["app_id"], row["version"], row["version_code"], row["label"])


def test_signer(known: tuple[dict[str, Any], Scan]) -> None:
    row, scan = known
    verified = [item.value for item in of(scan, Kind.SIGNATURE) if item.detail.get("state") == "verified"]
    signers = of(scan, Kind.SIGNER)
    assert verified == row["signatures"]
    assert [item.value[:16] for item in signers] == row["signer"]
    assert any(item.detail.get("known") == "android debug" for item in signers) == row["debug_key"]


def test_sdks(known: tuple[dict[str, Any], Scan]) -> None:
    """Exactly these are named, each on its rung; the packer, the engine and payment follow from them."""
    row, scan = known
    named, suspected = recognised(scan)
    assert named == row["sdks"]
    assert sorted(suspected) == row["clues"]
    assert of_category(named, *SHELLS) == row["packer"]
    assert of_category(named, *ENGINES) == row["engine"]
    assert bool(of_category(named, "payment")) == row["pays"]


def test_leftovers_raise_no_alarm(known: tuple[dict[str, Any], Scan]) -> None:
    row, scan = known
    _, suspected = recognised(scan)
    assert of_category(suspected, *ALARMS) == row.get("alarming_clues", [])


def test_every_package_is_described(corpus: Path) -> None:
    """Nothing in the folder goes unlooked at, save kinds of package that the scanner does not read."""
    known = {row["file"] for row in EXPECTED.values()}
    for path in sorted((corpus / "dev").iterdir()):
        if path.suffix in (".apk", ".apks", ".xapk", ".ipa"):
            assert path.name in known, f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_ios(known: tuple[dict[str, Any], Scan]) -> None:
    """What Info.plist, profile, signature and load commands say, and what programs refer to."""
    row, scan = known
    if "ios" not in row:
        assert scan.package.platform is Platform.ANDROID
        return
    ios = row["ios"]
    (distribution,) = of(scan, Kind.DISTRIBUTION)
    assert (distribution.value, distribution.detail["team"]) == (ios["distribution"], ios["team"])
    flags = {item.value: item.detail["on"] for item in of(scan, Kind.MANIFEST_FLAG)}
    assert flags["debuggable"] is ios["debuggable"]
    levels = {item.value: item.detail["text"] for item in of(scan, Kind.SDK_LEVEL)}
    assert levels["min"] == ios["minimum"]
    program = next(item for item in of(scan, Kind.CODE_FILE) if item.where.entry.count("/") == 2)
    assert program.detail["abi"] == ios["archs"]
    assert "unread" not in program.detail
    protected = {item.value: item.detail["on"] for item in of(scan, Kind.BINARY_FLAG)}
    assert protected["pie"] is ios["pie"]
    clear = [item.detail["on"] for item in of(scan, Kind.NETWORK_CONFIG) if "domain" not in item.detail]
    assert clear == [ios["clear"]]
    assert {item.value: item.detail.get("weak", "") for item in of(scan, Kind.PERMISSION)} == ios["asks"]
    assert [item.value for item in of(scan, Kind.CROSS_PLATFORM)] == ios["frameworks"]
    used = {item.value for item in of(scan, Kind.SENSITIVE_USE)}
    assert set(ios["uses"]) <= used
    assert not used & set(ios["unused"])


def test_every_analyzer_reads_ipas_to_their_end(known: tuple[dict[str, Any], Scan]) -> None:
    row, scan = known
    if "ios" in row:
        assert [run.analyzer for run in scan.runs if run.status is not Status.DONE] == []
