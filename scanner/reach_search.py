"""Forward searches over the call graph: what can be reached, and what surely is."""

from __future__ import annotations

import numpy as np

from scanner import reach_graph
from scanner.columns import Column, order, ranges, unique
from scanner.reach_dispatch import CLIMB
from scanner.reach_graph import Graph

_AFTER_CONSENT = (reach_graph.UI, reach_graph.LATE, reach_graph.SCRIPT)


class Search:
    """What one set of start nodes leads to.

    `parent`: per node the node before it on a shortest path, itself at a start, -1 where nothing leads.
    `sure`: the same over edges that are taken whenever the node before them runs.
    `quiet`: without code that waits for the user, and of components only what their start runs.
    """

    def __init__(self, graph: Graph, starts: Column, quiet: bool) -> None:
        self.graph = graph
        self._quiet = quiet
        self._open = ~np.isin(graph.why, _AFTER_CONSENT) if quiet else None
        self.starts = unique(starts)
        self.parent = self._new(self.starts)
        self._spread(self.parent, self.starts)
        self.only = self._only_targets()
        self.sure = self._new(self.starts)
        self.extend_sure(self.starts)

    def _new(self, starts: Column) -> Column:
        parent = np.full(self.graph.size, -1, np.int32)
        parent[starts] = starts
        return parent

    def best(self) -> Column:
        """Parents on paths that begin with as many sure steps as there are."""
        parent = self.sure.copy()
        self._spread(parent, np.flatnonzero(parent >= 0))
        return parent

    def extend_sure(self, frontier: Column) -> Column:
        """Follows sure edges from nodes that are sure already; gives the nodes that were new."""
        graph, parent = self.graph, self.sure
        found = []
        while len(frontier):
            steps = [self._calls(frontier, graph.call_sure), self._extras(frontier, graph.sure)]
            ref = frontier[(frontier >= graph.methods) & (frontier < graph.live)]
            to = self.only[ref - graph.methods]
            steps.append((ref[to >= 0], to[to >= 0]))
            frontier = _enter(parent, steps)
            found.append(frontier)
        return np.concatenate([np.zeros(0, np.int64), *found])

    def _spread(self, parent: Column, frontier: Column) -> None:
        graph = self.graph
        methods, live, started = graph.methods, graph.live, graph.started
        target = graph.code.method_target
        while len(frontier):
            steps = [self._calls(frontier, None), self._extras(frontier, None)]
            virtual = frontier[(frontier >= methods) & (frontier < live)]
            if len(virtual):
                to = target[virtual - methods]
                known = graph.has_code[to]
                steps.append((virtual[known], to[known]))
                first = graph.ref_first[virtual - methods]
                rows = ranges(first, graph.ref_first[virtual - methods + 1] - first)
                steps.append(self._fired(rows, parent))
            instances = frontier[(frontier >= live) & (frontier < started)] - live
            if len(instances):
                first = graph.guard_first[instances]
                rows = graph.by_guard[ranges(first, graph.guard_first[instances + 1] - first)]
                steps.append(self._fired(rows, parent))
            frontier = _enter(parent, steps)

    def _calls(self, frontier: Column, sure: Column | None) -> tuple[Column, Column]:
        graph = self.graph
        body = frontier[frontier < graph.methods]
        first = graph.code.calls.first[body]
        count = graph.code.calls.first[body + 1] - first
        rows = ranges(first, count)
        start, to = np.repeat(body, count), graph.call_to[rows]
        return (start, to) if sure is None else (start[sure[rows]], to[sure[rows]])

    def _extras(self, frontier: Column, sure: Column | None) -> tuple[Column, Column]:
        graph = self.graph
        first = graph.first[frontier]
        count = graph.first[frontier + 1] - first
        rows = ranges(first, count)
        kept = np.ones(len(rows), np.bool_) if sure is None else sure[rows]
        if self._open is not None:
            kept = kept & self._open[rows]
        return np.repeat(frontier, count)[kept], graph.to[rows[kept]]

    def _fired(self, rows: Column, parent: Column) -> tuple[Column, Column]:
        """Of these rows of `dispatch` those whose call is reached and whose class has an instance."""
        graph, dispatch = self.graph, self.graph.dispatch
        fires = parent[graph.live + dispatch.guard[rows]] >= 0
        fires &= parent[graph.methods + dispatch.ref[rows]] >= 0
        if self._quiet:
            fires &= ~dispatch.ui[rows]
        return (graph.methods + dispatch.ref[rows])[fires], dispatch.to[rows][fires]

    def _only_targets(self) -> Column:
        """Per method called virtually the one code that runs in this app, -1 if there may be several."""
        graph, code = self.graph, self.graph.code
        target = code.method_target
        inside = (code.type_file[code.method_class] >= 0) & (self.parent[graph.methods : graph.live] >= 0)
        only = np.where(inside & graph.has_code[target], target, -1).astype(np.int32)
        rows = np.arange(len(graph.dispatch.ref))
        start, to = self._fired(rows, self.parent)
        ref = start - graph.methods
        if not len(ref):
            return only
        new = np.append(True, (ref[1:] != ref[:-1]) | (to[1:] != to[:-1]))  # sorted by ref, then to
        ref, to = ref[new], to[new]
        several = np.bincount(ref, minlength=graph.methods)
        one = (several[ref] == 1) & inside[ref]
        ref, to = ref[one], to[one]
        made = self._instances_below()
        own, other = code.method_class[target[ref]], code.method_class[to]
        all_override = (only[ref] < 0) | (only[ref] == to) | (made[own] == made[other])
        only[several > 1] = -1
        only[ref] = np.where(all_override, to, -1)
        return only

    def _instances_below(self) -> Column:
        """Per type how many classes, itself among them, that inherit from it have instances of their own."""
        graph, above = self.graph, self.graph.code.type_super
        own = (graph.why == reach_graph.MAKES) | (graph.why == reach_graph.BEGINS) | (
            graph.why == reach_graph.REFLECTS
        )  # fmt: skip
        own &= (graph.to >= graph.live) & (graph.to < graph.started)
        rows = np.flatnonzero(own)
        start = np.searchsorted(graph.first, rows, "right") - 1
        made = unique(graph.to[rows[self.parent[start] >= 0]] - graph.live)
        count = np.zeros(graph.types, np.int64)
        for _ in range(CLIMB):
            if not len(made):
                break
            np.add.at(count, made, 1)
            made = above[made]
            made = made[made >= 0]
        return count


def path(parent: Column, node: int) -> list[int]:
    """Nodes from a start to `node`."""
    found = [node]
    while parent[found[-1]] != found[-1]:
        found.append(int(parent[found[-1]]))
    return found[::-1]


def _enter(parent: Column, steps: list[tuple[Column, Column]]) -> Column:
    """Notes the parents of nodes not seen before, and gives these nodes."""
    start = np.concatenate([step[0] for step in steps])
    to = np.concatenate([step[1] for step in steps])
    fresh = np.flatnonzero(parent[to] < 0)
    if not len(fresh):
        return np.zeros(0, np.int64)
    start, to = start[fresh], to[fresh].astype(np.int64)
    rows = order(to)
    first = rows[np.append(True, np.diff(to[rows]) != 0)]  # of several ways the first
    parent[to[first]] = start[first]
    entered: Column = to[first]
    return entered
