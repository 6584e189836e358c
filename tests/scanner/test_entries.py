"""Entry points of a manifest."""

from __future__ import annotations

from scanner.entries import entry_points
from scanner.formats import axml
from tests.apps.axmlwriter import compiled

MANIFEST = """
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.x">
  <application android:name=".App" android:appComponentFactory="androidx.core.app.CoreComponentFactory">
    <activity android:name=".Splash"/>
    <activity-alias android:name=".Door" android:targetActivity=".Splash">
      <intent-filter><action android:name="android.intent.action.MAIN"/>
        <category android:name="android.intent.category.LAUNCHER"/></intent-filter>
    </activity-alias>
    <activity android:name="com.sdk.Pay"/>
    <service android:name=".Push"/>
    <provider android:name="com.sdk.Start" android:authorities="a">
      <meta-data android:name="com.sdk.Begin" android:value="androidx.startup"/></provider>
    <provider android:name="com.sdk.Off" android:authorities="b" android:enabled="false"/>
  </application>
</manifest>"""


def test_entry_points_of_a_manifest() -> None:
    found = entry_points([axml.parse(compiled(MANIFEST))])
    early = {
        "com.x.App",
        "androidx.core.app.CoreComponentFactory",
        "com.x.Splash",
        "com.sdk.Start",
        "com.sdk.Begin",
    }
    assert set(found.early) == early
    assert set(found.components) == early | {"com.sdk.Pay", "com.x.Push", "com.sdk.Off"}
