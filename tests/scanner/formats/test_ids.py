"""Attribute ids: against Android's public table as androguard bundles it, and against real manifests."""

from __future__ import annotations

from androguard.core.resources.public import SYSTEM_RESOURCES

from scanner.formats import axml, ids
from scanner.formats.axml import BadXml
from tests.apps.axmlwriter import ANDROID
from tests.apps.packages import entries


def test_ids_are_those_of_android() -> None:
    known = SYSTEM_RESOURCES["attributes"]["forward"]
    newer = {
        "versionCodeMajor",
        "appComponentFactory",
        "zygotePreloadName",
        "requestLegacyExternalStorage",
        "pathSuffix",
        "pathAdvancedPattern",
        "dataExtractionRules",
        "usesPermissionFlags",
    }  # fmt: skip  (androguard's table ends with Android 8.1)
    assert {name for name in ids.NAMES.values() if name not in known} == newer
    assert all(known[name] == number for number, name in ids.NAMES.items() if name in known)


def test_real_manifests_call_the_ids_the_same() -> None:
    seen = set()
    for place, data in entries("AndroidManifest.xml"):
        try:
            root = axml.parse(data)
        except BadXml:
            continue
        for _, element in root.walk():
            for item in element.attributes:
                if item.id in ids.NAMES and item.name and item.namespace == ANDROID:
                    # bundletool itself writes an android:resource that it calls android:value
                    assert item.name == ids.NAMES[item.id] or item.name == "value", place
                    seen.add(item.name)
    assert {"appComponentFactory", "requestLegacyExternalStorage", "dataExtractionRules"} <= seen


def test_spelled_as_in_xml() -> None:
    assert ids.spelled("USES_CLEARTEXT_TRAFFIC") == "usesCleartextTraffic"
    assert ids.NAMES[ids.NAME] == "name"
