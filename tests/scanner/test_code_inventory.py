"""The code columns of the inventory."""

from __future__ import annotations

from typing import Any

from scanner.code import Code
from scanner.model import Inventory
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Field, Method, constructor, dex

SERIAL = "Landroid/os/Build;->SERIAL:Ljava/lang/String;"
START = "La/b/Main;->startActivity(Landroid/content/Intent;)V"
KEY = "app_key_" + "a1" * 12
RECIPE = (
    Class(
        "La/b/Main;", constructor("Landroid/app/Activity;"),
        Method("go()V", ("sget-object", 0, SERIAL), ("invoke-static", (), "Lc/Sdk$In;->init()V"),
               ("const-class", 1, "Lx/Seen;"), ("invoke-virtual", ("p0", 1), START), ("return-void",)),
        parent="Landroid/app/Activity;",
    ),
    Class(
        "Lc/Sdk$In;", Field("n:La/b/Main;"),
        Method("init()V", ("const-string", 0, "c.action.PAY"), ("const-string", 0, KEY),
               ("const-string", 0, "no name"), ("const-string", 0, "plain"), ("const-class", 0, "Lx/Seen;"),
               ("return-void",), flags=PUBLIC | STATIC),
    ),
    Class("LNone;", interfaces=["Ld/Face;"]),
)  # fmt: skip


def inventory(*classes: Class, **options: Any) -> Inventory:
    code = Code()
    code.add(dex(*classes, **options), "classes.dex")
    code.finish()
    return code.inventory()


def test_packages_classes_and_who_uses_whom() -> None:
    found = inventory(*RECIPE)
    named = dict(zip(found.packages, found.classes, strict=True))
    assert (named["a.b"], named["c"], named[""], named["android.os"]) == (
        ("Main",),
        ("Sdk$In",),
        ("None",),
        (),
    )
    assert list(found.packages) == sorted(found.packages)

    def of(column: tuple[tuple[int, ...], ...], package: str) -> list[str]:
        return [found.packages[row] for row in column[found.packages.index(package)]]

    assert of(found.calls, "a.b") == ["android.app", "c"]
    assert of(found.refers, "a.b") == ["android.app", "android.os", "c", "x"]
    assert of(found.calls, "c") == []
    assert of(found.refers, "c") == ["a.b", "java.lang", "x"]  # type of a field, superclass, class constant
    assert of(found.refers, "") == ["d", "java.lang"]


def test_externals_with_their_callers() -> None:
    found = inventory(*RECIPE)
    callers = {name: [found.packages[row] for row in rows] for name, rows in found.externals.items()}
    assert callers == {
        "android.app.Activity.<init>": ["a.b"],
        "android.app.Activity.startActivity": ["a.b"],  # named on a.b.Main, inherited from outside
        "android.os.Build.SERIAL": ["a.b"],
        "x.Seen": ["a.b", "c"],
    }
    assert list(found.externals) == sorted(found.externals)


def test_strings_that_look_like_names_and_no_keys() -> None:
    assert inventory(*RECIPE).strings == ("c.action.PAY",)


def _shapes(prefix: str, more: int = 0) -> list[Class]:
    """40 classes of different shapes under a package name, and some more of other shapes."""
    return [
        Class(
            f"L{prefix}/C{n};",
            *(Method(f"m{k}({'I' * k}L{prefix}/C0;)V", ("return-void",)) for k in range(1 + n % 7)),
            *(
                Method(f"s({'J' * n})I", ("const/4", 0, 0), ("return", 0), flags=PUBLIC | STATIC)
                for _ in range(1)
            ),
        )
        for n in range(40 + more)
    ]


def test_fingerprint_survives_renaming_and_tells_other_code_apart() -> None:
    one = inventory(*_shapes("com/vendor")).fingerprint
    assert len(one) == 64
    assert all(0 <= number < 1 << 32 for number in one)
    assert inventory(*_shapes("a/a")).fingerprint == one
    more = inventory(*_shapes("com/vendor", 10)).fingerprint
    assert 0.6 < sum(map(int.__eq__, one, more)) / 64 < 1
    other = inventory(*RECIPE).fingerprint
    assert sum(map(int.__eq__, one, other)) < 8
