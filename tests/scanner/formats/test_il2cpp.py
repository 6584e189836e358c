"""Literals and names of IL2CPP metadata, in the layouts of its versions."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import il2cpp
from tests.apps import bundles

LITERALS = ["https://pay.example.cn/v1", "evil.com", "", "com.vendor.pay.Api", "支付"]
NAMES = ["Assembly-CSharp.dll", "Vendor.Pay", "Start"]


@pytest.mark.parametrize("version", [24, 31, 35, 38, 39])
def test_all_layouts(version: int) -> None:
    data = bundles.il2cpp(LITERALS, NAMES, version)
    assert il2cpp.version(data) == version
    found = list(il2cpp.literals(data))
    assert [text for _, text in found] == LITERALS
    assert data[found[3][0] :].startswith(b"com.vendor.pay.Api")
    assert list(il2cpp.names(data)) == NAMES


def test_encrypted_and_old_files_are_refused() -> None:
    for data in (b"", bundles.scrambled(), bundles.il2cpp(LITERALS, NAMES)[:30]):
        with pytest.raises(il2cpp.BadMetadata, match="header"):
            il2cpp.version(data)
    with pytest.raises(il2cpp.BadMetadata, match="older"):
        il2cpp.version(bundles.il2cpp([], [], 15))


@pytest.mark.parametrize("word", range(2, 8))
def test_a_table_outside_of_the_file_is_refused(word: int) -> None:
    data = bytearray(bundles.il2cpp(LITERALS, NAMES))
    data[4 * word : 4 * word + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(il2cpp.BadMetadata, match="outside"):
        list(il2cpp.literals(bytes(data)))


def test_literals_inside_one_another_end_early() -> None:
    data = bytearray(bundles.il2cpp(["y" * 5000, *[""] * 500], []))
    rows = 8 + 24 + 16
    for row in range(500):
        data[rows + 8 * row : rows + 8 * row + 8] = data[rows : rows + 8]
    with pytest.raises(il2cpp.BadMetadata, match="inside"):
        list(il2cpp.literals(bytes(data)))


@settings(deadline=None, max_examples=80)
@given(st.integers(8, 120), st.binary(min_size=1, max_size=8), st.sampled_from([24, 35, 38]))
def test_damage_ends_in_texts_or_a_refusal(at: int, damage: bytes, version: int) -> None:
    data = bytearray(bundles.il2cpp(LITERALS, NAMES, version))
    data[at : at + len(damage)] = damage
    for reader in (il2cpp.literals, il2cpp.names):
        with contextlib.suppress(il2cpp.BadMetadata):
            assert sum(1 for _ in reader(bytes(data))) <= len(data)
