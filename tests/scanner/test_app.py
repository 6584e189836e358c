"""What analyzers may ask of an app of either platform: entries again, and what could not be read."""

from __future__ import annotations

import pytest

from scanner.formats.archive import BadEntry
from tests.apps.apk import apk, manifest
from tests.apps.axmlwriter import compiled
from tests.apps.inprocess import opened
from tests.apps.ios import ROOT, ipa
from tests.apps.zipwriter import Zip
from tests.scanner.test_android import split_set


def test_entries_are_read_again_by_the_path_that_evidence_has() -> None:
    nested = Zip().add("deep/x.txt", b"deep").bytes()
    outer = Zip().add("inner.zip", nested).bytes()
    single = opened(apk(manifest(), (), {"assets/o.zip": outer, "assets/a": b"one"}))
    assert single.read("assets/a") == b"one"
    assert single.read("assets/o.zip!/inner.zip!/deep/x.txt") == b"deep"
    both = opened(split_set())
    assert both.read("base.apk!/assets/a") == b"base"
    assert both.read("split.apk!/assets/b") == b"split"
    for missing in ("assets/b", "base.apk!/assets/b", "third.apk!/assets/a"):
        with pytest.raises(KeyError):
            both.read(missing)
    for content in (*single.contents, *both.contents):
        app = single if content in single.contents else both
        assert len(app.read(content.path)) == content.size


def test_an_entry_that_cannot_be_unpacked() -> None:
    archive = Zip().add("AndroidManifest.xml", compiled(manifest())).add("x", b"x", packed_data=b"\xff\xff")
    with pytest.raises(BadEntry):
        opened(archive.bytes()).read("x")


def test_where_the_apps_own_files_lie() -> None:
    android = opened(apk(manifest(), (), {"assets/www/a.js": b"1", "lib/x": b"2"}))
    assert {android.own_path(content) for content in android.contents} == {"", "www/a.js"}
    ios = opened(ipa(files={"www/a.js": b"1"}, main=b"", top={"www/b.js": b"2"}))
    assert {ios.own_path(content) for content in ios.contents} == {"Info.plist", "www/a.js", ""}
    assert ios.read(f"{ROOT}/www/a.js") == b"1"
