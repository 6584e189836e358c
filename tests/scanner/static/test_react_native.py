"""React Native: plain bundles, Hermes bytecode, native modules in code."""

from __future__ import annotations

import pytest

from scanner.kinds import Kind
from scanner.static import react_native
from tests.apps import bundles, inprocess
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import Class, Method, constructor
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ipa
from tests.apps.program import program

BASE = "Lcom/facebook/react/bridge/ReactContextBaseJavaModule;"
BUNDLE = "assets/index.android.bundle"
PLAIN = (
    b"var __BUNDLE_START_TIME__=1;__d(function(g,r){var n=r(1).NativeModules.RNAlipay;"
    b"n.pay('https://pay.example.cn/v1');r(2).TurboModuleRegistry.getEnforcing('RNVendorPay');"
    b"NativeModulesX.Nothing;},0,[]);"
)
TEXTS = [
    "https://pay.example.cn/v1",
    "https://a.example.cn",
    "evil.com",
    "RNAlipay",
    "RNX",
    "xRNAlipay",
    "RNAlipayx y",
]


def module(cls: str, name: str, parent: str = BASE, method: str = "getName()Ljava/lang/String;") -> Class:
    code = (("const-string", 0, name), ("return-object", 0))
    return Class(cls, constructor(parent), Method(method, *code), parent=parent)


CLASSES = [
    module("Lcom/vendor/Alipay;", "RNAlipay"),
    module("Lcom/vendor/Base;", "VendorBase"),
    module("Lcom/vendor/Heir;", "VendorHeir", "Lcom/vendor/Base;"),
    module("Lcom/vendor/Person;", "not a module", "Ljava/lang/Object;"),
    module("Lcom/vendor/Other;", "other", method="getName(I)Ljava/lang/String;"),
    module("Lcom/facebook/react/modules/Own;", "OwnModule"),
    Class("Lcom/facebook/react/ReactActivity;"),
]


def test_a_plain_bundle() -> None:
    app = opened(apk(manifest(), (), {BUNDLE: PLAIN}))
    items = found(react_native, app)
    assert by_value(items) == {
        "react-native": {"note": "plain bundle"},
        "react-native:RNAlipay": {"note": "named in the bundle"},
        "react-native:RNVendorPay": {"note": "named in the bundle"},
    }
    assert PLAIN[items[1].where.offset :].startswith(b"NativeModules.RNAlipay")
    assert not app.partials


def test_bytecode_gives_whole_strings_only() -> None:
    data = bundles.hermes(TEXTS)
    scan = inprocess.scan(apk(manifest(), (), {BUNDLE: data}))
    hosts = [item for item in scan.evidence if item.kind is Kind.HOST]
    # side by side in the file: a reader of the raw bytes would see a.example.cnevil.com
    assert b"https://a.example.cnevil.com" in data
    assert [item.value for item in hosts] == ["pay.example.cn", "a.example.cn"]
    assert scan.inventory.hosts == ("a.example.cn", "pay.example.cn")
    assert data[hosts[0].where.offset :].startswith(b"https://pay.")
    plugins = by_value([item for item in scan.evidence if item.kind is Kind.PLUGIN])
    assert plugins == {"react-native:RNAlipay": {"note": "named in the bundle"}}
    assert {"react-native:RNAlipay", "RNAlipay"} <= set(scan.inventory.strings)


def test_modules_that_code_registers() -> None:
    app = opened(apk(manifest(), CLASSES, {BUNDLE: bundles.hermes(["RNAlipay"])}))
    assert by_value(found(react_native, app)) == {
        "react-native": {"note": "Hermes bytecode 96"},
        "react-native:RNAlipay": {"title": "com.vendor.Alipay", "note": "registered, named in the bundle"},
        "react-native:VendorBase": {"title": "com.vendor.Base", "note": "registered"},
        "react-native:VendorHeir": {"title": "com.vendor.Heir", "note": "registered"},
    }


def test_apps_without_it() -> None:
    files = {"assets/other.bundle": b"just text", "assets/index.js": PLAIN}
    app = opened(apk(manifest(), CLASSES[:3], files))
    assert not found(react_native, app)
    assert not app.partials


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bundles.scrambled(), "encrypted"),
        (bundles.hermes(TEXTS, version=200), "unread"),
        (bundles.hermes(TEXTS)[:140], "unread"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    app = opened(apk(manifest(), (), {BUNDLE: data}))
    (item,) = found(react_native, app)
    assert str(item.detail["unread"]).startswith(BUNDLE)
    assert [part.reason for part in app.partials["react_native"]] == [reason]


def test_a_runtime_without_bundle() -> None:
    app = opened(apk(manifest(), [CLASSES[-1]]))
    assert by_value(found(react_native, app)) == {"react-native": {"unread": "no bundle in the package"}}


def test_on_ios() -> None:
    main = program(
        classes={
            "RCTBridge": (),
            "RCTOwn": ("moduleName",),
            "RNAlipay": ("moduleName",),
            "Quiet": ("moduleName",),
        }
    )
    app = opened(ipa(files={"main.jsbundle": PLAIN}, main=main))
    values = by_value(found(react_native, app))
    assert values["react-native"] == {"note": "plain bundle"}
    assert values["react-native:RNAlipay"]["note"] == "registered, named in the bundle"
    assert values["react-native:Quiet"]["note"] == "registered"
    assert values["react-native:RNVendorPay"]["note"] == "named in the bundle"
    assert "react-native:RCTOwn" not in values
