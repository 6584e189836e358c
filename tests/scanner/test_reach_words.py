"""Conditions in words, and what happens when a file cannot be read again."""

from __future__ import annotations

from typing import Any

import pytest

from scanner import reach_words
from scanner.code import Code
from scanner.reach_words import Closer, general
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, dex

CALL, END = ("invoke-static", (), "Lcom/sdk/Sdk;->init()V"), ("return-void",)
TAIL = [("if-eqz", 0, "end"), CALL, "end:", END]
RESULT = ("move-result", 0)


def looked(*code_lines: Any) -> tuple[Code, int, int, bytes]:
    data = dex(Class("Lx/A;", Method("m(Ljava/lang/Object;)V", *code_lines, flags=PUBLIC | STATIC)))
    code = Code()
    code.add(data, "classes.dex")
    code.finish()
    (row,) = code.callers(code.find_methods("com.sdk.Sdk.init")).tolist()
    return code, int(code.calls.method[row]), int(code.calls.at[row]), data


PREFERENCES = "Landroid/content/SharedPreferences;->contains(Ljava/lang/String;)Z"
CASES = {
    'reads SharedPreferences "privacy_ok"': (
        0,
        [("const-string", 0, "privacy_ok"), ("invoke-interface", (1, 0), PREFERENCES), RESULT, *TAIL],
    ),
    'reads SharedPreferences "count"': (
        2,
        [("const-string", 0, "count"), ("invoke-interface", (1, 0), PREFERENCES), RESULT, *TAIL],
    ),
    "depends on a value returned by x.Y.hasAgreed()": (
        1,
        [("invoke-static", (), "Lx/Y;->hasAgreed()Z"), RESULT, *TAIL],
    ),
    "depends on a value returned by x.Y.get()": (3, [("invoke-static", (), "Lx/Y;->get()Z"), RESULT, *TAIL]),
    "depends on the field x.Y.n": (3, [("sget", 0, "Lx/Y;->n:I"), *TAIL]),
    "checks Build.VERSION.SDK_INT": (
        6,
        [
            ("sget", 0, "Landroid/os/Build$VERSION;->SDK_INT:I"),
            ("const/16", 1, 99),
            ("if-lt", 0, 1, "end"),
            *TAIL[1:],
        ],
    ),
    "depends on whether a value is a x.Y": (4, [("instance-of", 0, "p0", "Lx/Y;"), *TAIL]),
    "depends on a condition in x.A.m": (5, [("array-length", 0, "p0"), *TAIL]),
}


@pytest.mark.parametrize("words", CASES)
def test_words(words: str) -> None:
    rank, lines = CASES[words]
    code, method, at, data = looked(*lines)
    told = Closer(code, lambda place: data).condition(method, at)
    assert told is not None
    assert (told.rank, told.en) == (rank, words)
    assert str(told) == f"{told.zh} / {told.en}"


def test_a_file_that_cannot_be_read_again() -> None:
    code, method, at, _data = looked(*TAIL)

    def gone(place: str) -> bytes:
        raise KeyError(place)

    for read in (None, gone, lambda place: b"", lambda place: b"dex\n035\0" + bytes(200)):
        closer = Closer(code, read)
        assert closer.surely(method, ((at,),)) is None
        assert closer.condition(method, at) is None
    assert general(code, method).en == "depends on a condition in x.A.m"


def test_surely() -> None:
    code, method, at, data = looked(CALL, END)
    assert Closer(code, lambda place: data).surely(method, ((at,), ())) == [True, False]


@pytest.mark.parametrize("bound", ["REREAD", "UNITS"])
def test_looks_are_bounded(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the fast answer stands, as where a file cannot be read again."""
    code, method, at, data = looked(("const/4", 0, 0), *TAIL)
    monkeypatch.setattr(reach_words, bound, 1)
    closer = Closer(code, lambda _: data)
    assert closer.complete
    assert closer.surely(method, ((at,),)) == [False]  # the look that goes beyond it is the last
    assert not closer.complete
    closer.file.cache_clear()
    closer._method.cache_clear()
    assert closer.surely(method, ((at,), (at,))) is None
    assert closer.condition(method, at) is None
