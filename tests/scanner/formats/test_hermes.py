"""Strings of Hermes bundles: genuine ones, written ones, hostile ones."""

from __future__ import annotations

import base64
import contextlib
import struct
import zlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import hermes
from tests.apps import bundles

GENUINE: dict[int, str] = yaml.safe_load(Path(__file__).with_name("hermes_bundles.yaml").read_text("utf-8"))
TEXTS = [
    "evil.com",
    "global",
    "https://a.example.cn",
    "https://pay.example.cn/v1",
    "支付",
    "pay",
    "NativeModules",
    "RNAlipay",
]


@pytest.mark.parametrize("version", GENUINE)
def test_genuine_bundles(version: int) -> None:
    data = zlib.decompress(base64.b64decode(GENUINE[version]))
    assert hermes.version(data) == version
    found = list(hermes.strings(data))
    assert [text for _, text in found] == TEXTS
    at = {text: offset for offset, text in found}
    assert data[at["RNAlipay"] :].startswith(b"RNAlipay")


@pytest.mark.parametrize("version", [62, 96, 98])
def test_the_writer_writes_what_compilers_write(version: int) -> None:
    texts = [*TEXTS, "x" * 300, "汉" * 300, ""]
    assert [text for _, text in hermes.strings(bundles.hermes(texts, version))] == texts


def test_other_versions_and_other_files_are_refused() -> None:
    for data in (b"", b"function", bundles.hermes(TEXTS)[:100]):
        with pytest.raises(hermes.BadHermes, match="header"):
            hermes.version(data)
    for version in (hermes.OLDEST - 1, hermes.NEWEST + 1):
        with pytest.raises(hermes.BadHermes, match="version"):
            list(hermes.strings(bundles.hermes(TEXTS, version)))


def test_a_table_beyond_the_file_is_refused() -> None:
    for word in (10, 11, 12, 13, 14, 15):
        with pytest.raises(hermes.BadHermes, match="fit"):
            list(hermes.strings(bundles.hermes(TEXTS, forge={word: 0xFFFFFFFF})))


def test_strings_inside_one_another_end_early() -> None:
    data = bundles.hermes(["y" * 250] * 2000)
    first = struct.unpack_from("<I", data, 128 + 16 + 4)[0]
    entries = struct.pack("<2000I", *([first] * 2000))
    assert len(list(hermes.strings(data[: 128 + 20] + entries + data[128 + 20 + 8000 :]))) == 2000
    small = bundles.hermes(["y" * 250, *[""] * 1999])
    hostile = small[: 128 + 20] + entries + small[128 + 20 + 8000 :]
    found = []
    with pytest.raises(hermes.BadHermes, match="inside"):
        found += hermes.strings(hostile)
    assert sum(len(text) for _, text in found) < 20_000


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), max_size=12))
def test_any_texts(texts: list[str]) -> None:
    assert [text for _, text in hermes.strings(bundles.hermes(texts))] == texts


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=8), st.integers(0, 400))
def test_damage_ends_in_strings_or_a_refusal(at: int, damage: bytes, cut: int) -> None:
    data = bytearray(bundles.hermes(TEXTS))
    data[at : at + len(damage)] = damage
    with contextlib.suppress(hermes.BadHermes):
        assert sum(1 for _ in hermes.strings(bytes(data[: max(len(data) - cut, 0)]))) <= 1_000
