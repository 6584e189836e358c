from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import uleb
from tests.apps import machowriter


@given(st.integers(0, (1 << 64) - 1), st.binary(max_size=3))
def test_what_is_written_is_read(value: int, rest: bytes) -> None:
    data = b"\x80" + machowriter.uleb(value) + rest
    end = len(data) - len(rest)
    assert uleb.read(data, 1, len(data)) == (value, end)
    assert uleb.skip(data, 1, len(data)) == end


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 9, b"\xff" * 9 + b"\x7f", b"\x80" * 30])
def test_numbers_without_an_end_or_too_large(data: bytes) -> None:
    with pytest.raises(uleb.BadUleb):
        uleb.read(data, 0, len(data))
