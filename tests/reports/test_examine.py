"""A whole examination: the filing joined, judged by the law of its day, written whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from reports import examine
from reports.examine import Asked
from rules.data import BadRules
from rules.load import ByDay, RuleBase
from rules.model import Outcome
from scanner.codec import Malformed
from scanner.declaration import Declaration
from scanner.kinds import Stage
from scanner.model import BadPackage, Limits, Scan
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.filings import DECLARATION


@pytest.fixture(scope="module")
def scanned(base: RuleBase) -> Scan:
    data = apk(manifest('<uses-permission android:name="android.permission.READ_CONTACTS"/>', version="1.9"))
    return inprocess.scan(data, base.watch)


def test_scan_hands_everything_on(base: RuleBase, tmp_path: Path) -> None:
    path, rules = tmp_path / "a.apk", tmp_path / "own.yar"
    path.write_bytes(apk(manifest()))
    rules.write_text("rule own { condition: true }")
    found = examine.scan((path,), Asked(base, "2026-05-06", 60, (rules,)))
    assert (found.at, found.house) == ("2026-05-06", examine.HOUSE)
    assert "own" in found.watched
    assert found.watch != base.watch.hash  # it looked for more than the house's list
    assert examine.scan((path,), Asked(base, "2026-05-06", 60)).watch == base.watch.hash
    with pytest.raises(BadPackage):
        examine.scan((path,), Asked(base, "2026-05-06", 60, limits=Limits(total=10)))


def test_the_filing_is_joined_and_judged(base: RuleBase, scanned: Scan) -> None:
    without = examine.report(scanned, None, base)
    made = examine.report(scanned, DECLARATION, base)
    assert without.inputs.filing == ""
    assert made.inputs.filing == DECLARATION.hash
    assert "FIL-003" not in {item.rule for item in without.items}  # nothing to compare the version with
    assert "FIL-003" in {item.rule for item in made.items}
    assert made.inputs.rules == base.rules.version


def test_with_filing_adds_one_run_and_the_evidence(scanned: Scan) -> None:
    both = examine.with_filing(scanned, DECLARATION)
    assert both.evidence[: len(scanned.evidence)] == scanned.evidence
    assert [run.stage for run in both.runs[len(scanned.runs) :]] == [Stage.FILING]
    assert {item.stage for item in both.evidence[len(scanned.evidence) :]} == {Stage.FILING}
    assert examine.with_filing(both, DECLARATION) == both


def test_a_report_is_of_the_day_of_the_scan(base: RuleBase, scanned: Scan) -> None:
    """CSL:24 got its number on 1 January 2026: what was examined before is judged by the earlier text."""
    old = examine.report(replace(scanned, at="2025-12-31"), DECLARATION, base)
    assert old.inputs.at == "2025-12-31"
    assert old.inputs != examine.report(scanned, DECLARATION, base).inputs


def test_written_files_are_read_again_and_judged_alike(base: RuleBase, scanned: Scan, tmp_path: Path) -> None:
    made = examine.report(scanned, DECLARATION, base)
    page = examine.write(tmp_path / "new" / "folder", scanned, made)
    assert page.name == "report.html"
    assert sorted(path.name for path in page.parent.iterdir()) == ["report.html", "report.json", "scan.json"]
    again = examine.read_scan(page.parent / "scan.json")
    assert again == scanned
    assert examine.report(again, DECLARATION, base) == made
    stored = orjson.loads((page.parent / "report.json").read_bytes())
    assert stored["package"]["sha256"] == scanned.package.sha256
    assert {item["outcome"] for item in stored["items"]} <= {Outcome.VIOLATED, Outcome.SUSPECTED}


def test_the_same_is_written_again_byte_for_byte(base: RuleBase, scanned: Scan, tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        page = examine.write(tmp_path / name, scanned, examine.report(scanned, DECLARATION, base))
        contents.append([path.read_bytes() for path in sorted(page.parent.iterdir())])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 99}', b'{"schema": 1}', b"\xff\xfe"])
def test_a_file_that_is_no_scan(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "scan.json").write_bytes(content)
    with pytest.raises(ValueError) as caught:
        examine.read_scan(tmp_path / "scan.json")
    assert isinstance(caught.value, Malformed | orjson.JSONDecodeError)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    examine.put(path, b"first")
    assert path.stat().st_mode & 0o777 == 0o644

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        examine.put(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]  # nothing half written stays


def test_the_province_that_the_filing_names_counts_unless_another_is_asked_for(scanned: Scan) -> None:
    filed = replace(DECLARATION, extra=replace(DECLARATION.extra, pack="henan"))

    def province(pack: str, declaration: Declaration | None) -> str:
        return examine.report_by_day(scanned, declaration, ByDay(pack), scanned.at).inputs.province

    assert province("", None) == "全国通用"
    assert province("", filed) == "河南省"
    assert province("beijing", filed) == "北京市"
    assert examine.report_by_day(scanned, filed, ByDay(), scanned.at).present is None
    unknown = replace(filed, extra=replace(filed.extra, pack="atlantis"))
    with pytest.raises(BadRules, match="atlantis"):
        province("", unknown)
