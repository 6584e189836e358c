"""The classes from which Android starts an app's code, read from its manifests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.formats import ids
from scanner.formats.arsc import Resources
from scanner.formats.axml import Element
from scanner.formats.components import components
from scanner.formats.manifest import Values, class_name, sdk_levels

_STARTUP = "androidx.startup"
"""Value of the meta-data of a provider that names classes which androidx.startup makes and starts."""


@dataclass(frozen=True, slots=True)
class EntryPoints:
    """Dotted class names from the manifest."""

    components: tuple[str, ...] = ()  # all of them, the application class and the like included
    early: tuple[str, ...] = ()  # those whose start runs before consent


def entry_points(manifests: Iterable[Element], resources: Resources | None = None) -> EntryPoints:
    """The classes that the manifests (base first, then splits) make Android start."""
    values, every, early = Values(resources), [], []
    package, target = "", 0
    for number, root in enumerate(manifests):
        if not number:
            package, target = root.text_of("package"), sdk_levels(root, values)["target"].level
        for item in components(root, values, package, target):
            name = item.target if item.type == "activity-alias" else item.name
            every.append(name)
            first = item.launcher or item.type in ("application", "component-factory", "provider")
            if first and item.enabled:
                early.append(name)
            if item.type == "provider" and item.enabled:
                found = [class_name(package, text) for text in _initialisers(item.element, values)]
                every += found
                early += found
    return EntryPoints(tuple(dict.fromkeys(every)), tuple(dict.fromkeys(early)))


def _initialisers(provider: Element, values: Values) -> list[str]:
    """Classes that androidx.startup's provider is told to start."""
    return [
        values.text(item, ids.NAME) or ""
        for item in provider.each("meta-data")
        if values.text(item, ids.VALUE) == _STARTUP
    ]
