"""Pages in the package, APICloud's widgets."""

from __future__ import annotations

import pytest

from scanner.static import web_contents
from tests.apps.apk import apk, manifest
from tests.apps.bundles import scrambled
from tests.apps.inprocess import by_value, found, opened
from tests.apps.ios import ROOT, ipa

PAGE, SCRIPT = b"<html><script src=a.js></script></html>", b"fetch('https://h5.example.cn/')"


def test_a_folder_with_pages_and_scripts() -> None:
    app = opened(apk(manifest(), (), {"assets/h5/index.html": PAGE, "assets/h5/js/a.js": SCRIPT}))
    (item,) = found(web_contents, app)
    assert (item.value, item.where.entry, dict(item.detail)) == (
        "h5",
        "assets/h5/",
        {"note": "1 pages, 1 scripts"},
    )
    assert not app.partials


@pytest.mark.parametrize(
    "files",
    [
        {"assets/help.html": PAGE},
        {"assets/a.js": SCRIPT, "assets/other/help.html": PAGE},
        {"com/vendor/doc/index.html": PAGE, "com/vendor/doc/a.js": SCRIPT},
        {"assets/www/index.html": PAGE, "assets/www/cordova.js": SCRIPT},
        {"assets/apps/H5/www/index.html": PAGE, "assets/apps/H5/www/a.js": SCRIPT},
    ],
)
def test_what_is_no_h5(files: dict[str, bytes]) -> None:
    assert not found(web_contents, opened(apk(manifest(), (), files)))


def test_encrypted_pages_are_named() -> None:
    app = opened(apk(manifest(), (), {"assets/h5/index.html": scrambled(), "assets/h5/a.js": SCRIPT}))
    (item,) = found(web_contents, app)
    assert item.detail["unread"] == "1 of 2 scripts: encrypted assets/h5/index.html"
    assert app.partials["web_contents"][0].reason == "encrypted"


def test_a_widget_and_its_modules() -> None:
    config = b"""<widget id="A6900000" version="1.0.2"><content src="index.html"/>
      <feature name="aliPayPlus"><param name="x" value="y"/></feature>
      <!-- <feature name="wxPay"/> --></widget>"""
    files = {
        "assets/widget/config.xml": config,
        "assets/widget/index.html": PAGE,
        "assets/widget/a.js": SCRIPT,
    }
    assert by_value(found(web_contents, opened(apk(manifest(), (), files)))) == {
        "apicloud": {"version": "1.0.2", "note": "A6900000"},
        "apicloud:aliPayPlus": {},
    }
    app = opened(apk(manifest(), (), {**files, "assets/widget/config.xml": scrambled()}))
    (item,) = found(web_contents, app)
    assert item.detail["unread"] == "1 of 3 scripts: encrypted assets/widget/config.xml"


def test_on_ios() -> None:
    app = opened(ipa(files={"h5/index.html": PAGE, "h5/js/a.js": SCRIPT, "Other.bundle/help.html": PAGE}))
    (item,) = found(web_contents, app)
    assert (item.value, item.where.entry) == ("h5", f"{ROOT}/h5/")
    assert found(web_contents, opened(ipa(files={"www/index.html": PAGE, "www/cordova.js": SCRIPT}))) == []


def test_a_widget_of_apicloud_on_ios() -> None:
    config = b'<widget id="A1" version="2.0"><feature name="aliPay"/></widget>'
    values = by_value(
        found(web_contents, opened(ipa(files={"widget/config.xml": config, "widget/a.js": SCRIPT})))
    )
    assert values["apicloud"]["version"] == "2.0"
    assert "apicloud:aliPay" in values
