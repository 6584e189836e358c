"""Addresses that open the app, and other apps that it asks about.

Sources: developer.apple.com, CFBundleURLTypes, LSApplicationQueriesSchemes, "Associated Domains Entitlement".
To ask whether another app is installed, or to open it, is not to contain its SDK.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.bundles import Bundle, table, texts
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "url_schemes"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.DEEP_LINK, Kind.PACKAGE_QUERY)

_DOMAINS = "com.apple.developer.associated-domains"
MOST = 500
"""At most this many of one list."""


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence per scheme or domain of every program."""
    for bundle in app.programs:
        yield from _offered(bundle)
        where = Where(entry=bundle.info_path, element="LSApplicationQueriesSchemes")
        for scheme in texts(bundle.info.get("LSApplicationQueriesSchemes"))[:MOST]:
            yield Evidence(Kind.PACKAGE_QUERY, f"{scheme.lower()}://", where, detail={"type": "scheme"})
        yield from _domains(app, bundle)


def _offered(bundle: Bundle) -> Iterator[Evidence]:
    listed = bundle.info.get("CFBundleURLTypes")
    for number, item in enumerate(listed[:MOST] if isinstance(listed, list) else ()):
        for scheme in texts(table(item).get("CFBundleURLSchemes"))[:MOST]:
            where = Where(entry=bundle.info_path, element=f"CFBundleURLTypes/{number}/CFBundleURLSchemes")
            detail: Detail = {
                "component": bundle.text("CFBundleIdentifier"),
                "verified": False,
                "browsable": True,
            }
            yield Evidence(Kind.DEEP_LINK, f"{scheme.lower()}://", where, detail=detail)


def _domains(app: IosApp, bundle: Bundle) -> Iterator[Evidence]:
    """Universal links: pages of these hosts open the app, which the hosts themselves must confirm."""
    binary = app.binary_of(bundle)
    for entry in texts(binary.entitlements.get(_DOMAINS))[:MOST] if binary else ():
        service, _, host = entry.partition(":")
        if service == "applinks" and host:
            where = Where(entry=binary.path if binary else "", element=_DOMAINS)
            host = host.partition("?")[0]
            detail: Detail = {
                "component": bundle.text("CFBundleIdentifier"),
                "verified": True,
                "browsable": True,
            }
            yield Evidence(Kind.DEEP_LINK, f"https://{host}/", where, detail=detail)
