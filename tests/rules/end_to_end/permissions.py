"""PERM: what the package asks for, what the form says of it, what the code makes of it."""

from __future__ import annotations

from tests.apps.dexwriter import Class
from tests.rules.end_to_end.recipe import APP, Made, Pair, call, main, static

ASKED = f"{APP}.获取的权限"
CONTACTS = ("sget-object", 0, "Landroid/provider/ContactsContract$Contacts;->CONTENT_URI:Landroid/net/Uri;")
IMAGES = (
    "sget-object",
    0,
    "Landroid/provider/MediaStore$Images$Media;->EXTERNAL_CONTENT_URI:Landroid/net/Uri;",
)
PACKAGES = call("Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;", 0, 1)
USAGE = call(
    "Landroid/app/usage/UsageStatsManager;->queryUsageStats(IJJ)Ljava/util/List;", 0, 1, 2, 3, 4
)  # an int and two longs
PERMISSION = "permission:android.permission."


def idle(*code: object) -> list[Class]:
    """Code that nothing leads to."""
    return [Class("Lcn/example/homework/Idle;", static("never()V", *code))]


def queries(number: int) -> str:
    listed = "".join(f'<package android:name="com.example.n{n}"/>' for n in range(number))
    return f"<queries>{listed}</queries>"


def service(permission: str) -> str:
    guard = f'android:permission="android.permission.{permission}" android:exported="true"'
    return f'<service android:name="cn.example.homework.S" {guard}/>'


def storage(more: str) -> str:
    return f'<uses-permission android:name="android.permission.WRITE_EXTERNAL_STORAGE" {more}/>'


PAIRS = (
    Pair(
        "PERM-001",
        "a permission that the form leaves out",
        Made({ASKED: ["相机"]}, asks=["CAMERA", "RECORD_AUDIO"]),
        Made({ASKED: ["相机", "麦克风"]}, asks=["CAMERA", "RECORD_AUDIO"]),
        PERMISSION + "RECORD_AUDIO",
        "violated",
    ),
    Pair(
        "PERM-001",
        "the form's own words",
        Made({ASKED: ["拍照"]}, asks=["READ_CONTACTS"]),
        Made({ASKED: ["拍照", "联系人"]}, asks=["READ_CONTACTS"]),
        PERMISSION + "READ_CONTACTS",
        "violated",
    ),
    Pair(
        "PERM-001",
        "a permission for old systems only",
        Made(
            {ASKED: ["相机"]},
            before=storage(""),
        ),
        Made(
            {ASKED: ["相机"]},
            before=storage('android:maxSdkVersion="28"'),
        ),
        PERMISSION + "WRITE_EXTERNAL_STORAGE",
        "violated",
    ),
    Pair(
        "PERM-002",
        "an option that no permission answers to",
        Made({ASKED: ["相机", "通讯录"]}, asks=["CAMERA"]),
        Made({ASKED: ["相机", "通讯录"]}, asks=["CAMERA", "READ_CONTACTS"]),
        "option:通讯录",
        "violated",
    ),
    Pair(
        "PERM-003",
        "code that uses it",
        Made(asks=["READ_CONTACTS"]),
        Made(asks=["READ_CONTACTS"], classes=idle(CONTACTS)),
        PERMISSION + "READ_CONTACTS",
    ),
    Pair(
        "PERM-005",
        "code that leads to the contacts",
        Made(asks=["READ_CONTACTS"], start=main(CONTACTS)),
        Made(asks=["READ_CONTACTS"], classes=idle(CONTACTS)),
        PERMISSION + "READ_CONTACTS",
    ),
    Pair(
        "PERM-005",
        "a service that needs them",
        Made(asks=["READ_CONTACTS"], start=main(CONTACTS)),
        Made({f"{APP}.服务内容": ["家校沟通"]}, asks=["READ_CONTACTS"], start=main(CONTACTS)),
        PERMISSION + "READ_CONTACTS",
    ),
    Pair(
        "PERM-011",
        "position in the background",
        Made(asks=["ACCESS_BACKGROUND_LOCATION"]),
        Made(asks=["ACCESS_FINE_LOCATION"]),
    ),
    Pair(
        "PERM-011",
        "a service that needs it",
        Made(asks=["ACCESS_BACKGROUND_LOCATION"]),
        Made({f"{APP}.服务内容": ["校车接送"]}, asks=["ACCESS_BACKGROUND_LOCATION"]),
        calm_outcome="not_applicable",
    ),
    Pair(
        "PERM-012",
        "the last version that grants all at once",
        Made(target=22, minimum=14),
        Made(target=23, minimum=14),
        outcome="violated",
    ),
    Pair(
        "PERM-013",
        "a service that watches the screen",
        Made(inside=service("BIND_ACCESSIBILITY_SERVICE")),
        Made(inside=service("BIND_JOB_SERVICE")),
        PERMISSION + "BIND_ACCESSIBILITY_SERVICE",
    ),
    Pair(
        "PERM-013",
        "code that reads what is used",
        Made(asks=["PACKAGE_USAGE_STATS"], start=main(USAGE)),
        Made(asks=["PACKAGE_USAGE_STATS"], classes=idle(USAGE)),
        PERMISSION + "PACKAGE_USAGE_STATS",
    ),
    Pair(
        "PERM-014",
        "the permission to see all apps",
        Made(asks=["QUERY_ALL_PACKAGES"]),
        Made(asks=["QUERY_SOME_PACKAGES"]),
    ),
    Pair("PERM-014", "how many apps are asked for", Made(before=queries(20)), Made(before=queries(19))),
    Pair(
        "PERM-014",
        "the version that still lets anybody ask",
        Made(start=main(PACKAGES), target=29),
        Made(start=main(PACKAGES), target=30),
    ),
    Pair(
        "PERM-015", "all files", Made(asks=["MANAGE_EXTERNAL_STORAGE"]), Made(asks=["READ_EXTERNAL_STORAGE"])
    ),
    Pair(
        "PERM-015",
        "the chosen pictures instead of all",
        Made(asks=["READ_MEDIA_IMAGES"], start=main(IMAGES)),
        Made(asks=["READ_MEDIA_IMAGES", "READ_MEDIA_VISUAL_USER_SELECTED"], start=main(IMAGES)),
    ),
)
