"""Provisioning profiles: how the app is distributed, whose team, and no person's name."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.static import provisioning
from tests.apps import codesign
from tests.apps.inprocess import found, opened
from tests.apps.ios import KEY, ROOT, info, ipa, profile
from tests.apps.keys import identity
from tests.apps.program import program, signed_by


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
    assert (detail["team"], detail["organisation"]) == ("EXAMPLE000", "示例教育科技有限公司")
    assert (detail["created"], detail["expires"]) == ("2024-01-02", "2025-01-02")
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
    assert [item.value for item in found(provisioning, app)] == ["unknown", "code"]
    (partial,) = app.partials["provisioning"]
    assert partial.note.startswith(f"{ROOT}/embedded.mobileprovision")


def of(package: bytes, kind: Kind) -> list[Evidence]:
    return [item for item in found(provisioning, opened(package)) if item.kind is kind]


def test_a_signature_that_holds_names_its_signer() -> None:
    main = program(signed=signed_by(KEY, info(), aps_environment="production"))
    (signature,) = of(ipa(main=main), Kind.SIGNATURE)
    assert dict(signature.detail) == {"state": "verified"}
    (signer,) = of(ipa(main=main), Kind.SIGNER)
    assert signer.value == KEY.sha256
    assert signer.detail["verified"] is True
    assert signer.detail["subject"] == "CN=Apple Distribution: Example Ltd (EXAMPLE000), O=Example Ltd, C=CN"
    (entitlement,) = of(ipa(main=main), Kind.ENTITLEMENT)
    assert (entitlement.value, dict(entitlement.detail)) == (
        "aps-environment",
        {"text": "production", "source": "code signature"},
    )
    assert opened(ipa(main=main)).signers == (KEY.sha256,)


def test_a_list_that_was_changed_after_signing() -> None:
    package = ipa({"CFBundleName": "Other"}, main=program(signed=signed_by(KEY, info())))
    (signature,) = of(package, Kind.SIGNATURE)
    assert signature.detail["state"] == "broken"
    assert "Info.plist" in str(signature.detail["reason"])
    (signer,) = of(package, Kind.SIGNER)
    assert signer.detail["verified"] is False


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"www/index.html": b"<p>original"}, ""),
        ({"www/index.html": b"<p>changed"}, "www/index.html is changed since it was signed"),
        ({}, "www/index.html is missing since it was signed"),
    ],
)
def test_files_that_were_changed_after_signing(files: dict[str, bytes], reason: str) -> None:
    listed = codesign.resources({"www/index.html": b"<p>original"})
    main = program(signed={**signed_by(KEY, info()), "resources": listed})
    package = ipa(files={**files, "_CodeSignature/CodeResources": listed, "added.txt": b""}, main=main)
    (signature,) = of(package, Kind.SIGNATURE)
    assert signature.detail["state"] == ("broken" if reason else "verified")
    assert signature.detail.get("reason", "") == reason


def test_a_list_of_resources_that_cannot_be_read_is_said() -> None:
    main = program(signed={**signed_by(KEY, info()), "resources": b"nothing {"})
    app = opened(ipa(files={"_CodeSignature/CodeResources": b"nothing {"}, main=main))
    found(provisioning, app)
    (partial,) = app.partials["provisioning"]
    assert "CodeResources" in partial.note


def test_code_that_was_changed_after_signing() -> None:
    main = bytearray(program(texts=("original",), signed=signed_by(KEY)))
    at = main.index(b"original")
    main[at : at + 8] = b"changed!"
    (signature,) = of(ipa(main=bytes(main)), Kind.SIGNATURE)
    assert signature.detail["state"] == "broken"
    assert "page" in str(signature.detail["reason"])


def test_no_signature_and_one_that_anybody_can_make() -> None:
    assert [item.detail["state"] for item in of(ipa(), Kind.SIGNATURE)] == ["absent"]
    (ad_hoc,) = of(ipa(main=program(signed={})), Kind.SIGNATURE)
    assert (ad_hoc.detail["state"], ad_hoc.detail["reason"]) == ("absent", "ad hoc: without a certificate")
    assert of(ipa(main=program(signed={})), Kind.SIGNER) == []


def test_a_person_who_signs_is_not_named() -> None:
    person = identity(
        "person", "rsa", 2048, "CN=iPhone Developer: Example Person (EXAMPLE001), O=Example Person, C=CN"
    )
    (signer,) = of(ipa(main=program(signed=signed_by(person))), Kind.SIGNER)
    assert signer.detail["subject"] == "C=CN"
    assert "Person" not in str(signer)
