"""Switches and App Transport Security."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.static import ios_settings
from tests.apps.inprocess import found, opened
from tests.apps.ios import KEY, ipa
from tests.apps.program import program, signed_by

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


def test_a_program_that_others_may_look_into() -> None:
    def flag(main: bytes) -> list[tuple[object, object]]:
        items = found(ios_settings, opened(ipa(main=main)))
        return [(item.detail["on"], item.detail["stated"]) for item in items if item.value == "debuggable"]

    assert flag(program(signed=signed_by(KEY, get_task_allow=True))) == [(True, True)]
    assert flag(program(signed=signed_by(KEY, get_task_allow=False))) == [(False, True)]
    assert flag(program(signed=signed_by(KEY))) == [(False, False)]
    app = opened(ipa())
    assert [item for item in found(ios_settings, app) if item.value == "debuggable"] == []
    assert [partial.reason for partial in app.partials["ios_settings"]] == ["unread"]
