"""Provisioning profiles: how the app is distributed, whose team, and no person's name."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kinds import Kind
from scanner.static import provisioning
from tests.apps.inprocess import found, opened
from tests.apps.ipa import ROOT, ipa, profile


def distribution(package: bytes) -> tuple[str, dict[str, Any]]:
    items = found(provisioning, opened(package))
    (item,) = (item for item in items if item.kind is Kind.DISTRIBUTION)
    return item.value, dict(item.detail)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"everywhere": True}, "enterprise"),
        ({"devices": 3}, "ad-hoc"),
        ({"devices": 3, "entitlements": {"get-task-allow": True}}, "development"),
        ({}, "app-store"),
    ],
)
def test_how_it_is_distributed(given: dict[str, Any], value: str) -> None:
    said, detail = distribution(ipa(files={"embedded.mobileprovision": profile(**given)}))
    assert said == value
    assert (detail["team"], detail["organisation"]) == ("A1B2C3D4E5", "示例教育科技有限公司")
    assert (detail["created"], detail["expires"]) == ("2026-01-02", "2027-01-02")
    assert detail.get("devices") == given.get("devices")


def test_a_persons_name_is_not_kept() -> None:
    _, detail = distribution(ipa(files={"embedded.mobileprovision": profile(team="Example Person")}))
    assert "organisation" not in detail


def test_what_the_store_adds_names_the_store_and_nobody() -> None:
    bought = {"appleId": "somebody@example.cn", "com.apple.iTunesStore.downloadInfo": {"accountInfo": {}}}
    package = ipa(top={"iTunesMetadata.plist": bought})
    assert distribution(package) == ("app-store", {"source": "iTunesMetadata.plist"})
    assert "somebody" not in str(found(provisioning, opened(package)))
    assert distribution(ipa(files={"SC_Info/Homework.sinf": b"x"}))[0] == "app-store"
    assert distribution(ipa()) == ("unknown", {})


def test_entitlements() -> None:
    granted = {"aps-environment": "production", "com.apple.developer.healthkit": True, "groups": ["a", "b"]}
    items = found(
        provisioning, opened(ipa(files={"embedded.mobileprovision": profile(entitlements=granted)}))
    )
    said = {item.value: item.detail["text"] for item in items if item.kind is Kind.ENTITLEMENT}
    assert said["aps-environment"] == "production"
    assert said["com.apple.developer.healthkit"] == "true"
    assert said["groups"] == "a, b"


def test_a_profile_that_cannot_be_read_is_said() -> None:
    app = opened(ipa(files={"embedded.mobileprovision": b"nothing"}))
    assert [item.value for item in found(provisioning, app)] == ["unknown"]
    (partial,) = app.partials["provisioning"]
    assert partial.note.startswith(f"{ROOT}/embedded.mobileprovision")
