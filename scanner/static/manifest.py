"""Names of the app in every language, and the Android versions it is made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.manifest import Values, application_of, is_launcher, sdk_levels
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.android import AndroidApp

NAME = "manifest"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.LABEL, Kind.SDK_LEVEL)
ENTRY = "AndroidManifest.xml"


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per name and language, and per API level."""
    for fault in app.resources.faults:
        app.partial(NAME, "resources-unreadable", f"resources.arsc: {fault}")
    entry = app.parts[0].prefix + ENTRY
    values = Values(app.resources)
    for path, element in _named(app.manifest, values):
        where = Where(entry=entry, element=path, offset=element.offset)
        for locale, text in values.texts(element, ids.LABEL).items():
            if text.strip():
                yield Evidence(Kind.LABEL, text, where, detail={"locale": locale})
    for name, level in sdk_levels(app.manifest, values).items():
        where = Where(entry=entry, element=level.path, offset=level.element.offset)
        yield Evidence(Kind.SDK_LEVEL, name, where, detail={"level": level.level, "stated": level.stated})


def _named(root: Element, values: Values) -> Iterator[tuple[str, Element]]:
    """The application and what the home screen shows of it."""
    found = application_of(root)
    if found is None:
        return
    path, application = found
    yield path, application
    for place, element in application.below(path):
        if element.tag in ("activity", "activity-alias") and is_launcher(element, values):
            yield place, element
