"""What a package contains, independent of any signature, so that new rules and SDKs work on stored scans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanner.app import App
from scanner.formats import ids
from scanner.hosts import host_of
from scanner.model import Inventory

_NAMED = (ids.NAME, ids.AUTHORITIES, ids.PERMISSION, ids.PROCESS, ids.TARGET_ACTIVITY)
NAME = "inventory"
NAMES = 200_000
"""At most this many names of each sort are kept."""


def of(app: App) -> Inventory:
    """The inventory of one app after its contents were read."""
    code = app.code.inventory()
    states = app.reach.package_states(app.code.type_package, len(code.packages))
    return replace(
        code,
        reach=states.reach,
        consent=states.consent,
        witness=states.witness,
        entries=tuple((c.path, c.size, c.sha256, c.magic) for c in app.contents),
        hosts=_sorted(_hosts(app)),
        strings=_strings(app, code.strings),
        names=_sorted(_manifest_names(app)),
        meta_data=_sorted(_meta_data(app)),
        exports=_sorted(_exports(app)),
        libraries=_sorted(_libraries(app)),
        resources=_sorted(app.resources.names()),
    )


def _sorted(items: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted({item for item in items if item})[:NAMES])


def _strings(app: App, of_code: tuple[str, ...]) -> tuple[str, ...]:
    """Names in code, and those that analyzers found in the contents of frameworks, which come first."""
    found = sorted(app.names_found)[:NAMES]
    return tuple(sorted({*found, *of_code[: NAMES - len(found)]}))


def _hosts(app: App) -> Iterator[str]:
    yield from app.hosts_found
    for content in app.contents:
        yield from (host_of(url) for _, url in content.found.urls)


def _manifest_names(app: App) -> Iterator[str]:
    for part in app.parts:
        for _, element in part.manifest.walk():
            for attribute in element.attributes:
                if attribute.id in _NAMED and attribute.text:
                    yield from attribute.text.split(";")


def _meta_data(app: App) -> Iterator[str]:
    for part in app.parts:
        for _, element in part.manifest.walk():
            if element.tag == "meta-data":
                name = element.get(ids.NAME)
                if name is not None and name.text:
                    yield name.text


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
    listed = ("hosts", "names", "meta_data", "exports", "libraries", "resources", "strings")
    return tuple(name for name in listed if len(getattr(made, name)) >= NAMES)
