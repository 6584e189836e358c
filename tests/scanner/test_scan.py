"""A stage over one app: the plan, every analyzer's run, faults that stop nothing, bounds that are said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest

from scanner import scan as stage
from scanner import static
from scanner.app import App
from scanner.formats import marks
from scanner.kinds import KINDS, Kind
from scanner.model import PLACES, ByteRules, Evidence, Platform, WatchedApi, WatchList, Where
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import Class
from tests.apps.inprocess import opened, said, scan

FOLDER = Path(static.__file__).parent


class Analyzer(ModuleType):
    """An analyzer made for one test."""

    NAME, VERSION, PLATFORMS, KINDS = "made", 3, (Platform.ANDROID,), (Kind.HOST,)

    def __init__(self, *steps: Evidence | BaseException | tuple[str, str]) -> None:
        super().__init__("made")
        self.steps = steps

    def analyze(self, app: App) -> Iterator[Evidence]:
        for step in self.steps:
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, tuple):
                app.partial(self.NAME, *step)
            else:
                yield step


def hosts(number: int, value: str = "a.example.cn") -> list[Evidence]:
    return [Evidence(Kind.HOST, value, Where(entry="a", offset=at)) for at in range(number)]


def run(
    monkeypatch: pytest.MonkeyPatch,
    *analyzers: ModuleType,
    files: dict[str, bytes] | None = None,
    **more: Any,
) -> list[dict[str, Any]]:
    monkeypatch.setattr(stage, "ANALYZERS", analyzers)
    return said(opened(apk(manifest(), (), files), read=False), **more)


def runs(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {line["run"]["analyzer"]: line["run"] for line in lines if "run" in line}


def test_every_analyzer_file_is_in_the_list() -> None:
    names = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    listed = [module.__name__.rpartition(".")[2] for module in static.ANALYZERS]
    assert set(listed) == names
    assert len(listed) == len(names)
    assert len({module.NAME for module in static.ANALYZERS}) == len(names)


def test_every_static_kind_of_a_package_is_somebodys() -> None:
    """A kind that no analyzer yields would leave every rule about it unknown for ever."""
    yielded = {kind for module in static.ANALYZERS for kind in module.KINDS}
    assert all(KINDS[kind].stage == "static" for kind in yielded)
    assert {kind for kind, spec in KINDS.items() if spec.stage == "static"} - yielded == {Kind.SDK}  # derived


def test_the_plan_comes_first_and_holds_all_that_will_run(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(monkeypatch, Analyzer())
    assert [run["analyzer"] for run in lines[0]["plan"]["runs"]] == ["contents", "made", "inventory"]
    assert {run["status"] for run in lines[0]["plan"]["runs"]} == {"failed"}  # as if nothing ran to its end
    assert "package" in lines[1]
    assert {name: one["status"] for name, one in runs(lines).items()} == dict.fromkeys(
        ("contents", "made", "inventory"), "done"
    )


def test_what_was_looked_for_is_said() -> None:
    watch = WatchList(
        (WatchedApi("b", "call", "a.B.c"), WatchedApi("a", "call", "a.B.d")),
        (ByteRules("some", "rule mark { condition: true }"),),
    )
    assert scan(apk(manifest()), watch).watched == ("a", "b", "mark")


@pytest.mark.parametrize(
    ("fault", "reason"), [(ValueError("boom"), "fault"), (MemoryError(), "memory"), (KeyError("x"), "fault")]
)
def test_a_fault_of_one_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, reason: str
) -> None:
    faulty, good = Analyzer(*hosts(2), fault), Analyzer(*hosts(1, "b.example.cn"))
    good.NAME = "good"
    lines = run(monkeypatch, faulty, good)
    found = runs(lines)
    assert (found["made"]["status"], found["made"]["reason"]) == ("failed", reason)
    assert found["good"]["status"] == "done"
    evidence = [line["evidence"] for line in lines if "evidence" in line]
    assert [item["value"] for item in evidence] == ["a.example.cn"] * 2 + ["b.example.cn"]
    assert [item["by"] for item in evidence] == ["made", "made", "good"]


def test_a_fault_of_the_house_is_no_excuse_for_ending_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, Analyzer(KeyboardInterrupt()))


def test_what_could_not_be_read_makes_a_run_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(monkeypatch, Analyzer(("packed", "one"), ("unread", "two"), *hosts(1)))
    made = runs(lines)["made"]
    assert (made["status"], made["reason"], made["note"]) == ("partial", "packed", "one; two")


def test_a_failed_run_is_not_called_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(monkeypatch, Analyzer(("unread", "x"), ValueError("boom")))
    made = runs(lines)["made"]
    assert (made["status"], made["note"]) == ("failed", "ValueError: boom")


def test_places_per_fact_are_bounded_and_the_true_number_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(monkeypatch, Analyzer(*hosts(PLACES + 5), *hosts(3, "b.example.cn")))
    evidence = [line["evidence"]["value"] for line in lines if "evidence" in line]
    assert evidence.count("a.example.cn") == PLACES
    assert evidence.count("b.example.cn") == 3
    assert [line["counts"] for line in lines if "counts" in line] == [{"host a.example.cn": PLACES + 5}]


def test_only_analyzers_of_the_platform_run(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Analyzer(*hosts(1))
    other.PLATFORMS = (Platform.IOS,)
    assert list(runs(run(monkeypatch, other))) == ["contents", "inventory"]


def test_entries_that_cannot_be_read_make_the_reading_partial() -> None:
    data = apk(manifest(), (), {"assets/a.zip": b"PK\3\4 and nothing more"})
    contents = next(run for run in scan(data).runs if run.analyzer == "contents")
    assert (contents.status, contents.reason) == ("partial", "unread")
    assert "assets/a.zip!/" in contents.note


def test_rules_and_limits_that_do_not_hold_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    own = (ByteRules("mine", "rule broken {"), ByteRules("good", "rule fine { condition: false }"))
    lines = run(monkeypatch, Analyzer(), own=own, not_held=("no-network",))
    contents = runs(lines)["contents"]
    assert (contents["status"], contents["reason"]) == ("partial", "byte-rules")
    assert "mine" in contents["note"]
    assert "not confined: no-network" in contents["note"]
    assert lines[0]["plan"]["watched"] == ["fine"]
    held = runs(run(monkeypatch, Analyzer(), not_held=("no-network",)))["contents"]
    assert held["status"] == "done"  # a weaker wall is told, but everything was read


def test_a_rule_set_that_is_too_slow_is_named_and_no_longer_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marks, "PATIENCE", 0.01)
    creeping = "rule creeping { strings: $a = /(a+)+(b|c){1,60}x/ condition: $a }"
    own = (ByteRules("mine", creeping), ByteRules("good", "rule fine { condition: false }"))
    lines = run(monkeypatch, Analyzer(), own=own, files={"assets/long": b"a" * 30_000})
    contents = runs(lines)["contents"]
    assert (contents["status"], contents["reason"]) == ("partial", "byte-rules")
    assert "mine: too slow on assets/long" in contents["note"]
    plans = [line["plan"]["watched"] for line in lines if "plan" in line]
    assert plans == [["creeping", "fine"], ["fine"]]


def test_the_package_is_said_again_when_its_contents_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = [line["package"] for line in run(monkeypatch, Analyzer()) if "package" in line]
    assert not first.get("code_digest")
    assert len(second["code_digest"]) == 64
    assert first["signers"] == second["signers"]


def test_the_inventory_comes_column_by_column(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [line["inventory"] for line in run(monkeypatch, Analyzer()) if "inventory" in line]
    assert all(len(column) == 1 for column in columns)
    assert "entries" in {name for column in columns for name in column}


def test_the_same_package_gives_the_same_scan() -> None:
    data = apk(manifest(), [Class("La/B;")], {"assets/x.js": b"https://a.example.cn/"})
    one, two = scan(data), scan(data)
    assert one == two
    assert replace(one, at="2030-01-01").evidence == two.evidence


@pytest.mark.parametrize(("fault", "reason"), [(ValueError("boom"), "fault"), (MemoryError(), "memory")])
def test_an_inventory_that_fails_is_a_gap_for_sdks_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, reason: str
) -> None:
    monkeypatch.setattr(stage.inventory, "of", Mock(side_effect=fault))
    lines = run(monkeypatch, Analyzer(*hosts(1)))
    ended = runs(lines)["inventory"]
    assert (ended["status"], ended["reason"], ended["kinds"]) == ("failed", reason, ["sdk"])
    assert runs(lines)["made"]["status"] == "done"


def test_a_column_of_the_inventory_that_is_full_is_a_gap_for_sdks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.inventory, "NAMES", 2)
    ended = runs(run(monkeypatch, Analyzer(), files={"a.txt": b"http://a.cn http://b.cn http://c.cn"}))
    assert (ended["inventory"]["status"], ended["inventory"]["reason"]) == ("partial", "budget")
    assert "hosts" in ended["inventory"]["note"]


@pytest.mark.parametrize(("kind", "status"), [(Kind.PERMISSION, "partial"), (Kind.HOST, "done")])
def test_places_left_out_are_a_gap_where_they_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, status: str
) -> None:
    """Else a permission asked for 200 times harmlessly hides how it is asked for the last time."""
    made = Analyzer(*(Evidence(kind, "a", Where(entry="a", offset=at)) for at in range(PLACES + 1)))
    ended = runs(run(monkeypatch, made))["made"]
    assert ended["status"] == status
