"""The code of a whole app, fed one dex file at a time; afterwards compact columns without any dex buffer.

Types, methods and fields get one number each over all files. Where several files define a class, the first
that the runtime's class loader would find wins, and the code of the others is left out, except where another
loader may load it (a dex outside the numbered classes*.dex): that code is kept beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from scanner import code_inventory
from scanner.code_columns import Columns, Edges
from scanner.code_reading import Reading
from scanner.columns import Column, order
from scanner.formats.dex import mutf8
from scanner.framework import heirs
from scanner.model import Inventory, WatchList

CONST_CLASS, NEW_INSTANCE = 0x1C, 0x22
"""Opcodes that say what a type is used for; see `Code.types_used`."""
_ANCESTORS = 256
"""Superclasses and interfaces of one class at most."""
_PRIMITIVES = {
    "V": "void", "Z": "boolean", "B": "byte", "S": "short", "C": "char", "I": "int", "J": "long",
    "F": "float", "D": "double",
}  # fmt: skip
_SHORT = {name: letter for letter, name in _PRIMITIVES.items()}
_NONE = np.zeros(0, np.int64)


KEPT = 32 << 20
"""Bytes of dex files that stay for a second look at single methods."""


class Code(Columns):
    """The code index of one app: `add` each dex file, `finish` once, then ask.

    `watch` names fields whose uses are kept even where the app itself defines them.
    """

    takes = "dex"
    places: list[str]  # of the dex files, in the order read
    unread: dict[str, str]  # place -> what could not be read of it
    duplicates: list[tuple[int, int]]  # (type, row of places): a further definition of a class

    def __init__(self, watch: WatchList | None = None) -> None:
        targets = [api.target for api in (watch.apis if watch else ()) if api.form == "field"]
        self._reading = Reading(frozenset((cls, name) for cls, name, _ in map(_split, targets)))
        self.places = self._reading.places
        self.unread = self._reading.unread
        self.duplicates = self._reading.duplicates
        self._kept = 0  # bytes
        self.kept: dict[str, bytes] = {}  # by place: files that need not be unpacked again

    def add(self, buf: bytes, place: str, loaded: bool = True) -> None:
        """Takes in one dex file (a container with all files in it); `place` is its path in the package.

        `loaded`: the runtime loads it by itself; what is loaded comes in the runtime's order.
        """
        self._reading.add(buf, place, loaded)
        if self._kept + len(buf) <= KEPT:
            self._kept += len(buf)
            self.kept[place] = buf

    def finish(self) -> None:
        """Joins what was added. Nothing can be added afterwards."""
        reading = self._reading
        del self._reading
        self._join(reading)

    # ---- names -------------------------------------------------------------------------------------------

    def type_number(self, name: str) -> int:
        """The number of a class by its dotted name (or descriptor), -1 if the app does not name it."""
        return self.types.find(_descriptor(name))

    def type_name(self, number: int) -> str:
        """Dotted: com.vendor.Foo$Bar, int[]."""
        return dotted(self.types[number])

    def descriptor(self, method: int) -> str:
        """Parameters and return type as in dex: (Ljava/lang/String;I)V."""
        row = self.proto_types(int(self.method_proto[method])).tolist()
        if not row:
            return ""
        listed = [mutf8(self.types[number]) for number in row]
        return f"({''.join(listed[1:])}){listed[0]}"

    def method(self, number: int) -> tuple[str, str, str]:
        """Class (dotted), name, descriptor."""
        name = mutf8(self.names[int(self.method_name[number])])
        return self.type_name(int(self.method_class[number])), name, self.descriptor(number)

    def field(self, number: int) -> tuple[str, str, str]:
        """Class (dotted), name, type descriptor."""
        name = mutf8(self.names[int(self.field_name[number])])
        kind = mutf8(self.types[int(self.field_type[number])])
        return self.type_name(int(self.field_class[number])), name, kind

    # ---- classes -----------------------------------------------------------------------------------------

    def methods_of(self, number: int) -> range:
        """The methods of a type that it defines or that are called on it."""
        return range(int(self.method_first[number]), int(self.method_first[number + 1]))

    def interfaces_of(self, number: int) -> Column:
        """The interfaces that a type of the app names itself."""
        return self.interface[int(self.interface_first[number]) : int(self.interface_first[number + 1])]

    def ancestors(self, number: int) -> tuple[int, ...]:
        """A type, its superclasses and interfaces, nearest first, as far as the app's own classes tell."""
        found = {number: None}
        line = [number]
        for at in line:
            for above in (int(self.type_super[at]), *self.interfaces_of(at).tolist()):
                if above >= 0 and above not in found and len(line) < _ANCESTORS:
                    found[above] = None
                    line.append(above)
        return tuple(found)

    # ---- finding -----------------------------------------------------------------------------------------

    def find_methods(self, target: str) -> Column:
        """Methods that "a.b.C.name" (or "a.b.C.name(I)V") means: those of the class itself, and those called
        on a class that inherits them from it, in the app or in the framework."""
        cls, name, proto = _split(target)
        wanted = self.names.find(name)
        owners = self._named(cls)
        if wanted < 0 or not owners:
            return _NONE
        names, by_name = self._by_name
        key = names.dtype.type(wanted)  # a number of another type makes numpy copy the whole column
        rows = np.sort(by_name[names.searchsorted(key) : names.searchsorted(key, "right")])
        own = np.isin(self.method_class[rows], np.array(sorted(owners)))
        rows = rows[own | self._inherited[rows]]  # of the many methods of a common name few are left
        meant = [self._is(row, owners) and proto in ("", self.descriptor(row)) for row in rows.tolist()]
        found: Column = rows[meant]
        return found

    @cached_property
    def _inherited(self) -> Column:
        """Methods called on a class of the app that gets them from outside of the app."""
        found: Column = (
            (self.method_file < 0)
            & (self.method_target == np.arange(len(self.method_class)))
            & (self.type_file[self.method_class] >= 0)
        )
        return found

    def _named(self, cls: bytes) -> frozenset[int]:
        """A class and its heirs in the framework, as far as the app names them."""
        numbers = (self.types.find(_descriptor(name)) for name in heirs(dotted(cls)))
        return frozenset(number for number in numbers if number >= 0)

    def _is(self, method: int, owners: frozenset[int]) -> bool:
        cls = int(self.method_class[method])
        return cls in owners or bool(owners.intersection(self.ancestors(cls)))

    @cached_property
    def _by_name(self) -> tuple[Column, Column]:
        rows = order(self.method_name)
        return self.method_name[rows], rows

    def find_fields(self, target: str) -> Column:
        """Fields that "a.b.C.name" means, also named on a class of the app that inherits from it."""
        cls, name, _ = _split(target)
        owner, wanted = self.types.find(cls), self.names.find(name)
        if owner < 0 or wanted < 0:
            return _NONE
        rows = np.flatnonzero(self.field_name == wanted)
        return rows[[owner in self.ancestors(int(self.field_class[row])) for row in rows.tolist()]]

    def callers(self, methods: Column | Sequence[int]) -> Column:
        """Rows of `calls` that call one of these methods."""
        return self.calls.to(methods)

    def readers(self, fields: Column | Sequence[int]) -> Column:
        """Rows of `fields_used` that read one of these fields (iget*, sget*)."""
        rows = self.fields_used.to(fields)
        op = self.fields_used.op[rows]
        return rows[((op >= 0x52) & (op <= 0x58)) | ((op >= 0x60) & (op <= 0x66))]

    def find_strings(
        self, pattern: re.Pattern[bytes], holding: bytes
    ) -> Iterator[tuple[int, re.Match[bytes]]]:
        """Matches in the constant strings (bytes as in the file, MUTF-8) that hold certain bytes, with the
        string's number."""
        return self.strings.search(pattern, holding)

    def inventory(self) -> Inventory:
        """The columns of the inventory that concern code: packages, classes, calls, refers, externals,
        strings, shapes, fingerprint."""
        self.kept.clear()  # no body is looked at any more
        return code_inventory.inventory(self)


def dotted(descriptor: bytes) -> str:
    """A class as people write it: com.vendor.Foo$Bar, int, java.lang.String[]."""
    text = mutf8(descriptor)
    inner = text.lstrip("[")
    if inner[:1] == "L" and inner[-1:] == ";":
        name = inner[1:-1].replace("/", ".")
    else:
        name = _PRIMITIVES.get(inner, inner)
    return name + "[]" * (len(text) - len(inner))


def _descriptor(name: str) -> bytes:
    if name[:1] == "[" or name.endswith(";") or "/" in name:
        return name.encode("utf-8", "surrogatepass")
    inner = name.rstrip("[]")
    text = "[" * ((len(name) - len(inner)) // 2) + _SHORT.get(inner, f"L{inner.replace('.', '/')};")
    return text.encode("utf-8", "surrogatepass")


def _split(target: str) -> tuple[bytes, bytes, str]:
    """Class descriptor, name and descriptor (or "") of "a.b.C.name(I)V"."""
    path, bracket, rest = target.partition("(")
    cls, _, name = path.rpartition(".")
    return _descriptor(cls), name.encode("utf-8", "surrogatepass"), bracket + rest


__all__ = ["CONST_CLASS", "NEW_INSTANCE", "Code", "Edges", "dotted"]
