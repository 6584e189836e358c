"""The search against a plain one written down without numpy, on random apps."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import reach_dispatch
from scanner.code import Code
from scanner.reach import EntryPoints, Reach
from tests.apps.dexwriter import ABSTRACT, INTERFACE, OBJECT, PUBLIC, STATIC, Class, Method, constructor, dex

END = ("return-void",)
NAMES = "ab"
APP = "android.app.Application"


class Plan(NamedTuple):
    """One random class: its superclass (a number below its own, or -1), interfaces, and code per method."""

    parent: int
    interfaces: tuple[int, ...]
    methods: dict[str, list[tuple[str, int, str]]]  # name -> (what, class or interface, method)


@st.composite
def plans(draw: st.DrawFn) -> list[Plan]:
    count = draw(st.integers(2, 6))
    step = st.tuples(
        st.sampled_from(["new", "virtual", "interface", "static"]),
        st.integers(0, count - 1),
        st.sampled_from(NAMES),
    )
    out = []
    for number in range(count):
        names = draw(st.sets(st.sampled_from([*NAMES, "s"]), max_size=3)) | ({"s"} if not number else set())
        methods = {name: draw(st.lists(step, max_size=4)) for name in sorted(names)}
        parent = draw(st.integers(-1, number - 1))
        out.append(Plan(parent, tuple(sorted(draw(st.sets(st.integers(0, 1), max_size=2)))), methods))
    return out


def build(every: list[Plan]) -> bytes:
    def code(steps: list[tuple[str, int, str]]) -> list[Any]:
        lines: list[Any] = []
        for what, number, name in steps:
            cls = f"Lx/C{number};"
            if what == "new":
                lines += [("new-instance", 0, cls), ("invoke-direct", (0,), f"{cls}-><init>()V")]
            elif what == "virtual":
                lines.append(("invoke-virtual", (0,), f"{cls}->{name}()V"))
            elif what == "interface":
                lines.append(("invoke-interface", (0,), f"Lx/I{number % 2};->{name}()V"))
            else:
                lines.append(("invoke-static", (), f"{cls}->s()V"))
        return [*lines, END]

    classes = [
        Class(f"Lx/I{n};", *(Method(f"{name}()V", flags=PUBLIC | ABSTRACT) for name in NAMES),
              flags=PUBLIC | INTERFACE | ABSTRACT)
        for n in range(2)
    ]  # fmt: skip
    for number, plan in enumerate(every):
        parent = OBJECT if plan.parent < 0 else f"Lx/C{plan.parent};"
        members = [
            Method(f"{name}()V", *code(steps), flags=PUBLIC | (STATIC if name == "s" else 0))
            for name, steps in plan.methods.items()
        ]
        interfaces = [f"Lx/I{n};" for n in plan.interfaces]
        classes.append(
            Class(f"Lx/C{number};", constructor(parent), *members, parent=parent, interfaces=interfaces)
        )
    start = ("invoke-static", (), "Lx/C0;->s()V")
    app = f"L{APP.replace('.', '/')};"
    classes.append(Class("Lx/App;", constructor(app), Method("onCreate()V", start, END), parent=app))
    return dex(*classes)


def plainly(every: list[Plan]) -> set[tuple[int, str]]:
    """Reached (class, method), by the rules of rapid type analysis, one step after the other."""

    def chain(number: int) -> list[int]:
        found = []
        while number >= 0:
            found.append(number)
            number = every[number].parent
        return found

    def resolved(number: int, name: str) -> tuple[int, str] | None:
        return next(((n, name) for n in chain(number) if name in every[n].methods), None)

    reached, made = {(0, "s")}, set[int]()
    while True:
        live = {above for number in made for above in chain(number)}
        fresh: set[tuple[int, str] | None] = set()
        grown = set(made)
        for number, name in reached:
            if name == "<init>":
                fresh.add((every[number].parent, name) if every[number].parent >= 0 else None)
                continue
            for what, to, called in every[number].methods[name]:
                if what == "new":
                    grown.add(to)
                    fresh.add((to, "<init>"))
                elif what == "static":
                    fresh.add(resolved(to, "s"))
                elif what == "virtual":
                    fresh.add(resolved(to, called))
                    fresh |= {(n, called) for n in live if to in chain(n)[1:] and called in every[n].methods}
                else:
                    heirs = {n for n in live if any(to % 2 in every[above].interfaces for above in chain(n))}
                    fresh |= {resolved(n, called) for n in heirs}
        fresh.discard(None)
        if fresh <= reached and grown == made:
            return reached
        reached |= {item for item in fresh if item}
        made = grown


@settings(max_examples=150, deadline=None)
@given(plans())
def test_the_same_methods_are_reached(every: list[Plan]) -> None:
    code = Code()
    code.add(build(every), "classes.dex")
    code.finish()
    reach = Reach(code, EntryPoints(("x.App",), ("x.App",)))
    wanted = plainly(every)
    for number, plan in enumerate(every):
        for name in (*plan.methods, "<init>"):
            (method,) = code.find_methods(f"x.C{number}.{name}()V").tolist()
            state = reach.of_method(method)
            assert (state.reach != "no") == ((number, name) in wanted), (number, name)
            assert state.consent == state.reach
            if state.reach != "no":
                assert state.path[0] == "x.App.onCreate"
                assert state.path[-1] == f"x.C{number}.{name}"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=2, max_size=6))
def test_circles_of_classes_and_interfaces_end(links: list[tuple[int, int, int, int]]) -> None:
    """Superclasses and interfaces that hang together in circles, as no compiler writes them."""
    count = len(links)
    classes = [
        Class(
            f"Lx/C{number};",
            Method("a()V", ("new-instance", 0, f"Lx/C{made % count};"),
                   ("invoke-virtual", (0,), f"Lx/C{called % count};->a()V"), END),
            parent=f"Lx/C{parent % count};",
            interfaces=[f"Lx/C{interface % count};"],
            flags=PUBLIC | (INTERFACE if number % 2 else 0),
        )
        for number, (parent, interface, made, called) in enumerate(links)
    ]  # fmt: skip
    code = Code()
    code.add(dex(*classes), "classes.dex")
    code.finish()
    reach = Reach(code, EntryPoints(("x.C0",), ("x.C0",)))
    for method in code.find_methods("x.C0.a()V").tolist():
        assert reach.of_method(method).reach in ("unconditional", "conditional", "no")


def test_too_many_implementations_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [Plan(-1, (0, 1), {"s": [("interface", 0, "a"), ("interface", 1, "b")]}) for _ in range(5)]
    code = Code()
    code.add(build(every), "classes.dex")
    code.finish()
    assert Reach(code, EntryPoints(("x.App",), ())).complete
    monkeypatch.setattr(reach_dispatch, "_PAIRS", 3)
    assert not Reach(code, EntryPoints(("x.App",), ())).complete
    monkeypatch.undo()
    monkeypatch.setattr(reach_dispatch, "_MOST", 2)
    assert not Reach(code, EntryPoints(("x.App",), ())).complete
