"""One thing's many names: shapes, and that names used in one file exist in the other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.form import meant, words_of
from scanner.formats import axml, ids

RULES = Path(__file__).parents[2] / "rules"


def loaded(name: str) -> Any:
    return yaml.safe_load((RULES / name).read_text("utf-8"))


TERMS: dict[str, Any] = loaded("terms.yaml")
APIS: list[dict[str, Any]] = loaded("watch/apis.yaml")
PERMISSIONS: dict[str, dict[str, Any]] = TERMS["permissions"]
WORDS = words_of(TERMS["form_options"])
LEVELS = {"dangerous", "special", "normal", "signature"}
# Runtime permissions of Android 15 outside android.permission.health (developer.android.com).
DANGEROUS = [
    "ACCEPT_HANDOVER",
    "ACCESS_BACKGROUND_LOCATION",
    "ACCESS_COARSE_LOCATION",
    "ACCESS_FINE_LOCATION",
    "ACCESS_MEDIA_LOCATION",
    "ACTIVITY_RECOGNITION",
    "ANSWER_PHONE_CALLS",
    "BLUETOOTH_ADVERTISE",
    "BLUETOOTH_CONNECT",
    "BLUETOOTH_SCAN",
    "BODY_SENSORS",
    "BODY_SENSORS_BACKGROUND",
    "CALL_PHONE",
    "CAMERA",
    "GET_ACCOUNTS",
    "NEARBY_WIFI_DEVICES",
    "POST_NOTIFICATIONS",
    "PROCESS_OUTGOING_CALLS",
    "READ_CALENDAR",
    "READ_CALL_LOG",
    "READ_CONTACTS",
    "READ_EXTERNAL_STORAGE",
    "READ_MEDIA_AUDIO",
    "READ_MEDIA_IMAGES",
    "READ_MEDIA_VIDEO",
    "READ_MEDIA_VISUAL_USER_SELECTED",
    "READ_PHONE_NUMBERS",
    "READ_PHONE_STATE",
    "READ_SMS",
    "RECEIVE_MMS",
    "RECEIVE_SMS",
    "RECEIVE_WAP_PUSH",
    "RECORD_AUDIO",
    "SEND_SMS",
    "USE_SIP",
    "UWB_RANGING",
    "WRITE_CALENDAR",
    "WRITE_CALL_LOG",
    "WRITE_CONTACTS",
    "WRITE_EXTERNAL_STORAGE",
]
SPECIAL = [
    "BIND_ACCESSIBILITY_SERVICE",
    "BIND_DEVICE_ADMIN",
    "BIND_NOTIFICATION_LISTENER_SERVICE",
    "BIND_VPN_SERVICE",
    "MANAGE_EXTERNAL_STORAGE",
    "MANAGE_MEDIA",
    "PACKAGE_USAGE_STATS",
    "QUERY_ALL_PACKAGES",
    "REQUEST_INSTALL_PACKAGES",
    "SCHEDULE_EXACT_ALARM",
    "SYSTEM_ALERT_WINDOW",
    "USE_FULL_SCREEN_INTENT",
    "WRITE_SETTINGS",
]


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_permission(name: str) -> None:
    term = PERMISSIONS[name]
    assert re.fullmatch(r"[a-z][\w.]*\.\w+", name)
    assert term["level"] in LEVELS
    assert term["group"] in TERMS["groups"]
    assert re.search("[一-鿿]|VPN", term["zh"])
    assert term["en"].isascii()
    assert set(term["data"]) <= set(TERMS["data"])
    assert set(term["form"]) <= set(TERMS["form_options"])
    assert term["words"]
    for key in term["ios"]:
        assert re.fullmatch(r"(NS|NFC)\w+(UsageDescription|UsageDescriptionDictionary)", key)


def test_every_runtime_and_special_permission_is_named_as_such() -> None:
    for names, level in ((DANGEROUS, "dangerous"), (SPECIAL, "special")):
        for name in names:
            assert PERMISSIONS[f"android.permission.{name}"]["level"] == level, name
    assert PERMISSIONS["com.android.voicemail.permission.ADD_VOICEMAIL"]["level"] == "dangerous"


def test_what_users_grant_can_be_declared() -> None:
    silent = {name for name, term in PERMISSIONS.items() if term["level"] == "dangerous" and not term["form"]}
    assert silent == set()


def test_titles_are_told_apart() -> None:
    titles = [term["zh"] for term in PERMISSIONS.values()]
    assert {title for title in titles if titles.count(title) > 1} == set()


def test_groups_are_used() -> None:
    assert {term["group"] for term in PERMISSIONS.values()} == set(TERMS["groups"])


def test_data_kinds() -> None:
    for name, term in TERMS["data"].items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert isinstance(term["sensitive"], bool), name
        assert term["words"], name
    assert TERMS["data"]["face"]["sensitive"]
    assert not TERMS["data"]["android-id"]["sensitive"]


def test_interfaces_name_data_and_permissions_that_exist() -> None:
    for api in APIS:
        assert set(api.get("data", ())) <= set(TERMS["data"]), api["id"]
        assert set(api.get("permission", ())) <= set(PERMISSIONS), api["id"]


def test_runtime_permissions_of_data_are_watched_in_code() -> None:
    watched = {name for api in APIS for name in api.get("permission", ())}
    unwatched = {f"android.permission.{name}" for name in DANGEROUS} - watched
    assert unwatched == {
        f"android.permission.{name}"
        for name in ("ACCEPT_HANDOVER", "BODY_SENSORS_BACKGROUND")  # no interface of their own
    }


def test_each_option_means_itself_alone() -> None:
    for option, term in TERMS["form_options"].items():
        assert meant([option], WORDS) == (option,)
        for word in term["words"]:
            assert option in meant([word], WORDS), word


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ("位置信息", {"位置"}),
        ("已安装应用列表", {"应用列表"}),
        ("通话记录", {"通话记录"}),
        ("电话本", {"通讯录"}),
        ("音频文件", {"音频文件"}),
        ("后台定位", {"后台位置"}),
        ("读写手机存储", {"存储"}),
        ("摄像头、麦克风", {"相机", "麦克风"}),
        ("无", set()),
    ],
)
def test_what_filings_write(written: str, options: set[str]) -> None:
    assert set(meant([written], WORDS)) == options


def test_boxes_of_the_form() -> None:
    assert list(TERMS["functions"]) == ["论坛", "收费", "直播", "中小学学科培训"]


def test_options_offered_by_packs_are_understood() -> None:
    for path in sorted((RULES / "packs").glob("*.yaml")):
        for option in loaded(f"packs/{path.name}").get("permissions_offered", ()):
            assert meant([option], WORDS), f"{path.name}: {option}"


def requested(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.apk")):
        with zipfile.ZipFile(path) as archive:
            manifest = axml.parse(archive.read("AndroidManifest.xml"))
        for child in manifest.each("uses-permission"):
            name = child.get(ids.NAME)
            if name is not None and name.text:
                yield name.text


def test_permissions_that_real_packages_ask_for_are_named(corpus: Path) -> None:
    """Those of the system and of its makers; names that an app made up for itself are its own."""
    asked = set(requested(corpus / "dev"))
    own = re.compile(
        r"\.permission\.(C2D_MESSAGE|JPUSH_MESSAGE)$|\.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION$"
    )
    missing = {name for name in asked if name not in PERMISSIONS and not own.search(name)}
    assert len(missing) <= len(asked) // 10, missing
    assert not {name for name in missing if name.startswith("android.permission.")} - {
        "android.permission.ACCESS_COARSE_UPDATES"  # never existed
    }
