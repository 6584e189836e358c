from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from scanner import codec
from scanner.codec import Malformed
from scanner.model import (
    SCHEMA,
    BadPackage,
    Evidence,
    Inventory,
    Kind,
    Package,
    Platform,
    Run,
    Scan,
    Stage,
    Status,
    WatchedApi,
    WatchList,
    Where,
    scan_from_json,
)

PACKAGE = Package(Platform.ANDROID, "cn.example", "1.0", "1", "示例", "a" * 64, "b" * 64, 10, ("c" * 64,))
CAMERA = Evidence(
    Kind.PERMISSION,
    "android.permission.CAMERA",
    Where(entry="AndroidManifest.xml", element="manifest/uses-permission[1]"),
    "permissions",
    {"element": "uses-permission"},
)
SCAN = Scan(
    SCHEMA,
    "0.1.0",
    "2026-11-24",
    PACKAGE,
    "d" * 64,
    ("imei",),
    (Run(Stage.STATIC, "permissions", 1, (Kind.PERMISSION,), Status.DONE),),
    (CAMERA,),
    {"permission x": 300},
    Inventory(entries=(("classes.dex", 1, "e" * 64, "dex"),), packages=("cn.example",), classes=(("A",),)),
)


def test_a_scan_survives_json() -> None:
    assert scan_from_json(orjson.loads(orjson.dumps(codec.to_json(SCAN)))) == SCAN


@pytest.mark.parametrize("number", range(1, SCHEMA + 1))
def test_every_released_schema_number_keeps_a_reader(number: int) -> None:
    path = Path(__file__).parents[1] / "stored" / f"scan-{number}.json"
    scan = scan_from_json(orjson.loads(path.read_bytes()))
    assert scan.schema == number
    assert scan.package.app_id


def test_a_newer_schema_is_refused_with_a_sentence() -> None:
    with pytest.raises(Malformed, match="update Heyan"):
        scan_from_json({**codec.to_json(SCAN), "schema": SCHEMA + 1})


def test_identity_is_stage_kind_value_and_where() -> None:
    assert CAMERA.id == replace(CAMERA, by="other", detail={}).id
    assert CAMERA.id != replace(CAMERA, value="android.permission.SEND_SMS").id
    assert CAMERA.id != replace(CAMERA, where=Where(entry="AndroidManifest.xml")).id


def test_details_outside_the_kind_are_refused() -> None:
    with pytest.raises(Malformed, match="unknown detail"):
        replace(CAMERA, detail={"colour": "red"}).checked()
    with pytest.raises(Malformed, match="int expected"):
        replace(CAMERA, detail={"max_sdk": "28"}).checked()
    numbers = Evidence(Kind.COMPONENT, "cn.example.A", detail={"actions": (1,)})  # type: ignore[dict-item]
    with pytest.raises(Malformed, match="texts expected"):
        numbers.checked()


def test_join_keeps_both_and_never_mixes_packages() -> None:
    other = replace(
        SCAN,
        runs=(Run(Stage.FILING, "filing", 1, (Kind.DECLARED,), Status.DONE),),
        evidence=(CAMERA, Evidence(Kind.DECLARED, "相机", Where(field="获取的权限"))),
        inventory=Inventory(),
    )
    joined = SCAN.join(other)
    assert [run.analyzer for run in joined.runs] == ["permissions", "filing"]
    assert [item.value for item in joined.evidence] == ["android.permission.CAMERA", "相机"]
    assert joined.inventory == SCAN.inventory
    with pytest.raises(ValueError, match="never join"):
        SCAN.join(replace(SCAN, package=replace(PACKAGE, sha256="f" * 64)))


def test_a_watch_list_is_known_by_its_hash() -> None:
    one = WatchList((WatchedApi("imei", "call", "android.telephony.TelephonyManager.getDeviceId"),))
    assert one.hash == WatchList(one.apis).hash
    assert one.hash != WatchList().hash


def test_bad_packages_speak_both_languages() -> None:
    bad = BadPackage("no-manifest", "没有清单", "no manifest")
    assert str(bad) == "没有清单 (no manifest)"
