from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.names import Names
from rules.values import pattern


@pytest.mark.parametrize(
    ("text", "name", "yes"),
    [
        ("com.vendor.Push", "com.vendor.Push", True),
        ("com.vendor.Push", "com.vendor.PushX", False),
        ("com.vendor.*", "com.vendor.x.Y", True),
        ("com.vendor.*", "com.vendo", False),
        ("*.pushprovider", "cn.app.pushprovider", True),
        ("*.wxapi.WXPayEntryActivity", "cn.app.wxapi.WXPayEntryActivity", True),
        ("*a*", "xay", True),
        ("ab*", "abc", True),
        ("com.*.push", "com.any.push", True),
        ("com.*.push", "com.any.pull", False),
    ],
)
def test_names_and_patterns(text: str, name: str, yes: bool) -> None:
    names: Names[str] = Names()
    names.add(text, "hit")
    assert list(names.find([name])) == ([(name, "hit")] if yes else [])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text("ab.*", min_size=1, max_size=7), max_size=6), st.text("ab.", max_size=8))
def test_it_finds_what_trying_every_pattern_finds(texts: list[str], name: str) -> None:
    names: Names[str] = Names()
    for text in texts:
        names.add(text, text)
    slow = sorted(text for text in texts if pattern(text).fullmatch(name))
    assert sorted(item for _, item in names.find([name])) == slow
