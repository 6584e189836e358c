"""uni-app: modules, configured SDKs, native plug-ins, scripts."""

from __future__ import annotations

import io
import json
import zipfile

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.kinds import Kind
from scanner.static import cocos, cordova, mini_programs, uni_app, unity
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.bundles import scrambled
from tests.apps.dexwriter import Class
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ipa

BUILT = {
    "id": "__UNI__ABC1234",
    "name": "示例",
    "permissions": {"Payment": {}, "Contacts": {"description": "通讯录"}},
    "plus": {
        "uni-app": {"compilerVersion": "4.24"},
        "distribute": {
            "plugins": {
                "payment": {"alipay": {"__platform__": ["ios", "android"]}, "weixin": {}},
                "ad": {"gdt": {}, "csj": {}},
                "oauth": {"apple": {"__platform__": ["ios"]}},
                "statics": {"umeng": {"appkey_android": "x"}},
                "odd": 7,
            }
        },
    },
    "nativePlugins": {"Vendor-RichPay": {"__plugin_info__": {"name": "聚合支付"}}},
}
WWW = "assets/apps/__UNI__ABC1234/www/"
FILES = {
    WWW + "manifest.json": json.dumps(BUILT).encode(),
    WWW + "app-service.js": b"uni.request({url:'https://api.example.cn/order'})",
    "assets/data/dcloud_control.xml": b'<hbuilder version="1.9.9.82090"><apps/></hbuilder>',
    "assets/data/dcloud_properties.xml": b"""<properties><features>
        <feature name="Payment" value="io.dcloud.feature.payment.Payment">
          <module name="AliPay" value="io.dcloud.feature.payment.alipay.AliPay"/>
          <module name="Missing" value="io.dcloud.feature.payment.Missing"/>
        </feature></features></properties>""",
    "assets/dcloud_uniplugins.json": json.dumps(
        {
            "nativePlugins": [
                {"plugins": [{"type": "module", "name": "VendorPay", "class": "com.vendor.Pay"}]},
                1,
            ]
        }
    ).encode(),
}
KEYS = st.sampled_from(
    (
        "id",
        "name",
        "permissions",
        "plus",
        "distribute",
        "plugins",
        "sdkConfigs",
        "nativePlugins",
        "uni-app",
        "server",
        "allowNavigation",
        "pages",
        "permission",
        "requiredPrivateInfos",
        "names",
        "pkg",
        "class",
        "__platform__",
    )
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
CLASSES = [Class("Lio/dcloud/feature/payment/alipay/AliPay;")]


def test_everything_registered_and_configured() -> None:
    app = opened(apk(manifest(), CLASSES, FILES))
    items = found(uni_app, app)
    assert by_value([item for item in items if item.kind is Kind.CROSS_PLATFORM]) == {
        "uni-app": {"version": "4.24", "note": "__UNI__ABC1234 示例"}
    }
    assert by_value([item for item in items if item.kind is Kind.PLUGIN]) == {
        "uni-app:Payment": {"note": "module"},
        "uni-app:Contacts": {"title": "通讯录", "note": "module"},
        "uni-app:payment": {"vendors": ("alipay", "weixin"), "note": "configured SDKs"},
        "uni-app:ad": {"vendors": ("gdt", "csj"), "note": "configured SDKs"},
        "uni-app:statics": {"vendors": ("umeng",), "note": "configured SDKs"},
        "uni-app:Vendor-RichPay": {"title": "聚合支付", "note": "native plug-in"},
        "uni-app:VendorPay": {"note": "com.vendor.Pay"},
        "uni-app:Payment.AliPay": {"note": "io.dcloud.feature.payment.alipay.AliPay"},
    }
    assert not app.partials


def test_hosts_and_names_reach_the_scan() -> None:
    scan = inprocess.scan(apk(manifest(), CLASSES, FILES))
    assert scan.inventory.hosts == ("api.example.cn",)
    names = set(scan.inventory.strings)
    assert {"uni-app:payment.alipay", "uni-app:ad.gdt", "com.vendor.Pay"} <= names
    assert "uni-app:oauth.apple" not in names


def test_the_form_of_the_sources_and_a_packed_update() -> None:
    source = {
        "appid": "__UNI__X",
        "app-plus": {"modules": {"Push": {}}, "distribute": {"sdkConfigs": {"push": {"unipush": {}}}}},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("manifest.json", json.dumps(source))
    app = opened(apk(manifest(), (), {"assets/apps/__UNI__X.wgt": packed.getvalue()}))
    items = found(uni_app, app)
    assert [item.value for item in items] == ["uni-app", "uni-app:Push", "uni-app:push"]
    assert items[2].detail["vendors"] == ("unipush",)
    assert items[0].where.entry == "assets/apps/__UNI__X.wgt!/manifest.json"


def test_other_manifests_are_not_its() -> None:
    files = {"assets/www/manifest.json": FILES[WWW + "manifest.json"], "assets/apps/notes.json": b"{}"}
    app = opened(apk(manifest(), (), files))
    assert not found(uni_app, app)
    assert not app.partials


def test_encrypted_scripts_and_broken_manifests_are_named() -> None:
    files = {**FILES, WWW + "app-service.js": scrambled()}
    app = opened(apk(manifest(), (), files))
    assert (
        by_value(found(uni_app, app))["uni-app"]["unread"] == f"1 of 1 scripts: encrypted {WWW}app-service.js"
    )
    assert [part.reason for part in app.partials["uni_app"]] == ["encrypted"]
    for bad in (b"\x00\x01", b"[" * 90_000):
        app = opened(apk(manifest(), (), {**files, WWW + "manifest.json": bad}))
        assert "manifest.json" in str(by_value(found(uni_app, app))["uni-app"]["unread"])
        assert {part.reason for part in app.partials["uni_app"]} == {"encrypted", "unread"}


def test_a_runtime_without_bundle() -> None:
    app = opened(apk(manifest(), [Class("Lio/dcloud/PandoraEntry;")]))
    assert by_value(found(uni_app, app)) == {"uni-app": {"unread": "no bundle in the package"}}
    assert app.partials["uni_app"][0].reason == "unread"


def test_shapes_that_are_not_expected() -> None:
    odd = {
        "id": 7,
        "permissions": [1],
        "plus": {"distribute": {"plugins": [1]}},
        "nativePlugins": {"A": None},
    }
    app = opened(apk(manifest(), (), {WWW + "manifest.json": json.dumps(odd).encode()}))
    assert [item.value for item in found(uni_app, app)] == ["5plus-app", "uni-app:A"]


@settings(deadline=None, max_examples=40)
@given(SHAPES, SHAPES, SHAPES)
def test_any_shape_of_its_files(manifest_: object, plugins: object, config: object) -> None:
    """Also of the other frameworks' configurations: whatever JSON they hold, no analyzer fails."""
    files = {
        WWW + "manifest.json": orjson.dumps(manifest_),
        "assets/dcloud_uniplugins.json": orjson.dumps(plugins),
        "assets/capacitor.config.json": orjson.dumps(config),
        "assets/capacitor.plugins.json": orjson.dumps(plugins),
        "assets/mini/app.json": orjson.dumps(config),
        "assets/mini/app.js": b"x",
        "assets/bin/Data/ScriptingAssemblies.json": orjson.dumps(manifest_),
        "assets/project.json": orjson.dumps(config),
        "lib/arm64-v8a/libcocos2djs.so": b"\x7fELF",
    }
    app = opened(apk(manifest(), (), files))
    for module in (uni_app, cordova, mini_programs, unity, cocos):
        for item in found(module, app):
            assert item.value


def test_on_ios() -> None:
    www = "Pandora/apps/__UNI__ABC1234/www/"
    files = {
        www + "manifest.json": FILES[WWW + "manifest.json"],
        www + "app-service.js": FILES[WWW + "app-service.js"],
    }
    values = by_value(found(uni_app, opened(ipa(files=files))))
    assert values["uni-app"]["version"] == "4.24"
    assert values["uni-app:payment"]["vendors"] == ("alipay", "weixin")
    assert values["uni-app:oauth"]["vendors"] == ("apple",)  # meant for iOS
    assert "uni-app:Vendor-RichPay" in values
