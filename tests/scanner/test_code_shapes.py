"""Class shapes: the same after renaming and repackaging, different for different code."""

from __future__ import annotations

from collections.abc import Sequence

from scanner import code_shapes
from scanner.code import Code
from tests.apps.dexwriter import INTERFACE, PUBLIC, STATIC, SYNTHETIC, Class, Field, Method, constructor, dex

VIEW, TEXT, MAP = "Landroid/view/View;", "Ljava/lang/String;", "Ljava/util/Map;"


def finished(*classes: Class) -> Code:
    code = Code()
    code.add(dex(*classes), "classes.dex")
    code.finish()
    return code


def kept(*classes: Class) -> dict[str, tuple[int, ...]]:
    """Package -> hashes, of those that have any."""
    code = finished(*classes)
    found = code_shapes.by_package(code, code_shapes.shapes(code))
    assert len(found) == len(code.packages)
    return {name: hashes for name, hashes in zip(code.packages, found, strict=True) if hashes}


def rich(name: str = "Lcom/vendor/Task;", other: str = "Lcom/vendor/Result;", **more: object) -> Class:
    """A class that says enough; `other` is a class of the same SDK."""
    methods = [
        constructor("Landroid/os/Handler;"),
        Method(f"a({VIEW}{TEXT}){other}", ("return-void",)),
        Method(f"b({TEXT}{MAP})V", ("return-void",), flags=PUBLIC | STATIC),
        Method(f"c([{TEXT}[{other})Ljava/util/List;", ("return-void",)),
        Method(f"d(IJ){MAP}", ("return-void",)),
    ]
    turned: Sequence[Method] = methods[::-1] if more.get("turned") else methods
    field = Field(f"f:{more.get('holds', 'Landroid/content/Context;')}")
    return Class(name, field, *turned, parent="Landroid/os/Handler;", interfaces=["Ljava/lang/Runnable;"])


def test_names_packages_and_order_do_not_count() -> None:
    (one,) = kept(rich(), Class("Lcom/vendor/Result;")).values()
    (renamed,) = kept(rich("La/b/c;", "La/b/d;", turned=True), Class("La/b/d;")).values()
    (elsewhere,) = kept(rich("La/b/c;", "Lnot/here/X;")).values()  # a class of nobody counts like one's own
    assert one == renamed == elsewhere
    assert all(0 <= number < 1 << 40 for number in one)


def test_what_the_platform_says_counts() -> None:
    (one,) = kept(rich()).values()
    (other,) = kept(rich(holds="Landroid/app/Activity;")).values()
    (own_view,) = kept(rich(), Class(VIEW)).values()  # a type that the app brings along is not the platform's
    assert len({one, other, own_view}) == 3


def test_flags_that_optimisers_change_do_not_count() -> None:
    def one(flags: int) -> tuple[int, ...]:
        methods = [Method(f"m{n}({TEXT * n})V", ("return-void",), flags=flags) for n in range(1, 6)]
        return kept(Class("La/B;", *methods))["a"]

    assert one(PUBLIC) == one(PUBLIC | SYNTHETIC) == one(0x4)
    assert one(PUBLIC) != one(PUBLIC | STATIC)
    assert kept(Class("La/B;", Method(f"m({TEXT * 12})V", flags=0x401), flags=PUBLIC | INTERFACE)) != kept(
        Class("La/B;", Method(f"m({TEXT * 12})V", flags=0x401))
    )


def test_light_shapes_are_left_out() -> None:
    light = Class("Lp/Light;", constructor(), Method(f"a({TEXT})V", ("return-void",)))
    assert kept(light) == {}
    assert set(kept(light, rich("Lq/Heavy;"))) == {"q"}


def test_equal_shapes_of_a_package_are_kept_once_and_sorted() -> None:
    more = Class("Lq/C;", *(Method(f"m{n}({TEXT * n})V", ("return-void",)) for n in range(1, 6)))
    (hashes,) = kept(rich("Lq/A;"), rich("Lq/B;"), more).values()
    assert len(hashes) == 2
    assert list(hashes) == sorted(hashes)


def test_no_code_has_no_shapes() -> None:
    code = Code()
    code.finish()
    found = code_shapes.shapes(code)
    assert code_shapes.by_package(code, found) == ((),) * len(code.packages)
    assert code_shapes.fingerprint(found) == ()
