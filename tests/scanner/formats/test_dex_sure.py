"""The fast rule over a whole file never claims more than the exact reading of one method."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.dex import Dex
from scanner.formats.dex_body import Body
from scanner.formats.dex_ways import Ways
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, dex

CALL = ("invoke-static", (), "LS;->init()V")
END = ("return-void",)
SDK = ("sget", 0, "Landroid/os/Build$VERSION;->SDK_INT:I")


def sure(*code: Any) -> list[int]:
    """Per call of a method whether the index says that it surely runs."""
    read = Dex(dex(Class("LA;", Method("m(I)V", *code, flags=PUBLIC | STATIC))))
    found: list[int] = read.instructions().calls.sure.tolist()
    return found


def test_layout() -> None:
    assert sure(CALL, ("if-eqz", "p0", "end"), CALL, "end:", CALL, END) == [1, 0, 1]
    assert sure(("if-eqz", "p0", "go"), END, "go:", CALL, END) == [0]
    assert sure("again:", CALL, ("if-nez", "p0", "again"), CALL, END) == [1, 1]
    assert sure(("goto", "end"), CALL, "end:", END) == [0]
    assert sure(("goto/16", "end"), CALL, "end:", END) == [0]
    assert sure(("goto/32", "end"), CALL, "end:", END) == [0]
    assert sure(("packed-switch", "p0", 0, ["a", "b"]), CALL, "a:", CALL, "b:", CALL, END) == [0, 0, 1]
    assert sure(("sparse-switch", "p0", {5: "b", 9: "a"}), CALL, "a:", CALL, "b:", CALL, END) == [0, 0, 1]


def test_a_switch_whose_table_is_elsewhere_decides_over_the_rest() -> None:
    assert sure(("raw", 0x2B, 0x7000, 0), CALL, END) == [0]


def test_throws_count_where_the_method_catches() -> None:
    throw = [("if-nez", "p0", "go"), ("throw", 0), "go:", CALL, END]
    assert sure(("const/4", 0, 0), *throw) == [1]
    caught = ["from:", ("const/4", 0, 0), "to:", *throw, "catch:", ("move-exception", 0), END]
    assert sure(*caught, (".catch", None, "from", "to", "catch")) == [0]


def test_tests_of_the_android_version_decide_nothing_unless_they_are_of_the_past() -> None:
    tail = [("if-lt", 0, 1, "end"), CALL, "end:", END]
    assert sure(SDK, ("const/16", 1, 26), *tail) == [1]
    assert sure(("const/16", 1, 26), SDK, *tail) == [1]
    assert sure(SDK, ("const/16", 1, 21), *tail) == [0]
    assert sure(("sget", 0, "Lx/Own;->SDK_INT:I"), ("const/16", 1, 26), *tail) == [0]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_the_layout_shows_the_exact_reading_shows_too(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 10))
    code: list[Any] = []
    for n in range(size):
        kind = data.draw(st.sampled_from(["call", "call", "if", "if", "switch", "back", "nop"]))
        to = f"l{data.draw(st.integers(n + 1, size))}"
        back = f"l{data.draw(st.integers(0, n))}"
        code += [f"l{n}:", {
            "call": CALL, "nop": ("nop",), "if": ("if-eqz", "p0", to), "back": ("if-nez", "p0", back),
            "switch": ("packed-switch", "p0", 0, [to, f"l{size}"]),
        }[kind]]  # fmt: skip
    code += [f"l{size}:", CALL, END]
    read = Dex(dex(Class("LA;", Method("m(I)V", *code, flags=PUBLIC | STATIC))))
    calls = read.instructions().calls
    item = read.code_item(int(read.members[0].code[0]))
    ways = Ways(Body(item.units.tolist(), item.tries), read.sdk_fields.tolist())
    exact = ways.surely([[(at - item.at) // 2] for at in calls.at.tolist()])
    assert all(there for there, claimed in zip(exact, calls.sure.tolist(), strict=True) if claimed)
