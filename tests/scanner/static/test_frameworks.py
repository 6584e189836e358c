"""Frameworks told by their runtime alone."""

from __future__ import annotations

import pytest

from scanner.static import frameworks
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import Class
from tests.apps.elfwriter import library
from tests.apps.inprocess import by_value, found, opened

ELF = library((), ())


@pytest.mark.parametrize(
    ("entry", "framework"),
    [
        ("lib/arm64-v8a/libweexcore.so", "weex"),
        ("lib/arm64-v8a/libNativeScript.so", "nativescript"),
        ("lib/arm64-v8a/libQt5Core_arm64-v8a.so", "qt"),
        ("assets/h5/taro.js", "taro"),
        ("lib/arm64-v8a/libweexcore2.so", None),
        ("assets/h5/mytaro.js", None),
        ("lib/arm64-v8a/libweexcore.so.txt", None),
    ],
)
def test_by_file(entry: str, framework: str | None) -> None:
    app = opened(apk(manifest(), (), {entry: ELF}))
    assert [(item.value, item.where.entry) for item in found(frameworks, app)] == (
        [(framework, entry)] if framework else []
    )
    assert not app.partials


def test_by_class() -> None:
    app = opened(apk(manifest(), [Class("Lcom/taobao/weex/WXSDKInstance;"), Class("Lcom/tns/RuntimeX;")]))
    assert [(item.value, item.where.cls) for item in found(frameworks, app)] == [
        ("weex", "com.taobao.weex.WXSDKInstance")
    ]


def test_assemblies() -> None:
    files = {
        "lib/arm64-v8a/libmonodroid.so": ELF,
        "assemblies/Vendor.Pay.dll": b"MZ",
        "assemblies/System.Net.Http.dll": b"MZ",
        "assets/Vendor.Other.dll": b"MZ",
    }
    app = opened(apk(manifest(), (), files))
    assert by_value(found(frameworks, app)) == {
        "xamarin": {"unread": "packed assemblies"},
        "xamarin:Vendor.Pay": {"note": "assembly"},
    }
    assert app.partials["frameworks"][0].reason == "unread"
