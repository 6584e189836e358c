"""What the analyzers of cross-platform contents share: bounds, names remembered, unreadable scripts said."""

from __future__ import annotations

import pytest

from scanner import contents
from scanner.formats.scripts import State
from scanner.model import Where
from tests.apps.apk import apk, manifest
from tests.apps.bundles import hermes, scrambled
from tests.apps.inprocess import opened


def test_reading_is_bounded_and_said() -> None:
    app = opened(apk(manifest(), (), {"assets/a.js": b"x" * 100}))
    (content,) = contents.ending(app, ".js")
    assert contents.read(app, content, "n") == b"x" * 100
    assert contents.read(app, content, "n", most=99) == b""
    assert [part.reason for part in app.partials["n"]] == ["budget"]


def test_what_is_gone_is_said() -> None:
    data = apk(manifest(), (), {"assets/a.js": b"x"})
    (content,) = contents.ending(opened(data), ".js")
    other = opened(apk(manifest()))
    assert contents.read(other, content, "n") == b""
    assert [part.reason for part in other.partials["n"]] == ["unread"]


def test_names_and_hosts_are_remembered() -> None:
    app = opened(apk(manifest()))
    item = contents.plugin(app, "uni-app", " payment ", Where(), title="支付", vendors=("alipay",), note="n")
    assert item.value == "uni-app:payment"
    assert dict(item.detail) == {"title": "支付", "vendors": ("alipay",), "note": "n"}
    assert app.names_found == {"uni-app:payment", "uni-app:payment.alipay"}
    assert [found.value for found in contents.host(app, "https://A.example.cn/x?token=1", Where())] == [
        "a.example.cn"
    ]
    assert not list(contents.host(app, "https://*/x", Where()))
    assert app.hosts_found == {"a.example.cn"}
    contents.remember(app, ["", "x" * 201])
    assert len(app.names_found) == 2


def test_unreadable_scripts_are_told_apart() -> None:
    entries = {
        "assets/1.js": b"plain()",
        "assets/2.js": scrambled(),
        "assets/3.js": hermes(["x"]),
        "assets/4.js": b"\x00\x01\x02\x03" * 100,
        "assets/5.js": b"",
    }
    app = opened(apk(manifest(), (), entries))
    scripts = list(contents.ending(app, ".js"))
    found = contents.unreadable(app, scripts, "n")
    assert [(item.path, how) for item, how in found] == [
        ("assets/2.js", State.ENCRYPTED),
        ("assets/3.js", State.COMPILED),
        ("assets/4.js", State.UNKNOWN),
    ]
    assert [(part.reason, part.note) for part in app.partials["n"]] == [
        ("encrypted", "assets/2.js: encrypted"),
        ("unread", "assets/3.js: compiled"),
        ("unread", "assets/4.js: unknown"),
    ]
    assert contents.summary(found, 5).startswith("3 of 5 scripts: encrypted assets/2.js, compiled")
    assert contents.summary([], 5) == ""


def test_many_unreadable_scripts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "NAMED", 2)
    monkeypatch.setattr(contents, "SCRIPTS", 4)
    app = opened(apk(manifest(), (), {f"assets/{n}.js": scrambled() for n in range(6)}))
    found = contents.unreadable(app, list(contents.ending(app, ".js")), "n")
    assert len(found) == 4
    assert [part.note for part in app.partials["n"]] == [
        "more than 4 scripts",
        "assets/0.js: encrypted",
        "assets/1.js: encrypted",
        "and 2 more",
    ]
    assert contents.summary(found, 6).endswith(", …")
