"""Single methods, instruction by instruction."""

from __future__ import annotations

from scanner.formats.dex_body import MOST, Body, signed
from tests.apps.dexmethod import body

END = ("return-void",)


def test_payloads_are_no_instructions() -> None:
    found, _pool = body(
        ("packed-switch", 0, 1, ["end", "end"]), ("sparse-switch", 0, {4: "end"}),
        ("fill-array-data", 0, 2, [1, 2, 3]), "end:", END,
    )  # fmt: skip
    assert [found.units[unit] & 0xFF for unit in found.at][:4] == [0x2B, 0x2C, 0x26, 0x0E]
    assert all(found.units[unit] & 0xFF in (0x2B, 0x2C, 0x26, 0x0E, 0) for unit in found.at)
    assert [block.after for block in found.blocks[:3]] == [(1, 3), (2, 3), (3,)]


def test_blocks_of_a_branch() -> None:
    found, _pool = body(("if-eqz", "p0", "else"), ("nop",), ("goto", "end"), "else:", ("nop",), "end:", END)
    assert [block.after for block in found.blocks] == [(1, 2), (3,), (3,), ()]


def test_what_set_a_register() -> None:
    found, pool = body(
        ("const-string", 1, "x"),
        ("const/4", 2, 3),
        ("move-object", 3, 1),
        ("move-object", 4, 3),
        ("if-eqz", 4, "end"),
        "end:",
        END,
    )
    assert found.definition(4, 4) == (0, 0)
    assert found.definition(4, 2) == (1, 2)
    assert found.definition(4, 9) is None
    assert found.definition(0, 1) is None
    assert found.text(4, [2, 4]) == pool.index("string", "x")
    assert found.text(4, [2]) == -1


def test_registers_of_calls() -> None:
    found, _pool = body(
        ("invoke-static", (1, 2, 3), "LS;->a(III)V"), ("invoke-static/range", (4, 9), "LS;->b(IIIIII)V"), END
    )
    assert [found.arguments(unit) for unit in found.at[:2]] == [[1, 2, 3], [4, 5, 6, 7, 8, 9]]


def test_jumps_to_nowhere_are_left_out() -> None:
    assert [block.after for block in Body([0x0028 | 0x7F00, 0x000E]).blocks] == [(), ()]
    assert Body([]).blocks == []
    assert Body([0x002B, 0xFFFF, 0x7FFF]).blocks[0].after == ()  # a switch without its table


def test_long_methods_are_not_looked_at() -> None:
    assert Body([0x000E] * MOST).complete
    assert not Body([0] * (MOST + 1)).complete
    assert not Body([0x000E], [(0, 1, (0,))] * 300).complete


def test_signed() -> None:
    assert [signed(0xF, 4), signed(7, 4), signed(0x8000, 16)] == [-1, 7, -32768]
