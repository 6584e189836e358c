"""Permissions asked for, defined, and implied; special access; other apps that are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids, res_value
from scanner.formats.axml import Element
from scanner.formats.manifest import Values, application_of, class_name, sdk_levels, spots
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.android import AndroidApp, Part

NAME = "permissions"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.PERMISSION, Kind.PERMISSION_DEFINED, Kind.PACKAGE_QUERY)

ENTRY = "AndroidManifest.xml"
_ASKED = ("uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m")
_NEVER_FOR_LOCATION = 0x10000
_SPECIAL = "android.permission.BIND_"
_ALWAYS = 1 << 31

# What Android grants to apps for old versions without their asking: below that target, the permission comes
# with another one, or ("") with nothing. AOSP frameworks/base, CompatibilityPermissionInfo.java and
# data/etc/platform.xml (split-permission).
_IMPLIED = (
    (4, "", "android.permission.WRITE_EXTERNAL_STORAGE"),
    (4, "", "android.permission.READ_PHONE_STATE"),
    (16, "android.permission.READ_CONTACTS", "android.permission.READ_CALL_LOG"),
    (16, "android.permission.WRITE_CONTACTS", "android.permission.WRITE_CALL_LOG"),
    (33, "android.permission.WRITE_EXTERNAL_STORAGE", "android.permission.READ_EXTERNAL_STORAGE"),
)
_LEVELS = ("normal", "dangerous", "signature", "signatureOrSystem", "internal")
_LEVEL_FLAGS = (
    (0x10, "privileged"),
    (0x20, "development"),
    (0x40, "appop"),
    (0x80, "pre23"),
    (0x100, "installer"),
    (0x200, "verifier"),
    (0x400, "preinstalled"),
    (0x800, "setup"),
    (0x1000, "instant"),
    (0x2000, "runtime"),
)


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """Evidence from the manifests of all parts: Android grants what splits ask for to the whole app."""
    values = Values(app.resources)
    asked: dict[str, int] = {}  # permission -> newest Android that it is asked for on
    for part in app.parts:
        for item in _asked(part):
            most = item.detail.get("max_sdk", _ALWAYS)
            assert isinstance(most, int)
            asked[item.value] = max(most, asked.get(item.value, 0))
            yield item
        yield from _special(part, values, app.manifest.text_of("package"))
        yield from _defined(part, values)
        yield from _queries(part, values)
    yield from _implied(app, values, asked)


def _where(part: Part, path: str, element: Element, cls: str = "") -> Where:
    return Where(entry=part.prefix + ENTRY, element=path, offset=element.offset, cls=cls)


def _asked(part: Part) -> Iterator[Evidence]:
    """uses-permission. Android takes the name only from the manifest itself, never from a resource."""
    values = Values(None)
    for path, element in spots(part.manifest, *_ASKED):
        name = element.get(ids.NAME)
        if name is None or name.type != res_value.STRING or not name.text:
            continue
        detail: dict[str, str | int | bool] = {"element": element.tag}
        most = values.integer(element, ids.MAX_SDK_VERSION)
        if most is not None:
            detail["max_sdk"] = most
        if (values.integer(element, ids.USES_PERMISSION_FLAGS) or 0) & _NEVER_FOR_LOCATION:
            detail["never_for_location"] = True
        yield Evidence(Kind.PERMISSION, name.text, _where(part, path, element), detail=detail)


def _special(part: Part, values: Values, package: str) -> Iterator[Evidence]:
    """Special access: a component only the system may bind to, which a user switches on in the settings."""
    found = application_of(part.manifest)
    for path, element in found[1].below(found[0]) if found else ():
        permission = values.text(element, ids.PERMISSION) or ""
        if element.tag in ("service", "receiver") and permission.startswith(_SPECIAL):
            cls = class_name(package, values.text(element, ids.NAME) or "")
            where = _where(part, path, element, cls)
            yield Evidence(Kind.PERMISSION, permission, where, detail={"element": element.tag})


def _implied(app: AndroidApp, values: Values, asked: dict[str, int]) -> Iterator[Evidence]:
    level = sdk_levels(app.manifest, values)["target"]
    where = _where(app.parts[0], level.path, level.element)
    for below, source, permission in _IMPLIED:
        most = asked.get(source) if source else _ALWAYS
        if level.level >= below or most is None or permission in asked:
            continue
        asked[permission] = most
        detail: dict[str, str | int] = {"element": "implied"}
        if most != _ALWAYS:
            detail["max_sdk"] = most
        yield Evidence(Kind.PERMISSION, permission, where, detail=detail)


def _defined(part: Part, values: Values) -> Iterator[Evidence]:
    for path, element in spots(part.manifest, "permission", "permission-tree"):
        name = values.text(element, ids.NAME)
        if name:
            level = _level(values.integer(element, ids.PROTECTION_LEVEL) or 0)
            where = _where(part, path, element)
            yield Evidence(Kind.PERMISSION_DEFINED, name, where, detail={"level": level})


def _level(number: int) -> str:
    base = number & 0xF
    words = [_LEVELS[base] if base < len(_LEVELS) else str(base)]
    return "|".join(words + [word for flag, word in _LEVEL_FLAGS if number & flag])


def _queries(part: Part, values: Values) -> Iterator[Evidence]:
    for outer, queries in spots(part.manifest, "queries"):
        for path, element in queries.below(outer):
            where = _where(part, path, element)
            if element.tag == "package":
                asked = [values.text(element, ids.NAME)]
            elif element.tag == "provider":
                asked = list((values.text(element, ids.AUTHORITIES) or "").split(";"))
            elif element.tag == "intent":
                asked = [_intent(element, values)]
            else:
                continue
            for text in filter(None, asked):
                yield Evidence(Kind.PACKAGE_QUERY, text, where, detail={"type": element.tag})


def _intent(element: Element, values: Values) -> str:
    """ "action category scheme://host type" of what an intent query names."""
    words = [values.text(child, ids.NAME) for tag in ("action", "category") for child in element.each(tag)]
    for data in element.each("data"):
        scheme, host = values.text(data, ids.SCHEME), values.text(data, ids.HOST)
        words += [f"{scheme}://{host or ''}" if scheme else host, values.text(data, ids.MIME_TYPE)]
    return " ".join(word for word in words if word)
