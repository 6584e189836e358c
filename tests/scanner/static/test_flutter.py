"""Flutter: registrant, assets, compiled code, notices."""

from __future__ import annotations

import gzip

from scanner.static import flutter
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.bundles import scrambled
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method
from tests.apps.elfwriter import library
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ROOT, ipa
from tests.apps.program import program

LIB, ASSETS = "lib/arm64-v8a/", "assets/flutter_assets/"
REGISTRANT = Class(
    "Lio/flutter/plugins/GeneratedPluginRegistrant;",
    Method(
        "registerWith(Lio/flutter/embedding/engine/FlutterEngine;)V",
        ("new-instance", 0, "Lcom/vendor/FluwxPlugin;"),
        ("const-string", 1, "Error registering plugin fluwx, com.vendor.FluwxPlugin"),
        ("new-instance", 0, "Lcom/vendor/NoMessagePlugin;"),
        ("new-instance", 0, "Lio/flutter/embedding/engine/plugins/shim/ShimPluginRegistry;"),
        ("const-string", 1, "com.vendor.old.OldPlugin"),
        ("return-void",),
        flags=PUBLIC | STATIC,
    ),
)
DART = b"\0package:tobias_pay/src/a.dart\0package:tobias_pay/b.dart\0https://dart.example.cn/v1\0package:Upper/x\0"
NOTICES = (b"\n" + b"-" * 80 + b"\n").join(
    [b"fluwx\ntobias\n\nCopyright fluwx\nand others", b"abseil-cpp\n\nApache", b"not a name\n\nx"]
)
FILES = {
    LIB + "libflutter.so": library((), ()),
    LIB + "libapp.so": library((), ()) + DART,
    ASSETS + "AssetManifest.json": b'{"packages/icon_pack/x.png": ["packages/icon_pack/x.png"]}',
    ASSETS + "NOTICES.Z": gzip.compress(NOTICES, mtime=0),
}
COMPILED = "Dart code compiled to machine code: only its strings are read"


def test_plugins_from_everywhere() -> None:
    app = opened(apk(manifest(), [REGISTRANT], FILES))
    assert by_value(found(flutter, app)) == {
        "flutter": {"note": COMPILED},
        "flutter:fluwx": {"title": "com.vendor.FluwxPlugin", "note": "registered"},
        "flutter:com.vendor.NoMessagePlugin": {"note": "registered"},
        "flutter:com.vendor.old.OldPlugin": {"note": "registered"},
        "flutter:icon_pack": {"note": "brings assets"},
        "flutter:tobias_pay": {"note": "compiled in"},
    }
    assert not app.partials


def test_hosts_and_names_reach_the_scan() -> None:
    scan = inprocess.scan(apk(manifest(), [REGISTRANT], FILES))
    assert scan.inventory.hosts == ("dart.example.cn",)
    assert {"flutter:fluwx", "com.vendor.FluwxPlugin", "flutter:tobias_pay"} <= set(scan.inventory.strings)


def test_notices_stand_in_where_the_code_hides_its_names() -> None:
    files = {**FILES, LIB + "libapp.so": library((), ())}
    app = opened(apk(manifest(), (), files))
    values = by_value(found(flutter, app))
    assert {"flutter:fluwx", "flutter:tobias"} < set(values)
    assert "flutter:abseil-cpp" not in values
    assert values["flutter"]["unread"] == "compiled Dart code names no packages: obfuscated or encrypted"
    assert app.partials["flutter"][0].reason == "unread"


def test_notices_are_bounded_and_may_be_broken() -> None:
    for notices in (gzip.compress(bytes(40 << 20), mtime=0), b"\x1f\x8b" + scrambled()):
        app = opened(
            apk(manifest(), (), {**FILES, LIB + "libapp.so": library((), ()), ASSETS + "NOTICES.Z": notices})
        )
        assert "flutter" in by_value(found(flutter, app))
        assert len(app.partials["flutter"]) == 2


def test_code_that_is_elsewhere() -> None:
    app = opened(apk(manifest(), (), {LIB + "libflutter.so": library((), ())}))
    assert by_value(found(flutter, app)) == {
        "flutter": {"unread": "compiled Dart code is not in the package"}
    }


def test_apps_without_it() -> None:
    files = {LIB + "libapp.so": library((), ()) + DART, "assets/flutter/NOTICES": NOTICES}
    app = opened(apk(manifest(), [REGISTRANT], files))
    assert not found(flutter, app)
    assert not app.partials


def test_on_ios() -> None:
    files = {
        "Frameworks/Flutter.framework/Flutter": program(library=True, classes=("FlutterViewController",)),
        "Frameworks/App.framework/App": program(library=True) + DART,
        "Frameworks/App.framework/flutter_assets/AssetManifest.json": FILES[ASSETS + "AssetManifest.json"],
    }
    items = found(flutter, opened(ipa(files=files)))
    assert by_value(items) == {
        "flutter": {"note": COMPILED},
        "flutter:icon_pack": {"note": "brings assets"},
        "flutter:tobias_pay": {"note": "compiled in"},
    }
    assert items[0].where.entry == f"{ROOT}/Frameworks/App.framework/App"
