"""The same rules on iOS, and those that only iOS apps can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.apps import ios
from tests.apps.keys import identity
from tests.apps.program import program
from tests.rules.end_to_end.recipe import APP, SAMPLE, SYSTEM, MadeIos, Pair

ASKED, SERVICES = f"{APP}.获取的权限", f"{APP}.服务内容"
CAMERA, MICROPHONE = "NSCameraUsageDescription", "NSMicrophoneUsageDescription"
CONTACTS, PHOTOS = "NSContactsUsageDescription", "NSPhotoLibraryUsageDescription"
ALWAYS = "NSLocationAlwaysAndWhenInUseUsageDescription"
ATS = "NSAppTransportSecurity"
OTHER = identity(
    "other team", "rsa", 2048, "CN=Apple Distribution: 其他科技有限公司, O=其他科技有限公司, C=CN"
)
FILED = identity(
    "filed team", "rsa", 2048, "CN=Apple Distribution: 示例教育科技有限公司, O=示例教育科技有限公司, C=CN"
)
BOOT_TIME = "NSPrivacyAccessedAPICategorySystemBootTime"


def asks(**texts: str) -> Mapping[str, str]:
    return texts


def manifest(*categories: str, tracking: bool = False) -> Mapping[str, Any]:
    return {
        "NSPrivacyTracking": tracking,
        "NSPrivacyAccessedAPITypes": [
            {"NSPrivacyAccessedAPIType": name, "NSPrivacyAccessedAPITypeReasons": ["35F9.1"]}
            for name in categories
        ],
    }


IDFA = {"uses": ("ASIdentifierManager",), "selectors": ("advertisingIdentifier",)}
LIST_PHOTOS = {"uses": ("PHAsset",), "selectors": ("fetchAssetsWithOptions:",)}
PICK_PHOTOS = {"uses": ("PHAsset", "PHPickerViewController"), "selectors": ("fetchAssetsWithOptions:",)}
READS_CONTACTS = {"uses": ("CNContactStore",)}
SCAN = {CAMERA: "扫描课本上的二维码"}

PAIRS = (
    Pair(
        "PERM-001",
        "iOS: a usage description that the form leaves out",
        MadeIos({ASKED: ["相机"]}, info={**SCAN, MICROPHONE: "口语评测时录音"}),
        MadeIos({ASKED: ["相机", "麦克风"]}, info={**SCAN, MICROPHONE: "口语评测时录音"}),
        f"permission:{MICROPHONE}",
        "violated",
    ),
    Pair(
        "PERM-001",
        "iOS: an extension asks for more than the app",
        MadeIos({ASKED: ["相机"]}, info=SCAN, files={"PlugIns/K.appex/Info.plist": {MICROPHONE: "语音输入"}}),
        MadeIos({ASKED: ["相机"]}, info=SCAN, files={"PlugIns/K.appex/Info.plist": {CAMERA: "扫码"}}),
        f"permission:{MICROPHONE}",
        "violated",
    ),
    Pair(
        "PERM-002",
        "iOS: an option without its usage description",
        MadeIos({ASKED: ["相机", "通讯录"]}, info=SCAN),
        MadeIos({ASKED: ["相机", "短信"]}, info=SCAN),  # iOS has no such permission
        "option:通讯录",
        "violated",
    ),
    Pair(
        "PERM-003",
        "iOS: a program that refers to the camera",
        MadeIos({ASKED: ["相机"]}, info=SCAN),
        MadeIos({ASKED: ["相机"]}, info=SCAN, program={"uses": ("AVCaptureSession",)}),
        f"permission:{CAMERA}",
    ),
    Pair(
        "PERM-005",
        "iOS: a program that refers to the contacts",
        MadeIos({ASKED: ["通讯录"]}, info={CONTACTS: "邀请同学"}, program=READS_CONTACTS),
        MadeIos(
            {ASKED: ["通讯录"], SERVICES: ["家校沟通"]}, info={CONTACTS: "邀请同学"}, program=READS_CONTACTS
        ),
        f"permission:{CONTACTS}",
        severity=1,
    ),
    Pair(
        "PERM-011",
        "iOS: location always",
        MadeIos(info={ALWAYS: "校车到站提醒"}),
        MadeIos(info={"NSLocationWhenInUseUsageDescription": "校车到站提醒"}),
    ),
    Pair(
        "PERM-015",
        "iOS: a picker instead of the whole library",
        MadeIos(info={PHOTOS: "上传作业图片"}, program=LIST_PHOTOS),
        MadeIos(info={PHOTOS: "上传作业图片"}, program=PICK_PHOTOS),
        severity=1,
    ),
    Pair(
        "PERM-016",
        "a usage description that says what for",
        MadeIos(info={CAMERA: "需要访问您的相机"}),
        MadeIos(info=SCAN),
        f"permission:{CAMERA}",
        severity=1,
    ),
    Pair(
        "PERM-016",
        "the Chinese localisation is empty",
        MadeIos(info=SCAN, files={"zh-Hans.lproj/InfoPlist.strings": {CAMERA: ""}}),
        MadeIos(info={CAMERA: ""}, files={"zh-Hans.lproj/InfoPlist.strings": {CAMERA: "扫描课本上的二维码"}}),
        f"permission:{CAMERA}",
    ),
    Pair(
        "PERM-017",
        "an interface that some manifest declares",
        MadeIos(program={"imports": ("mach_absolute_time",)}, files={"PrivacyInfo.xcprivacy": manifest()}),
        MadeIos(
            program={"imports": ("mach_absolute_time",)},
            files={"Frameworks/A.framework/PrivacyInfo.xcprivacy": manifest(BOOT_TIME)},
        ),
        calm_outcome="unknown",
        severity=1,
    ),
    Pair(
        "PERM-017",
        "the advertising identifier and no tracking declared",
        MadeIos(program=IDFA, files={"PrivacyInfo.xcprivacy": manifest()}),
        MadeIos(program=IDFA, files={"PrivacyInfo.xcprivacy": manifest(tracking=True)}),
        calm_outcome="unknown",
    ),
    Pair(
        "PERM-017",
        "an interface that is declared and that no program refers to",
        MadeIos(files={"PrivacyInfo.xcprivacy": manifest("NSPrivacyAccessedAPICategoryUserDefaults")}),
        MadeIos(
            program={"uses": ("NSUserDefaults",)},
            files={"PrivacyInfo.xcprivacy": manifest("NSPrivacyAccessedAPICategoryUserDefaults")},
        ),
        calm_outcome="unknown",
        severity=1,
    ),
    Pair(
        "SEC-001",
        "iOS: a build that others may look into",
        MadeIos(granted={"get-task-allow": True}),
        MadeIos(granted={"get-task-allow": False}),
        outcome="violated",
    ),
    Pair(
        "SEC-002",
        "iOS: transport security off for one host only",
        MadeIos(info={ATS: {"NSAllowsArbitraryLoads": True}}),
        MadeIos(info={ATS: {"NSExceptionDomains": {"a.cn": {"NSExceptionAllowsInsecureHTTPLoads": True}}}}),
        outcome="violated",
    ),
    Pair(
        "SEC-003",
        "iOS: the message that takes any certificate",
        MadeIos(program={"uses": ("NSURLRequest",), "selectors": ("setAllowsAnyHTTPSCertificate:forHost:",)}),
        MadeIos(program={"uses": ("NSURLRequest",), "selectors": ("setTimeoutInterval:",)}),
        calm_outcome="unknown",
    ),
    Pair(
        "SEC-010",
        "iOS: an address of a private network in the program",
        MadeIos(program={"texts": ("http://192.168.3.7:8080/api",)}),
        MadeIos(program={"texts": ("http://203.0.113.7:8080/api",)}),
        outcome="suspected",
    ),
    Pair(
        "SEC-013",
        "random addresses",
        MadeIos(program={"pie": False}),
        MadeIos(),
        outcome="violated",
    ),
    Pair(
        "CPL-005",
        "an extension that the store encrypted",
        MadeIos(files={"PlugIns/S.appex/Info.plist": {}, "PlugIns/S.appex/S": program(encrypted=True)}),
        MadeIos(files={"PlugIns/S.appex/Info.plist": {}, "PlugIns/S.appex/S": program(signed={})}),
        outcome="violated",
    ),
    Pair(
        "IDN-004",
        "iOS: the signer is the filed organisation",
        MadeIos(signing_key=OTHER),
        MadeIos(signing_key=FILED),
        "organisation:其他科技有限公司",
    ),
    Pair(
        "IDN-005",
        "a profile for any device",
        MadeIos(files={"embedded.mobileprovision": ios.profile(everywhere=True)}),
        MadeIos(files={"embedded.mobileprovision": ios.profile()}),
        outcome="violated",
    ),
    Pair(
        "IDN-005",
        "a profile for named devices",
        MadeIos(files={"embedded.mobileprovision": ios.profile(devices=20)}),
        MadeIos(files={"embedded.mobileprovision": b""}, top={"iTunesMetadata.plist": b"x"}),
    ),
    Pair(
        "FIL-002",
        "iOS: the bundle id",
        MadeIos({f"{SAMPLE}.包名": "cn.example.other"}),
        MadeIos(),
        outcome="violated",
    ),
    Pair(
        "FIL-002",
        "iOS: the certificate of the filed sample",
        MadeIos(signing_key=FILED),
        MadeIos(),
        outcome="violated",
    ),
    Pair(
        "FUN-012",
        "iOS: the address of a model service in the program",
        MadeIos(program={"texts": ("https://api.deepseek.com/chat",)}),
        MadeIos(program={"texts": ("https://api.example.cn/chat",)}),
        calm_outcome="unknown",
    ),
    Pair(
        "GAM-002",
        "iOS: the address of a games site",
        MadeIos(program={"texts": ("https://www.4399.com/flash",)}),
        MadeIos({f"{SYSTEM}.域名": ["www.example.cn"]}, program={"texts": ("https://www.example.cn/flash",)}),
        calm_outcome="unknown",
    ),
    Pair(
        "FUN-002",
        "iOS: in-app purchase instead of a review prompt",
        MadeIos(program={"uses": ("SKPaymentQueue",)}),
        MadeIos(program={"uses": ("SKStoreReviewController",)}),
        calm_outcome="unknown",
        severity=1,
    ),
    Pair(
        "PAY-002",
        "iOS: an app that contains the payment SDK, not one that opens the other app",
        MadeIos(files={"Frameworks/AlipaySDK.framework/AlipaySDK": program(library=True)}),
        MadeIos(info={"LSApplicationQueriesSchemes": ["alipay", "weixin", "uppaywallet"]}),
        "sdk:alipay",
    ),
    Pair(
        "PAY-002",
        "iOS: StoreKit 2, which leaves only a Swift function",
        MadeIos(
            program={
                "imports": ("$s8StoreKit7ProductV8purchase7optionsAC14PurchaseResultOShyAC0F6OptionVG_tYaKF",)
            }
        ),
        MadeIos(program={"imports": ("$s8StoreKit7ProductV2idSSvg",)}),
        "sdk:apple-iap",
    ),
    Pair(
        "GAM-005",
        "iOS: SpriteKit",
        MadeIos(program={"uses": ("SKScene",)}),
        MadeIos(program={"uses": ("UIView",)}),
        "sdk:apple-spritekit",
    ),
    Pair(
        "DYN-001",
        "iOS: a class of a hot-patch framework",
        MadeIos(program={"classes": ("CodePush",)}),
        MadeIos(program={"classes": ("CodePlush",)}),
    ),
    Pair(
        "CPL-006",
        "iOS: a cross-platform framework",
        MadeIos(program={"classes": ("RCTBridge",)}),
        MadeIos(program={"classes": ("Bridge",)}),
    ),
    Pair(
        "XB-004",
        "iOS: an SDK operated from abroad",
        MadeIos(program={"classes": ("FIRApp", "FIRAnalytics"), "texts": ("https://app-measurement.com/a",)}),
        MadeIos(program={"classes": ("UMConfigure", "MobClick"), "texts": ("https://ulogs.umeng.com/a",)}),
        "sdk:firebase-analytics",
    ),
    Pair(
        "ADV-003",
        "iOS: a framework of an advertising SDK",
        MadeIos(files={"Frameworks/BUAdSDK.framework/BUAdSDK": program(library=True)}),
        MadeIos(files={"Frameworks/Address.framework/Address": program(library=True)}),
        "sdk:pangle",
    ),
)
