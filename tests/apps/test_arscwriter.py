"""The writer of resource tables, read back by androguard and, where present, aapt2."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from androguard.core.axml import ARSCParser, ARSCResTableConfig
from loguru import logger

from tests.apps.arscwriter import Bag, Pack, Ref, ids, library, overlayable, table
from tests.apps.axmlwriter import compiled

logger.disable("androguard")

APP = {
    "string/app_name": {
        "": "Lesson",
        "zh": "课堂",
        "zh-CN": "课堂(中国)",
        "zh-CN+v21": "课堂",
        "land": "w",
    },
    "string/other": {"": Ref("string/app_name")},
    "bool/new": {"": False, "v24": True},
    "xml/net": {"": "r/a.xml"},
    "array/list": {"": Bag(3)},
}
LAYOUTS: list[dict[str, bool | int | bytes]] = [
    {},
    {"sparse": True},
    {"offset16": True},
    {"compact": True},
    {"compact": True, "offset16": True},
    {"first_type": 5},
    {"extra": library((2, "com.lib")) + overlayable("theme", 0x7F010000)},
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_writer_is_read_by_androguard(layout: dict[str, bool | int | bytes]) -> None:
    theirs = ARSCParser(table(Pack(APP, **layout)))  # type: ignore[arg-type]
    numbers = ids(APP, first_type=int(layout.get("first_type", 1)))
    theirs._analyse()
    assert {hex(number) for number in theirs.resource_values} == {hex(number) for number in numbers.values()}
    found = theirs.get_res_configs(numbers["string/app_name"])
    texts = {
        (config.get_language_and_region().strip("\0").replace("-r", "-"), entry.get_key_data())
        for config, entry in found
    }
    assert texts == {("", "Lesson"), ("zh", "课堂"), ("zh-CN", "课堂(中国)"), ("zh-CN", "课堂"), ("", "w")}


def _locale(config: ARSCResTableConfig) -> str:
    return config.get_language_and_region().strip("\0").replace("-r", "-")


@pytest.mark.skipif(shutil.which("aapt2") is None, reason="needs aapt2 (package aapt)")
def test_writer_is_read_by_aapt2(tmp_path: Path) -> None:
    apk = tmp_path / "a.apk"
    with zipfile.ZipFile(apk, "w") as archive:
        archive.writestr("resources.arsc", table(APP))
        archive.writestr("AndroidManifest.xml", compiled('<manifest package="a.b"/>'))
    said = subprocess.run(
        ["aapt2", "dump", "resources", apk], capture_output=True, text=True, check=True
    ).stdout
    assert "string/app_name" in said
    assert '(zh-rCN) "课堂(中国)"' in said
