"""The provincial packs: each loads, adds its local texts, and marks what has no statutory value."""

from __future__ import annotations

import pytest

from rules.basis import LOCAL, basis_of
from rules.build import build
from rules.data import BadRules
from rules.load import HOME, base_of, sources_of

DATA = build(sources_of(HOME))
NAMES = sorted(DATA.packs)


def test_the_packs_are_those_documented() -> None:
    assert NAMES == ["beijing", "default", "guangdong", "henan", "university"]


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_over_the_default_one(name: str) -> None:
    settings = base_of(DATA, name).rules.pack
    assert set(DATA.packs["default"]) <= set(settings)
    assert settings["title"]


def test_each_has_a_title_of_its_own() -> None:
    assert len({DATA.packs[name]["title"] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_local_texts_are_local_and_exist(name: str) -> None:
    levels = {norm.id: norm.level for versions in DATA.norms.values() for norm in versions}
    assert {levels[id_] for id_ in DATA.packs[name]["norms"]} <= {LOCAL}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_measured_is_a_setting(name: str) -> None:
    """检测口径: a report names these, so each must be there and hold a number."""
    settings = DATA.packs[name]
    assert all(isinstance(settings[key], int) for key in settings["measured"])


@pytest.mark.parametrize(
    ("rule", "pack", "ref"),
    [
        ("FIL-007", "henan", "HN481:二2"),
        ("FUN-007", "beijing", "BJ5:要点"),
        ("FUN-010", "beijing", "BJ5:要点"),
    ],
)
def test_a_local_text_counts_in_its_own_province_only(rule: str, pack: str, ref: str) -> None:
    asked = next(item for item in DATA.rules if item.id == rule)
    rests = {name: basis_of(asked, DATA.norms, "2026-06-01", DATA.packs[name]).refs for name in NAMES}
    assert {name for name in NAMES if ref in rests[name]} == {pack}
    assert rests["default"]


def test_a_pack_that_is_not_there_is_named() -> None:
    with pytest.raises(BadRules, match="atlantis"):
        base_of(DATA, "atlantis")
