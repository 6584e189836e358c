"""Names and API levels as evidence."""

from __future__ import annotations

from scanner.static import manifest
from tests.apps.standin import app, details, found

RESOURCES = {"string/name": {"": "Lesson", "zh-CN": "课堂"}}
XML = """
<manifest package="a.b">
  <uses-sdk android:minSdkVersion="21"/>
  <application android:label="@string/name">
    <activity android:name=".A" android:label="开始"><intent-filter>
      <action android:name="android.intent.action.MAIN"/>
      <category android:name="android.intent.category.LAUNCHER"/>
    </intent-filter></activity>
    <activity android:name=".B" android:label="not shown"/>
  </application>
</manifest>
"""


def test_names_in_every_language_and_of_the_launcher() -> None:
    given = app(XML, resources=RESOURCES)
    evidence = found(manifest, given)
    names = [(item.value, item.detail["locale"], item.where.element) for item in evidence[:3]]
    assert names == [
        ("Lesson", "", "manifest/application"),
        ("课堂", "zh-CN", "manifest/application"),
        ("开始", "", "manifest/application/activity[1]"),
    ]
    assert details(evidence[3:]) == {
        "min": {"level": 21, "stated": True},
        "target": {"level": 21, "stated": False},
    }
    assert all(item.where.entry == "AndroidManifest.xml" for item in evidence)
    assert all(item.where.offset > 0 for item in evidence)
    assert given.partials == []


def test_a_broken_table_is_said() -> None:
    given = app(XML, resources=RESOURCES)
    given.resources.faults = ("cut off",)
    assert found(manifest, given)
    assert given.partials == [("manifest", "resources-unreadable", "resources.arsc: cut off")]


def test_in_a_set_the_base_speaks() -> None:
    split = '<manifest package="a.b" split="x"><application android:label="split"/></manifest>'
    evidence = found(manifest, app(XML, split, resources=RESOURCES))
    assert {item.where.entry for item in evidence} == {"base.apk!/AndroidManifest.xml"}
