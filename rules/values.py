"""Whether a value is what a query asks for: texts, patterns, lists, comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

OPERATORS = ("not", "there", "min", "max")
"""What a query may ask of a value besides being equal to something."""
Test = Callable[[Any], bool]
_EMPTY: tuple[Any, ...] = (None, "", [], ())


@lru_cache(maxsize=2048)
def pattern(text: str) -> re.Pattern[str]:
    """A text in which * stands for anything; several of them with a line break between."""
    texts = (".*".join(re.escape(part) for part in one.split("*")) for one in text.split("\n"))
    return re.compile("|".join(texts), re.DOTALL)


def matches(found: Any, wanted: Any) -> bool:
    """Whether a value is what a query asks for.

    A list asks for any of its items; a text with * is a pattern; {not: x}, {min: n}, {max: n} and
    {there: true} are what they say. A fact's own list matches if any of its items does.
    """
    return test(wanted)(found)


def test(wanted: Any) -> Test:
    """The same as a function, for asking many values."""
    if isinstance(wanted, Mapping):
        return _every([_operator(name, value) for name, value in wanted.items()])
    if isinstance(wanted, list | tuple):
        return _one_of(wanted)
    if isinstance(wanted, str):
        return _pattern(pattern(wanted)) if "*" in wanted else _among(frozenset((wanted,)))
    return _any_item(lambda found: type(found) is type(wanted) and bool(found == wanted))


def _one_of(wanted: Sequence[Any]) -> Test:
    if all(isinstance(item, str) and "*" not in item for item in wanted):
        return _among(frozenset(wanted))
    if all(isinstance(item, str) for item in wanted):
        return _pattern(pattern("\n".join(wanted)))
    tests = [test(item) for item in wanted]
    return lambda found: any(one(found) for one in tests)


def _among(wanted: frozenset[str]) -> Test:
    def among(found: Any) -> bool:
        if isinstance(found, str):
            return found in wanted
        return isinstance(found, list | tuple) and any(item in wanted for item in found)

    return among


def _pattern(wanted: re.Pattern[str]) -> Test:
    return _any_item(lambda found: isinstance(found, str) and wanted.fullmatch(found) is not None)


def _any_item(one: Test) -> Test:
    """Of a fact's own list one item is enough."""
    return lambda found: any(map(one, found)) if isinstance(found, list | tuple) else one(found)


def _every(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda found: all(one(found) for one in tests)


def _operator(name: str, value: Any) -> Test:
    if name == "not":
        inner = test(value)
        return lambda found: not inner(found)
    if name == "there":
        return lambda found: (found not in _EMPTY) is value
    if name == "min":
        return lambda found: type(found) is int and found >= value
    return lambda found: type(found) is int and found <= value
