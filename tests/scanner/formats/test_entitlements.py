from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import entitlements
from scanner.formats.der import BadDer
from tests.apps import codesign

_values: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(1 << 60), 1 << 60) | st.text("aé中", max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=3), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text("ab", max_size=3), _values, max_size=4))
def test_what_is_written_is_read(value: dict[str, Any]) -> None:
    assert entitlements.read_der(codesign.entitlements_der(value)[8:]) == value


def test_the_older_form_is_a_set() -> None:
    old = bytes.fromhex("3111300f0c0a6765742d7461736b2d61") + bytes.fromhex("0101ff")
    assert entitlements.read_der(old) == {"get-task-a": True}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x70\0",
        b"\x0c\1a",
        b"\xb0\3\x30\1\0",
        b"\xb0\x07\x30\5\x0c\1a\x05\0",
        b"\x30\x80" * 3000,
        b"".join(b"\x30\x83" + (20000 - 5 * n).to_bytes(3, "big") for n in range(4000)),
        codesign.entitlements_der({"a": 1 << 200})[8:],
    ],
)
def test_what_is_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(BadDer):
        entitlements.read_der(data)
