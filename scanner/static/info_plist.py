"""What Info.plist says of the app: names in every language, system versions, devices, its other programs.

Sources: developer.apple.com, "Information Property List" and "App extension keys".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.bundles import Bundle, text, texts
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where
from scanner.redact import kept

NAME = "info_plist"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.LABEL, Kind.SDK_LEVEL, Kind.META_DATA, Kind.COMPONENT)

_NAMES = ("CFBundleDisplayName", "CFBundleName")
_LEVELS = (("min", "MinimumOSVersion"), ("target", "DTPlatformVersion"))
_SAID_ELSEWHERE = frozenset({*_NAMES, "NSAppTransportSecurity", "CFBundleURLTypes"})
"""Keys that other evidence gives in full."""
_LISTED = 20
"""Members of a list that are written out."""


def analyze(app: IosApp) -> Iterator[Evidence]:
    """Names, versions and keys of the app; one component for each further program in it."""
    for bundle in app.bundles:
        if bundle.fault:
            app.partial(NAME, "unread", f"{bundle.info_path}: {bundle.fault}")
    yield from _labels(app)
    yield from _levels(app.main)
    for bundle in app.programs:
        yield from _keys(app, bundle)
    for bundle in app.programs[1:]:
        yield _program(bundle)


def _labels(app: IosApp) -> Iterator[Evidence]:
    main = app.main
    for key in _NAMES:
        if own := main.text(key).strip():
            where = Where(entry=main.info_path, element=key)
            yield Evidence(Kind.LABEL, own, where, detail={"locale": ""})
        for locale, (name, path) in sorted(app.localised(main, key).items()):
            if name.strip():
                where = Where(entry=path, element=_place(path, locale, key))
                yield Evidence(Kind.LABEL, name, where, detail={"locale": locale})


def _place(path: str, locale: str, key: str) -> str:
    return f"{locale}/{key}" if path.endswith(".loctable") else key


def _levels(main: Bundle) -> Iterator[Evidence]:
    """The lowest system version, and that of the SDK the app was built with."""
    for name, key in _LEVELS:
        version = main.text(key)
        major = version.partition(".")[0]
        if major.isascii() and major.isdecimal():
            detail: Detail = {"level": int(major[:4]), "stated": True, "text": version[:20]}
            yield Evidence(Kind.SDK_LEVEL, name, Where(entry=main.info_path, element=key), detail=detail)


def _keys(app: IosApp, bundle: Bundle) -> Iterator[Evidence]:
    """Every key at the top, with what is simple of its value: here SDKs are given their keys."""
    component = "" if bundle is app.main else bundle.text("CFBundleIdentifier")
    for key, value in bundle.info.items():
        if key in _SAID_ELSEWHERE or key.endswith("UsageDescription"):
            continue
        detail: Detail = {"text": kept(_shown(value)), "component": component}
        where = Where(entry=bundle.info_path, element=key)
        yield Evidence(
            Kind.META_DATA, key, where, detail={name: said for name, said in detail.items() if said}
        )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value[:_LISTED])))
    if isinstance(value, Mapping):
        return ", ".join(str(key) for key in list(value)[:_LISTED])
    return text(value)


def _program(bundle: Bundle) -> Evidence:
    extension = bundle.info.get("NSExtension")
    points = texts(extension.get("NSExtensionPointIdentifier")) if isinstance(extension, Mapping) else ()
    attributes = bundle.info.get("EXAppExtensionAttributes")
    if isinstance(attributes, Mapping):
        points += texts(attributes.get("EXExtensionPointIdentifier"))
    detail: dict[str, str | bool | tuple[str, ...]] = {"type": bundle.kind.value, "exported": False}
    if points:
        detail["actions"] = points
    name = bundle.text("CFBundleIdentifier") or bundle.path
    return Evidence(Kind.COMPONENT, name, Where(entry=bundle.info_path), detail=detail)
