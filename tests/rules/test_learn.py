"""Learning a profile: whose shapes are the SDK's own, and which are rare."""

from __future__ import annotations

import pytest

from rules.catalogue import Catalogue
from rules.learn import TooFew, learn
from rules.model import Mark
from rules.profiles import MOST, parse, text_of
from scanner.model import Inventory, Scan
from tests.rulings import code, scan, sdk

VENDOR = sdk("vendor", code("com.vendor"), code("com.vendor.idle", used=True))
OTHER = sdk("other", code("com.vendor.other"))
SHELL = sdk("shell", code("com.shell"), brings=("vendor",))
KNOWN = Catalogue([VENDOR, OTHER, SHELL])


def app(**packages: range) -> Scan:
    names = {name.replace("_", "."): tuple(shapes) for name, shapes in packages.items()}
    return scan(inventory=Inventory(packages=tuple(names), shapes=tuple(names.values())))


def test_only_what_is_the_sdks_and_nobody_elses() -> None:
    found = app(
        com_vendor_a=range(20), com_vendor_other=range(15, 18), com_vendor_idle=range(90, 99), cn_app=range(2)
    )
    assert parse(learn(found, "vendor", (), KNOWN)) == set(range(2, 15)) | {18, 19}
    assert parse(learn(found, "vendor", ["com.vendor.idle"], KNOWN)) == set(range(90, 99))


def test_other_apps_and_other_profiles_take_away() -> None:
    found, without = app(com_vendor_a=range(20)), app(cn_x=range(5))
    assert parse(learn(found, "vendor", (), KNOWN, [without])) == set(range(5, 20))
    carrying = app(
        com_vendor_b=range(5), com_shell_x=range(5, 9)
    )  # the same SDK, and one that brings it along
    assert parse(learn(found, "vendor", (), KNOWN, [carrying])) == set(range(20))
    taught = Catalogue([VENDOR, sdk("third", Mark("shape", text_of(range(6)), True, "t"))])
    assert parse(learn(found, "vendor", (), taught)) == set(range(6, 20))


def test_a_profile_is_bounded_both_ways() -> None:
    assert len(parse(learn(app(com_vendor_a=range(500)), "vendor", (), KNOWN))) == MOST
    with pytest.raises(TooFew, match="只有 3 个"):
        learn(app(com_vendor_a=range(3)), "vendor", (), KNOWN)


def test_what_was_learnt_recognises_a_renamed_copy() -> None:
    profile = learn(app(com_vendor_a=range(100, 130)), "vendor", (), KNOWN)
    taught = Catalogue([sdk("vendor", code("com.vendor"), Mark("shape", profile, True, "t"))])
    (item,) = taught.recognise(app(a_b_c=range(100, 120)))
    assert (item.value, item.detail["mark"], item.detail["strength"]) == ("vendor", "shape", "named")
    assert item.detail["found"] == "a.b.c 20/30"
    (few,) = taught.recognise(app(a_b_c=range(100, 106)))
    assert few.detail["strength"] == "suspected"
    plain = scan(
        inventory=Inventory(packages=("com.vendor",), classes=(("A",),), shapes=(tuple(range(100, 120)),))
    )
    assert {item.detail["mark"] for item in taught.recognise(plain)} == {
        "code"
    }  # the same classes count once
