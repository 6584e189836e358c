"""Unity: IL2CPP metadata and Mono assemblies."""

from __future__ import annotations

import json

import pytest

from scanner.kinds import Kind
from scanner.static import unity
from tests.apps import bundles, inprocess
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import Class
from tests.apps.elfwriter import library
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ipa
from tests.apps.program import program

DATA, LIB = "assets/bin/Data/", "lib/arm64-v8a/"
METADATA = DATA + "Managed/Metadata/global-metadata.dat"
LITERALS = [
    "https://game.example.cn",
    "evil.com/x",
    "com.vendor.pay.Api",
    "com.absent.Api",
    "say: com.vendor.pay.Api",
]
LISTED = ["UnityEngine.dll", "System.Core.dll", "VendorPay.dll", 7, "Assembly-CSharp.dll"]
ENGINE = {
    LIB + "libunity.so": library((), ()),
    DATA + "globalgamemanagers": bytes(20) + b"2021.3.45f1\0" + bytes(40),
    DATA + "ScriptingAssemblies.json": json.dumps({"names": LISTED}).encode(),
}
IL2CPP = {
    **ENGINE,
    LIB + "libil2cpp.so": library((), ()),
    METADATA: bundles.il2cpp(LITERALS, ["Vendor.Pay", "A", "VendorPay.dll"]),
}
JAVA = [Class("Lcom/vendor/pay/Api;")]


def test_il2cpp() -> None:
    app = opened(apk(manifest(), JAVA, IL2CPP))
    items = found(unity, app)
    assert by_value([item for item in items if item.kind is not Kind.HOST]) == {
        "unity": {"version": "2021.3.45f1", "note": "il2cpp"},
        "unity:VendorPay.dll": {"note": "assembly"},
        "unity:com.vendor.pay.Api": {"note": "Java class that the game calls"},
    }
    assert not app.partials


def test_literals_side_by_side_do_not_run_together() -> None:
    assert b"https://game.example.cnevil.com/x" in IL2CPP[METADATA]
    scan = inprocess.scan(apk(manifest(), JAVA, IL2CPP))
    assert scan.inventory.hosts == ("game.example.cn",)
    assert {"Vendor.Pay", "VendorPay.dll", "com.absent.Api", "com.vendor.pay.Api"} <= set(
        scan.inventory.strings
    )


@pytest.mark.parametrize(
    ("metadata", "reason"), [(bundles.scrambled(), "encrypted"), (IL2CPP[METADATA][:60], "unread")]
)
def test_metadata_that_cannot_be_read_is_named(metadata: bytes, reason: str) -> None:
    app = opened(apk(manifest(), (), {**IL2CPP, METADATA: metadata}))
    (engine,) = [item for item in found(unity, app) if item.value == "unity"]
    assert str(engine.detail["unread"]).startswith(METADATA)
    assert [part.reason for part in app.partials["unity"]] == [reason]


def test_metadata_or_code_that_is_not_there() -> None:
    for files, unread in (
        (
            {name: data for name, data in IL2CPP.items() if name != METADATA},
            "global-metadata.dat is not in the package",
        ),
        (ENGINE, "no C# code in the package"),
    ):
        app = opened(apk(manifest(), (), files))
        assert by_value(found(unity, app))["unity"]["unread"] == unread
        assert app.partials["unity"][0].reason == "unread"


def test_mono() -> None:
    wide = "https://mono.example.cn/x\0com.vendor.pay.Api\0".encode("utf-16-le")
    files = {
        **ENGINE,
        DATA + "Managed/Assembly-CSharp.dll": b"MZ" + bytes(80) + wide,
        DATA + "Managed/Alipay.Sdk.dll": b"MZ" + bytes(80),
        DATA + "Managed/System.Xml.dll": bundles.scrambled(),  # the framework's own are not looked into
    }
    app = opened(apk(manifest(), JAVA, files))
    values = by_value(found(unity, app))
    assert values["unity"] == {"version": "2021.3.45f1", "note": "mono"}
    assert {"unity:VendorPay.dll", "unity:Alipay.Sdk.dll", "unity:com.vendor.pay.Api"} < set(values)
    assert inprocess.scan(apk(manifest(), JAVA, files)).inventory.hosts == ("mono.example.cn",)
    app = opened(apk(manifest(), JAVA, {**files, DATA + "Managed/Assembly-CSharp.dll": bundles.scrambled()}))
    assert str(by_value(found(unity, app))["unity"]["unread"]).endswith("Assembly-CSharp.dll: encrypted")
    assert app.partials["unity"][0].reason == "encrypted"


def test_apps_without_it() -> None:
    files = {
        "assets/data/Managed/Vendor.dll": b"MZ",
        "assets/ScriptingAssemblies.json": b'{"names": ["A.dll"]}',
    }
    app = opened(apk(manifest(), JAVA, files))
    assert not found(unity, app)
    assert not app.partials


def test_on_ios() -> None:
    files = {
        "Data/globalgamemanagers": ENGINE[DATA + "globalgamemanagers"],
        "Data/ScriptingAssemblies.json": ENGINE[DATA + "ScriptingAssemblies.json"],
        "Data/Managed/Metadata/global-metadata.dat": IL2CPP[METADATA],
    }
    main = program(classes=("UnityAppController",))
    values = by_value(
        [item for item in found(unity, opened(ipa(files=files, main=main))) if item.kind is not Kind.HOST]
    )
    assert values == {
        "unity": {"version": "2021.3.45f1", "note": "il2cpp"},
        "unity:VendorPay.dll": {"note": "assembly"},
    }
    assert found(unity, opened(ipa(files=files))) == []  # many a folder is called Data
