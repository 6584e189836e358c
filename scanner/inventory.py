"""What a package contains, independent of any signature, so that new rules and SDKs work on stored scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from scanner.app import App
from scanner.hosts import host_of
from scanner.model import Inventory

_LISTED = (
    *("names", "meta_data", "resources"),
    *(
        "frameworks",
        "objc_classes",
        "swift_modules",
        "symbols",
        "selectors",
        "bundles",
        "plist_keys",
        "schemes",
    ),
)
"""Columns of names that a platform's reader gives as they come."""
NAME = "inventory"
NAMES = 200_000
"""At most this many names of each sort are kept."""


def of(app: App) -> Inventory:
    """The inventory of one app after its contents were read."""
    made = app.inventory()
    listed: dict[str, Any] = {name: _sorted(getattr(made, name)) for name in _LISTED}
    return replace(
        made,
        **listed,
        entries=tuple((c.path, c.size, c.sha256, c.magic) for c in app.contents),
        hosts=_sorted(_hosts(app)),
        strings=_strings(app, made.strings),
        exports=_sorted((*made.exports, *_exports(app))),
        libraries=_sorted((*made.libraries, *_libraries(app))),
    )


def _sorted(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({item for item in items if item})[:NAMES])


def _strings(app: App, of_code: tuple[str, ...]) -> tuple[str, ...]:
    """Names in code, and those that analyzers found in the contents of frameworks, which come first."""
    found = sorted(app.names_found)[:NAMES]
    return tuple(sorted({*found, *of_code[: NAMES - len(found)]}))


def _hosts(app: App) -> Iterator[str]:
    yield from app.hosts_found
    for content in app.contents:
        yield from (host_of(url) for at, url in content.found.urls if not app.in_signature(content, at))


def _exports(app: App) -> Iterator[str]:
    """Names that identify a library: what it offers to Java, and plain C names; not mangled C++ names."""
    for content in app.contents:
        if content.elf is not None:
            yield from content.elf.exports


def _libraries(app: App) -> Iterator[str]:
    for content in app.contents:
        if content.elf is not None:
            yield content.name.rsplit("/", 1)[-1]
            yield from content.elf.needed


def cut(made: Inventory) -> tuple[str, ...]:
    """The columns that hold as many names as they may: of what came after nobody knows."""
    listed = (*_LISTED, "hosts", "exports", "libraries", "strings")
    return tuple(name for name in listed if len(getattr(made, name)) >= NAMES)
