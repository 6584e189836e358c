"""Flags of the manifest, each with Android's default where it is not stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.manifest import Values, application_of, sdk_levels
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.android import AndroidApp

NAME = "settings"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.MANIFEST_FLAG,)

ENTRY = "AndroidManifest.xml"
_CATEGORIES = (
    "game",
    "audio",
    "video",
    "image",
    "social",
    "news",
    "maps",
    "productivity",
    "accessibility",
)


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """One piece of evidence per flag of the base package, also for flags that are not stated."""
    values = Values(app.resources)
    target = sdk_levels(app.manifest, values)["target"].level
    path, application = application_of(app.manifest) or (app.manifest.tag, Element("application"))
    found = [
        *_switches(application, values, target),
        *_rules(application, values),
        _category(application, values),
    ]
    entry = app.parts[0].prefix + ENTRY
    where = Where(entry=entry, element=path, offset=application.offset)
    for attribute, on, stated, text in found:
        yield _evidence(attribute, on, stated, text, where)
    shared = values.text(app.manifest, ids.SHARED_USER_ID) or ""
    where = Where(entry=entry, element=app.manifest.tag, offset=app.manifest.offset)
    yield _evidence(ids.SHARED_USER_ID, bool(shared), bool(shared), shared, where)


Flag = tuple[int, bool, bool, str]


def _evidence(attribute: int, on: bool, stated: bool, text: str, where: Where) -> Evidence:
    detail: dict[str, bool | str] = {"on": on, "stated": stated}
    if text:
        detail["text"] = text
    return Evidence(Kind.MANIFEST_FLAG, ids.NAMES[attribute], where, detail=detail)


def _switches(application: Element, values: Values, target: int) -> Iterator[Flag]:
    """Flags that are on or off, and what Android takes them for if nothing is said.

    usesCleartextTraffic is the flag only: from Android 7 a network security configuration overrides it.
    """
    for attribute, default in (
        (ids.DEBUGGABLE, False),
        (ids.TEST_ONLY, False),
        (ids.ALLOW_BACKUP, True),
        (ids.USES_CLEARTEXT_TRAFFIC, target < 28),
        (ids.EXTRACT_NATIVE_LIBS, True),
        (ids.REQUEST_LEGACY_EXTERNAL_STORAGE, target < 29),
        (ids.IS_GAME, False),
    ):
        on = values.boolean(application, attribute)
        yield attribute, default if on is None else on, on is not None, ""


def _rules(application: Element, values: Values) -> Iterator[Flag]:
    """Flags that name a file of rules; fullBackupContent may also be true or false."""
    for attribute in (ids.FULL_BACKUP_CONTENT, ids.DATA_EXTRACTION_RULES, ids.NETWORK_SECURITY_CONFIG):
        item = application.get(attribute)
        if item is None:
            yield attribute, False, False, ""
        elif item.is_reference:
            yield attribute, item.data != 0, True, values.named(application, attribute) or ""
        else:
            yield attribute, values.boolean(application, attribute) is True, True, ""


def _category(application: Element, values: Values) -> Flag:
    number = values.integer(application, ids.APP_CATEGORY)
    if number is None or number < 0:
        return ids.APP_CATEGORY, False, False, ""
    text = _CATEGORIES[number] if number < len(_CATEGORIES) else str(number)
    return ids.APP_CATEGORY, True, True, text
