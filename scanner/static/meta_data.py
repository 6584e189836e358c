"""Meta-data of the application and its components: where SDKs are given their keys and switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.components import TAGS
from scanner.formats.manifest import Values, application_of, class_name
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where
from scanner.redact import kept

if TYPE_CHECKING:
    from scanner.android import AndroidApp

NAME = "meta_data"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.META_DATA,)

ENTRY = "AndroidManifest.xml"


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per meta-data element of any part."""
    values = Values(app.resources)
    package = app.manifest.text_of("package")
    for part in app.parts:
        for path, element, cls in _all(part.manifest, values, package):
            key = values.text(element, ids.NAME)
            if key:
                where = Where(entry=part.prefix + ENTRY, element=path, offset=element.offset)
                detail = {"text": kept(_value(element, values)), "component": cls}
                detail = {name: text for name, text in detail.items() if text}
                yield Evidence(Kind.META_DATA, key, where, detail=detail)


def _all(root: Element, values: Values, package: str) -> Iterator[tuple[str, Element, str]]:
    """(path, meta-data element, class of its component or "")."""
    found = application_of(root)
    if found is None:
        return
    for path, element in found[1].below(found[0]):
        if element.tag == "meta-data":
            yield path, element, ""
        elif element.tag in TAGS:
            cls = class_name(package, values.text(element, ids.NAME) or "")
            for place, child in element.below(path):
                if child.tag == "meta-data":
                    yield place, child, cls


def _value(element: Element, values: Values) -> str:
    """What the app reads: the value with references followed, or the resource by its name."""
    if element.get(ids.RESOURCE) is not None:
        return values.named(element, ids.RESOURCE) or ""
    return values.text(element, ids.VALUE) or ""
