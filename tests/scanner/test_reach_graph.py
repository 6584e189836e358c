"""Edges of the call graph that do not depend on a start."""

from __future__ import annotations

import numpy as np

from scanner import callbacks, reach_graph
from scanner.code import Code
from scanner.reach_graph import Graph
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, constructor, dex

END = ("return-void",)


def graph(*classes: Class) -> tuple[Code, Graph]:
    code = Code()
    code.add(dex(*classes), "classes.dex")
    code.finish()
    return code, Graph(code, np.zeros(0, np.int64))


def edges(found: Graph, why: int) -> set[tuple[str, str, bool]]:
    start = np.searchsorted(found.first, np.arange(len(found.to)), "right") - 1
    rows = np.flatnonzero(found.why == why).tolist()
    return {
        (found.name(int(start[row])), found.name(int(found.to[row])), bool(found.sure[row])) for row in rows
    }


def test_traits_are_inherited() -> None:
    code, found = graph(
        Class("Lx/A;", constructor(), interfaces=["Ljava/lang/Runnable;"]),
        Class(
            "Lx/B;", constructor("Lx/A;"), parent="Lx/A;", interfaces=["Landroid/view/View$OnClickListener;"]
        ),
        Class("Lx/C;", constructor()),
    )
    traits = {name: int(found.traits[code.type_number(name)]) for name in ("x.A", "x.B", "x.C")}
    assert traits == {"x.A": callbacks.ASYNC, "x.B": callbacks.ASYNC | callbacks.UI, "x.C": 0}


def test_instances_and_initialisers() -> None:
    made = Class(
        "Lx/Made;", constructor(), Method("<clinit>()V", END), Method("go()V", END, flags=PUBLIC | STATIC)
    )
    maker = Class("Lx/M;", Method("m()V", ("new-instance", 0, "Lx/Made;"), END))
    _code, found = graph(made, maker)
    assert edges(found, reach_graph.MAKES) == {("x.M.m", "x.Made", True)}
    assert edges(found, reach_graph.CLINIT) == {
        ("x.Made", "x.Made.<clinit>", True),
        ("x.Made.go", "x.Made.<clinit>", True),
    }


def test_callbacks_by_kind() -> None:
    view = "(Landroid/view/View;)V"
    both = Class(
        "Lx/Both;",
        constructor(),
        Method("run()V", END),
        Method(f"onClick{view}", END),
        Method("other()V", END),
        interfaces=["Ljava/lang/Runnable;", "Landroid/view/View$OnClickListener;"],
    )
    screen = Class(
        "Lx/Screen;",
        Method("onDestroy()V", END),
        Method("pay()V", END),
        Method(f"tapped{view}", END),
        parent="Landroid/app/Activity;",
    )
    _code, found = graph(both, screen)
    assert edges(found, reach_graph.ASYNC) == {
        ("x.Both", "x.Both", False),
        ("x.Both", "x.Both.run", True),
    }
    assert edges(found, reach_graph.UI) == {
        ("x.Both", "x.Both.onClick", False),
        ("x.Screen", "x.Screen.tapped", False),
    }
    assert edges(found, reach_graph.LATE) == {("x.Screen", "x.Screen.onDestroy", False)}
