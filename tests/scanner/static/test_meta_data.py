"""Meta-data: values, references, and what is kept of secrets."""

from __future__ import annotations

import hashlib

from scanner.static import meta_data
from tests.apps.standin import app, found

SECRET = "3f9c1ab2e4d57f8091a2b3c4d5e6f708"


def test_values_of_application_and_components() -> None:
    given = app(
        f"""
        <manifest package="a.b"><application>
          <meta-data android:name="CHANNEL" android:value="@string/channel"/>
          <meta-data android:name="NUMBER" android:value="7"/>
          <meta-data android:name="SWITCH" android:value="false"/>
          <meta-data android:name="KEY" android:value="{SECRET}"/>
          <meta-data android:name="RULES" android:resource="@xml/paths"/>
          <meta-data android:value="nameless"/>
          <provider android:name=".P" android:authorities="x">
            <meta-data android:name="androidx.work.WorkManagerInitializer" android:value="androidx.startup"/>
          </provider>
        </application></manifest>""",
        resources={"string/channel": {"": "baidu"}, "xml/paths": {"": "r/x.xml"}},
    )
    evidence = found(meta_data, given)
    digest = hashlib.sha256(SECRET.encode()).hexdigest()[:16]
    assert [(item.value, item.detail) for item in evidence] == [
        ("CHANNEL", {"text": "baidu"}),
        ("NUMBER", {"text": "7"}),
        ("SWITCH", {"text": "false"}),
        ("KEY", {"text": f"sha256:{digest}"}),
        ("RULES", {"text": "@xml/paths"}),
        ("androidx.work.WorkManagerInitializer", {"text": "androidx.startup", "component": "a.b.P"}),
    ]
    assert evidence[0].where.element == "manifest/application/meta-data[1]"
