from __future__ import annotations

from typing import Any

import pytest

from rules.values import matches


@pytest.mark.parametrize(
    ("found", "wanted", "yes"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a.b", "a.*", True),
        ("a\nb", "a*b", True),
        ("x+y", "x+*", True),
        ("xxy", "x+*", False),
        ("a", ["b", "a"], True),
        (("a", "b"), "b", True),
        (("a", "b"), ["c"], False),
        ((), "a", False),
        (None, "a", False),
        (True, True, True),
        (1, True, False),
        (True, 1, False),
        (5, 5, True),
        (5, {"min": 5}, True),
        (4, {"min": 5}, False),
        (5, {"max": 5}, True),
        (6, {"max": 5}, False),
        (5, {"min": 3, "max": 6}, True),
        (True, {"min": 0}, False),
        (None, {"max": 5}, False),
        ("a", {"not": "a"}, False),
        (None, {"not": "a"}, True),
        ("", {"there": True}, False),
        (None, {"there": False}, True),
        (False, {"there": True}, True),
        (0, {"there": True}, True),
    ],
)
def test_a_value_is_or_is_not_what_is_asked(found: Any, wanted: Any, yes: bool) -> None:
    assert matches(found, wanted) is yes
