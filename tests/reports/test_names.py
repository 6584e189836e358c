"""Things have the names of the rule set; anything else its own, made visible."""

from __future__ import annotations

from dataclasses import replace

from reports.names import Names
from tests.reports.samples import CAMERA, HOSTILE, LOCATION, rule_set

NAMES = Names(rule_set())


def test_permissions() -> None:
    assert NAMES.permission(CAMERA).zh == "相机"
    assert NAMES.permission("android.permission.VIBRATE").zh == "VIBRATE"
    assert NAMES.permission("com.vendor.permission.X").en == "com.vendor.permission.X"
    assert NAMES.matters(CAMERA)
    assert not NAMES.matters("android.permission.VIBRATE")
    assert NAMES.options(LOCATION) == ("位置",)
    assert NAMES.known("位置")
    assert not NAMES.known("日历")


def test_interfaces_and_the_permissions_they_need() -> None:
    assert NAMES.api("camera.open").en == "open the camera"
    assert NAMES.permissions_of("camera.open") == (CAMERA,)
    assert NAMES.permissions_of("unknown") == ()
    assert NAMES.watched(CAMERA)


def test_sdks_and_their_hosts() -> None:
    assert NAMES.sdk("umeng").zh == "友盟统计"
    assert NAMES.host_owner("ulogs.umeng.com") == "umeng"
    assert NAMES.host_owner("umeng.com") == "umeng"
    assert NAMES.host_owner("notumeng.com") == ""


def test_unknown_names_are_bounded_and_visible() -> None:
    for text in (NAMES.permission(HOSTILE), NAMES.api(HOSTILE), NAMES.sdk(HOSTILE)):
        assert len(text.zh) <= 100
        assert text.zh.isprintable()


def test_hosts_of_standards_are_known_as_such() -> None:
    names = Names(replace(rule_set(), terms={"reference_hosts": ["w3.org"]}))
    assert names.is_reference("w3.org")
    assert not names.is_reference("example.cn")
