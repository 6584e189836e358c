"""What virtual calls may run."""

from __future__ import annotations

import numpy as np

from scanner.code import Code
from scanner.reach_graph import Graph
from tests.apps.dexwriter import ABSTRACT, INTERFACE, PUBLIC, Class, Method, dex

END = ("return-void",)
ONE, MORE = "Lx/One;", "Lx/More;"


def test_overrides_and_implementations_with_their_guards() -> None:
    calls = [("invoke-interface", (0,), f"{ONE}->go()V"), ("invoke-virtual", (0,), "Lx/A;->go()V")]
    code = Code()
    code.add(
        dex(
            Class(ONE, Method("go()V", flags=PUBLIC | ABSTRACT), flags=PUBLIC | INTERFACE | ABSTRACT),
            Class(MORE, interfaces=[ONE], flags=PUBLIC | INTERFACE | ABSTRACT),
            Class("Lx/A;", Method("go()V", END)),
            Class("Lx/B;", Method("go()V", END), parent="Lx/A;"),
            Class("Lx/Heir;", parent="Lx/A;", interfaces=[MORE]),
            Class("Lx/Caller;", Method("m()V", *calls, END)),
        ),
        "classes.dex",
    )
    code.finish()
    found = Graph(code, np.zeros(0, np.int64))
    rows = {
        (found.name(ref), found.name(to), code.type_name(guard))
        for ref, to, guard in zip(*(column.tolist() for column in found.dispatch[:3]), strict=True)
    }
    assert rows == {("x.A.go", "x.B.go", "x.B"), ("x.One.go", "x.A.go", "x.Heir")}
    assert found.complete
    assert not found.dispatch.ui.any()
