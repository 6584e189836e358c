from __future__ import annotations

from typing import Any

import orjson
import pytest

from scanner import codec
from scanner.answer import VALUES, Answer
from scanner.model import PLACES, BadPackage, Evidence, Kind, Package, Platform, Run, Stage, Status, Where

PACKAGE = Package(Platform.ANDROID, "cn.example", "1.0", "1", "示例", "", "", 0)
PLAN = [Run(Stage.STATIC, name, 1, (), Status.FAILED) for name in ("contents", "files", "texts")]


def line(word: str, content: Any) -> bytes:
    return orjson.dumps({word: codec.to_json(content)})


def host(number: int) -> Evidence:
    return Evidence(Kind.HOST, "a.example.com", Where(entry="a.js", offset=number))


def test_what_was_said_before_a_crash_stays_and_the_rest_is_named() -> None:
    answer = Answer()
    answer.take(line("plan", {"runs": PLAN, "watched": ["imei"]}))
    answer.take(line("package", PACKAGE))
    answer.take(line("evidence", host(1)))
    answer.take(line("run", Run(Stage.STATIC, "contents", 1, (), Status.DONE)))
    answer.complaint = b"Segmentation fault"
    answer.close("signal 11", Stage.STATIC)
    assert [(run.analyzer, run.status, run.reason) for run in answer.runs] == [
        ("contents", Status.DONE, ""),
        ("files", Status.FAILED, "signal"),
        ("texts", Status.FAILED, "not-reached"),
    ]
    assert answer.runs[1].note == "Segmentation fault"
    assert [item.value for item in answer.evidence.values()] == ["a.example.com"]
    assert answer.identified() == PACKAGE


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"evidence": {}, "run": {}}',
        b'{"evidence": {"kind": "nonsense", "value": "x"}}',
        b'{"evidence": {"kind": "host", "value": "x", "detail": {"unknown": 1}}}',
        b'{"evidence": {"kind": "host", "value": 1}}',
        b'{"run": {"stage": "static"}}',
        b'{"counts": {"host x": "many"}}',
        b'{"shutdown": 1}',
        b'{"package": {"platform": "amiga"}}',
        b"\xff\xfe",
    ],
)
def test_lines_that_are_not_what_they_should_be_are_dropped_and_counted(said: bytes) -> None:
    answer = Answer()
    answer.take(said)
    answer.close("", Stage.STATIC)
    assert answer.evidence == {}
    assert answer.runs[-1].reason == "refused"


def test_places_per_fact_are_bounded_and_the_true_number_kept() -> None:
    answer = Answer()
    for number in range(PLACES + 50):
        answer.take(line("evidence", host(number)))
    assert len(answer.evidence) == PLACES
    assert answer.true_counts() == {"host a.example.com": PLACES + 50}
    answer.take(line("counts", {"host a.example.com": 9_999}))
    assert answer.true_counts() == {"host a.example.com": 9_999}


def test_hostile_texts_are_made_visible() -> None:
    answer = Answer()
    answer.take(line("evidence", Evidence(Kind.LABEL, "教育\u202e\0", Where(entry="x" * 2000))))
    (item,) = answer.evidence.values()
    assert item.value == "教育\\u{202e}\\u{0}"
    assert len(item.where.entry) <= 512


def test_a_bad_package_is_told_to_the_submitter() -> None:
    answer = Answer()
    answer.take(line("bad", {"code": "no-manifest", "zh": "没有清单", "en": "no manifest"}))
    with pytest.raises(BadPackage, match="没有清单"):
        answer.identified()


def test_a_child_that_died_before_it_knew_the_package_makes_it_unreadable() -> None:
    with pytest.raises(BadPackage) as caught:
        Answer().identified()
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "said",
    [
        b'{"line":' + b"[" * 1000 + b"]" * 1000 + b"}",
        b'{"line":' + b"[" * 100_000 + b"}",
        b'{"counts":{"\\u0001":' + b"[" * 1000 + b"]" * 1000 + b"}}",
        b'{"inventory":{"entries":[[' + b"[" * 900 + b'"\\u0001"' + b"]" * 900 + b"]]}}",
        b'{"counts":{"host x":NaN}}',
        b'{"counts":{"host x":99999999999999999999999}}',
        b'{"line":7}',
    ],
)
def test_depth_and_numbers_that_no_child_of_ours_says_are_refused(said: bytes) -> None:
    answer = Answer()
    answer.take(said)
    assert answer.refused == 1


def test_a_line_of_too_many_values_is_refused_before_they_are_made() -> None:
    answer = Answer()
    answer.take(b'{"inventory":{"packages":[' + b'"",' * VALUES + b'""]}}')
    assert (answer.refused, answer.inventory.packages) == (1, ())


def test_refused_lines_leave_a_gap_in_all_that_was_looked_for() -> None:
    answer = Answer()
    planned = [
        Run(Stage.STATIC, "files", 1, (Kind.HOST, Kind.SECRET), Status.FAILED),
        Run(Stage.STATIC, "uses", 1, (Kind.HOST, Kind.SENSITIVE_USE), Status.FAILED),
    ]
    answer.take(line("plan", {"runs": planned, "watched": []}))
    answer.take(b"nonsense")
    answer.close("", Stage.STATIC)
    assert answer.runs[-1].kinds == (Kind.HOST, Kind.SECRET, Kind.SENSITIVE_USE)


@pytest.mark.parametrize(
    "said", ['{"x":1}', '{"evidence":{"kind":"host","value":"h%d"}}', '{"counts":{"host %d":1}}']
)
def test_more_than_any_package_gives_cause_for(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.answer.FACTS", 10)
    answer = Answer()
    for number in range(11):
        assert not answer.full
        answer.take((said.replace("%d", str(number))).encode())
    assert answer.full
