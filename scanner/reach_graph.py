"""The call graph of a whole app in compressed rows, as far as it does not depend on where one starts.

Nodes: the code of each method, each method as the target of a virtual call, and per type four more: an
instance exists, it was started as a component, its static fields are used, its code was handed to a thread.
Rapid type analysis (Bacon and Sweeney, OOPSLA 1996): a virtual call leads only to those overrides whose class
has instances made in reached code; so the edges of `dispatch` have a guard.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scanner import callbacks
from scanner.code import CONST_CLASS, NEW_INSTANCE, Code, dotted
from scanner.columns import Column, firsts, order, ranges, unique
from scanner.formats.dex import mutf8
from scanner.reach_dispatch import CLIMB, Hierarchy

CALL, MAKES, SUPER, CLINIT, SYSTEM, UI, LATE, ASYNC, HANDS, STARTS, BEGINS, REFLECTS, TOUCHES, SCRIPT = range(
    14
)
"""Why an edge is there. BEGINS: what runs when a component is started; LATE: its further callbacks; SCRIPT:
what a web page may call."""
_VIRTUAL = (0x6E, 0x72, 0x74, 0x78)
_CUSTOM = 0xFA
_PUBLIC = 0x1
_STATIC, _PRIVATE, _CONSTRUCTOR = 0x8, 0x2, 0x10000
_STARTED = 20_000
"""Components whose start is followed."""


class Graph:
    """Edges of one app. `components`: types that the manifest makes Android start."""

    def __init__(self, code: Code, components: Column) -> None:
        self.code = code
        self.methods, self.types = len(code.method_class), len(code.types)
        self.live = 2 * self.methods
        self.started = self.live + self.types
        self.touched = self.started + self.types
        self.handed = self.touched + self.types
        self.size = self.handed + self.types
        self.has_code = code.method_code > 0
        self.traits = self._traits()
        op, target = code.calls.op, code.calls.target
        self.is_virtual = np.isin(op, _VIRTUAL)
        self.call_to = np.where(self.is_virtual, self.methods + target, code.method_target[target])
        self.call_to = self.call_to.astype(np.int32)
        self.call_sure = (code.calls.sure > 0) & (op < _CUSTOM)
        called = np.zeros(self.methods, np.bool_)
        called[target[self.is_virtual]] = True
        self._clinit = self._class_initialisers()
        self._names = {name: code.names.find(name) for name in callbacks.LIFECYCLE}
        hierarchy = Hierarchy(code, called, self.overridable())
        self.dispatch = hierarchy.dispatch(self.traits & callbacks.UI > 0)
        self.complete = hierarchy.complete
        self._edges: list[tuple[Column, Column, Column, int]] = []
        self._add_instances()
        self._add_callbacks()
        self._add_components(components)
        self._add_reflection()
        self._add_static_fields()
        self._add_bridges()
        self._sort()

    # ---- facts about types and methods -----------------------------------------------------------------

    def _traits(self) -> Column:
        """callbacks.* of each type, inherited from superclasses and interfaces."""
        code = self.code
        own = np.zeros(self.types, np.uint8)
        inside = code.type_file >= 0
        above = unique(code.type_super[inside & (code.type_super >= 0)])
        owner = np.repeat(np.arange(self.types), np.diff(code.interface_first))
        for numbers, as_class in ((above, True), (unique(code.interface), False)):
            outside = numbers[~inside[numbers]]
            for number, name in zip(outside.tolist(), code.types.some(outside), strict=True):
                own[number] |= callbacks.traits(name, as_class)
        for name, value in callbacks.TRAITS.items():
            if value & callbacks.REFLECTIVE and (number := code.types.find(name)) >= 0:
                own[number] |= value
        has_super = np.flatnonzero(code.type_super >= 0)
        for _ in range(CLIMB):
            new = own.copy()
            new[has_super] |= own[code.type_super[has_super]]
            np.bitwise_or.at(new, owner, own[code.interface])
            if np.array_equal(new, own):
                break
            own = new
        return own

    def _class_initialisers(self) -> Column:
        """Per type its <clinit>, -1 for none."""
        found = np.full(self.types, -1, np.int32)
        name = self.code.names.find(b"<clinit>")
        rows = np.flatnonzero((self.code.method_name == name) & self.has_code)
        found[self.code.method_class[rows]] = rows
        return found

    def overridable(self) -> Column:
        """Methods with code that an instance answers to."""
        flags = self.code.method_flags & (_STATIC | _PRIVATE | _CONSTRUCTOR)
        return np.flatnonzero(self.has_code & (flags == 0))

    # ---- other edges -----------------------------------------------------------------------------------

    def _add(self, start: Any, to: Any, sure: Any, why: int) -> None:
        start, to = np.asarray(start, np.int64), np.asarray(to, np.int64)
        self._edges.append((start, to, np.broadcast_to(np.asarray(sure, np.bool_), start.shape), why))

    def _add_instances(self) -> None:
        """new-instance, superclasses of what exists, and class initialisers."""
        code, used = self.code, self.code.types_used
        made = np.flatnonzero((used.op == NEW_INSTANCE) & (code.type_file[used.target] >= 0))
        target, method, sure = used.target[made], used.method[made], used.sure[made] > 0
        self._add(method, self.live + target, sure, MAKES)
        inside = np.flatnonzero((code.type_file >= 0) & (code.type_super >= 0))
        inside = inside[code.type_file[code.type_super[inside]] >= 0]
        self._add(self.live + inside, self.live + code.type_super[inside], True, SUPER)
        code_types = inside[self.traits[inside] & callbacks.ASYNC > 0]
        self._add(self.handed + code_types, self.handed + code.type_super[code_types], True, SUPER)
        begun = np.flatnonzero(self._clinit >= 0)
        self._add(self.live + begun, self._clinit[begun], True, CLINIT)
        static = np.flatnonzero(self.has_code & (code.method_flags & _STATIC > 0))
        clinit = self._clinit[code.method_class[static]]
        static = static[(clinit >= 0) & (clinit != static)]
        self._add(static, self._clinit[code.method_class[static]], True, CLINIT)
        # handed to a thread, handler or executor by the method that makes it
        handed = np.flatnonzero(self.traits[target] & callbacks.ASYNC)
        posts = self._surely_calls(callbacks.POSTERS, wrapped=True)
        self._add(method[handed], self.handed + target[handed], sure[handed] & posts[method[handed]], HANDS)

    def _surely_calls(self, names: list[bytes], wrapped: bool = False) -> Column:
        """Methods that surely call a framework method of one of these names; `wrapped`: or a method of the
        app that takes a Runnable or the like and surely calls one."""
        code, calls = self.code, self.code.calls
        wanted = np.zeros(len(code.names) + 1, np.bool_)
        wanted[[number for name in names if (number := code.names.find(name)) >= 0]] = True
        posts = wanted[code.method_name] & ~self.has_code[code.method_target]
        found = np.zeros(self.methods, np.bool_)
        for _ in range(3 if wrapped else 1):
            found[calls.method[self.call_sure & posts[calls.target]]] = True
            if wrapped:
                takes = np.flatnonzero(found)
                takes = takes[self._has_parameter(takes, callbacks.CODE_TYPES)]
                posts = posts | np.isin(code.method_target, takes)
        return found

    def _add_callbacks(self) -> None:
        """What the framework calls on an instance."""
        code = self.code
        own = self.overridable()
        own = own[self.traits[code.method_class[own]] > 0]
        traits, name = self.traits[code.method_class[own]], code.method_name[own]
        asynchronous = np.isin(name, [code.names.find(text) for text in callbacks.ASYNC_NAMES])
        asynchronous &= traits & callbacks.ASYNC > 0
        shown = np.isin(name, [code.names.find(text) for text in callbacks.UI_NAMES])
        shown &= traits & (callbacks.UI | callbacks.SYSTEM | callbacks.ANY) > 0
        shown |= self._is_clicked(own, traits)
        shown &= ~asynchronous
        usual = np.zeros(len(code.names) + 1, np.bool_)
        used = unique(name[traits & callbacks.SYSTEM > 0])
        usual[used] = [callbacks.is_system_name(text) for text in code.names.some(used)]
        other = ((traits & callbacks.SYSTEM > 0) & usual[name]) | (traits & callbacks.ANY > 0)
        other &= ~shown & ~asynchronous
        late = other & (traits & callbacks.COMPONENT > 0)
        live = self.live + code.method_class[own]
        for which, why in ((shown, UI), (late, LATE), (other & ~late, SYSTEM)):
            self._add(live[which], own[which], False, why)
        handed = self.handed + code.method_class[own]
        self._add(handed[asynchronous], own[asynchronous], True, ASYNC)
        kept = unique(code.method_class[own[asynchronous]])
        self._add(
            self.live + kept, self.handed + kept, False, ASYNC
        )  # whoever made it, somebody may hand it on

    def _has_parameter(self, methods: Column, parts: tuple[str, ...]) -> Column:
        """Which of these methods have one of these types in their descriptor."""
        _protos, first, back = np.unique(
            self.code.method_proto[methods], return_index=True, return_inverse=True
        )
        texts = (self.code.descriptor(int(row)) for row in methods[first].tolist())
        return np.array([any(part in text for part in parts) for text in texts], np.bool_)[back.ravel()]

    def _is_clicked(self, methods: Column, traits: Column) -> Column:
        """Methods of components that a layout may name as android:onClick: (View) to nothing."""
        found = np.zeros(len(methods), np.bool_)
        rows = np.flatnonzero(traits & callbacks.COMPONENT)
        found[rows] = self._has_parameter(methods[rows], ("(Landroid/view/View;)V",))
        return found

    def _add_components(self, components: Column) -> None:
        """Components started by a class constant, and what runs when one starts."""
        code, used = self.code, self.code.types_used
        named = (used.op == CONST_CLASS) & (code.type_file[used.target] >= 0)
        is_component = self.traits & callbacks.COMPONENT > 0
        is_component[components] = True
        rows = np.flatnonzero(named & is_component[used.target])
        starts = self._surely_calls(callbacks.STARTERS)
        method = used.method[rows]
        self._add(method, self.started + used.target[rows], (used.sure[rows] > 0) & starts[method], STARTS)
        begun = unique(np.concatenate((used.target[rows], components)))[:_STARTED]
        begun = begun[code.type_file[begun] >= 0]
        self._add(self.started + begun, self.live + begun, True, BEGINS)
        numbers = {number: name for name, number in self._names.items() if number >= 0}
        start, to, sure = [], [], []
        for number in begun.tolist():
            for method_number in self.lifecycle(number, numbers):
                start.append(self.started + number)
                to.append(method_number)
                sure.append(numbers[int(code.method_name[method_number])] in callbacks.SURE_LIFECYCLE)
        self._add(start, to, sure, BEGINS)
        made = np.flatnonzero(named & (self.traits[used.target] & callbacks.REFLECTIVE > 0))
        self._add(used.method[made], self.live + used.target[made], False, REFLECTS)
        self._add_constructors(used.method[made], used.target[made])

    def lifecycle(self, number: int, names: dict[int, bytes]) -> list[int]:
        """The code that runs when a component of this class starts: its own, or what it inherits."""
        code, seen, found = self.code, set(), []
        own = True
        for _ in range(CLIMB):
            if number < 0 or code.type_file[number] < 0:
                break
            rows = np.arange(code.method_first[number], code.method_first[number + 1])
            for row in rows[self.has_code[rows]].tolist():
                name = int(code.method_name[row])
                if (
                    name in names
                    and int(code.method_sig[row]) not in seen
                    and (own or names[name][:1] != b"<")
                ):
                    found.append(row)
                    seen.add(int(code.method_sig[row]))
            number, own = int(code.type_super[number]), False
        return found

    def _add_constructors(self, method: Column, cls: Column) -> None:
        name = self.code.names.find(b"<init>")
        first = self.code.method_first[cls]
        count = self.code.method_first[cls + 1] - first
        to = ranges(first, count)
        start = np.repeat(method, count)
        kept = (self.code.method_name[to] == name) & self.has_code[to]
        self._add(start[kept], to[kept], False, REFLECTS)

    def _add_reflection(self) -> None:
        """Class.forName and loadClass with a constant; methods got by a constant name beside it."""
        code = self.code
        loads = [
            code.find_methods(f"java.lang.{name}") for name in ("Class.forName", "ClassLoader.loadClass")
        ]
        gets = [code.find_methods(f"java.lang.Class.{name}") for name in ("getMethod", "getDeclaredMethod")]
        loading = unique(code.calls.method[code.callers(np.concatenate(loads))])
        getting = set(code.calls.method[code.callers(np.concatenate(gets))].tolist())
        for method in loading.tolist():
            rows = code.strings_used.of(method)
            texts = code.strings.some(code.strings_used.target[rows])
            named = {code.names.find(text) for text in texts} - {-1} if method in getting else set()
            for text in dict.fromkeys(texts):
                cls = code.types.find(b"L" + text.replace(b".", b"/") + b";") if b"." in text else -1
                if cls < 0 or code.type_file[cls] < 0:
                    continue
                self._add([method], [self.live + cls], False, REFLECTS)
                self._add_constructors(np.array([method]), np.array([cls]))
                for row in code.methods_of(cls):
                    if int(code.method_name[row]) in named and self.has_code[row]:
                        self._add([method], [row], False, REFLECTS)

    def _add_static_fields(self) -> None:
        """Class initialisers that run because another class uses a field: known per class, not per method."""
        code = self.code
        user, owner = code.refers >> 32, code.refers & 0xFFFFFFFF
        kept = self._clinit[owner] >= 0
        user, owner = user[kept], owner[kept]
        self._add(self.touched + user, self._clinit[owner], False, TOUCHES)
        touches = np.zeros(self.types, np.bool_)
        touches[user] = True
        method = np.flatnonzero(self.has_code & touches[code.method_class])
        self._add(method, self.touched + code.method_class[method], False, TOUCHES)

    def _add_bridges(self) -> None:
        """Public methods of objects given to addJavascriptInterface: of the classes that the calling method
        makes, else of its own class. Which of them are annotated for scripts is not looked at."""
        code, used = self.code, self.code.types_used
        bridged = code.find_methods("android.webkit.WebView.addJavascriptInterface")
        for method in unique(code.calls.method[code.callers(bridged)]).tolist():
            part = used.of(method)
            made = used.target[part][used.op[part] == NEW_INSTANCE]
            made = unique(made[code.type_file[made] >= 0])
            given = made if len(made) else code.method_class[method : method + 1]
            first = code.method_first[given]
            to = ranges(first, code.method_first[given + 1] - first)
            to = to[
                self.has_code[to] & (code.method_flags[to] & (_PUBLIC | _STATIC | _CONSTRUCTOR) == _PUBLIC)
            ]
            self._add(np.full(len(to), method), to, False, SCRIPT)

    def _sort(self) -> None:
        start, to = (np.concatenate([edge[n] for edge in self._edges]) for n in (0, 1))
        sure = np.concatenate([edge[2] for edge in self._edges])
        why = np.repeat([edge[3] for edge in self._edges], [len(edge[0]) for edge in self._edges])
        del self._edges
        rows = order(start)
        self.to, self.sure = to[rows].astype(np.int32), sure[rows]
        self.why = why[rows].astype(np.uint8)
        self.first = firsts(start, self.size)
        by_guard = order(self.dispatch.guard)
        self.by_guard = by_guard.astype(np.int32)
        self.guard_first = firsts(self.dispatch.guard, self.types)
        self.ref_first = firsts(self.dispatch.ref, self.methods)

    def name(self, node: int) -> str:
        """A node in words: "com.x.App.onCreate"."""
        if node < self.live:
            method = node % self.methods
            cls, name = self.code.method_class[method], self.code.method_name[method]
            return f"{dotted(self.code.types[int(cls)])}.{mutf8(self.code.names[int(name)])}"
        return dotted(self.code.types[(node - self.live) % self.types])
