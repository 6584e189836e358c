"""The log of decisions: only grows, and shows when somebody has been at it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules import activation
from rules.activation import Activation, append, latest, locked, on, read
from rules.data import BadPack
from rules.model import Scope


def decision(name: str, pack: str, since: str, scope: Scope = Scope.BASE, number: int = 1) -> Activation:
    time = "2026-03-02T01:00:00Z"
    return Activation(
        "activate", time, name, name, scope, number, pack, "甲", "2026-03-01", "ab", since, "值班员"
    )


ENTRIES = (
    decision("national", "one", "2026-03-02"),
    decision("henan", "own", "2026-03-05", Scope.LOCAL),
    decision("national", "two", "2026-06-01", number=2),
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / activation.FILE
    for one in ENTRIES:
        append(path, one)
    return path


def packs(entries: tuple[Activation, ...], day: str) -> list[str]:
    return [one.pack for one in on(entries, day)]


def test_it_reads_what_it_wrote(log: Path) -> None:
    found = read(log)
    assert [(one.name, one.pack, one.since) for one in found] == [
        (one.name, one.pack, one.since) for one in ENTRIES
    ]
    assert found[0].before == ""
    assert len({one.before for one in found}) == 3
    assert log.stat().st_mode & 0o077 == 0
    assert read(log.with_name("none")) == ()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-01", []),
        ("2026-03-02", ["one"]),
        ("2026-03-04", ["one"]),
        ("2026-03-05", ["one", "own"]),
        ("2026-05-31", ["one", "own"]),
        ("2026-06-01", ["two", "own"]),
        ("2030-01-01", ["two", "own"]),
    ],
)
def test_who_judges_on_a_day(day: str, expected: list[str]) -> None:
    assert packs(ENTRIES, day) == expected


def test_the_later_decision_stands() -> None:
    same_day = (*ENTRIES, decision("national", "three", "2026-06-01", number=3))
    assert packs(same_day, "2026-06-01") == ["three", "own"]
    back = (*ENTRIES, decision("national", "one", "2026-05-01"))  # before the second one has begun
    assert packs(back, "2026-06-02") == ["one", "own"]
    none = (*ENTRIES, decision("henan", "", "2026-07-01", Scope.LOCAL))
    assert packs(none, "2026-06-30") == ["two", "own"]
    assert packs(none, "2026-07-01") == ["two"]
    assert latest(none, "henan") is none[-1]
    assert latest(none, "hubei") is None


@given(at=st.integers(0, 10_000), by=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_changed_line_is_noticed(log: Path, at: int, by: int) -> None:
    whole = log.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    changed = bytearray(whole)
    changed[at % last] ^= by  # the last line is nobody's witness but the next one's
    log.write_bytes(bytes(changed))
    with pytest.raises(BadPack, match="启用记录"):
        read(log)
    log.write_bytes(whole)


@pytest.mark.parametrize("lines", [[1, 2], [0, 2], [0, 0, 1, 2], [1, 0, 2]])
def test_lines_cannot_be_left_out_doubled_or_moved(log: Path, lines: list[int]) -> None:
    whole = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(whole[number] for number in lines))
    with pytest.raises(BadPack):
        read(log)
    with pytest.raises(BadPack):
        append(log, ENTRIES[0])


def test_half_a_line_is_noticed(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-1])
    with pytest.raises(BadPack, match="第 3 行"):
        read(log)


def test_decisions_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / activation.FILE

    def decide(number: int) -> None:
        with locked(path):
            append(path, decision("national", f"p{number}", "2026-03-02", number=number))

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.number for one in read(path)) == list(range(1, 9))


def test_a_report_names_it() -> None:
    use = ENTRIES[1].use
    assert (use.local, use.origin, use.by) == (True, "pack:henan", "值班员")
    assert ENTRIES[0].use.origin == ""
