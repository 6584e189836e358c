from __future__ import annotations

from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.build import build
from rules.data import Data, Source
from rules.load import HOME, sources_of
from rules.store import BadStore, from_bytes, to_bytes

SDK = """
- id: x
  zh: 组件
  en: x
  vendor: v
  category: ads
  brings: [umeng-analytics]
  foreign: true
  marks:
    - {type: code, value: com.vendor.sdk, source: t, used: true}
    - {type: meta, value: K, weak: true, source: t}
"""


@cache
def data() -> Data:
    return build([*sources_of(HOME), Source("own/sdks/x.yaml", "sdks/x.yaml", SDK)])


def test_what_was_stored_is_the_same_again() -> None:
    assert from_bytes(to_bytes(data())) == data()
    assert to_bytes(from_bytes(to_bytes(data()))) == to_bytes(data())


def _changed(path: tuple[Any, ...], value: Any) -> bytes:
    rows = orjson.loads(to_bytes(data()))
    at = rows
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return orjson.dumps(rows)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        _changed(("rules", 0), ["SEC-001"]),
        _changed(("rules", 0, 3), "4"),
        _changed(("rules", 0, 3), True),
        _changed(("rules", 0, 5), "没收"),
        _changed(("sdks", 0, 5), [["code", "a", "yes", "t", False]]),
        _changed(("watched", 0), {"id": 1}),
        _changed(("apis",), []),
        _changed(("norms",), []),
        _changed(("bytes",), None),
    ],
)
def test_what_is_odd_is_refused(content: bytes) -> None:
    with pytest.raises(BadStore):
        from_bytes(content)


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.none() | st.integers(0, 3) | st.text(max_size=3),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["norms", "rules", "sdks", "apis", "terms", "packs", "watched", "bytes"]), x
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_rule_base_or_refused(value: Any) -> None:
    try:
        from_bytes(orjson.dumps(value))
    except BadStore:
        return
    assert isinstance(value, dict)
