"""The components of a manifest as Android installs them: names in full, exported and enabled decided.

Source: AOSP frameworks/base, core/java/com/android/internal/pm/pkg/component/Parsed*Utils.java: a component
with intent filters is exported unless it says otherwise; a provider is, below targetSdkVersion 17.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.manifest import Values, application_of, class_name, is_launcher, spots

TAGS = ("activity", "activity-alias", "service", "receiver", "provider")
OTHER_CODE = (
    ("application", ids.NAME),
    ("component-factory", ids.APP_COMPONENT_FACTORY),
    ("backup-agent", ids.BACKUP_AGENT),
    ("zygote-preload", ids.ZYGOTE_PRELOAD_NAME),
)
"""Attributes of the application element that name code Android starts, and what it is called here."""


@dataclass(frozen=True, slots=True)
class Component:
    """One component, or another class that the manifest makes Android start (OTHER_CODE, instrumentation)."""

    type: str
    name: str
    path: str
    element: Element
    exported: bool = False
    exported_stated: bool = False
    enabled: bool = True
    launcher: bool = False
    permission: str = ""  # that a caller needs; of a provider, to read and write
    read_permission: str = ""  # where a provider asks for different ones
    write_permission: str = ""
    process: str = ""  # in full, if not the app's own
    target: str = ""  # of an activity-alias
    authorities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    init_order: int | None = None


def components(root: Element, values: Values, package: str, target: int) -> Iterator[Component]:
    """Every component of one manifest, in its order. `package` and `target` are those of the base package."""
    for path, element in spots(root, "instrumentation"):
        name = values.text(element, ids.NAME)
        if name:
            yield Component("instrumentation", class_name(package, name), path, element)
    found = application_of(root)
    if found is None:
        return
    path, application = found
    for kind, attribute in OTHER_CODE:
        name = values.text(application, attribute)
        if name:
            yield Component(kind, class_name(package, name), path, application)
    reader = _Reader(values, package, target, application)
    for place, element in application.below(path):
        if element.tag in TAGS and values.text(element, ids.NAME):  # Android refuses one without a name
            yield reader.component(place, element)


class _Reader:
    """What the components of one application element take from it."""

    def __init__(self, values: Values, package: str, target: int, application: Element) -> None:
        self.values, self.package, self.target = values, package, target
        self.enabled = values.boolean(application, ids.ENABLED) is not False
        self.permission = values.text(application, ids.PERMISSION) or ""
        self.process = self._process(values.text(application, ids.PROCESS), package)

    def component(self, path: str, element: Element) -> Component:
        values, provider = self.values, element.tag == "provider"
        stated = values.boolean(element, ids.EXPORTED)
        default = self.target < 17 if provider else self._has_filter(element)
        permission, read, write = self._permissions(element)
        process = self._process(values.text(element, ids.PROCESS), self.process)
        return Component(
            element.tag,
            class_name(self.package, values.text(element, ids.NAME) or ""),
            path,
            element,
            default if stated is None else stated,
            stated is not None,
            self.enabled and values.boolean(element, ids.ENABLED) is not False,
            element.tag in ("activity", "activity-alias") and is_launcher(element, values),
            permission,
            read,
            write,
            "" if process == self.package else process,
            class_name(self.package, values.text(element, ids.TARGET_ACTIVITY) or ""),
            tuple(filter(None, (values.text(element, ids.AUTHORITIES) or "").split(";"))) if provider else (),
            self._actions(element),
            values.integer(element, ids.INIT_ORDER) if provider else None,
        )

    def _has_filter(self, element: Element) -> bool:
        """A filter without an action does not count, except on a service."""
        return any(
            element.tag == "service" or one.child("action") is not None
            for one in element.each("intent-filter")
        )

    def _actions(self, element: Element) -> tuple[str, ...]:
        names = (
            self.values.text(action, ids.NAME)
            for one in element.each("intent-filter")
            for action in one.each("action")
        )
        return tuple(dict.fromkeys(name for name in names if name))

    def _permissions(self, element: Element) -> tuple[str, str, str]:
        """Needed for all, to read only, to write only."""
        text = self.values.text(element, ids.PERMISSION)
        both = self.permission if text is None else text
        if element.tag != "provider":
            return both, "", ""
        read = self.values.text(element, ids.READ_PERMISSION) or both
        write = self.values.text(element, ids.WRITE_PERMISSION) or both
        return (read, "", "") if read == write else ("", read, write)

    def _process(self, text: str | None, default: str) -> str:
        if not text:
            return default
        return self.package + text if text.startswith(":") else text
