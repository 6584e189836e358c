"""Privacy manifests of the app, of frameworks and of resource bundles."""

from __future__ import annotations

from scanner.static import privacy_manifests
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa

API = "NSPrivacyAccessedAPICategoryUserDefaults"
DATA = "NSPrivacyCollectedDataTypeDeviceID"


def test_everything_a_manifest_declares_with_whose_it_is() -> None:
    manifest = {
        "NSPrivacyTracking": True,
        "NSPrivacyTrackingDomains": ["Ads.example.cn", 7],
        "NSPrivacyCollectedDataTypes": [
            {
                "NSPrivacyCollectedDataType": DATA,
                "NSPrivacyCollectedDataTypeLinked": True,
                "NSPrivacyCollectedDataTypeTracking": False,
                "NSPrivacyCollectedDataTypePurposes": ["NSPrivacyCollectedDataTypePurposeAnalytics"],
            },
            "no dictionary",
        ],
        "NSPrivacyAccessedAPITypes": [
            {"NSPrivacyAccessedAPIType": API, "NSPrivacyAccessedAPITypeReasons": ["CA92.1"]}
        ],
    }
    path = "Frameworks/UM.framework/UM_Privacy.bundle/PrivacyInfo.xcprivacy"
    items = found(privacy_manifests, opened(ipa(files={path: manifest})))
    assert [(item.value, dict(item.detail)) for item in items] == [
        ("tracking", {"type": "tracking", "tracking": True, "bundle": "UM_Privacy.bundle"}),
        ("ads.example.cn", {"type": "domain", "bundle": "UM_Privacy.bundle"}),
        (
            DATA,
            {
                "type": "data",
                "purposes": ("Analytics",),
                "linked": True,
                "tracking": False,
                "bundle": "UM_Privacy.bundle",
            },
        ),
        (API, {"type": "api", "reasons": ("CA92.1",), "bundle": "UM_Privacy.bundle"}),
    ]
    assert items[2].where.element == "NSPrivacyCollectedDataTypes/0"
    assert items[0].where.entry == f"{ROOT}/{path}"


def test_an_empty_manifest_declares_no_tracking_and_a_broken_one_is_said() -> None:
    files = {"PrivacyInfo.xcprivacy": {}, "A.bundle/PrivacyInfo.xcprivacy": b"broken {"}
    app = opened(ipa(files=files))
    values = [
        (item.value, item.detail["tracking"], item.detail["bundle"]) for item in found(privacy_manifests, app)
    ]
    assert ("tracking", False, "Homework.app") in values
    assert [partial.reason for partial in app.partials["privacy_manifests"]] == ["unread"]


def test_no_manifest_is_no_evidence() -> None:
    assert found(privacy_manifests, opened(ipa())) == []
