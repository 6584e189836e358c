"""What pages in a web view can call: objects given to them by name, and the methods these offer.

Android gives a page the public methods annotated with android.webkit.JavascriptInterface (WebView,
addJavascriptInterface; since targetSdkVersion 17 only those). Web views of others (X5, UC) have a method of
the same name, so every call of that name with an object and a text is looked at.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scanner.android import AndroidApp
from scanner.code import Code, dotted
from scanner.formats.dex import BadDex, CodeItem, Dex, mutf8
from scanner.formats.dex_annotations import annotated
from scanner.formats.dex_body import Body
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "bridges"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.JS_BRIDGE,)

UNKNOWN = "?"
"""Stands for a name that is no constant at the call."""
METHODS = 60
"""At most this many methods of one object are named."""
CALLS = 500
"""At most this many calls are looked at."""
_CALL, _PROTO = b"addJavascriptInterface", "(Ljava/lang/Object;Ljava/lang/String;)V"
_ANNOTATION = b"Landroid/webkit/JavascriptInterface;"
_NEW, _RESULT, _IGET, _SGET = 0x22, 0x0C, 0x54, 0x62


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per call that gives an object to pages, in the order of the code."""
    code = app.code
    name = code.names.find(_CALL)
    if name < 0:
        return
    app.say_unread(NAME)
    rows = list(_given(app, name))
    if len(rows) > CALLS:
        app.partial(NAME, "budget", f"{len(rows)} calls, {CALLS} looked at")
    looked = [_look(app, row) for row in rows[:CALLS]]
    offered = _offered(app, {call.type for call in looked})
    for call in sorted(looked, key=lambda call: call.row):
        yield _evidence(app, call, offered.get(call.type, ()))


def _given(app: AndroidApp, name: int) -> Iterator[int]:
    """Rows of calls that give an object, file by file, so that each file is read again once only."""
    code, text = app.code, _CALL.decode()
    targets = [m for m in np.flatnonzero(code.method_name == name).tolist() if code.descriptor(m) == _PROTO]
    rows = code.callers(targets) if targets else np.zeros(0, np.int64)
    for row in rows[np.argsort(code.calls.file[rows], kind="stable")].tolist():
        _, called, descriptor = code.method(int(code.calls.method[row]))
        # a web view of the app's own hands the call on: its callers give the object
        if (called, descriptor) != (text, _PROTO):
            yield row


class _Call(NamedTuple):
    """One call, looked at."""

    row: int
    name: str
    type: bytes  # descriptor; b"" where it is open
    reach: str


def _look(app: AndroidApp, row: int) -> _Call:
    method, at = int(app.code.calls.method[row]), int(app.code.calls.at[row])
    reach = app.reach.of_method(method, at).reach
    name, type_ = UNKNOWN, b""
    offset = int(app.code.method_code[method])
    found = [dex for dex in _file(app, int(app.code.method_file[method])) if dex.base < offset]
    with contextlib.suppress(BadDex):
        if found:
            name, type_ = _Body(app.code, found[-1], method, found[-1].code_item(offset)).given(at)
    return _Call(row, name, type_, reach)


def _evidence(app: AndroidApp, call: _Call, methods: tuple[str, ...]) -> Evidence:
    code = app.code
    cls, called, descriptor = code.method(int(code.calls.method[call.row]))
    place, at = code.places[int(code.calls.file[call.row])], int(code.calls.at[call.row])
    detail: dict[str, str | tuple[str, ...]] = {"reach": call.reach}
    if call.type:
        detail["class"] = dotted(call.type)
    if methods:
        detail["methods"] = methods[:METHODS]
    where = Where(entry=place, offset=at, cls=cls, method=called + descriptor)
    return Evidence(Kind.JS_BRIDGE, call.name, where, detail=detail)


def _file(app: AndroidApp, file: int) -> tuple[Dex, ...]:
    """The dex files in a row of places."""
    found = app.reach.file(file)
    if not found:
        app.partial(NAME, "unread", f"{app.code.places[file]}: cannot be read again")
    return found


class _Body:
    """One method that gives an object."""

    def __init__(self, code: Code, dex: Dex, method: int, item: CodeItem) -> None:
        self.code, self.dex, self.method, self.item = code, dex, method, item
        self.body = Body(item.units.tolist(), item.tries)

    def given(self, at: int) -> tuple[str, bytes]:
        """Name and type (descriptor) of what the call at a byte offset gives; UNKNOWN, b"" where open."""
        body, dex = self.body, self.dex
        unit = (at - self.item.at) // 2
        registers = body.arguments(unit) if unit in body.number else []
        if len(registers) < 2:
            return UNKNOWN, b""
        number = body.number[unit]
        text = body.text(number, registers[-1:])
        name = mutf8(dex.strings(np.array([text]))[0]) if 0 <= text < len(dex.string_offsets) else UNKNOWN
        return name, self._type(number, registers[-2])

    def _type(self, number: int, register: int) -> bytes:
        """The type of what a register holds, b"" where that is open."""
        body, dex = self.body, self.dex
        set_by = body.definition(number, register)
        if set_by is None:
            return self._parameter(register)
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

    def _parameter(self, register: int) -> bytes:
        """The type of a parameter that nothing in the code has replaced."""
        code, method = self.code, self.method
        kinds = [
            code.types[number] for number in code.proto_types(int(code.method_proto[method])).tolist()[1:]
        ]
        if not code.method_flags[method] & 0x8:
            kinds.insert(0, code.types[int(code.method_class[method])])
        at = self.item.registers - sum(2 if kind in (b"J", b"D") else 1 for kind in kinds)
        for kind in kinds:
            if at == register:
                return kind
            at += 2 if kind in (b"J", b"D") else 1
        return b""


def _offered(app: AndroidApp, types: set[bytes]) -> dict[bytes, tuple[str, ...]]:
    """Per type the annotated methods of the class and of those that it inherits from."""
    code = app.code
    if code.types.find(_ANNOTATION) < 0:
        return {}
    above = {type_: code.ancestors(number) for type_ in types if (number := code.types.find(type_)) >= 0}
    by_file: dict[int, set[int]] = {}
    for number in {number for numbers in above.values() for number in numbers}:
        by_file.setdefault(int(code.type_file[number]), set()).add(number)
    own: dict[int, list[str]] = {}
    for file in sorted(file for file in by_file if file >= 0):
        names = {code.types[number]: number for number in sorted(by_file[file])}
        for dex in _file(app, file):
            for cls, rows in annotated(dex, _ANNOTATION, list(names)).items():
                own.setdefault(names[cls], []).extend(
                    _method(dex, row) for row in rows if row < len(dex.methods)
                )
    return {
        type_: tuple(dict.fromkeys(name for number in numbers for name in own.get(number, ())))
        for type_, numbers in above.items()
    }


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
