"""What the code contains, independent of any signature: the code columns of the inventory."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scanner import code_shapes
from scanner.columns import Column, distinct, order
from scanner.formats.dex import texts
from scanner.model import Inventory

if TYPE_CHECKING:
    from scanner.code_columns import Columns

_CONST_CLASS = 0x1C
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9$]*(?:[._/][A-Za-z0-9$]+)+")
"""com.vendor.action.X, vendor_config, a/b.json."""
_TOKEN = re.compile(rb"(?=[A-Za-z$]*[0-9])[A-Za-z0-9$]{20,}")
"""A part of a name that is rather a key: never kept, as it may be a secret."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$._/"
_LONGEST_NAME = 100
_MOST = 200_000


def inventory(code: Columns) -> Inventory:
    """packages, classes, calls, refers, externals, strings, shapes, fingerprint of a finished code index."""
    calls = _package_pairs(code, [_calls(code)])
    refers = distinct(
        np.concatenate((calls, _package_pairs(code, _references(code)))), len(code.packages) ** 2
    )
    shapes = code_shapes.shapes(code)
    return Inventory(
        packages=code.packages,
        classes=_classes(code),
        calls=_grouped(code, calls),
        refers=_grouped(code, refers),
        externals=_externals(code),
        strings=_strings(code),
        shapes=code_shapes.by_package(code, shapes),
        fingerprint=code_shapes.fingerprint(shapes),
    )


def _classes(code: Columns) -> tuple[tuple[str, ...], ...]:
    found: list[list[str]] = [[] for _ in code.packages]
    defined = np.flatnonzero((code.type_file >= 0) & (code.type_package >= 0))
    names = [name[(name.rfind(b"/") + 1) or 1 : -1] for name in code.types.some(defined)]
    for name, place in zip(texts(names), code.type_package[defined].tolist(), strict=True):
        found[place].append(name)
    return tuple(tuple(sorted(names)) for names in found)


Pairs = tuple[Column, Column]


def _calls(code: Columns) -> Pairs:
    """Package that calls, package called (of the class whose method it is, if the app inherits it)."""
    user = np.repeat(code.type_package[code.method_class], np.diff(code.calls.first))
    return user, code.type_package[code.method_root[code.method_target]][code.calls.target]


def _references(code: Columns) -> list[Pairs]:
    """Package of a class, package of a type that it names."""
    package = code.type_package
    of_method = package[code.method_class]
    defined = np.flatnonzero(code.type_super >= 0)
    methods = np.flatnonzero(code.method_file >= 0)
    owner, named = code.proto_columns(code.method_proto[methods])
    calls, types, fields = code.calls, code.types_used, code.fields_used
    return [
        (package[defined], package[code.type_super[defined]]),
        (np.repeat(package, np.diff(code.interface_first)), package[code.interface]),
        (package[code.refers >> 32], package[code.refers & 0xFFFFFFFF]),
        (package[code.holds >> 32], package[code.holds & 0xFFFFFFFF]),
        (np.repeat(of_method, np.diff(calls.first)), of_method[calls.target]),
        (np.repeat(of_method, np.diff(types.first)), package[types.target]),
        (np.repeat(of_method, np.diff(fields.first)), package[code.field_class[fields.target]]),
        (of_method[methods[owner]], package[named]),
    ]


def _package_pairs(code: Columns, pairs: list[Pairs]) -> Column:
    """Distinct package * number of packages + package, sorted; without a package's relation to itself."""
    size = len(code.packages)
    found = [np.zeros(0, np.int64)]
    for first, second in pairs:
        kept = np.flatnonzero((first != second) & (first >= 0) & (second >= 0))
        found.append(distinct(first[kept].astype(np.int64) * size + second[kept], size**2))
    return distinct(np.concatenate(found), size**2)


def _grouped(code: Columns, pairs: Column) -> tuple[tuple[int, ...], ...]:
    size = max(len(code.packages), 1)
    first = np.searchsorted(pairs // size, np.arange(len(code.packages) + 1)).tolist()
    second = (pairs % size).tolist()
    return tuple(tuple(second[i:j]) for i, j in pairwise(first))


def _externals(code: Columns) -> dict[str, tuple[int, ...]]:
    """Methods and fields of classes outside the app, and class constants of these, with the packages that
    use them. A method called on a class of the app stands under the class outside that it is inherited from.
    """
    outside = (code.type_file < 0) & (code.type_package >= 0)
    outside &= np.array([name[:1] == b"L" for name in code.types], np.bool_)
    owners, names, users = [], [], []
    for edges, owner, name, use in (
        (code.calls, code.method_root, code.method_name, None),
        (code.fields_used, code.field_class, code.field_name, None),
        (code.types_used, np.arange(len(code.types)), np.zeros(len(code.types), np.int64), _CONST_CLASS),
    ):
        rows = np.flatnonzero(outside[owner[edges.target]] & (use is None or edges.op == use))
        target = edges.target[rows].astype(np.int64)
        package = code.type_package[code.method_class[edges.method[rows]]]
        size = len(code.packages) + 1
        pairs = distinct(target * size + package + 1, size * len(owner))
        pairs = pairs[pairs % size > 0]
        owners.append(owner[pairs // size])
        names.append(name[pairs // size])
        users.append(pairs % size - 1)
    return _named(code, np.concatenate(owners), np.concatenate(names), np.concatenate(users))


def _named(code: Columns, owners: Column, names: Column, users: Column) -> dict[str, tuple[int, ...]]:
    """The packages by "a.b.C.name", or "a.b.C" where the name is empty."""
    rows = order(owners, names, users)
    owners, names, users = owners[rows], names[rows], users[rows]
    member = np.append(True, (owners[1:] != owners[:-1]) | (names[1:] != names[:-1]))[: len(rows)]
    single = member | np.append(True, users[1:] != users[:-1])[: len(rows)]
    owners, names = owners[member], names[member]
    member, listed_users = member[single], users[single].tolist()
    first = [*np.flatnonzero(member).tolist(), len(member)]
    classes = [name[1:-1].replace(b"/", b".") for name in code.types.some(owners)]
    members = code.names.some(names)
    listed = [owner + b"." + name if name else owner for owner, name in zip(classes, members, strict=True)]
    found: dict[str, tuple[int, ...]] = {}
    for name, (i, j) in sorted(zip(texts(listed), pairwise(first), strict=True)):
        callers = tuple(listed_users[i:j])
        found[name] = tuple(sorted({*found[name], *callers})) if name in found else callers
    return found


def _strings(code: Columns) -> tuple[str, ...]:
    """Constants that look like names, in alphabetical order."""
    named = code.strings.some(code.strings.of(_LETTERS))
    fits, token = _NAME.fullmatch, _TOKEN.search
    found = {text for text in named if 4 <= len(text) <= _LONGEST_NAME and fits(text)}
    return tuple(text.decode("ascii") for text in sorted(found) if not token(text))[:_MOST]
