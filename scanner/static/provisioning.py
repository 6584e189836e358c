"""How the app is distributed, by which team, and what its signature grants.

Sources: developer.apple.com TN3125 ("Inside Code Signing: Provisioning Profiles"); the App Store adds
iTunesMetadata.plist and SC_Info, of which only the presence counts: they may name the buyer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from scanner.bundles import Bundle, table, text, texts
from scanner.formats import plist
from scanner.formats.plist_text import BadPlist
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where
from scanner.redact import kept, organisation

NAME = "provisioning"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.DISTRIBUTION, Kind.ENTITLEMENT)

_PROFILE = "embedded.mobileprovision"
_STORE = "iTunesMetadata.plist"
_LISTED = 20


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence for the app's distribution, one per entitlement of each program."""
    profiles = {bundle.path: _profile(app, bundle) for bundle in app.programs}
    yield _distribution(app, profiles[app.main.path])
    for bundle in app.programs:
        entitlements = table(profiles[bundle.path].get("Entitlements"))
        for key, value in entitlements.items():
            where = Where(entry=f"{bundle.path}/{_PROFILE}", element=f"Entitlements/{key}")
            detail = {"text": _shown(value), "source": _PROFILE}
            yield Evidence(Kind.ENTITLEMENT, str(key), where, detail=detail)


def _profile(app: IosApp, bundle: Bundle) -> Mapping[str, Any]:
    """The property list in a bundle's provisioning profile; {} where there is none."""
    path = f"{bundle.path}/{_PROFILE}"
    data = app.entry(path)
    if data is None:
        return {}
    start, end = data.find(b"<?xml"), data.rfind(b"</plist>")
    try:
        if not 0 <= start < end:
            raise BadPlist("no property list in it")
        return table(plist.read(data[start : end + 8]))
    except BadPlist as fault:
        app.partial(NAME, "unread", f"{path}: {fault}")
        return {}


def _distribution(app: IosApp, profile: Mapping[str, Any]) -> Evidence:
    if not profile:
        return _from_store(app)
    devices = profile.get("ProvisionedDevices")
    debugging = table(profile.get("Entitlements")).get("get-task-allow") is True
    if profile.get("ProvisionsAllDevices") is True:
        value = "enterprise"
    elif isinstance(devices, list):
        value = "development" if debugging else "ad-hoc"
    else:
        value = "app-store"
    detail: dict[str, str | int] = {
        "source": _PROFILE,
        "team": next(iter(texts(profile.get("TeamIdentifier"))), "")[:20],
        "organisation": organisation(text(profile.get("TeamName"))),
        "created": _day(profile.get("CreationDate")),
        "expires": _day(profile.get("ExpirationDate")),
    }
    said: dict[str, str | int] = {key: item for key, item in detail.items() if item}
    if isinstance(devices, list):
        said["devices"] = len(devices)
    return Evidence(Kind.DISTRIBUTION, value, Where(entry=f"{app.main.path}/{_PROFILE}"), detail=said)


def _from_store(app: IosApp) -> Evidence:
    names = [entry.name for entry in app.archive.entries]
    store = next((name for name in names if name == _STORE), "")
    store = store or next((name for name in names if name.startswith(f"{app.root}/SC_Info/")), "")
    detail: Detail = {"source": store.rpartition("/")[2]} if store else {}
    return Evidence(Kind.DISTRIBUTION, "app-store" if store else "unknown", Where(entry=store), detail=detail)


def _day(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(kept(one) for one in map(text, value[:_LISTED]) if one)
    return kept(text(value))
