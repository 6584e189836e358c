"""What virtual calls may run: overrides in subclasses and implementations of interfaces, app-wide."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from scanner.code import Code
from scanner.columns import Column, order, ranges, unique

CLIMB = 64
"""Superclasses followed at most; more is a loop."""
_MOST = 4_000_000
"""Pairs looked at; beyond that the answer says that it is incomplete."""
_PAIRS = 1_000_000
"""Declared interfaces looked at."""
_INTERFACE = 0x200


class Dispatch(NamedTuple):
    """What virtual calls may run, sorted by `ref`, then `to`."""

    ref: Column  # the method as called
    to: Column  # the code that runs
    guard: Column  # type of which there must be an instance
    ui: Column  # bool: the call waits for the user


class Hierarchy:
    """Classes and interfaces of one app. `called`: per method whether a virtual call names it; `own`: methods
    with code that an instance answers to. `complete`: no bound was hit."""

    def __init__(self, code: Code, called: Column, own: Column) -> None:
        self.code = code
        self.types = len(code.types)
        self.complete = True
        self._called = called
        self._own = own
        self._keys = code.method_class.astype(np.int64) << 32 | code.method_sig  # sorted, as methods are

    def dispatch(self, waits: Column) -> Dispatch:
        """`waits`: per type whether its methods wait for the user."""
        code = self.code
        named = np.zeros(int(code.method_sig.max(initial=0)) + 1, np.bool_)
        named[code.method_sig[self._called]] = True
        own = self._own
        own = own[named[code.method_sig[own]]]
        refs, tos, guards = [], [], []
        at, to, left = code.type_super[code.method_class[own]], own, _MOST
        for _ in range(CLIMB):
            there = at >= 0
            at, to = at[there], to[there]
            if not len(at) or left < 0:
                self.complete &= not len(at)
                break
            ref = self._method(at, code.method_sig[to])
            hit = ref >= 0
            hit[hit] = self._called[ref[hit]]
            refs.append(ref[hit].astype(np.int32))
            tos.append(to[hit].astype(np.int32))
            guards.append(code.method_class[to[hit]])
            left -= len(refs[-1])
            at = code.type_super[at]
        for ref, to, guard in self._implementations():
            refs.append(ref)
            tos.append(to)
            guards.append(guard)
        none = np.zeros(0, np.int32)
        ref, to, guard = (np.concatenate([none, *part]).astype(np.int32) for part in (refs, tos, guards))
        rows = order(ref, to)
        ref, to, guard = ref[rows], to[rows], guard[rows]
        cls = code.method_class[ref]
        ui = waits[cls] & (code.type_file[cls] < 0)
        return Dispatch(ref, to, guard, ui)

    def _implementations(self) -> list[tuple[Column, Column, Column]]:
        """(method of an interface, code, class) for each class and each interface that it has."""
        code = self.code
        cls, interface = self._implemented()
        first = np.concatenate(([0], np.cumsum(self._called)))
        begin, end = code.method_first[interface], code.method_first[interface + 1]
        count = first[end] - first[begin]
        if int(count.sum()) > _MOST:
            self.complete = False
            keep = np.cumsum(count) <= _MOST
            cls, begin, count = cls[keep], begin[keep], count[keep]
        called = np.flatnonzero(self._called)
        ref = called[ranges(first[begin], count)]
        guard = at = np.repeat(cls, count)
        found = []
        for _ in range(CLIMB):
            there = at >= 0
            ref, guard, at = ref[there], guard[there], at[there]
            if not len(at):
                break
            to = self._method(at, code.method_sig[ref])
            hit = to >= 0
            hit[hit] = code.method_code[to[hit]] > 0
            found.append((ref[hit], to[hit], guard[hit]))
            ref, guard, at = ref[~hit], guard[~hit], code.type_super[at[~hit]]
        return found

    def _implemented(self) -> tuple[Column, Column]:
        """Pairs of a class and an interface that it or a superclass declares, also indirectly."""
        code = self.code
        count = np.diff(code.interface_first)
        own = np.repeat(np.arange(self.types), count)[:_PAIRS].astype(np.int64)
        self.complete &= len(code.interface) <= _PAIRS
        known = unique(own << 32 | code.interface[:_PAIRS])
        fresh = known
        for _ in range(CLIMB):
            cls, interface = fresh >> 32, fresh & 0xFFFFFFFF
            more = count[interface]
            if int(more.sum()) + int(self._heirs_of(cls)[1].sum()) > _MOST:
                self.complete = False
                break
            above = code.interface[ranges(code.interface_first[interface], more)]
            heirs = self._heirs(cls)
            fresh = unique(
                np.concatenate((np.repeat(cls, more) << 32 | above, heirs[0] << 32 | interface[heirs[1]]))
            )
            fresh = np.setdiff1d(fresh, known, assume_unique=True)
            if not len(fresh):
                break
            known = unique(np.concatenate((known, fresh)))
        cls, interface = known >> 32, known & 0xFFFFFFFF
        concrete = code.type_flags[cls] & _INTERFACE == 0
        return cls[concrete], interface[concrete]

    @cached_property
    def _by_super(self) -> tuple[Column, Column]:
        rows = np.argsort(self.code.type_super, kind="stable")
        return rows, np.searchsorted(self.code.type_super[rows], np.arange(self.types + 1))

    def _heirs_of(self, cls: Column) -> tuple[Column, Column]:
        """Where in the order by superclass the direct subclasses of each stand, and how many there are."""
        first = self._by_super[1]
        return first[cls], first[cls + 1] - first[cls]

    def _heirs(self, cls: Column) -> tuple[Column, Column]:
        """Direct subclasses of each, with the positions they belong to."""
        first, count = self._heirs_of(cls)
        return self._by_super[0][ranges(first, count)], np.repeat(np.arange(len(cls)), count)

    def _method(self, cls: Column, sig: Column) -> Column:
        """The methods of these classes with these names and prototypes; -1 where there is none."""
        key = cls.astype(np.int64) << 32 | sig
        row = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[row] == key, row, -1)
