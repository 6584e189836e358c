"""What is kept of each dex file while an app is read."""

from __future__ import annotations

import pytest

from scanner import code_reading
from scanner.code_reading import LONGEST, Numbers, Reading
from tests.apps.dexwriter import Class, Method, dex


def test_numbers_count_from_the_empty_one() -> None:
    numbers = Numbers()
    assert numbers.all([b"a", b"", b"b", b"a"]).tolist() == [1, 0, 2, 1]
    assert list(numbers) == [b"", b"a", b"b"]
    assert numbers.all([]).tolist() == []


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (True, True, 1),
        (True, False, 2),
        (False, True, 2),
        (False, False, 2),
    ],
)
def test_which_second_definitions_are_kept(first: bool, second: bool, kept: int) -> None:
    reading = Reading()
    buf = dex(Class("La/A;", Method("run()V", ("const-string", 0, "x"), ("return-void",))))
    for place, loaded in (("classes.dex", first), ("classes2.dex", second)):
        reading.add(buf, place, loaded)
    assert sum(len(file.strings.at) for file in reading.files) == kept
    assert len(reading.duplicates) == 1


def test_only_what_code_names_is_numbered() -> None:
    reading = Reading()
    reading.add(dex(Class("La/A;", Method("run()V", ("return-void",))), strings=["unused"]), "classes.dex")
    assert sorted(reading.names) == [b"", b"run"]
    assert reading.strings == []


def test_long_strings_are_cut() -> None:
    reading = Reading()
    code = (("const-string", 0, "x" * (LONGEST + 5)), ("return-void",))
    reading.add(dex(Class("La/A;", Method("run()V", *code))), "classes.dex")
    assert reading.strings == [b"x" * LONGEST]


def test_files_beyond_the_bound_are_named_and_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_reading, "MOST_FILES", 2)
    reading = Reading()
    for number in range(4):
        reading.add(dex(Class(f"La/A{number};")), f"assets/{number}.dex", loaded=False)
    assert reading.places == ["assets/0.dex", "assets/1.dex"]
    assert reading.unread == {f"assets/{number}.dex": "more than 2 dex files" for number in (2, 3)}
