"""The pools of a DEX file: all that a recipe names, in file order."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CallSite:
    """What an invoke-custom names: a static bootstrap method, a name, a type and more constants."""

    bootstrap: str
    name: str
    proto: str
    extra: tuple[
        Any, ...
    ] = ()  # texts, ints, ("method_handle", "Lcls;->m()V"), ("proto", "()V"), ("type", "Lcls;")


def split_proto(descriptor: str) -> tuple[str, tuple[str, ...]]:
    """(return type, parameter types) of "(ILjava/lang/String;)V"."""
    inside, ret = descriptor[1:].rsplit(")", 1)
    out, start, at = [], 0, 0
    while at < len(inside):
        while inside[at] == "[":
            at += 1
        at = inside.index(";", at) + 1 if inside[at] == "L" else at + 1
        out.append(inside[start:at])
        start = at
    return ret, tuple(out)


def mutf8(text: str) -> bytes:
    """Modified UTF-8: NUL in two bytes, surrogates each by itself, no terminator."""
    out = bytearray()
    for (unit,) in struct.iter_unpack("<H", text.encode("utf-16-le", "surrogatepass")):
        if 0 < unit < 0x80:
            out.append(unit)
        elif unit < 0x800:
            out += bytes([0xC0 | unit >> 6, 0x80 | unit & 0x3F])
        else:
            out += bytes([0xE0 | unit >> 12, 0x80 | unit >> 6 & 0x3F, 0x80 | unit & 0x3F])
    return bytes(out)


def split_method(item: str) -> tuple[str, str, str]:
    owner, rest = item.split("->")
    name, _paren, _tail = rest.partition("(")
    return owner, name, rest[rest.index("(") :]


def split_field(item: str) -> tuple[str, str, str]:
    owner, rest = item.split("->")
    name, kind = rest.split(":")
    return owner, name, kind


def shorty(proto: str) -> str:
    ret, params = split_proto(proto)
    return "".join("L" if kind[0] in "L[" else kind for kind in (ret, *params))


class Pools:
    """Everything that is named anywhere, sorted the way the format asks."""

    def __init__(self, named: Iterable[tuple[str, Any]]):
        self.items: dict[str, dict[Any, int]] = {}
        self._found: dict[str, dict[Any, None]] = {
            pool: {} for pool in ("string", "type", "proto", "field", "method", "call_site", "method_handle")
        }
        for name, item in named:
            self.add(name, item)
        utf16: Callable[[str], bytes] = lambda text: text.encode("utf-16-be", "surrogatepass")  # noqa: E731
        self._sort("string", utf16)
        string, types = self.items["string"], self._sort("type", lambda t: self.items["string"][t])
        protos = self._sort(
            "proto", lambda p: (types[split_proto(p)[0]], [types[t] for t in split_proto(p)[1]])
        )
        self._sort(
            "field", lambda f: (types[split_field(f)[0]], string[split_field(f)[1]], types[split_field(f)[2]])
        )
        self._sort(
            "method",
            lambda m: (types[split_method(m)[0]], string[split_method(m)[1]], protos[split_method(m)[2]]),
        )
        self._sort("method_handle", lambda m: self.items["method"][m])
        self.items["call_site"] = {item: n for n, item in enumerate(self._found["call_site"])}

    def index(self, pool: str, item: Any) -> int:
        return self.items[pool][item]

    def _sort(self, pool: str, key: Callable[[Any], Any]) -> dict[Any, int]:
        self.items[pool] = {item: n for n, item in enumerate(sorted(self._found[pool], key=key))}
        return self.items[pool]

    def add(self, pool: str, item: Any) -> None:
        """One item and all that it is made of."""
        if item in self._found[pool]:
            return
        self._found[pool][item] = None
        if pool == "type":
            self.add("string", item)
        elif pool == "proto":
            self.add("string", shorty(item))
            ret, params = split_proto(item)
            for name in (ret, *params):
                self.add("type", name)
        elif pool == "field":
            owner, name, kind = split_field(item)
            for what, part in (("type", owner), ("string", name), ("type", kind)):
                self.add(what, part)
        elif pool in ("method", "method_handle"):
            owner, name, proto = split_method(item)
            for what, part in (("type", owner), ("string", name), ("proto", proto)):
                self.add(what, part)
            self.add("method", item)
        elif pool == "call_site":
            for what, part in (
                ("method_handle", item.bootstrap),
                ("string", item.name),
                ("proto", item.proto),
            ):
                self.add(what, part)
            for extra in item.extra:
                if isinstance(extra, tuple):
                    self.add(*extra)
                elif isinstance(extra, str):
                    self.add("string", extra)
