"""The inventory holds everything by which an SDK not yet known could be recognised later."""

from __future__ import annotations

import pytest

from scanner import inventory
from tests.apps.apk import LAUNCHER, activity, apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, constructor
from tests.apps.elfwriter import library
from tests.apps.inprocess import opened

ACTIVITY = "Landroid/app/Activity;"
START = Method(
    "onCreate(Landroid/os/Bundle;)V",
    ("invoke-super", ("p0", "p1"), f"{ACTIVITY}->onCreate(Landroid/os/Bundle;)V"),
    ("invoke-static", (), "Lcom/vendor/Sdk;->init()V"),
    ("return-void",),
)
CLASSES = [
    Class("Lcn/example/app/Main;", constructor(ACTIVITY), START, parent=ACTIVITY),
    Class("Lcom/vendor/Sdk;", Method("init()V", ("return-void",), flags=PUBLIC | STATIC)),
    Class("Lcom/idle/Thing;", Method("never()V", ("return-void",), flags=PUBLIC | STATIC)),
]
INSIDE = (
    activity("cn.example.app.Main", LAUNCHER)
    + '<provider android:name="cn.example.app.P" android:authorities="a.one;a.two" android:process=":side"/>'
    '<service android:name="cn.example.app.S" android:permission="a.PERMISSION"/>'
    '<activity-alias android:name="cn.example.app.Alias" android:targetActivity="cn.example.app.Main"/>'
    '<meta-data android:name="VENDOR_KEY" android:value="1"/>'
)


def test_everything_has_its_column() -> None:
    entries = {
        "assets/page.html": b"<html>https://pages.example.cn/x",
        "lib/arm64-v8a/libvendor.so": library(
            ("libc.so", "libother.so"), ("Java_a_b", "vendor_start", "_ZN1aE")
        ),
    }
    data = apk(
        manifest('<uses-permission android:name="a.USED"/>', INSIDE),
        CLASSES,
        entries,
        {"string/vendor_name": {"": "x"}},
    )
    found = inventory.of(opened(data))
    listed = {entry[0]: entry for entry in found.entries}
    path, size, digest, magic = listed["assets/page.html"]
    assert (path, size, len(digest), magic) == ("assets/page.html", 32, 64, "html")
    assert {"AndroidManifest.xml", "classes.dex", "resources.arsc"} <= set(listed)
    assert found.hosts == ("pages.example.cn",)
    assert {"a.one", "a.two", ":side", "a.PERMISSION", "a.USED", "cn.example.app.Main"} <= set(found.names)
    assert {"cn.example.app.Alias", "android.intent.action.MAIN"} <= set(found.names)
    assert found.meta_data == ("VENDOR_KEY",)
    assert found.exports == ("Java_a_b", "vendor_start")
    assert found.libraries == ("libc.so", "libother.so", "libvendor.so")
    assert found.resources == ("string/vendor_name",)


def test_reachability_by_package() -> None:
    found = inventory.of(opened(apk(manifest(components=INSIDE), CLASSES)))
    states = dict(
        zip(found.packages, zip(found.reach, found.consent, found.witness, strict=True), strict=True)
    )
    reach, consent, witness = states["com.vendor"]
    assert (reach, consent) == (2, 2)
    assert witness[0].startswith("cn.example.app.Main.onCreate")
    assert witness[-1].startswith("com.vendor.Sdk.init")
    assert states["com.idle"] == (0, 0, ())


def test_every_column_is_sorted_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = b" ".join(b"https://h%d.example.cn/ https://h%d.example.cn/y" % (n, n) for n in range(30))
    data = apk(manifest(), (), {"assets/a.js": urls})
    hosts = inventory.of(opened(data)).hosts
    assert len(hosts) == 30
    assert list(hosts) == sorted(set(hosts))
    monkeypatch.setattr(inventory, "NAMES", 7)
    assert inventory.of(opened(data)).hosts == hosts[:7]


def test_all_parts_of_a_set_are_in_it() -> None:
    base = apk(manifest(package="cn.example.set"))
    split = apk(
        manifest(package="cn.example.set", components='<meta-data android:name="LATE" android:value="x"/>',
                 root='split="late"')
    )  # fmt: skip
    found = inventory.of(opened([("base.apk", base), ("late.apk", split)]))
    assert found.meta_data == ("LATE",)
    assert {"base.apk!/AndroidManifest.xml", "late.apk!/AndroidManifest.xml"} <= {e[0] for e in found.entries}
