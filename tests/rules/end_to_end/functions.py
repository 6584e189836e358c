"""FUN, ADV, GAM and PAY: what the app offers and the filing does not say."""

from __future__ import annotations

from typing import Any

from tests.apps.dexwriter import Class
from tests.apps.elfwriter import library
from tests.rules.end_to_end.recipe import APP, USE, Made, Pair, init, kit, main, static

FUNCTIONS = f"{APP}.是否具有以下功能"
IM, PAYMENT = "com.hyphenate.chat.EMClient", "com.alipay.sdk.app.PayTask"
LIVE, ADS = "io.agora.rtc2.RtcEngine", "com.qq.e.ads.banner2.UnifiedBannerView"
LIVE_LIBRARY = {"lib/arm64-v8a/libagora-rtc-sdk.so": library((), ("agora_start",))}
MINI_GAME, ENGINE = "com.cmcm.cmgame.CmGameSdk", "org.andengine.engine.Engine"
FACE = "com.tencent.cloud.huiyansdkface.facelight.api.WbCloudFaceVerifySdk"
RECOMMENDED = {f"{USE}.使用性质": "推荐使用"}


def runs(*names: str, **more: Any) -> Made:
    """The kits are started by the app itself."""
    more.setdefault("entries", LIVE_LIBRARY if LIVE in names else {})
    return Made(start=main(*(init(name) for name in names)), classes=[kit(name) for name in names], **more)


def lies(*names: str, **more: Any) -> Made:
    """The kits are in the package, and nothing leads to them."""
    more.setdefault("entries", LIVE_LIBRARY if LIVE in names else {})
    return Made(classes=[kit(name) for name in names], **more)


def says(text: str) -> list[Class]:
    return [Class("Lcn/example/homework/Api;", static("a()V", ("const-string", 0, text)))]


PAIRS = (
    Pair(
        "FUN-001", "code that runs or only lies there", runs(IM), lies(IM), calm_outcome="unknown", severity=2
    ),
    Pair(
        "FUN-001",
        "the box of the form",
        runs(IM),
        runs(IM, form={FUNCTIONS: "论坛"}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "FUN-002",
        "code that runs or only lies there",
        runs(PAYMENT),
        lies(PAYMENT),
        calm_outcome="unknown",
        severity=2,
    ),
    Pair(
        "FUN-002",
        "the box of the form",
        runs(PAYMENT),
        runs(PAYMENT, form={FUNCTIONS: "收费"}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "FUN-003",
        "the box of the form",
        runs(LIVE),
        runs(LIVE, form={FUNCTIONS: "直播"}),
        calm_outcome="not_applicable",
    ),
    Pair("FUN-003", "code that runs or only lies there", runs(LIVE), lies(LIVE), calm_outcome="unknown"),
    Pair(
        "FUN-004",
        "payment beside live lessons",
        runs(PAYMENT, LIVE, form={FUNCTIONS: ["收费", "直播"]}),
        runs(PAYMENT, form={FUNCTIONS: ["收费", "直播"]}),
        calm_outcome="unknown",
        severity=2,
    ),
    Pair(
        "FUN-004",
        "what the name promises",
        runs(PAYMENT, label="示例网校"),
        runs(PAYMENT),
        calm_outcome="unknown",
    ),
    Pair(
        "FUN-005",
        "what the name promises",
        Made(label="示例拍照搜题"),
        Made(label="示例拍照"),
        calm_outcome="unknown",
    ),
    Pair(
        "FUN-005",
        "who it is for",
        Made({f"{APP}.服务内容": ["搜题"]}),
        Made({f"{APP}.服务内容": ["搜题"], f"{APP}.服务对象": ["教师"]}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "FUN-012",
        "the address of a language model",
        Made(classes=says("https://api.deepseek.com/chat/completions")),
        Made(classes=says("https://api.deepsea.com/chat/completions")),
        calm_outcome="unknown",
        severity=1,
    ),
    Pair(
        "FUN-012",
        "what the form says",
        Made(classes=says("https://ark.cn-beijing.volces.com/api/v3")),
        Made(
            {f"{APP}.服务内容": ["作业", "智能问答"]},
            classes=says("https://ark.cn-beijing.volces.com/api/v3"),
        ),
        calm_outcome="not_applicable",
    ),
    Pair(
        "FUN-013",
        "code that runs or only lies there",
        runs(FACE),
        lies(FACE),
        calm_outcome="unknown",
        severity=2,
    ),
    Pair(
        "FUN-013",
        "what the form says",
        runs(FACE),
        runs(FACE, form={f"{APP}.服务内容": ["刷脸考勤"]}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "MIN-010",
        "who it is for",
        runs(FACE),
        runs(FACE, form={f"{APP}.服务对象": ["教师"]}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "ADV-001",
        "required or recommended",
        runs(ADS),
        runs(ADS, form=RECOMMENDED),
        calm_outcome="not_applicable",
    ),
    Pair("ADV-001", "code that runs or only lies there", runs(ADS), lies(ADS), calm_outcome="unknown"),
    Pair(
        "ADV-002",
        "who it is for",
        runs(ADS),
        runs(ADS, form={f"{APP}.服务对象": ["教师"]}),
        calm_outcome="not_applicable",
    ),
    Pair(
        "ADV-003",
        "the vendor's name space",
        lies(ADS),
        lies(ADS.replace("com.qq.e", "com.qq.f")),
        "sdk:tencent-gdt",
        severity=0,
    ),
    Pair(
        "GAM-001",
        "required or recommended",
        runs(MINI_GAME),
        runs(MINI_GAME, form=RECOMMENDED),
        calm_outcome="not_applicable",
    ),
    Pair(
        "GAM-002",
        "the address of a game",
        Made(entries={"assets/links.json": b'["https://www.4399.com/flash/"]'}),
        Made(entries={"assets/links.json": b'["https://www.4398.com/flash/"]'}),
        calm_outcome="unknown",
    ),
    Pair(
        "GAM-002",
        "games that the app asks for",
        Made(before='<queries><package android:name="com.tencent.tmgp.sgame"/></queries>'),
        Made(before='<queries><package android:name="com.tencent.mm"/></queries>'),
        calm_outcome="unknown",
    ),
    Pair("GAM-005", "an engine", lies(ENGINE), lies("org.andengineer.Engine"), "sdk:andengine", severity=0),
    Pair(
        "GAM-005", "mini games", lies(MINI_GAME), lies("com.cmcm.other.CmGameSdk"), "sdk:cmgame", severity=0
    ),
    Pair(
        "PAY-001",
        "required or recommended",
        runs(PAYMENT),
        runs(PAYMENT, form=RECOMMENDED),
        calm_outcome="not_applicable",
    ),
    Pair("PAY-001", "the box of the form", Made({FUNCTIONS: "收费"}), Made(), calm_outcome="unknown"),
    Pair(
        "PAY-002",
        "the vendor's name space",
        lies(PAYMENT),
        lies("com.alipay.other.PayTask"),
        "sdk:alipay",
        severity=0,
    ),
)
