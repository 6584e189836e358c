"""Cocos and like engines, and what of their scripts can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.static import cocos
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.bundles import scrambled
from tests.apps.dexwriter import Class
from tests.apps.elfwriter import library
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ipa
from tests.apps.program import program

LIB = "lib/armeabi-v7a/"
ELF = library((), ())


@pytest.mark.parametrize(
    ("name", "framework"),
    [
        ("libcocos2dcpp.so", "cocos2d-x"),
        ("libhellocpp.so", "cocos2d-x"),
        ("libcocos2dlua.so", "cocos2d-lua"),
        ("libcocos2djs.so", "cocos2d-js"),
        ("libcocos.so", "cocos-creator"),
        ("liblayaair.so", "layaair"),
        ("libegret.so", "egret"),
        ("libcocosaudio.so", None),
        ("libmycocos2dlua.so", None),
    ],
)
def test_engines_by_library(name: str, framework: str | None) -> None:
    app = opened(apk(manifest(), (), {LIB + name: ELF}))
    assert [item.value for item in found(cocos, app)] == ([framework] if framework else [])
    assert not app.partials


def test_creator_by_its_scripts_and_their_hosts() -> None:
    files = {
        LIB + "libcocos2djs.so": ELF + b"\0cocos2d-x-3.17.2\0",
        "assets/src/settings.js": b"window._CCSettings={};",
        "assets/main.js": b"cc.pay('https://pay.example.cn/v1')",
    }
    scan = inprocess.scan(apk(manifest(), (), files))
    assert scan.inventory.hosts == ("pay.example.cn",)
    assert by_value(found(cocos, opened(apk(manifest(), (), files)))) == {
        "cocos-creator": {"version": "3.17.2", "note": "2 scripts"}
    }


def test_scripts_that_cannot_be_read_are_named() -> None:
    files = {
        LIB + "libcocos2dlua.so": ELF,
        "assets/src/main.luac": b"XXTEA" + scrambled(),
        "assets/src/lib.luac": b"\x1bLJ\x02" + bytes(300),
        "assets/src/conf.lua": b"return { url = 'https://a.example.cn/' }",
        "assets/res/pic.bin": scrambled(),
    }
    app = opened(apk(manifest(), (), files))
    (item,) = found(cocos, app)
    assert item.detail["unread"] == (
        "2 of 3 scripts: encrypted assets/src/main.luac, compiled assets/src/lib.luac"
    )
    assert [(part.reason, part.note) for part in app.partials["cocos"]] == [
        ("encrypted", "assets/src/main.luac: encrypted"),
        ("unread", "assets/src/lib.luac: compiled"),
    ]


def test_project_and_class() -> None:
    files = {"assets/project.json": b'{"project_type": "javascript", "engine_version": "3.8"}'}
    app = opened(apk(manifest(), [Class("Lorg/cocos2dx/lib/Cocos2dxActivity;")], files))
    assert by_value(found(cocos, app)) == {"cocos2d-x": {"note": "javascript 3.8"}}
    app = opened(apk(manifest(), (), files))
    assert not found(cocos, app)


def test_real_games(corpus: Path) -> None:
    for name in ("MobClub-C2DXShareSDKSample__HelloCpp.apk", "rickystone-Test3X__MyGame.apk"):
        app = opened((corpus / "dev" / name).read_bytes())
        assert [item.value for item in found(cocos, app)] == ["cocos2d-x"]


@pytest.mark.parametrize(
    ("cls", "framework"),
    [("CCEAGLView", "cocos2d-x"), ("conchRuntime", "layaair"), ("EgretNativeIOS", "egret")],
)
def test_on_ios(cls: str, framework: str) -> None:
    files = {"res/a.lua": b"print('a')", "src/b.luac": scrambled(400)}
    app = opened(ipa(files=files, main=program(classes=(cls,))))
    (item,) = found(cocos, app)
    assert item.value == framework
    assert item.where.cls == cls
    assert "src/b.luac" in str(item.detail["unread"])
    assert found(cocos, opened(ipa(files={"res/a.lua": b"print('a')"}))) == []
