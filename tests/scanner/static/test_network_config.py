"""The network security configuration, read from the file it names."""

from __future__ import annotations

import pytest

from scanner.static import network_config
from tests.apps.standin import StandIn, app, found

PATH = "r/n.xml"
Fact = tuple[str, str, bool, bool, str]


def _app(config: str | None, target: int = 30, attributes: str = "") -> StandIn:
    named = 'android:networkSecurityConfig="@xml/net"' if config is not None else ""
    return app(
        f'<manifest package="a.b"><uses-sdk android:targetSdkVersion="{target}"/>'
        f"<application {named} {attributes}/></manifest>",
        resources={"xml/net": {"": PATH}, "raw/ca": {"": "res/raw/ca.pem"}},
        files={PATH: config} if config else {},
    )


def _facts(given: StandIn) -> list[Fact]:
    return [
        (
            item.value,
            str(item.detail.get("domain", "")),
            bool(item.detail["on"]),
            bool(item.detail["stated"]),
            str(item.detail.get("note", "")),
        )
        for item in found(network_config, given)
    ]


@pytest.mark.parametrize(
    ("target", "attributes", "cleartext", "user", "stated"),
    [
        (23, "", True, True, False),
        (24, "", True, False, False),
        (27, "", True, False, False),
        (28, "", False, False, False),
        (28, 'android:usesCleartextTraffic="true"', True, False, True),
        (27, 'android:usesCleartextTraffic="false"', False, False, True),
    ],
)
def test_without_a_file_the_defaults_hold(
    target: int, attributes: str, cleartext: bool, user: bool, stated: bool
) -> None:
    assert _facts(_app(None, target, attributes)) == [
        ("cleartextTraffic", "", cleartext, stated, ""),
        ("userCertificates", "", user, False, ""),
    ]


def test_the_file_counts_and_not_the_flag() -> None:
    given = _app("<network-security-config/>", 30, 'android:usesCleartextTraffic="true"')
    assert _facts(given)[0] == ("cleartextTraffic", "", False, False, "")
    assert found(network_config, given)[0].where.entry == PATH


def test_base_domains_and_nested_domains() -> None:
    given = _app("""
        <network-security-config>
          <domain-config cleartextTrafficPermitted="true">
            <domain includeSubdomains="true">Example.COM</domain>
            <domain>other.example</domain>
            <pin-set expiration="2027-01-01"><pin digest="SHA-256">a</pin><pin>b</pin></pin-set>
            <domain-config cleartextTrafficPermitted="false">
              <domain>safe.example.com</domain>
              <trust-anchors><certificates src="@raw/ca"/></trust-anchors>
            </domain-config>
          </domain-config>
          <base-config cleartextTrafficPermitted="false">
            <trust-anchors><certificates src="system"/><certificates src="user"/></trust-anchors>
          </base-config>
        </network-security-config>""")
    assert _facts(given) == [
        ("cleartextTraffic", "", False, True, ""),
        ("userCertificates", "", True, True, ""),
        ("cleartextTraffic", "example.com", True, True, "includeSubdomains"),
        ("userCertificates", "example.com", True, True, "includeSubdomains"),
        ("pinSet", "example.com", True, True, "includeSubdomains expiration 2027-01-01"),
        ("cleartextTraffic", "other.example", True, True, ""),
        ("userCertificates", "other.example", True, True, ""),
        ("pinSet", "other.example", True, True, "expiration 2027-01-01"),
        ("cleartextTraffic", "safe.example.com", False, True, ""),
        ("userCertificates", "safe.example.com", False, True, ""),
        ("ownCertificates", "safe.example.com", True, True, "@raw/ca"),
        ("pinSet", "safe.example.com", True, True, "expiration 2027-01-01"),
    ]
    places = [item.where.element for item in found(network_config, given)]
    assert places[0] == "network-security-config/base-config"
    assert places[2] == "network-security-config/domain-config/domain[1]"
    assert places[-1] == "network-security-config/domain-config/domain-config/domain"


@pytest.mark.parametrize("debuggable", [True, False])
def test_debug_overrides_hold_only_where_the_app_is_debuggable(debuggable: bool) -> None:
    given = _app(
        '<network-security-config><debug-overrides><trust-anchors><certificates src="user"/>'
        "</trust-anchors></debug-overrides></network-security-config>",
        attributes=f'android:debuggable="{str(debuggable).lower()}"',
    )
    assert _facts(given)[-1] == ("debugOverrides", "", debuggable, True, "user")


def test_what_is_no_truth_value_permits_cleartext() -> None:
    config = '<base-config cleartextTrafficPermitted="no"/>'
    given = _app(f"<network-security-config>{config}</network-security-config>")
    assert _facts(given)[0] == ("cleartextTraffic", "", True, True, "")


def test_a_file_that_cannot_be_read_is_said() -> None:
    missing = _app("")
    assert found(network_config, missing) == []
    assert missing.partials == [("network_config", "network-config-unreadable", "@xml/net: r/n.xml")]
    broken = _app("")
    broken.files = {PATH: b"<network-security-config/>"}
    assert found(network_config, broken) == []
    assert [reason for _, reason, _ in broken.partials] == ["network-config-unreadable"]
