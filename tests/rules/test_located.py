from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.data import Fault
from rules.located import Table, plain, read


def faults_of(text: str) -> list[str]:
    faults: list[Fault] = []
    read("a.yaml", text, faults)
    return [f"{fault.line}: {fault.en}" for fault in faults]


def test_everything_knows_its_line() -> None:
    data = read("a.yaml", "# x\n- id: a\n  when:\n    all: [1]\n- id: b\n", [])
    assert [entry.line for entry in data] == [2, 5]
    assert data[0].lines == {"id": 2, "when": 3}
    assert isinstance(data[0]["when"], Table)
    assert plain(data) == [{"id": "a", "when": {"all": [1]}}, {"id": "b"}]
    assert type(plain(data)[0]) is dict


def test_days_are_texts_and_versions_must_be_quoted() -> None:
    assert read("a.yaml", "since: 2019-08-10\n", [])["since"] == "2019-08-10"
    assert faults_of("version: 1.10\n") == ["1: only texts and whole numbers here"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [\n", 3),
        ("a: 1\na: 2\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: &x 1\nb: *y\n", 2),
        ("a: !!python/object/apply:os.system [ls]\n", 1),
        ("? [1, 2]\n: 3\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
    ],
)
def test_what_is_wrong_and_where(text: str, line: int) -> None:
    said = faults_of(text)
    assert said
    assert said[0].startswith(f"{line}:")


def test_names_that_stand_for_others_count_and_may_not_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert any("alias" in fault for fault in faults_of(bomb))
    assert read("a.yaml", "a: &x [1]\nb: *x\n", []) == {"a": [1], "b": [1]}
    assert any("deeply" in fault for fault in faults_of("a: &x [*x]\n"))
    assert any("deeply" in fault for fault in faults_of("[" * 60 + "]" * 60))


@settings(deadline=None, max_examples=150)
@given(st.text("ab:-[]{}&*!|>#'\" \n\t%@,?", max_size=60))
def test_any_text_is_data_or_a_fault(text: str) -> None:
    faults: list[Fault] = []
    read("a.yaml", text, faults)
    assert all(fault.line >= 1 for fault in faults)


@pytest.mark.parametrize(
    ("text", "cause"),
    [("a: 1\n\tb: 2\n", "Tab"), ("a: 1\nb\uff1a2\n", "英文冒号"), ("a: [x\n", "缩进要对齐")],
)
def test_the_likeliest_cause_is_told(text: str, cause: str) -> None:
    faults: list[Fault] = []
    assert read("x.yaml", text, faults) is None
    assert cause in faults[0].zh
