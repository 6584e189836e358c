from __future__ import annotations

from rules.catalogue import Catalogue
from rules.model import Rung
from rules.users import Users, own_prefix
from scanner.model import Inventory
from tests.rulings import code, scan, sdk

PACKAGES = ("cn.example.app", "com.any", "com.v.ads", "com.v.core", "com.w")


def users(refers: tuple[tuple[int, ...], ...], reach: tuple[int, ...] = ()) -> Users:
    known = Catalogue(
        [
            sdk("ads", code("com.v.ads"), vendor="v"),
            sdk("core", code("com.v.core"), vendor="v"),
            sdk("w", code("com.w")),
        ]
    )
    inventory = Inventory(packages=PACKAGES, refers=refers, reach=reach)
    return Users(scan(inventory=inventory), known.owner, known.by_id)


def test_own_code_is_told_by_two_segments_or_the_whole_id() -> None:
    assert own_prefix("cn.school.app") == "cn.school."
    assert own_prefix("com.example.app") == "com.example.app."
    assert own_prefix("app") == "app."


def test_who_uses_an_sdk() -> None:
    found = users(((2,), (2,), (), (2,), (2,)))
    assert found.of("ads") == {"app", "", "w"}  # the same vendor's code is no use
    assert found.owner(2) == "ads"
    assert found.owner(1) == found.owner(99) == ""


def test_the_rungs() -> None:
    found = users(((2,), (), (), (), ()), (2, 0, 0, 0, 2))
    assert [found.rung(package) for package in (2, 3, 4)] == [Rung.REFERENCED, Rung.PACKED, Rung.REACHABLE]
