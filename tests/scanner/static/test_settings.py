"""Flags, stated and not."""

from __future__ import annotations

import pytest

from scanner.static import settings
from tests.apps.standin import app, details, found


def _flags(attributes: str, target: int = 30, manifest: str = "") -> dict[str, dict[str, object]]:
    given = app(
        f'<manifest package="a.b" {manifest}><uses-sdk android:targetSdkVersion="{target}"/>'
        f"<application {attributes}/></manifest>",
        resources={"xml/rules": {"": "res/rules.xml"}, "bool/on": {"": True}},
    )
    return details(found(settings, given))


@pytest.mark.parametrize(
    ("target", "cleartext", "legacy"), [(27, True, True), (28, False, True), (29, False, False)]
)
def test_defaults_follow_the_target(target: int, cleartext: bool, legacy: bool) -> None:
    assert _flags("", target) == {
        "debuggable": {"on": False, "stated": False},
        "testOnly": {"on": False, "stated": False},
        "allowBackup": {"on": True, "stated": False},
        "usesCleartextTraffic": {"on": cleartext, "stated": False},
        "extractNativeLibs": {"on": True, "stated": False},
        "requestLegacyExternalStorage": {"on": legacy, "stated": False},
        "isGame": {"on": False, "stated": False},
        "fullBackupContent": {"on": False, "stated": False},
        "dataExtractionRules": {"on": False, "stated": False},
        "networkSecurityConfig": {"on": False, "stated": False},
        "appCategory": {"on": False, "stated": False},
        "sharedUserId": {"on": False, "stated": False},
    }


def test_stated_flags() -> None:
    flags = _flags(
        'android:debuggable="@bool/on" android:testOnly="true" android:allowBackup="false" '
        'android:usesCleartextTraffic="true" android:fullBackupContent="@xml/rules" '
        'android:dataExtractionRules="@xml/rules" android:networkSecurityConfig="@xml/rules" '
        'android:isGame="true" android:appCategory="7" android:extractNativeLibs="false"',
        manifest='android:sharedUserId="a.shared"',
    )
    rules = {"on": True, "stated": True, "text": "@xml/rules"}
    assert flags["debuggable"] == flags["testOnly"] == flags["isGame"] == {"on": True, "stated": True}
    assert flags["allowBackup"] == flags["extractNativeLibs"] == {"on": False, "stated": True}
    assert flags["usesCleartextTraffic"] == {"on": True, "stated": True}
    assert (
        flags["fullBackupContent"] == flags["dataExtractionRules"] == flags["networkSecurityConfig"] == rules
    )
    assert flags["appCategory"] == {"on": True, "stated": True, "text": "productivity"}
    assert flags["sharedUserId"] == {"on": True, "stated": True, "text": "a.shared"}


def test_full_backup_content_may_be_a_truth_value() -> None:
    assert _flags('android:fullBackupContent="false"')["fullBackupContent"] == {"on": False, "stated": True}
    assert _flags('android:fullBackupContent="true"')["fullBackupContent"] == {"on": True, "stated": True}


def test_where_the_flags_stand() -> None:
    given = app('<manifest package="a.b"><application android:debuggable="true"/></manifest>')
    evidence = {item.value: item for item in found(settings, given)}
    assert evidence["debuggable"].where.element == "manifest/application"
    assert evidence["debuggable"].where.offset == given.manifest.children[0].offset
    assert evidence["sharedUserId"].where.element == "manifest"
    assert len(found(settings, app('<manifest package="a.b"/>'))) == 12
