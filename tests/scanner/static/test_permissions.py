"""Permissions asked for, implied, special and defined; packages asked about."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess

import pytest

from scanner.formats import axml, ids
from scanner.kinds import Kind
from scanner.static import permissions
from tests.apps.axmlwriter import Forge
from tests.apps.packages import CORPUS, entries
from tests.apps.standin import StandIn, app, details, found

P = "android.permission."


def _asked(given: StandIn) -> dict[str, dict[str, object]]:
    return details([item for item in found(permissions, given) if item.kind is Kind.PERMISSION])


def test_every_way_to_ask() -> None:
    given = app(
        f"""
        <manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/>
          <uses-permission android:name="{P}CAMERA"/>
          <uses-permission android:name="{P}WRITE_EXTERNAL_STORAGE" android:maxSdkVersion="28"/>
          <uses-permission-sdk-23 android:name="{P}READ_CONTACTS"/>
          <uses-permission-sdk-m android:name="{P}RECORD_AUDIO"/>
          <uses-permission android:name="{P}BLUETOOTH_SCAN" android:usesPermissionFlags="0x10000"/>
          <uses-permission android:name="@string/hidden"/>
          <uses-permission/>
          <application><uses-permission android:name="{P}NOT_HERE"/></application>
        </manifest>""",
        resources={"string/hidden": {"": f"{P}SEND_SMS"}},
    )
    assert _asked(given) == {
        f"{P}CAMERA": {"element": "uses-permission"},
        f"{P}WRITE_EXTERNAL_STORAGE": {"element": "uses-permission", "max_sdk": 28},
        f"{P}READ_CONTACTS": {"element": "uses-permission-sdk-23"},
        f"{P}RECORD_AUDIO": {"element": "uses-permission-sdk-m"},
        f"{P}BLUETOOTH_SCAN": {"element": "uses-permission", "never_for_location": True},
        f"{P}READ_EXTERNAL_STORAGE": {"element": "implied", "max_sdk": 28},
    }
    first = found(permissions, given)[0]
    assert first.where.element == "manifest/uses-permission[1]"
    assert first.where.entry == "AndroidManifest.xml"
    assert first.where.offset == given.manifest.children[1].offset


def test_what_splits_ask_for_is_asked_for() -> None:
    base = '<manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/></manifest>'
    split = f'<manifest package="a.b" split="s"><uses-permission android:name="{P}CAMERA"/></manifest>'
    (item,) = found(permissions, app(base, split))
    assert (item.value, item.where.entry) == (f"{P}CAMERA", "split1.apk!/AndroidManifest.xml")


@pytest.mark.parametrize(
    ("target", "asked", "implied"),
    [
        (3, [], ["WRITE_EXTERNAL_STORAGE", "READ_PHONE_STATE", "READ_EXTERNAL_STORAGE"]),
        (3, ["READ_PHONE_STATE"], ["WRITE_EXTERNAL_STORAGE", "READ_EXTERNAL_STORAGE"]),
        (32, ["WRITE_EXTERNAL_STORAGE"], ["READ_EXTERNAL_STORAGE"]),
        (33, ["WRITE_EXTERNAL_STORAGE"], []),
        (4, [], []),
        (15, ["READ_CONTACTS"], ["READ_CALL_LOG"]),
        (16, ["READ_CONTACTS"], []),
    ],
)
def test_what_old_targets_get_without_asking(target: int, asked: list[str], implied: list[str]) -> None:
    given = app(
        f'<manifest package="a.b"><uses-sdk android:targetSdkVersion="{target}"/>'
        + "".join(f'<uses-permission android:name="{P}{name}"/>' for name in asked)
        + "</manifest>"
    )
    evidence = _asked(given)
    assert [name for name, detail in evidence.items() if detail["element"] == "implied"] == [
        P + name for name in implied
    ]
    assert len(evidence) == len(asked) + len(implied)


def test_special_access_is_that_of_the_service() -> None:
    given = app(f"""
        <manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/><application>
          <service android:name=".Reader" android:permission="{P}BIND_ACCESSIBILITY_SERVICE"/>
          <receiver android:name="c.Admin" android:permission="{P}BIND_DEVICE_ADMIN"/>
          <service android:name=".Own" android:permission="a.b.OWN"/>
        </application></manifest>""")
    evidence = found(permissions, given)
    assert [(item.value, item.where.cls, item.detail["element"]) for item in evidence] == [
        (f"{P}BIND_ACCESSIBILITY_SERVICE", "a.b.Reader", "service"),
        (f"{P}BIND_DEVICE_ADMIN", "c.Admin", "receiver"),
    ]


def test_defined_permissions_and_their_level() -> None:
    given = app("""
        <manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/>
          <permission android:name="a.b.ONE"/>
          <permission android:name="a.b.TWO" android:protectionLevel="0x12"/>
          <permission-tree android:name="a.b.tree"/>
        </manifest>""")
    assert details(found(permissions, given)) == {
        "a.b.ONE": {"level": "normal"},
        "a.b.TWO": {"level": "signature|privileged"},
        "a.b.tree": {"level": "normal"},
    }


def test_queries() -> None:
    given = app("""
        <manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/><queries>
          <package android:name="com.tencent.mm"/>
          <provider android:authorities="x.one;x.two"/>
          <intent><action android:name="android.intent.action.VIEW"/><data android:scheme="weixin"/></intent>
        </queries></manifest>""")
    assert [(item.value, item.detail["type"]) for item in found(permissions, given)] == [
        ("com.tencent.mm", "package"),
        ("x.one", "provider"),
        ("x.two", "provider"),
        ("android.intent.action.VIEW weixin://", "intent"),
    ]


def test_a_name_that_is_called_otherwise_still_asks() -> None:
    xml = (
        '<manifest package="a.b"><uses-sdk android:targetSdkVersion="30"/>'
        f'<uses-permission android:name="{P}CAMERA"/></manifest>'
    )
    for name in ("", "label", "\u200b"):
        assert list(_asked(app(xml, forge=Forge(names={ids.NAME: name})))) == [f"{P}CAMERA"]


def test_the_corpus_asks_for_what_its_catalog_says() -> None:
    if not CORPUS.is_dir():
        pytest.skip("needs the packages in ../shared/corpus")
    with (CORPUS / "catalog.tsv").open(encoding="utf-8") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream, delimiter="\t")}
    compared = 0
    for place, data in entries("AndroidManifest.xml"):
        file, _, entry = place.partition("/")
        row = rows.get(file)
        if entry != "AndroidManifest.xml" or row is None or row["kind"] != "apk":
            continue
        if "ANDROGUARD" in row["note"]:
            continue
        asked = {
            item.value
            for item in found(permissions, _of(axml.parse(data)))
            if item.detail.get("element") == "uses-permission"
        }
        assert len(asked) == int(row["n_permissions"]), place
        compared += 1
    assert compared > 100


@pytest.mark.skipif(shutil.which("aapt") is None, reason="needs aapt (package aapt)")
def test_the_corpus_asks_for_what_aapt_says() -> None:
    """aapt lists implied permissions too, for apps of every target; and stops where it cannot read."""
    compared = 0
    for place, data in entries("AndroidManifest.xml"):
        path = CORPUS / "dev" / place.split("/")[0]
        if path.suffix != ".apk" or not path.is_file():
            continue
        command = ["aapt", "dump", "permissions", path]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        theirs = set(re.findall("^uses-permission(?:-sdk-23)?: name='(.*?)'", said, re.MULTILINE))
        evidence = found(permissions, _of(axml.parse(data)))
        ours = {item.value for item in evidence if str(item.detail.get("element")).startswith("uses-")}
        assert ours == theirs, place
        compared += 1
    assert compared > 25


def _of(root: axml.Element) -> StandIn:
    from scanner.formats.arsc import Resources
    from tests.apps.standin import StandInPart

    return StandIn([StandInPart(root)], Resources())
