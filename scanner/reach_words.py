"""A closer look at single methods: exactly what surely runs in them, and conditions in words.

Bytecode is read again from the package, one dex file at a time; without a reader, or where a file cannot be
read a second time, the fast answer stands and conditions stay general.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scanner.code import Code, dotted
from scanner.formats.dex import BadDex, Dex, containers, mutf8
from scanner.formats.dex_body import Body
from scanner.formats.dex_conditions import Condition, Conditions, Source
from scanner.formats.dex_ways import Ways
from scanner.model import BadPackage

_UNWRAP = frozenset(
    (b"booleanValue", b"intValue", b"equals", b"isEmpty", b"areEqual", b"valueOf", b"equalsIgnoreCase")
)
_STORES = ("android.content.SharedPreferences", "com.tencent.mmkv.MMKV")
_TELLING = (
    "agree",
    "privacy",
    "consent",
    "policy",
    "protocol",
    "permit",
    "authoriz",
    "firstrun",
    "first_run",
    "tongyi",
)
_FILES, _METHODS, _ANSWERS = 3, 512, 8192
"""How many are kept: files read again, methods looked at, answers given."""
REREAD, UNITS = 1 << 30, 500_000
"""Bytes of files read again and units of code looked at for one app at most: five times what real apps need.
Ways laid back and forth between files or through huge methods cost no more than this."""


class Words(NamedTuple):
    """A condition; the lower the rank, the more it tells a reviewer."""

    rank: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class _Method(NamedTuple):
    body: Body
    ways: Ways
    at: int  # byte offset of the first unit
    file: int
    number: int  # of the dex in that file; kept by number, so that the file need not stay in memory


class Closer:
    """Reads methods again. `read` gives the bytes of a place of `Code.places`; it may raise KeyError."""

    def __init__(self, code: Code, read: Callable[[str], bytes] | None) -> None:
        self._code = code
        self._read = read
        self._bytes, self._units = REREAD, UNITS  # left
        self.file = lru_cache(_FILES)(self._open)
        self._method = lru_cache(_METHODS)(self._look)
        self.surely = lru_cache(_ANSWERS)(self._surely)
        self.condition = lru_cache(_ANSWERS)(self._condition)

    @property
    def complete(self) -> bool:
        """False if a bound was hit and answers after that are the fast ones."""
        return min(self._bytes, self._units) > 0

    def _open(self, file: int) -> tuple[Dex, ...]:
        """The dex files in one place of the code; () where they cannot be read again."""
        if self._read is None or self._bytes <= 0:
            return ()
        try:
            data = self._read(self._code.places[file])
            self._bytes -= len(data)
            return tuple(containers(data))
        except (
            BadDex,
            BadPackage,
            KeyError,
            OSError,
            ValueError,
        ):  # what could be read once, cannot be again
            return ()

    def _look(self, method: int) -> _Method | None:
        file, offset = int(self._code.method_file[method]), int(self._code.method_code[method])
        if file < 0 or not offset:
            return None
        number = sum(dex.base < offset for dex in self.file(file)) - 1
        if number < 0:
            return None
        dex = self.file(file)[number]
        try:
            item = dex.code_item(offset)
        except BadDex:
            return None
        body = Body(item.units.tolist(), item.tries)
        return _Method(body, Ways(body, dex.sdk_fields.tolist()), item.at, file, number)

    def _again(self, method: int) -> _Method | None:
        """The method, for one more look at it; None too when all looks are spent."""
        if self._units <= 0:
            return None
        seen = self._method(method)
        self._units -= len(seen.body.units) if seen else 0
        return seen

    def _surely(self, method: int, groups: tuple[tuple[int, ...], ...]) -> list[bool] | None:
        """For each group of byte offsets whether one of its instructions surely runs; None: not known."""
        seen = self._again(method)
        if seen is None:
            return None
        return seen.ways.surely([[(offset - seen.at) // 2 for offset in group] for group in groups])

    def _condition(self, method: int, offset: int) -> Words | None:
        """What decides whether the instruction at an offset runs: the most telling, then nearest branch."""
        seen = self._again(method)
        if seen is None:
            return None
        dex = self.file(seen.file)[seen.number]
        found = Conditions(seen.body, seen.ways).conditions(
            (offset - seen.at) // 2, lambda row: self._unwraps(dex, row)
        )
        words = [self._words(dex, method, condition) for condition in found]
        return min(words, key=lambda told: told.rank, default=None)

    def _unwraps(self, dex: Dex, row: int) -> bool:
        return row < len(dex.methods) and dex.strings(dex.methods["name"][row : row + 1])[0] in _UNWRAP

    def _words(self, dex: Dex, method: int, condition: Condition) -> Words:
        if condition.source == Source.CAUGHT:
            return Words(5, "捕获异常之后", "after an exception was caught")
        row = condition.row
        if condition.source == Source.CALL and row < len(dex.methods):
            cls = _type(dex, int(dex.methods["cls"][row]))
            name = _string(dex, int(dex.methods["name"][row]))
            if cls.startswith(_STORES) and condition.text >= 0:
                text, store = _string(dex, condition.text), cls.rpartition(".")[2]
                rank = 0 if _tells(text, "") else 2
                return Words(rank, f'读取 {store} "{text}"', f'reads {store} "{text}"')
            rank = 1 if _tells(name, cls) else 3
            return Words(
                rank, f"取决于 {cls}.{name}() 的返回值", f"depends on a value returned by {cls}.{name}()"
            )
        if condition.source == Source.FIELD and row < len(dex.fields):
            cls = _type(dex, int(dex.fields["cls"][row]))
            name = _string(dex, int(dex.fields["name"][row]))
            if (cls, name) == ("android.os.Build$VERSION", "SDK_INT"):
                return Words(6, "检查 Build.VERSION.SDK_INT", "checks Build.VERSION.SDK_INT")
            rank = 1 if _tells(name, "") else 3
            return Words(rank, f"取决于字段 {cls}.{name}", f"depends on the field {cls}.{name}")
        if condition.source == Source.TYPE:
            name = _type(dex, row)
            return Words(4, f"取决于对象是否为 {name}", f"depends on whether a value is a {name}")
        return general(self._code, method)


def general(code: Code, method: int) -> Words:
    """A condition of which nothing more is known."""
    cls, name, _descriptor = code.method(method)
    return Words(5, f"取决于 {cls}.{name} 中的条件", f"depends on a condition in {cls}.{name}")


def _tells(name: str, cls: str) -> bool:
    text = f"{cls.rpartition('.')[2]}.{name}".lower()
    return any(word in text for word in _TELLING)


def _type(dex: Dex, row: int) -> str:
    return dotted(dex.strings(dex.type_strings[row : row + 1])[0]) if row < len(dex.type_strings) else "?"


def _string(dex: Dex, row: int) -> str:
    found = dex.strings(np.array([row])) if row < len(dex.string_offsets) else [b"?"]
    return mutf8(found[0][:256])
