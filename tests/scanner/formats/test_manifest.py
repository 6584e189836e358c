"""Identity, labels and API levels of a manifest."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from scanner.formats import axml, ids
from scanner.formats.arsc import Resources
from scanner.formats.axml import BadXml
from scanner.formats.manifest import Identity, Values, best_label, class_name, identity, sdk_levels
from tests.apps import arscwriter
from tests.apps.axmlwriter import compiled
from tests.apps.packages import CORPUS, entries

LAUNCHER = (
    '<intent-filter><action android:name="android.intent.action.MAIN"/>'
    '<category android:name="android.intent.category.LAUNCHER"/></intent-filter>'
)
RESOURCES = {
    "string/name": {"": "Lesson", "en": "Lesson", "zh-TW": "課堂", "zh": "课堂", "zh-CN": " 课堂+ "},
    "string/version": {"": "3.1"},
    "integer/code": {"": 12},
}


def _read(xml: str) -> tuple[axml.Element, Resources]:
    return axml.parse(compiled(xml, arscwriter.ids(RESOURCES))), Resources(arscwriter.table(RESOURCES))


def test_identity_with_references() -> None:
    root, resources = _read(
        '<manifest package="a.b" split="config.zh" android:versionCode="@integer/code" '
        'android:versionName="@string/version"><application android:label="@string/name"/></manifest>'
    )
    assert identity(root, resources) == Identity("a.b", "3.1", "12", "课堂+", "config.zh")
    assert identity(root, None).package == "a.b"


def test_version_code_has_a_major_part() -> None:
    root, resources = _read(
        '<manifest package="a.b" android:versionCode="-1" android:versionCodeMajor="2" '
        'android:versionName="v"/>'
    )
    assert identity(root, resources) == Identity("a.b", "v", str((2 << 32) + 0xFFFFFFFF), "", "")


def test_label_of_the_launcher_where_the_application_has_none() -> None:
    root, resources = _read(
        f'<manifest package="a.b"><application><activity android:name=".A" android:label="first"/>'
        f'<activity-alias android:name=".B" android:label="shown">{LAUNCHER}</activity-alias>'
        "</application></manifest>"
    )
    assert identity(root, resources).label == "shown"


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ({"": "d", "zh": "z", "zh-CN": "c", "zh-TW": "t"}, "c"),
        ({"": "d", "zh": "z", "zh-TW": "t"}, "z"),
        ({"": "d", "zh-Hans-CN": "hc", "zh": "z"}, "hc"),
        ({"": "d", "zh-TW": "t", "en": "e"}, "t"),
        ({"": "d", "en": "e"}, "d"),
        ({"fr": "f"}, "f"),
        ({"": "  ", "fr": "f"}, "f"),
        ({}, ""),
    ],
)
def test_the_chinese_name_comes_first(names: dict[str, str], chosen: str) -> None:
    assert best_label(names) == chosen


@pytest.mark.parametrize(
    ("sdk", "levels"),
    [
        ("", {"min": (1, False), "target": (1, False)}),
        ('<uses-sdk android:minSdkVersion="14"/>', {"min": (14, True), "target": (14, False)}),
        (
            '<uses-sdk android:minSdkVersion="14"/><uses-sdk android:targetSdkVersion="29"/>',
            {"min": (1, False), "target": (29, True)},
        ),
        (
            '<uses-sdk android:minSdkVersion="21" android:targetSdkVersion="Tiramisu.abc" '
            'android:maxSdkVersion="40"/>',
            {"min": (21, True), "target": (33, True), "max": (40, True)},
        ),
        ('<uses-sdk android:targetSdkVersion="Zebra"/>', {"min": (1, False), "target": (10_000, True)}),
    ],
)
def test_api_levels(sdk: str, levels: dict[str, tuple[int, bool]]) -> None:
    root, resources = _read(f'<manifest package="a.b">{sdk}</manifest>')
    found = sdk_levels(root, Values(resources))
    assert {name: (level.level, level.stated) for name, level in found.items()} == levels


def test_a_root_of_another_name_is_no_manifest() -> None:
    root, resources = _read('<Manifest package="a.b" android:versionCode="1"/>')
    assert identity(root, resources) == Identity("", "", "", "", "")


def test_class_names_in_full() -> None:
    assert class_name("a.b", ".Main") == "a.b.Main"
    assert class_name("a.b", "Main") == "a.b.Main"
    assert class_name("a.b", "c.Main") == "c.Main"
    assert class_name("a.b", "") == ""


@pytest.mark.parametrize(
    ("value", "boolean", "integer"),
    [("true", True, -1), ("false", False, 0), ("7", True, 7), ("0x10", True, 16), ("no", False, None)],
)
def test_values_are_converted_as_android_does(value: str, boolean: bool, integer: int | None) -> None:
    root, resources = _read(f'<manifest android:value="{value}"/>')
    values = Values(resources)
    assert values.boolean(root, ids.VALUE) is boolean
    assert values.integer(root, ids.VALUE) == integer
    assert values.text(root, ids.NAME) is None
    assert values.boolean(root, ids.NAME) is None
    assert values.integer(root, ids.NAME) is None


def test_every_package_of_the_corpus_has_an_identity() -> None:
    """The manifests that androguard reads, and the names and versions that it finds there."""
    from androguard.core.axml import AXMLPrinter

    android = "{http://schemas.android.com/apk/res/android}"
    for place, data in entries("AndroidManifest.xml"):
        try:
            root = axml.parse(data)
        except BadXml:
            continue
        theirs = AXMLPrinter(data).get_xml_obj()
        mine = identity(root, None)
        assert mine.package == theirs.get("package"), place
        assert mine.split == theirs.get("split", ""), place
        version = theirs.get(f"{android}versionName", "")
        assert mine.version == version or version.startswith("@"), place
        assert mine.version_code == theirs.get(f"{android}versionCode", ""), place


@pytest.mark.skipif(shutil.which("aapt") is None, reason="needs aapt (package aapt)")
def test_identity_levels_and_labels_as_aapt_says() -> None:
    """In every language; aapt says nothing of apps without a name, and spells codenames out."""
    tables = {place.split("/")[0]: data for place, data in entries("resources.arsc")}
    compared = labels_compared = 0
    for place, data in entries("AndroidManifest.xml"):
        file = place.split("/")[0]
        path = CORPUS / "dev" / file
        if not path.is_file() or path.suffix != ".apk":
            continue
        command = ["aapt", "dump", "badging", path]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        root, resources = axml.parse(data), Resources(tables.get(file, b""))
        values = Values(resources)
        mine = identity(root, resources)
        head = re.match("package: name='(.*?)' versionCode='(.*?)' versionName='(.*?)'", said)
        assert head is not None, place
        assert head.groups() == (mine.package, mine.version_code, mine.version), place
        levels = sdk_levels(root, values)
        for name, word in (("min", "sdkVersion"), ("target", "targetSdkVersion")):
            stated = re.search(f"^{word}:'(.*?)'", said, re.MULTILINE)
            assert stated is None or int(stated[1]) == levels[name].level, place
        theirs = dict(re.findall("^application-label(-[^:]*)?:'(.*)'$", said, re.MULTILINE))
        application = root.child("application")
        assert application is not None
        for locale, text in values.texts(application, ids.LABEL).items():
            assert theirs[f"-{locale}" if locale else ""] == text, (place, locale)
            labels_compared += 1
        compared += 1
    assert compared > 25
    assert labels_compared > 30
