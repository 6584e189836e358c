"""Switches of Info.plist: background work, file sharing, transport security.

Sources: developer.apple.com, UIBackgroundModes, UIFileSharingEnabled, LSSupportsOpeningDocumentsInPlace,
NSAppTransportSecurity, NSPinnedDomains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.bundles import Bundle, table, texts
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "ios_settings"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.MANIFEST_FLAG, Kind.NETWORK_CONFIG)

_ATS = "NSAppTransportSecurity"
_PARTS = (
    ("NSAllowsArbitraryLoadsInWebContent", "in web views only"),
    ("NSAllowsArbitraryLoadsForMedia", "media only"),
    ("NSAllowsLocalNetworking", "local network only"),
)
"""Keys that let a part of the traffic go unprotected; where one stands, iOS 10 ignores the general key."""
_SINCE = 9
"""Transport security holds for apps built for iOS 9 and later."""
SWITCHES = ("UIFileSharingEnabled", "LSSupportsOpeningDocumentsInPlace")
MOST = 500
"""At most this many domains."""


def analyze(app: IosApp) -> Iterator[Evidence]:
    """Switches and network settings of every program of the app."""
    for bundle in app.programs:
        yield from _background(bundle)
        yield from _transport(bundle)
    for key in SWITCHES:
        value = app.main.info.get(key)
        where = Where(entry=app.main.info_path, element=key)
        yield Evidence(
            Kind.MANIFEST_FLAG, key, where, detail={"on": value is True, "stated": isinstance(value, bool)}
        )


def _background(bundle: Bundle) -> Iterator[Evidence]:
    where = Where(entry=bundle.info_path, element="UIBackgroundModes")
    for mode in texts(bundle.info.get("UIBackgroundModes"))[:MOST]:
        spot = Where(entry=where.entry, element=f"{where.element}/{mode}")
        detail: Detail = {"on": True, "stated": True, "text": mode}
        yield Evidence(Kind.MANIFEST_FLAG, "UIBackgroundModes", spot, detail=detail)


def _transport(bundle: Bundle) -> Iterator[Evidence]:
    """Android's words for the same: clear text for all or some hosts, pinned certificates."""
    settings = table(bundle.info.get(_ATS))
    narrowed = [key for key, _ in _PARTS if isinstance(settings.get(key), bool)]
    general = settings.get("NSAllowsArbitraryLoads")
    detail: dict[str, bool | str] = {"on": general is True, "stated": isinstance(general, bool)}
    if not isinstance(general, bool) and 0 < _built_for(bundle) < _SINCE:
        detail |= {
            "on": True,
            "note": f"built for a system before iOS {_SINCE}, which did not ask for protection",
        }
    if general is True and narrowed:
        detail["note"] = f"ignored since iOS 10 because of {', '.join(narrowed)}"
        detail["on"] = False
    key = "NSAllowsArbitraryLoads"
    yield _setting(bundle, "cleartextTraffic", f"{_ATS}/{key}", detail)
    for key, note in _PARTS:
        if settings.get(key) is True:
            yield _setting(
                bundle, "cleartextPart", f"{_ATS}/{key}", {"on": True, "stated": True, "note": note}
            )
    for domain, about in list(table(settings.get("NSExceptionDomains")).items())[:MOST]:
        yield from _exception(bundle, domain, table(about))
    for domain in list(table(settings.get("NSPinnedDomains")))[:MOST]:
        element = f"{_ATS}/NSPinnedDomains/{domain}"
        yield _setting(bundle, "pinSet", element, {"on": True, "stated": True, "domain": domain})


def _built_for(bundle: Bundle) -> int:
    """The first number of the system whose SDK built it; 0 where that is not said."""
    major = bundle.text("DTPlatformVersion").partition(".")[0]
    return int(major[:4]) if major.isascii() and major.isdecimal() else 0


def _exception(bundle: Bundle, domain: str, about: Mapping[str, Any]) -> Iterator[Evidence]:
    for key in ("NSExceptionAllowsInsecureHTTPLoads", "NSThirdPartyExceptionAllowsInsecureHTTPLoads"):
        if isinstance(about.get(key), bool):
            element = f"{_ATS}/NSExceptionDomains/{domain}/{key}"
            detail: Detail = {"on": about[key], "stated": True, "domain": domain}
            yield _setting(bundle, "cleartextTraffic", element, detail)
            return


def _setting(bundle: Bundle, value: str, element: str, detail: Mapping[str, Any]) -> Evidence:
    return Evidence(Kind.NETWORK_CONFIG, value, Where(entry=bundle.info_path, element=element), detail=detail)
