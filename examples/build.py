"""Builds examples/sample.apk: a small app that breaks its filing in instructive ways. It is never meant to run.

    python examples/build.py

What it does, and what the filing beside it says otherwise:

- asks for microphone, contacts and precise location; the filing names camera and storage only
- is version 1.3.0; the filing is for 1.2.0
- starts a statistics component that reads the device's identifiers as soon as the app starts, before anybody
  can have agreed to anything, and a location look-up only after the consent flag is read
- offers paid membership through a payment component; the filing says 收费: no
- allows unencrypted connections everywhere
- a school requires its use without a collective decision
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.apps.apk import LAUNCHER, activity, apk, manifest  # noqa: E402
from tests.apps.arscwriter import Resources  # noqa: E402
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, constructor  # noqa: E402

ACTIVITY, CREATE = "Landroid/app/Activity;", "onCreate(Landroid/os/Bundle;)V"
CONTEXT = "Landroid/content/Context;"
END = ("return-void",)
RESOURCES: Resources = {
    "string/app_name": {"": "Sample Classroom", "zh": "示例课堂"},
    "string/umeng_common_title": {"": "statistics"},
    "xml/network_security": {"": "res/xml/network_security.xml"},
}
PERMISSIONS = (
    "CAMERA",
    "RECORD_AUDIO",
    "READ_CONTACTS",
    "ACCESS_FINE_LOCATION",
    "WRITE_EXTERNAL_STORAGE",
    "INTERNET",
    "READ_PHONE_STATE",
)


def screen(name: str, *code: Any, more: Sequence[Method] = ()) -> Class:
    """An activity whose onCreate runs `code`."""
    start = ("invoke-super", ("p0", "p1"), f"{ACTIVITY}->{CREATE}")
    return Class(name, constructor(ACTIVITY), Method(CREATE, start, *code, END), *more, parent=ACTIVITY)


def classes() -> list[Class]:
    """The app's own code and three components that stand for well-known ones by their names."""
    main = "Lcn/example/classroom/MainActivity;"
    agreed = (
        ("const-string", 0, "agreed"),
        ("const/4", 1, 0),
        ("invoke-virtual", ("p0", 0, 1), f"{CONTEXT}->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;"),
        ("move-result-object", 2),
        ("invoke-interface", (2, 0, 1), "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z"),
        ("move-result", 0),
        ("if-eqz", 0, "later"),
        ("invoke-static", ("p0",), f"Lcn/example/classroom/Bus;->locate({CONTEXT})V"),
        "later:",
        ("new-instance", 0, "Lcn/example/classroom/OnPay;"),
        ("invoke-direct", (0,), "Lcn/example/classroom/OnPay;-><init>()V"),
        ("const/4", 1, 0),
        ("invoke-virtual", (1, 0), "Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V"),
    )  # fmt: skip
    return [
        Class(
            "Lcn/example/classroom/App;",
            constructor("Landroid/app/Application;"),
            Method(
                "onCreate()V",
                ("invoke-super", ("p0",), "Landroid/app/Application;->onCreate()V"),
                ("invoke-static", ("p0",), f"Lcom/umeng/commonsdk/UMConfigure;->init({CONTEXT})V"),
                END,
            ),
            parent="Landroid/app/Application;",
        ),
        screen(main, *agreed),
        Class(
            "Lcn/example/classroom/Bus;",
            Method(
                f"locate({CONTEXT})V",
                ("const/4", 0, 0),
                ("const-string", 1, "gps"),
                ("invoke-virtual", (0, 1), "Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;"),
                ("const-string", 1, "https://bus.example.cn/api/position"),
                END,
                flags=PUBLIC | STATIC,
            ),
        ),
        Class(
            "Lcn/example/classroom/OnPay;",
            constructor(),
            Method(
                "onClick(Landroid/view/View;)V",
                ("const/4", 0, 0),
                ("const-string", 1, "https://api.example.cn/member/order"),
                ("new-instance", 2, "Lcom/alipay/sdk/app/PayTask;"),
                ("invoke-direct", (2,), "Lcom/alipay/sdk/app/PayTask;-><init>()V"),
                ("invoke-virtual", (2, 1), "Lcom/alipay/sdk/app/PayTask;->pay(Ljava/lang/String;)V"),
                END,
            ),
            interfaces=("Landroid/view/View$OnClickListener;",),
        ),
        Class(
            "Lcom/umeng/commonsdk/UMConfigure;",
            Method(
                f"init({CONTEXT})V",
                ("const-string", 0, "phone"),
                ("invoke-virtual", ("p0", 0), f"{CONTEXT}->getSystemService(Ljava/lang/String;)Ljava/lang/Object;"),
                ("move-result-object", 0),
                ("check-cast", 0, "Landroid/telephony/TelephonyManager;"),
                ("invoke-virtual", (0,), "Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;"),
                ("invoke-virtual", ("p0",), f"{CONTEXT}->getContentResolver()Landroid/content/ContentResolver;"),
                ("move-result-object", 0),
                ("const-string", 1, "android_id"),
                ("invoke-static", (0, 1), "Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;"),
                ("const-string", 1, "https://ulogs.umeng.com/unify_logs"),
                END,
                flags=PUBLIC | STATIC,
            ),
        ),
        Class(
            "Lcom/alipay/sdk/app/PayTask;",
            constructor(),
            Method("pay(Ljava/lang/String;)V", ("const-string", 0, "https://mclient.alipay.com/gateway.do"), END),
        ),
        screen("Lcom/alipay/sdk/app/H5PayActivity;"),
    ]  # fmt: skip


def package() -> bytes:
    """The sample's bytes; the key is a new one each time."""
    before = "".join(f'<uses-permission android:name="android.permission.{name}"/>' for name in PERMISSIONS)
    components = (
        activity("cn.example.classroom.MainActivity", LAUNCHER)
        + activity("com.alipay.sdk.app.H5PayActivity", "", 'android:exported="false"')
        + '<meta-data android:name="UMENG_APPKEY" android:value="example"/>'
        + '<meta-data android:name="UMENG_CHANNEL" android:value="example"/>'
    )
    text = manifest(
        before,
        components,
        package="cn.example.classroom",
        version="1.3.0",
        code=130,
        label="@string/app_name",
        application='android:name="cn.example.classroom.App" android:usesCleartextTraffic="true"'
        ' android:allowBackup="true"',
    )
    pages = {"assets/about.html": "<!doctype html><meta charset=utf-8>示例课堂 关于我们".encode()}
    return apk(text, classes(), pages, RESOURCES)


if __name__ == "__main__":
    (HERE / "sample.apk").write_bytes(package())
