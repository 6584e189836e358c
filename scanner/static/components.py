"""Components: exported or not, providers that start by themselves, deep links and App Links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.components import Component, components
from scanner.formats.manifest import Values, sdk_levels
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.android import AndroidApp, Part

NAME = "components"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.COMPONENT, Kind.DEEP_LINK)

ENTRY = "AndroidManifest.xml"
LINKS = 500
"""At most this many links of one intent filter are written out: it allows every combination of its parts."""

_PATHS = (
    (ids.PATH, "{}"),
    (ids.PATH_PREFIX, "{}*"),
    (ids.PATH_PATTERN, "{}"),
    (ids.PATH_ADVANCED_PATTERN, "{}"),
    (ids.PATH_SUFFIX, "*{}"),
)


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per component of any part, and per link that one of its filters takes."""
    values = Values(app.resources)
    package = app.manifest.text_of("package")
    target = sdk_levels(app.manifest, values)["target"].level
    for part in app.parts:
        for component in components(part.manifest, values, package, target):
            yield _evidence(part, component)
            if component.type in ("activity", "activity-alias"):
                for path, one in component.element.below(component.path):
                    if one.tag == "intent-filter":
                        yield from _links(app, part, component, path, one, values)


def _evidence(part: Part, component: Component) -> Evidence:
    where = Where(
        entry=part.prefix + ENTRY,
        element=component.path,
        offset=component.element.offset,
        cls=component.name,
    )
    detail: dict[str, str | int | bool | tuple[str, ...]] = {
        "type": component.type,
        "exported": component.exported,
        "exported_stated": component.exported_stated,
        "enabled": component.enabled,
        "launcher": component.launcher,
        "permission": component.permission,
        "read_permission": component.read_permission,
        "write_permission": component.write_permission,
        "process": component.process,
        "target": component.target,
        "authorities": component.authorities,
        "actions": component.actions,
    }
    detail = {key: item for key, item in detail.items() if item not in ("", ())}
    if component.init_order is not None:
        detail["init_order"] = component.init_order
    return Evidence(Kind.COMPONENT, component.name, where, detail=detail)


def _links(
    app: AndroidApp, part: Part, component: Component, path: str, one: Element, values: Values
) -> Iterator[Evidence]:
    """Every scheme, host and path of a filter in every combination, as Android takes them."""
    data = list(one.each("data"))
    schemes = _all(values.text(element, ids.SCHEME) for element in data)
    hosts = _all(_host(element, values) for element in data)
    paths = _all(
        form.format(text)
        for element in data
        for attribute, form in _PATHS
        if (text := values.text(element, attribute))
    )
    categories = {values.text(element, ids.NAME) for element in one.each("category")}
    web = "http" in schemes or "https" in schemes
    detail: dict[str, str | bool] = {
        "component": component.name,
        "verified": web and values.boolean(one, ids.AUTO_VERIFY) is True,
        "browsable": "android.intent.category.BROWSABLE" in categories,
    }
    where = Where(entry=part.prefix + ENTRY, element=path, offset=one.offset)
    links = (
        f"{scheme}://{host}{place}"
        for scheme in schemes
        for host in hosts or [""]
        for place in (paths if host and paths else [""])
    )
    for number, link in enumerate(links):
        if number >= LINKS:
            app.partial(NAME, "limit", f"{path}: more than {LINKS} links")
            return
        yield Evidence(Kind.DEEP_LINK, link, where, detail=detail)


def _all(texts: Iterator[str | None]) -> list[str]:
    """Each once, in order."""
    return list(dict.fromkeys(text for text in texts if text))


def _host(element: Element, values: Values) -> str | None:
    host, port = values.text(element, ids.HOST), values.text(element, ids.PORT)
    return f"{host}:{port}" if host and port else host
