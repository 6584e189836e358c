"""Privacy manifests (PrivacyInfo.xcprivacy) of the app and of everything in it: what they declare.

Source: developer.apple.com, "Privacy manifest files", "Describing data use in privacy manifests", "Describing
use of required reason API". What the binaries use of the same interfaces is the analyzer `imports`'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.bundles import table, text, texts
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "privacy_manifests"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.PRIVACY_MANIFEST,)

_FILE = "/PrivacyInfo.xcprivacy"
_PURPOSE = "NSPrivacyCollectedDataTypePurpose"
_TYPE = "NSPrivacyCollectedDataType"
MOST = 300
"""At most this many entries of one manifest."""


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence per declaration of each manifest; an empty manifest says that there is none."""
    for entry in app.archive.entries:
        if entry.name.endswith(_FILE) and entry.name.startswith(app.root + "/"):
            yield from _manifest(
                entry.name, app.bundle_of(entry.name).name, app.property_list(entry.name, NAME)
            )


def _manifest(path: str, bundle: str, said: Mapping[str, Any]) -> Iterator[Evidence]:
    tracking = said.get("NSPrivacyTracking")
    detail: Detail = {"type": "tracking", "tracking": tracking is True, "bundle": bundle}
    where = Where(entry=path, element="NSPrivacyTracking")
    yield Evidence(Kind.PRIVACY_MANIFEST, "tracking", where, detail=detail)
    for domain in texts(said.get("NSPrivacyTrackingDomains"))[:MOST]:
        where = Where(entry=path, element="NSPrivacyTrackingDomains")
        yield Evidence(
            Kind.PRIVACY_MANIFEST, domain.lower(), where, detail={"type": "domain", "bundle": bundle}
        )
    for number, item in enumerate(_tables(said.get("NSPrivacyCollectedDataTypes"))):
        purposes = texts(item.get("NSPrivacyCollectedDataTypePurposes"))
        detail = {
            "type": "data",
            "purposes": tuple(purpose.removeprefix(_PURPOSE) for purpose in purposes),
            "linked": item.get("NSPrivacyCollectedDataTypeLinked") is True,
            "tracking": item.get("NSPrivacyCollectedDataTypeTracking") is True,
            "bundle": bundle,
        }
        where = Where(entry=path, element=f"NSPrivacyCollectedDataTypes/{number}")
        if name := text(item.get(_TYPE)):
            yield Evidence(Kind.PRIVACY_MANIFEST, name, where, detail=detail)
    for number, item in enumerate(_tables(said.get("NSPrivacyAccessedAPITypes"))):
        reasons = texts(item.get("NSPrivacyAccessedAPITypeReasons"))
        where = Where(entry=path, element=f"NSPrivacyAccessedAPITypes/{number}")
        if name := text(item.get("NSPrivacyAccessedAPIType")):
            detail = {"type": "api", "reasons": reasons, "bundle": bundle}
            yield Evidence(Kind.PRIVACY_MANIFEST, name, where, detail=detail)


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [table(item) for item in value[:MOST]] if isinstance(value, list) else []
