"""Columns of a whole app: packages, edges by method and by target."""

from __future__ import annotations

from scanner.code import Code
from tests.apps.dexwriter import ABSTRACT, INTERFACE, PUBLIC, Class, Method, dex


def joined(*parts: tuple[Class, ...]) -> Code:
    code = Code()
    for number, classes in enumerate(parts):
        code.add(dex(*classes), f"classes{number or ''}.dex")
    code.finish()
    return code


def run(name: str, *calls: str) -> Class:
    return Class(
        name, Method("run()V", *(("invoke-virtual", (0,), call) for call in calls), ("return-void",))
    )


def test_packages_of_types() -> None:
    code = joined((run("La/b/One;", "[Lc/Two;->clone()Ljava/lang/Object;"), Class("LBare;")))
    shown = {
        code.type_name(number): code.packages[row] if row >= 0 else None
        for number, row in enumerate(code.type_package.tolist())
    }
    assert shown["a.b.One"] == "a.b"
    assert shown["c.Two[]"] == "c"
    assert shown["Bare"] == ""
    assert shown["void"] is None


def test_edges_by_method_and_by_target() -> None:
    code = joined(
        (run("La/A;", "Lb/B;->run()V", "Lx/X;->z()V", "Lb/B;->run()V"),), (run("Lb/B;", "Lx/X;->z()V"),)
    )
    calls = code.calls
    assert (calls.method[1:] >= calls.method[:-1]).all()
    assert int(calls.first[-1]) == len(calls.at) == 4
    for number in range(len(code.method_class)):
        assert set(calls.method[calls.of(number)].tolist()) <= {number}
    target = int(code.find_methods("b.B.run")[0])
    rows = calls.to([target])
    assert len(rows) == 2
    assert set(calls.target[rows].tolist()) == {target}


def test_equal_signatures_have_one_number() -> None:
    code = joined((run("La/A;"),), (run("Lb/B;", "Lx/X;->run(I)V"),))
    sigs = [int(code.method_sig[int(code.find_methods(f"{name}.run")[0])]) for name in ("a.A", "b.B", "x.X")]
    assert sigs[0] == sigs[1] != sigs[2]


def test_interfaces_and_superclasses_over_files() -> None:
    face = Class(
        "La/Face;", flags=PUBLIC | INTERFACE | ABSTRACT, interfaces=["Ljava/lang/Runnable;", "Lb/Deep;"]
    )
    deep = Class("Lb/Deep;", flags=PUBLIC | INTERFACE | ABSTRACT)
    code = joined((face,), (deep, Class("Lb/Impl;", interfaces=["La/Face;"])))
    above = [code.type_name(number) for number in code.ancestors(code.type_number("b.Impl"))]
    assert above == ["b.Impl", "java.lang.Object", "a.Face", "java.lang.Runnable", "b.Deep"]
