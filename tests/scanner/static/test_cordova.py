"""Cordova and Capacitor, read as their runtimes read them."""

from __future__ import annotations

import pytest

from scanner.kinds import Kind
from scanner.static import cordova
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.axmlwriter import compiled
from tests.apps.bundles import scrambled
from tests.apps.dexwriter import Class
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ipa
from tests.apps.program import program

SCRIPT = b"var PLATFORM_VERSION_BUILD_LABEL = '12.0.1';\nfunction exec() {}"
LIST = b"""cordova.define('cordova/plugin_list', function(require, exports, module) {
  module.exports = [
    {
      "id": "cordova-plugin-alipay-v2.alipay",
      "file": "plugins/cordova-plugin-alipay-v2/www/alipay.js",
      "pluginId": "cordova-plugin-alipay-v2",
      "clobbers": ["cordova.plugins.alipay"]
    },
    {'id': 'com.vendor.noversion.Thing', 'file': 'x.js'}
  ];
  module.exports.metadata = {
    "cordova-plugin-alipay-v2": "2.1.0",
    "cordova-plugin-whitelist": "1.3.5"
  };
});"""
CONFIG = """<widget id="cn.example.app">
  <content src="index.html"/>
  <access origin="*"/>
  <access origin="https://*.wild.example.cn"/>
  <allow-navigation href="https://pay.example.cn/*"/>
  <feature name="Alipay"><param name="android-package" value="com.vendor.AlipayPlugin"/></feature>
  <preference name="loglevel" value="DEBUG"/>
</widget>"""
FILES = {
    "assets/www/cordova.js": SCRIPT,
    "assets/www/cordova_plugins.js": LIST,
    "assets/www/index.html": b"<html><script>fetch('https://api.example.cn/v1')</script></html>",
    "res/xml/config.xml": compiled(CONFIG, None),
}


def test_plugins_versions_hosts_and_where_pages_lead() -> None:
    app = opened(apk(manifest(), (), FILES))
    items = found(cordova, app)
    assert by_value([item for item in items if item.kind is Kind.CROSS_PLATFORM]) == {
        "cordova": {"version": "12.0.1", "note": "pages may lead to *"}
    }
    assert by_value([item for item in items if item.kind is Kind.PLUGIN]) == {
        "cordova:cordova-plugin-alipay-v2": {"note": "version 2.1.0"},
        "cordova:cordova-plugin-whitelist": {"note": "version 1.3.5"},
        "cordova:com.vendor.noversion": {},
        "cordova:Alipay": {"note": "com.vendor.AlipayPlugin"},
    }
    assert [item.value for item in items if item.kind is Kind.HOST] == ["wild.example.cn"]
    assert not app.partials


def test_everything_reaches_the_scan_and_its_inventory() -> None:
    scan = inprocess.scan(apk(manifest(), (), FILES))
    hosts = {item.value for item in scan.evidence if item.kind is Kind.HOST}
    assert {"api.example.cn", "pay.example.cn", "wild.example.cn"} <= hosts
    assert hosts == set(scan.inventory.hosts)
    assert {"cordova:cordova-plugin-alipay-v2", "com.vendor.AlipayPlugin"} <= set(scan.inventory.strings)


def test_config_as_text() -> None:
    files = {**FILES, "res/xml/config.xml": CONFIG.encode()}
    values = by_value(found(cordova, opened(apk(manifest(), (), files))))
    assert values["cordova:Alipay"] == {"note": "com.vendor.AlipayPlugin"}
    assert values["cordova"]["note"] == "pages may lead to *"


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"assets/www/js/cordovan.js": SCRIPT},  # near: another name
        {"assets/www/index.html": b"<html>cordova.js</html>", "res/xml/config.xml": CONFIG.encode()},
        {"assets/www/cordova.js.txt": SCRIPT},
    ],
)
def test_apps_without_it(files: dict[str, bytes]) -> None:
    app = opened(apk(manifest(), (), files))
    assert not found(cordova, app)
    assert not app.partials


def test_encrypted_scripts_are_named() -> None:
    app = opened(apk(manifest(), (), {**FILES, "assets/www/js/app.js": scrambled()}))
    (framework,) = [item for item in found(cordova, app) if item.kind is Kind.CROSS_PLATFORM]
    assert framework.detail["unread"] == "1 of 4 scripts: encrypted assets/www/js/app.js"
    assert [(part.reason, part.note) for part in app.partials["cordova"]] == [
        ("encrypted", "assets/www/js/app.js: encrypted")
    ]


def test_code_without_pages_is_partly_read() -> None:
    app = opened(apk(manifest(), [Class("Lorg/apache/cordova/CordovaActivity;")]))
    assert by_value(found(cordova, app))["cordova"]["unread"] == "no pages in the package"
    assert {part.reason for part in app.partials["cordova"]} == {"unread"}


def test_capacitor() -> None:
    files = {
        "assets/capacitor.config.json": b'{"server": {"allowNavigation": ["*.pay.example.cn", 7]}}',
        "assets/capacitor.plugins.json": b'[{"pkg": "@vendor/pay", "classpath": "com.vendor.Pay"}, {}, 3]',
    }
    items = found(cordova, opened(apk(manifest(), (), files)))
    assert [(item.kind, item.value) for item in items] == [
        (Kind.CROSS_PLATFORM, "capacitor"),
        (Kind.HOST, "pay.example.cn"),
        (Kind.PLUGIN, "capacitor:@vendor/pay"),
    ]


@pytest.mark.parametrize("bomb", [b"[" * 90_000, b"{}" * 9, b"null", b'{"server": 3}'])
def test_hostile_configuration(bomb: bytes) -> None:
    files = {"assets/capacitor.config.json": bomb, "assets/capacitor.plugins.json": bomb}
    app = opened(apk(manifest(), (), files))
    (item,) = found(cordova, app)
    assert ("unread" in item.detail) == bool(app.partials)


def test_on_ios() -> None:
    config = b"""<widget><access origin="*"/><allow-navigation href="https://*.wild.example.cn"/>
        <feature name="Alipay"><param name="ios-package" value="CDVAlipay"/></feature></widget>"""
    files = {"www/cordova.js": SCRIPT, "www/cordova_plugins.js": LIST, "config.xml": config}
    app = opened(ipa(files=files, main=program(classes=("CDVViewController",))))
    values = by_value(found(cordova, app))
    assert values["cordova"] == {"version": "12.0.1", "note": "pages may lead to *"}
    assert values["cordova:Alipay"]["note"] == "CDVAlipay"
    assert values["cordova:cordova-plugin-alipay-v2"]["note"] == "version 2.1.0"
    assert "wild.example.cn" in values
    assert not app.partials


def test_capacitor_on_ios() -> None:
    server = b'"server": {"allowNavigation": ["*.example.cn"]}'
    config = b'{"appId": "a.b", %b, "packageClassList": ["CameraPlugin", 7]}' % server
    values = by_value(found(cordova, opened(ipa(files={"capacitor.config.json": config}))))
    assert values["capacitor"]["note"] == "pages may lead to *.example.cn"
    assert "capacitor:CameraPlugin" in values
    assert "example.cn" in values
