"""CON, SDK, PII, FRQ and XB: personal information before consent, by whom, and where it may go."""

from __future__ import annotations

from tests.rules.end_to_end.functions import lies
from tests.rules.end_to_end.recipe import NO_BACKUP, Made, Pair, call, init, kit, main

DEVICE_ID = call("Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;", 0)
TEXT = "Ljava/lang/String;"
SETTING = call(
    f"Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;{TEXT}){TEXT}",
    0,
    1,
    static=True,
)
ANDROID_ID = (("const-string", 1, "android_id"), SETTING)
OTHER_SETTING = (("const-string", 1, "bluetooth_name"), SETTING)
CLIPBOARD = call("Landroid/content/ClipboardManager;->getPrimaryClip()Landroid/content/ClipData;", 0)
HARDWARE = call("Ljava/net/NetworkInterface;->getHardwareAddress()[B", 0)
ANALYTICS = "com.umeng.commonsdk.UMConfigure"
BACKUP = 'android:allowBackup="true"'


def by(cls: str, *code: object, pressed: bool = False) -> Made:
    """The kit runs this code when it is started, at once or when a button is pressed."""
    start = main(pressed=[init(cls)]) if pressed else main(init(cls))
    return Made(start=start, classes=[kit(cls, *code)])


PAIRS = (
    Pair(
        "CON-001",
        "at once or when a button is pressed",
        Made(start=main(DEVICE_ID)),
        Made(start=main(pressed=[DEVICE_ID])),
        calm_outcome="unknown",
    ),
    Pair(
        "CON-001",
        "whose code it is",
        Made(start=main(DEVICE_ID)),
        by(ANALYTICS, DEVICE_ID),
        calm_outcome="unknown",
    ),
    Pair(
        "CON-001",
        "which setting is read",
        Made(start=main(*ANDROID_ID)),
        Made(start=main(*OTHER_SETTING)),
        calm_outcome="unknown",
    ),
    Pair(
        "SDK-004",
        "at once or when a button is pressed",
        by(ANALYTICS, DEVICE_ID),
        by(ANALYTICS, DEVICE_ID, pressed=True),
        calm_outcome="unknown",
    ),
    Pair(
        "SDK-004",
        "whose code it is",
        by(ANALYTICS, DEVICE_ID),
        Made(start=main(DEVICE_ID)),
        calm_outcome="unknown",
    ),
    Pair(
        "PII-006",
        "the permission without which there is nothing to read",
        Made(asks=["READ_PHONE_STATE"], start=main(DEVICE_ID)),
        Made(start=main(DEVICE_ID)),
        calm_outcome="unknown",
    ),
    Pair(
        "PII-006",
        "the version that no longer gives it",
        Made(start=main(HARDWARE), target=29),
        Made(start=main(HARDWARE), target=30),
        calm_outcome="unknown",
    ),
    Pair("PII-010", "the switch", Made(attributes=BACKUP), Made(attributes=NO_BACKUP), outcome="violated"),
    Pair(
        "PII-010",
        "rules for what is kept",
        Made(attributes=""),
        Made(
            attributes='android:dataExtractionRules="@xml/rules"',
            resources={"xml/rules": {"": "res/xml/rules.xml"}},
        ),
        outcome="violated",
    ),
    Pair(
        "FRQ-004",
        "at once or when a button is pressed",
        Made(start=main(CLIPBOARD)),
        Made(start=main(pressed=[CLIPBOARD])),
        calm_outcome="unknown",
    ),
    Pair("XB-004", "who operates it", lies("com.adjust.sdk.Adjust"), lies(ANALYTICS), "sdk:adjust"),
)
