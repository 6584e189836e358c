"""The phases file of an import: every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.session_phases_file import BadPhases, load, moment

GOOD = """\
clock_offset: -1.5
clock_source: 标准时间
uncertainty: 3
phases:
  - {at: "2026-03-02 10:00:05", phase: before_dialog}
  - {at: "2026-03-02T10:00:09.500+08:00", phase: dialog}
  - {at: 1772416830, phase: accepted}
"""


def test_good(tmp_path: Path) -> None:
    path = tmp_path / "phases.yaml"
    path.write_text(GOOD, "utf-8")
    found = load(path)
    assert (found.clock_offset, found.uncertainty, found.clock_source) == (-1500, 3000, "标准时间")
    assert [mark.phase for mark in found.marks] == ["before_dialog", "dialog", "accepted"]
    assert found.marks[1].at - found.marks[0].at == 4_500


def test_json_is_yaml_too(tmp_path: Path) -> None:
    path = tmp_path / "phases.json"
    path.write_text('{"phases": [{"at": 5, "phase": "dialog"}]}', "utf-8")
    assert load(path).marks[0].at == 5_000


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[]", [1]),
        ("phases: []", [1]),
        ("colour: red\nphases:\n  - {at: 1, phase: dialog}\n", [1]),
        ("phases:\n  - {at: soon, phase: dialog}\n  - {at: 2, phase: lunch}\n", [2, 3]),
        ("phases:\n  - {at: 9, phase: dialog}\n  - {at: 5, phase: accepted}\n", [3]),
        ("phases:\n  - {at: 1, phase: dialog}\n  - {at: 5, phase: used}\n", [3]),
        ("phases:\n  - {at: 1}\nuncertainty: -2\nclock_offset: x\n", [2, 3, 4]),
        ("a: [", [2]),
    ],
)
def test_faults_with_their_lines(text: str, lines: list[int], tmp_path: Path) -> None:
    path = tmp_path / "phases.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadPhases) as bad:
        load(path)
    assert [fault.line for fault in bad.value.faults] == lines


def test_moments() -> None:
    assert moment("2026-03-02 10:00:05") == 1_772_416_805_000
    assert moment("2026-03-02T02:00:05+00:00") == 1_772_416_805_000
    assert moment("yesterday") is None
