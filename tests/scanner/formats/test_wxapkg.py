"""The index of packed mini programs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import wxapkg
from tests.apps import bundles

FILES = {"/app-config.json": b"{}", "/app-service.js": b"wx.request({})"}


def test_files() -> None:
    data = bundles.wxapkg(FILES)
    found = {name: data[offset : offset + size] for name, (offset, size) in wxapkg.files(data)}
    assert found == FILES


def test_encrypted_ones_are_refused() -> None:
    for data in (b"", b"V1MMWX" + bundles.scrambled(), bundles.wxapkg(FILES)[:30]):
        with pytest.raises(wxapkg.BadBundle):
            list(wxapkg.files(data))


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 70), st.binary(min_size=1, max_size=8))
def test_damage_ends_in_files_or_a_refusal(at: int, damage: bytes) -> None:
    data = bytearray(bundles.wxapkg(FILES))
    data[at : at + len(damage)] = damage
    try:
        for _, (offset, size) in wxapkg.files(bytes(data)):
            assert offset + size <= len(data)
    except wxapkg.BadBundle:
        pass
