"""The writer of compiled XML, read back by androguard and, where present, aapt."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from androguard.core.axml import AXMLPrinter
from loguru import logger

from tests.apps.axmlwriter import ANDROID, Forge, compiled

logger.disable("androguard")

XML = """
<manifest package="a.b" android:versionCode="7" android:versionName="1">
  <application android:label="课堂" android:debuggable="true" android:icon="@0x7f010000">
    <activity android:name=".Main" android:exported="false"/>
  </application>
</manifest>
"""


@pytest.mark.parametrize("utf8", [True, False])
@pytest.mark.parametrize("styles", [0, 2])
def test_writer_is_read_by_androguard(utf8: bool, styles: int) -> None:
    root = AXMLPrinter(compiled(XML, forge=Forge(utf8=utf8, styles=styles))).get_xml_obj()
    assert root.get("package") == "a.b"
    assert root.get(f"{{{ANDROID}}}versionCode") == "7"
    application = root.find("application")
    assert application.get(f"{{{ANDROID}}}label") == "课堂"
    assert application.get(f"{{{ANDROID}}}debuggable") == "true"
    assert application.get(f"{{{ANDROID}}}icon") == "@7F010000"
    assert application.find("activity").get(f"{{{ANDROID}}}name") == ".Main"


def test_references_by_name() -> None:
    data = compiled('<a android:label="@string/x"/>', {"string/x": 0x7F020003})
    assert AXMLPrinter(data).get_xml_obj().get(f"{{{ANDROID}}}label") == "@7F020003"
    with pytest.raises(KeyError):
        compiled('<a android:label="@string/y"/>')


@pytest.mark.skipif(shutil.which("aapt") is None, reason="needs aapt (package aapt)")
def test_writer_is_read_by_aapt(tmp_path: Path) -> None:
    apk = tmp_path / "a.apk"
    with zipfile.ZipFile(apk, "w") as archive:
        archive.writestr("AndroidManifest.xml", compiled(XML))
    command = ["aapt", "dump", "xmltree", apk, "AndroidManifest.xml"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "android:debuggable(0x0101000f)" in said
