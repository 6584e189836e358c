"""What pages in a web view can call: objects given to them by name, and the methods these offer.

Android gives a page the public methods annotated with android.webkit.JavascriptInterface (WebView,
addJavascriptInterface; since targetSdkVersion 17 only those). Web views of others (X5, UC) have a method of
the same name, so every call of that name with an object and a text is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from scanner.app import App
from scanner.code import dotted
from scanner.formats.archive import BadEntry
from scanner.formats.dex import BadDex, Dex, containers, mutf8
from scanner.formats.dex_annotations import annotated
from scanner.formats.dex_body import Body
from scanner.kinds import Kind
from scanner.model import PLACES, BadPackage, Detail, Evidence, Platform, Where

NAME = "bridges"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.JS_BRIDGE,)

UNKNOWN = "?"
"""Stands for a name that is no constant at the call."""
METHODS = 60
"""At most this many methods of one object are named."""
_CALL, _PROTO = b"addJavascriptInterface", "(Ljava/lang/Object;Ljava/lang/String;)V"
_ANNOTATION = b"Landroid/webkit/JavascriptInterface;"
_NEW, _CAST, _RESULT, _IGET, _SGET = 0x22, 0x1F, 0x0C, 0x54, 0x62
_BEFORE = 64
"""Instructions looked back for the type of the object."""


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence per call that gives an object to pages."""
    code = app.code
    name = code.names.find(_CALL)
    if name < 0:
        return
    app.say_unread(NAME)
    targets = [m for m in np.flatnonzero(code.method_name == name).tolist() if code.descriptor(m) == _PROTO]
    calls = _Calls(app)
    for number, row in enumerate(code.callers(targets).tolist() if targets else ()):
        method, at = int(code.calls.method[row]), int(code.calls.at[row])
        cls, called, descriptor = code.method(method)
        if called == _CALL.decode() and descriptor == _PROTO:
            continue  # a web view of the app's own hands the call on: its callers give the object
        place = code.places[int(code.calls.file[row])]
        where = Where(entry=place, offset=at, cls=cls, method=called + descriptor)
        given, type_ = calls.given(method, at) if number < PLACES else (UNKNOWN, b"")
        detail: dict[str, str | tuple[str, ...]] = {"reach": app.reach.of_method(method, at).reach}
        if type_:
            detail["class"] = dotted(type_)
        if offered := calls.offered(type_):
            detail["methods"] = offered[:METHODS]
        yield Evidence(Kind.JS_BRIDGE, given, where, detail=_typed(detail))


def _typed(detail: dict[str, str | tuple[str, ...]]) -> Detail:
    return dict(detail)


@dataclass
class _Calls:
    """Reads single methods again."""

    app: App
    known: dict[bytes, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.file = lru_cache(2)(self._file)

    def _file(self, place: str) -> tuple[Dex, ...]:
        try:
            return tuple(containers(self.app.read(place)))
        except (KeyError, BadEntry, BadPackage, BadDex) as fault:
            self.app.partial(NAME, "unread", f"{place}: {fault}")
            return ()

    def _dex(self, number: int, offset: int) -> Dex | None:
        """The dex in a file (row of places) that holds a byte offset."""
        found = [dex for dex in self.file(self.app.code.places[number]) if dex.base < offset]
        return found[-1] if found else None

    def given(self, method: int, at: int) -> tuple[str, bytes]:
        """Name and type (descriptor) of what the call at a byte offset gives; UNKNOWN, b"" where open."""
        code = self.app.code
        offset = int(code.method_code[method])
        dex = self._dex(int(code.method_file[method]), offset)
        if dex is None:
            return UNKNOWN, b""
        try:
            item = dex.code_item(offset)
        except BadDex:
            return UNKNOWN, b""
        body = Body(item.units.tolist(), item.tries)
        unit = (at - item.at) // 2
        registers = body.arguments(unit) if unit in body.number else []
        if len(registers) < 2:
            return UNKNOWN, b""
        number = body.number[unit]
        text = body.text(number, registers[-1:])
        name = mutf8(dex.strings(np.array([text]))[0]) if 0 <= text < len(dex.string_offsets) else UNKNOWN
        return name, self._type(dex, body, number, registers[-2], method, item.registers)

    def _type(self, dex: Dex, body: Body, number: int, register: int, method: int, registers: int) -> bytes:
        """The type of what a register holds, b"" where that is open."""
        set_by = body.definition(number, register)
        if set_by is None:
            return self._parameter(register, method, registers)
        back, unit = set_by
        op = body.units[unit] & 0xFF
        if op == _NEW:
            return _name(dex, body.word(unit + 1))
        if op in (_IGET, _SGET):
            row = body.word(unit + 1)
            return _name(dex, int(dex.fields["type"][row])) if row < len(dex.fields) else b""
        if op == _RESULT and back:
            row = body.word(body.at[back - 1] + 1)
            if body.units[body.at[back - 1]] & 0xFF in range(0x6E, 0x79) and row < len(dex.methods):
                proto = int(dex.methods["proto"][row])
                return _name(dex, int(dex.protos[proto, 1])) if proto < len(dex.protos) else b""
        return b""

    def _parameter(self, register: int, method: int, registers: int) -> bytes:
        """The type of a parameter that nothing in the code has replaced."""
        code = self.app.code
        kinds = [
            code.types[number] for number in code.proto_types(int(code.method_proto[method])).tolist()[1:]
        ]
        if not code.method_flags[method] & 0x8:
            kinds.insert(0, code.types[int(code.method_class[method])])
        at = registers - sum(2 if kind in (b"J", b"D") else 1 for kind in kinds)
        for kind in kinds:
            if at == register:
                return kind
            at += 2 if kind in (b"J", b"D") else 1
        return b""

    def offered(self, type_: bytes) -> tuple[str, ...]:
        """The annotated methods of a class and of those that it inherits from."""
        if type_ not in self.known:
            self.known[type_] = tuple(self._offered(type_))
        return self.known[type_]

    def _offered(self, type_: bytes) -> Iterator[str]:
        code = self.app.code
        number = code.types.find(type_) if type_ else -1
        if number < 0 or code.types.find(_ANNOTATION) < 0:
            return
        for above in code.ancestors(number):
            file = int(code.type_file[above])
            for dex in self.file(code.places[file]) if file >= 0 else ():
                for row in annotated(dex, _ANNOTATION, [code.types[above]]).get(code.types[above], ()):
                    if row < len(dex.methods):
                        yield _method(dex, row)


def _name(dex: Dex, row: int) -> bytes:
    return dex.type_names[row] if row < len(dex.type_names) else b""


def _method(dex: Dex, row: int) -> str:
    """name(descriptor)ret of a row of method_ids."""
    name = dex.strings(dex.methods["name"][row : row + 1])[0]
    proto = int(dex.methods["proto"][row])
    if proto >= len(dex.protos):
        return mutf8(name)
    _, rows = dex.type_lists(dex.protos[proto : proto + 1, 2].astype(np.int64))
    listed = b"".join(_name(dex, int(number)) for number in rows.tolist())
    return mutf8(name + b"(" + listed + b")" + _name(dex, int(dex.protos[proto, 1])))
