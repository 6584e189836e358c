"""Switches and App Transport Security."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.static import ios_settings
from tests.apps.inprocess import found, opened
from tests.apps.ios import ipa

ATS = "NSAppTransportSecurity"


def network(ats: Any) -> list[Evidence]:
    items = found(ios_settings, opened(ipa({ATS: ats} if ats is not None else {})))
    return [item for item in items if item.kind is Kind.NETWORK_CONFIG]


@pytest.mark.parametrize(
    ("ats", "on", "stated"),
    [
        (None, False, False),
        ({"NSAllowsArbitraryLoads": True}, True, True),
        ({"NSAllowsArbitraryLoads": False}, False, True),
        ({"NSAllowsArbitraryLoads": "yes"}, False, False),
        ("no dictionary", False, False),
        ({"NSAllowsArbitraryLoads": True, "NSAllowsArbitraryLoadsInWebContent": False}, False, True),
    ],
)
def test_clear_text_everywhere(ats: Any, on: bool, stated: bool) -> None:
    first = network(ats)[0]
    assert first.value == "cleartextTraffic"
    assert (first.detail["on"], first.detail["stated"]) == (on, stated)
    assert "domain" not in first.detail


@pytest.mark.parametrize(("built", "on"), [("8.4", True), ("9.0", False), ("", False), ("x", False)])
def test_apps_built_before_transport_security(built: str, on: bool) -> None:
    def first(info: dict[str, Any]) -> Evidence:
        return next(i for i in found(ios_settings, opened(ipa(info))) if i.kind is Kind.NETWORK_CONFIG)

    assert first({"DTPlatformVersion": built}).detail["on"] is on
    stated = {"DTPlatformVersion": built, ATS: {"NSAllowsArbitraryLoads": False}}
    assert first(stated).detail["on"] is False


def test_parts_hosts_and_pins() -> None:
    said = network(
        {
            "NSAllowsLocalNetworking": True,
            "NSExceptionDomains": {
                "a.cn": {"NSExceptionAllowsInsecureHTTPLoads": True},
                "b.cn": {"NSThirdPartyExceptionAllowsInsecureHTTPLoads": False},
                "c.cn": {"NSIncludesSubdomains": True},
                "d.cn": 7,
            },
            "NSPinnedDomains": {"e.cn": {}},
        }
    )
    assert [(item.value, item.detail.get("domain"), item.detail["on"]) for item in said[1:]] == [
        ("cleartextPart", None, True),
        ("cleartextTraffic", "a.cn", True),
        ("cleartextTraffic", "b.cn", False),
        ("pinSet", "e.cn", True),
    ]
    assert said[2].where.element == f"{ATS}/NSExceptionDomains/a.cn/NSExceptionAllowsInsecureHTTPLoads"


def test_background_modes_and_switches() -> None:
    info = {"UIBackgroundModes": ["location", "audio"], "UIFileSharingEnabled": True}
    items = found(ios_settings, opened(ipa(info)))
    flags = [(i.value, i.detail.get("text"), i.detail["on"], i.detail["stated"]) for i in items
             if i.kind is Kind.MANIFEST_FLAG and i.value != "debuggable"]  # fmt: skip
    assert flags == [
        ("UIBackgroundModes", "location", True, True),
        ("UIBackgroundModes", "audio", True, True),
        ("UIFileSharingEnabled", None, True, True),
        ("LSSupportsOpeningDocumentsInPlace", None, False, False),
    ]
