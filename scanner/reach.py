"""What the app's entry points lead to: reachable at all, and before anybody could have agreed to anything.

Entry points are the components of the manifest. *Before consent* run: the start of the application and of the
component factory, onCreate of enabled providers (and of androidx.startup initialisers), and the launcher
activity up to onResume, with all they start, hand to threads or register; not what waits for the user.

Each state is "unconditional" (a chain of calls each of which surely runs: dex_ways), "conditional" (some
chain, with the condition that tells most) or "no". Not followed: native code, reflection whose names are not
constants, and classes that layouts or other files name; so "no" means: not found. The other way round,
callbacks of a superclass count as called even where the class that exists overrides them, but never as sure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scanner import callbacks, reach_graph
from scanner.code import CONST_CLASS, NEW_INSTANCE, Code
from scanner.columns import Column, order, unique
from scanner.entries import EntryPoints, entry_points
from scanner.formats.dex import Dex
from scanner.reach_graph import Graph
from scanner.reach_search import Search, path
from scanner.reach_words import Closer, Words, general

_EXACT = 400
"""Methods that the search for surely run code reads exactly, nearest first."""
_STEPS = 24
"""Methods named in a witness path at most; of a longer one the middle is left out."""
_LOOKED = 8
"""Conditional steps of a path that are looked at for the most telling condition, nearest the end first."""
UNCONDITIONAL, CONDITIONAL, NO = "unconditional", "conditional", "no"


@dataclass(frozen=True, slots=True)
class State:
    """How one spot in the code is reached. Paths name methods, entry point first: "com.x.App.onCreate"."""

    reach: str
    path: tuple[str, ...] = ()
    consent: str = NO  # the same from what runs before consent
    consent_path: tuple[str, ...] = ()
    condition: str = (
        ""  # Chinese " / " English; of the path before consent if there is one, else of the other
    )


class PackageStates(NamedTuple):
    """Per package: 0 no, 1 conditional, 2 unconditional; a witness (before consent if there is one) or ()."""

    reach: tuple[int, ...]
    consent: tuple[int, ...]
    witness: tuple[tuple[str, ...], ...]


class _Side:
    """One of the two questions: from all entry points, or before consent."""

    def __init__(self, graph: Graph, names: Sequence[str], quiet: bool) -> None:
        numbers = {graph.code.type_number(name) for name in names} - {-1}
        self.search = Search(graph, graph.started + np.array(sorted(numbers), np.int64), quiet)

    @cached_property
    def best(self) -> Column:
        return self.search.best()


class Reach:
    """Reachability in one app. `read` gives a dex file again by its place: for exact answers."""

    def __init__(self, code: Code, entries: EntryPoints, read: Callable[[str], bytes] | None = None) -> None:
        self.code = code
        numbers = {code.type_number(name) for name in entries.components} - {-1}
        self.graph = Graph(code, np.array(sorted(numbers), np.int64))
        self._closer = Closer(code, read)
        self._any = _Side(self.graph, entries.components, quiet=False)
        self._early = _Side(self.graph, entries.early, quiet=True)
        self._refine(self._early.search)
        self._any.search.extend_sure(np.flatnonzero(self._any.search.sure >= 0))

    @property
    def complete(self) -> bool:
        """False if a bound was hit and some virtual calls were left out."""
        return self.graph.complete

    @property
    def exact(self) -> bool:
        """False if so many methods had to be read again that a bound was hit: conditions stay general."""
        return self._closer.complete

    # ---- exactly what surely runs ----------------------------------------------------------------------

    def _refine(self, search: Search) -> None:
        """Reads surely run methods exactly, nearest first: calls in every branch, code out of order."""
        graph, left = self.graph, _EXACT
        waiting = [node for node in np.flatnonzero(search.sure >= 0).tolist() if node < graph.methods]
        while waiting and left:
            looked, waiting = waiting[:left], waiting[left:]
            left -= len(looked)
            gained = [node for node in looked if self._look(search, node)]
            fresh = search.extend_sure(np.array(gained, np.int64))
            waiting = [node for node in fresh.tolist() if node < graph.methods] + waiting

    def _look(self, search: Search, method: int) -> bool:
        """Marks calls of one method that the layout alone did not show to be sure; whether there are any."""
        graph, calls = self.graph, self.code.calls
        part = calls.of(method)
        to = graph.call_to[part]
        open_rows = np.flatnonzero(~graph.call_sure[part] & (search.sure[to] < 0) & (search.parent[to] >= 0))
        open_rows = open_rows[graph.has_code[self.code.method_target[calls.target[part][open_rows]]]]
        if not len(open_rows):
            return False
        groups = [np.flatnonzero(to == target) for target in unique(to[open_rows])]
        known = self._closer.surely(method, tuple(tuple(calls.at[part][group].tolist()) for group in groups))
        sure = [group for group, yes in zip(groups, known or (), strict=False) if yes]
        for group in sure:
            graph.call_sure[part.start + group] = True
        return bool(sure)

    # ---- answers ---------------------------------------------------------------------------------------

    def file(self, file: int) -> tuple[Dex, ...]:
        """The dex files in one row of `Code.places`, again; the last few stay at hand. () if that fails."""
        return self._closer.file(file)

    def rank(self, method: int) -> int:
        """Orders methods by how much they tell: 4 surely before consent, 3 perhaps before it, 2 and 1 the
        same at any time, 0 not reached. Cheap: nothing is read again."""
        for high, side in ((4, self._early), (2, self._any)):
            if side.search.sure[method] >= 0:
                return high
            if side.search.parent[method] >= 0:
                return high - 1
        return 0

    def of_method(self, method: int, at: int = -1) -> State:
        """How the instruction at byte offset `at` of a method's code is reached; -1: the method itself."""
        consent, early_way, words = self._state(self._early, method, at)
        reach, way = consent, early_way  # what runs before consent is reached from an entry point
        if consent == NO:
            reach, way, words = self._state(self._any, method, at)
        elif consent == CONDITIONAL and self._any.search.sure[method] >= 0 and not self._inside(method, at):
            reach, way = UNCONDITIONAL, self._names(path(self._any.search.sure, method))
        return State(reach, way, consent, early_way, str(words) if words else "")

    def _state(self, side: _Side, method: int, at: int) -> tuple[str, tuple[str, ...], Words | None]:
        if side.search.parent[method] < 0:
            return NO, (), None
        inside = self._inside(method, at)
        if side.search.sure[method] >= 0:
            way = self._names(path(side.search.sure, method))
            return (CONDITIONAL, way, inside) if inside else (UNCONDITIONAL, way, None)
        nodes = path(side.best, method)
        told = [words for words in (inside, *self._conditions(side.search, nodes)) if words]
        if not told:  # every step turned out to be sure when read exactly
            return UNCONDITIONAL, self._names(nodes), None
        return CONDITIONAL, self._names(nodes), min(told, key=lambda words: words.rank)

    def _inside(self, method: int, at: int) -> Words | None:
        """What decides inside the method whether the instruction runs; None: nothing."""
        if at < 0:
            return None
        group: list[int] = []
        part = self.code.calls.of(method)
        places, to = self.code.calls.at[part], self.graph.call_to[part]
        row = np.flatnonzero(places == at)
        if len(row):
            group = places[to == to[row[0]]].tolist()
        return self._decides(method, [at, *group])

    def _decides(self, method: int, group: Sequence[int]) -> Words | None:
        """What decides whether one of these instructions runs (byte offsets; the first is told about)."""
        known = self._closer.surely(method, (tuple(group),))
        if known is not None and known[0]:
            return None
        if known is None and any(self._laid_out(method, at) for at in group):
            return None
        return self._closer.condition(method, group[0]) or general(self.code, method)

    def _laid_out(self, method: int, at: int) -> bool:
        """Whether the index says that the instruction surely runs."""
        for edges in (self.code.calls, self.code.fields_used, self.code.strings_used, self.code.types_used):
            part = edges.of(method)
            rows = edges.at[part] == at
            if rows.any():
                return bool(edges.sure[part][rows][0])
        return False

    def _conditions(self, search: Search, nodes: list[int]) -> list[Words]:
        """Conditions of a path, nearest its end first."""
        found: list[Words] = []
        for start, to in list(pairwise(nodes))[::-1]:
            words = self._condition(search, start, to)
            if words:
                found.append(words)
            if len(found) == _LOOKED:
                break
        return found

    def _condition(self, search: Search, start: int, to: int) -> Words | None:
        """Why the step from one node to the next is not a matter of course; None if it is."""
        graph = self.graph
        if graph.methods <= start < graph.live:
            if search.only[start - graph.methods] == to:
                return None
            name = graph.name(start)
            return Words(5, f"{name} 有多个实现,运行其中之一", f"one of several implementations of {name}")
        if start < graph.methods and to < graph.live:
            part = self.code.calls.of(start)
            rows = np.flatnonzero(graph.call_to[part] == to)
            if len(rows):
                if graph.call_sure[part][rows].any():
                    return None
                return self._inside(start, int(self.code.calls.at[part][rows[0]]))
        first, last = int(graph.first[start]), int(graph.first[start + 1])
        rows = first + np.flatnonzero(graph.to[first:last] == to)
        if graph.sure[rows].any():
            return None
        why, name = int(graph.why[rows[0]]), graph.name(to)
        if why in (reach_graph.MAKES, reach_graph.STARTS, reach_graph.HANDS):
            return self._handing(start, (to - graph.live) % graph.types, why)
        return {
            reach_graph.UI: Words(2, f"用户操作({name})之后", f"after a user's action ({name})"),
            reach_graph.SCRIPT: Words(3, f"网页脚本调用 {name} 时", f"when a page's script calls {name}"),
            reach_graph.REFLECTS: Words(4, f"通过反射({name})", f"by reflection ({name})"),
            reach_graph.TOUCHES: Words(6, f"使用类 {name} 的字段时", f"when fields of {name} are used"),
            reach_graph.ASYNC: Words(5, f"{name} 交给线程执行时", f"when {name} is handed to a thread"),
        }.get(why, Words(4, f"系统调用 {name} 时", f"when the system calls {name}"))

    def _handing(self, method: int, cls: int, why: int) -> Words | None:
        """What decides whether a method makes an instance, hands it on or starts a component."""
        used, calls = self.code.types_used, self.code.calls
        part = used.of(method)
        op = CONST_CLASS if why == reach_graph.STARTS else NEW_INSTANCE
        made = used.at[part][(used.target[part] == cls) & (used.op[part] == op)].tolist()
        words = self._decides(method, made) if made else None
        if words or why == reach_graph.MAKES:
            return words
        names = callbacks.STARTERS if why == reach_graph.STARTS else callbacks.POSTERS
        part = calls.of(method)
        wanted = [self.code.names.find(name) for name in names]
        given = calls.at[part][np.isin(self.code.method_name[calls.target[part]], wanted)].tolist()
        if given:
            return self._decides(method, given)
        name = self.code.type_name(cls)
        if why == reach_graph.STARTS:
            return Words(5, f"组件 {name} 被启动之后", f"after the component {name} is started")
        return Words(5, f"{name} 交给线程执行时", f"when {name} is handed to a thread")

    def package_states(self, package: Column, count: int) -> PackageStates:
        """States of `count` packages; `package`: per type the number of its package, -1 for none."""
        of_method = package[self.code.method_class]
        of_method = np.where(self.graph.has_code, of_method, -1)
        states, chosen = [], np.full(count, -1, np.int64)
        owner = np.zeros(count, np.bool_)
        for early, side in ((True, self._early), (False, self._any)):
            state = np.zeros(count, np.int64)
            for value, parent in ((1, side.search.parent), (2, side.search.sure)):
                seen = np.flatnonzero((parent[: self.graph.methods] >= 0) & (of_method >= 0))
                state[of_method[seen]] = value
                if value == 1 or len(seen):
                    fresh = seen[(owner[of_method[seen]] == early) | (chosen[of_method[seen]] < 0)]
                    rows = fresh[order(of_method[fresh])][::-1]
                    chosen[of_method[rows]] = rows  # the first method of each package
                    owner[of_method[rows]] = early
            states.append(tuple(state.tolist()))
        witness = tuple(
            self._witness(node, bool(early))
            for node, early in zip(chosen.tolist(), owner.tolist(), strict=True)
        )
        return PackageStates(states[1], states[0], witness)

    def _witness(self, node: int, early: bool) -> tuple[str, ...]:
        if node < 0:
            return ()
        search = (self._early if early else self._any).search
        return self._names(path(search.sure if search.sure[node] >= 0 else search.parent, node))

    def _names(self, nodes: list[int]) -> tuple[str, ...]:
        """The methods of a path."""
        listed = [self.graph.name(node) for node in nodes if node < self.graph.methods]
        if len(listed) > _STEPS:
            listed = [*listed[: _STEPS // 2], "…", *listed[-_STEPS // 2 :]]
        return tuple(listed)


__all__ = ["EntryPoints", "PackageStates", "Reach", "State", "entry_points"]
