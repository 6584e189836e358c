"""Mini programs in an app, as folders and packed."""

from __future__ import annotations

import json

from scanner.kinds import Kind
from scanner.static import mini_programs
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.bundles import scrambled, wxapkg
from tests.apps.inprocess import by_value, found, opened

CONFIG = {
    "pages": ["pages/index", "pages/pay"],
    "plugins": {"vendorPay": {"version": "1.2.0", "provider": "wx1234"}},
    "permission": {"scope.userLocation": {"desc": "x"}},
    "requiredPrivateInfos": ["getLocation"],
}
FILES = {
    "assets/mini/demo/app.json": json.dumps(CONFIG).encode(),
    "assets/mini/demo/app-service.js": b"wx.request({url:'https://mini.example.cn/a'})",
}
EXPECTED = {
    "mini-program": {"note": "2 pages; asks for scope.userLocation, getLocation"},
    "mini-program:vendorPay": {"title": "wx1234 1.2.0", "note": "plug-in"},
}


def test_a_folder() -> None:
    app = opened(apk(manifest(), (), FILES))
    assert by_value(found(mini_programs, app)) == EXPECTED
    assert not app.partials


def test_a_packed_one_and_its_hosts() -> None:
    files = {
        "/app-config.json": json.dumps(CONFIG).encode(),
        "/app-service.js": FILES["assets/mini/demo/app-service.js"],
    }
    scan = inprocess.scan(apk(manifest(), (), {"assets/demo.wxapkg": wxapkg(files)}))
    kinds = (Kind.CROSS_PLATFORM, Kind.PLUGIN)
    assert by_value([item for item in scan.evidence if item.kind in kinds]) == EXPECTED
    assert scan.inventory.hosts == ("mini.example.cn",)


def test_other_files_of_that_name() -> None:
    files = {
        "assets/a/app.json": json.dumps(CONFIG).encode(),  # no script beside it
        "assets/b/app.json": b'{"pages": 3}',
        "assets/b/app.js": b"x",
        "assets/c/myapp.json": json.dumps(CONFIG).encode(),
        "assets/c/app.js": b"x",
    }
    app = opened(apk(manifest(), (), files))
    assert not found(mini_programs, app)
    assert not app.partials


def test_encrypted_ones_are_named() -> None:
    files = {"assets/demo.wxapkg": b"V1MMWX" + scrambled()}
    app = opened(apk(manifest(), (), files))
    assert by_value(found(mini_programs, app)) == {
        "mini-program": {"unread": "assets/demo.wxapkg: no header of a plain bundle"}
    }
    assert app.partials["mini_programs"][0].reason == "encrypted"


def test_a_broken_configuration_is_said() -> None:
    app = opened(apk(manifest(), (), {**FILES, "assets/mini/demo/app.json": b"[" * 5000}))
    assert not found(mini_programs, app)
    assert app.partials["mini_programs"][0].reason == "unread"
