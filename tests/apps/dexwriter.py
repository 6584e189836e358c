"""Writes DEX files for fixtures, from a few lines of recipe; every header and table field can be forged.

    dex(
        Class("Lcom/x/App;", Method("onCreate()V", ("return-void",)), parent="Landroid/app/Application;"),
        Class("Lcom/x/Sdk;", Method("init()V", ("return-void",), flags=PUBLIC | STATIC)),
        version=39, forge={"header.string_ids_size": 0xFFFFFFFF, "class_defs[1].superclass": 7},
    )

The same recipe gives the same bytes. All tables are sorted as the format asks, whatever the recipe's order,
and unless forged the SHA-1 and the checksum hold. Source: "Dalvik executable format", source.android.com.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.apps.dexlayout import Writer
from tests.apps.dexpools import CallSite, split_proto

PUBLIC, PRIVATE, STATIC, FINAL = 0x1, 0x2, 0x8, 0x10
NATIVE, INTERFACE, ABSTRACT, SYNTHETIC, CONSTRUCTOR = 0x100, 0x200, 0x400, 0x1000, 0x10000
OBJECT = "Ljava/lang/Object;"
__all__ = ["CallSite", "Class", "Field", "Method", "Writer", "constructor", "container", "dex"]


class Method:
    """One method: name and descriptor, then its code line by line. No code: abstract or native."""

    def __init__(self, name: str, *code: Any, flags: int = PUBLIC, registers: int | None = None,
                 annotations: Sequence[str] = (), raw: bytes | None = None):  # fmt: skip
        self.name, self.code, self.registers = name, code, registers
        self.flags = flags | (CONSTRUCTOR if name.startswith("<") else 0)
        self.flags |= STATIC if name.startswith("<clinit>") else 0
        self.annotations = annotations  # types; visible at run time, without elements
        self.raw = raw  # the code_item as it is

    @property
    def direct(self) -> bool:
        return bool(self.flags & (STATIC | PRIVATE)) or self.name.startswith("<")

    @property
    def ins(self) -> int:
        kinds = split_proto(self.name[self.name.index("(") :])[1]
        return sum(2 if kind in "JD" else 1 for kind in kinds) + (not self.flags & STATIC)


@dataclass
class Field:
    """One field, "NAME:type"; the value (text, number, bool, None) is the initial one of a static field."""

    name: str
    flags: int = PUBLIC
    value: str | int | bool | None = None


class Class:
    """One class with its members (Method and Field, in any order)."""

    def __init__(self, name: str, *members: Method | Field, parent: str | None = OBJECT,
                 interfaces: Sequence[str] = (), flags: int = PUBLIC, source: str | None = None,
                 raw_data: bytes | None = None):  # fmt: skip
        self.name, self.parent, self.interfaces, self.flags = name, parent, tuple(interfaces), flags
        self.methods = [member for member in members if isinstance(member, Method)]
        self.fields = [member for member in members if isinstance(member, Field)]
        self.source, self.raw_data = source, raw_data  # raw_data: the class_data_item as it is


def constructor(parent: str = OBJECT, *code: Any) -> Method:
    """The default constructor: calls the parent's one, then runs `code`."""
    return Method("<init>()V", ("invoke-direct", ("p0",), f"{parent}-><init>()V"), *code, ("return-void",))


def dex(*classes: Class, version: int = 35, **options: Any) -> bytes:
    """One DEX file; see `Writer` for the options. From version 41 on, a container of one."""
    return container(classes, version=version, **options)


def container(*parts: Iterable[Class], version: int = 41, **options: Any) -> bytes:
    """Logical DEX files one after the other in one physical file (41: offsets count from its start)."""
    writers = [Writer(list(classes), version=version, **options) for classes in parts]
    sizes = [len(writer.lay_out(0)) for writer in writers]
    bases = [sum(sizes[:n]) if version >= 41 else 0 for n in range(len(sizes))]
    return b"".join(w.finish(base, sum(sizes)) for w, base in zip(writers, bases, strict=True))
