"""JSON of hostile size and depth is refused; questions about its shape have plain answers."""

from __future__ import annotations

import pytest

from scanner.formats import json_data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1",
        b"\xff\xfe{}",
        b" " * (json_data.LARGEST + 1),
    ],
)
def test_refused(data: bytes) -> None:
    with pytest.raises(json_data.BadJson):
        json_data.load(data)


def test_shapes() -> None:
    value = json_data.load(
        b'\xef\xbb\xbf{"a": {"b": {"c": 1}}, "l": [1, "x"], "t": true, "n": 2.5, "s": "y"}'
    )
    assert json_data.mapping(value, "a", "b") == {"c": 1}
    assert json_data.mapping(value, "a", "x") == json_data.mapping(value, "l") == json_data.mapping([]) == {}
    assert json_data.items(value["l"]) == [1, "x"]
    assert json_data.items(value) == []
    assert [json_data.text(value[key]) for key in ("s", "n", "t", "l")] == ["y", "2.5", "", ""]
