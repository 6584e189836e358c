"""The house's vocabulary in Chinese and English: one place, so that every rendering says the same.

Machine text never pronounces on law: it says what was found, where it looked and what a person has to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from rules.model import Outcome, Use
from scanner.kinds import Stage
from scanner.model import Platform, Status

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.VIOLATED: Text("命中(待核实)", "hit (to be verified)"),
    Outcome.SUSPECTED: Text("命中(待核实)·线索", "hit (to be verified), a clue"),
    Outcome.SATISFIED: Text("未发现", "not found"),
    Outcome.UNKNOWN: Text("无法判定", "cannot be determined"),
    Outcome.NOT_APPLICABLE: Text("不适用", "not applicable"),
}
CONFIRMED = Text("已确认", "confirmed by a person")

SEVERITIES = (
    Text("线索", "clue"),
    Text("轻微", "minor"),
    Text("一般", "moderate"),
    Text("严重", "serious"),
    Text("红线", "red line"),
)

USES: Mapping[Use, Text] = {
    Use.SUPPLEMENT: Text("补正", "supplement"),
    Use.RECTIFY: Text("整改", "rectify"),
    Use.SCHOOL: Text("学校", "institution"),
    Use.REFER: Text("移送", "refer"),
    Use.HINT: Text("提示", "hint"),
}
USE_MEANS: Mapping[Use, Text] = {
    Use.SUPPLEMENT: Text(
        "备案信息不完整或不准确,请提供者补正", "filed information to be completed by the provider"
    ),
    Use.RECTIFY: Text("核实后请提供者整改", "to be mended by the provider once verified"),
    Use.SCHOOL: Text("选用单位(学校)的事项,不计入本应用", "for the institution; not counted against the app"),
    Use.REFER: Text("属其他部门职责,核实后建议移送", "another authority's; refer once verified"),
    Use.HINT: Text("供参考", "for information"),
}
USE_ORDER = (Use.SUPPLEMENT, Use.RECTIFY, Use.REFER, Use.SCHOOL, Use.HINT)

RUNGS = (
    Text("", ""),
    Text("包内存在", "packed"),
    Text("代码引用", "referenced"),
    Text("代码可达", "reachable"),
    Text("实测调用", "called"),
    Text("实测联网", "contacted"),
)

STAGES: Mapping[Stage, Text] = {
    Stage.FILING: Text("备案申报", "filing"),
    Stage.STATIC: Text("静态检测", "static"),
    Stage.DYNAMIC: Text("动态检测", "dynamic"),
    Stage.POLICY: Text("隐私政策", "policy"),
}

STATUSES: Mapping[Status, Text] = {
    Status.DONE: Text("完成", "done"),
    Status.PARTIAL: Text("部分完成", "partly done"),
    Status.FAILED: Text("未完成", "not done"),
    Status.NOT_APPLICABLE: Text("不适用", "not applicable"),
}

PLATFORMS: Mapping[Platform, Text] = {
    Platform.ANDROID: Text("安卓", "Android"),
    Platform.IOS: Text("iOS", "iOS"),
}

# Analyzers whose name a reader should not have to guess; others are shown under their own name.
ANALYZERS: Mapping[str, Text] = {
    "contents": Text("逐项读取安装包内容", "reading every entry"),
    "archive": Text("安装包结构", "archive structure"),
    "manifest": Text("应用清单", "manifest"),
    "permissions": Text("权限声明", "permissions"),
    "components": Text("应用组件", "components"),
    "meta_data": Text("清单附加信息", "meta-data"),
    "settings": Text("清单开关", "manifest settings"),
    "network_config": Text("网络配置", "network configuration"),
    "signing": Text("签名与证书", "signatures and certificates"),
    "files": Text("代码文件", "code files"),
    "inventory": Text("内容清单(识别第三方组件用)", "inventory, by which SDKs are recognised"),
    "code": Text("代码索引", "code index"),
    "code_texts": Text("代码中的文本", "texts in code"),
    "texts": Text("文本内容", "texts in files"),
    "uses": Text("敏感接口", "sensitive interfaces"),
    "calls": Text("敏感接口调用", "sensitive calls"),
    "reach": Text("代码可达性", "reachability"),
    "hosts": Text("域名与地址", "hosts and addresses"),
    "secrets": Text("密钥与凭证", "credentials"),
    "libraries": Text("原生库", "native libraries"),
    "native": Text("原生库", "native libraries"),
    "frameworks": Text("跨平台框架", "cross-platform frameworks"),
    "web_contents": Text("自带网页(H5)", "pages in the package (H5)"),
    "cordova": Text("Cordova 内容", "Cordova contents"),
    "uni_app": Text("uni-app 内容", "uni-app contents"),
    "mini_programs": Text("小程序包", "mini programs"),
    "react_native": Text("React Native 内容", "React Native contents"),
    "flutter": Text("Flutter 内容", "Flutter contents"),
    "unity": Text("Unity 内容", "Unity contents"),
    "cocos": Text("Cocos 等游戏引擎内容", "contents of Cocos and like engines"),
    "bridges": Text("网页与脚本接口", "web views and script bridges"),
    "marks": Text("特征匹配", "byte marks"),
    "info_plist": Text("应用信息(Info.plist)", "Info.plist"),
    "usage_descriptions": Text("权限用途说明", "usage descriptions"),
    "url_schemes": Text("链接与应用查询", "URL schemes"),
    "ios_settings": Text("系统开关与传输设置", "switches and transport security"),
    "provisioning": Text("签名、描述文件与分发方式", "signature, provisioning and distribution"),
    "privacy_manifests": Text("隐私清单", "privacy manifests"),
    "binaries": Text("程序文件", "programs and libraries"),
    "imports": Text("程序引用的接口", "interfaces that programs refer to"),
    "filing": Text("备案申报读取", "reading the filing"),
    "sandbox": Text("隔离环境", "isolation"),
}

# Switches of the manifest and of the network configuration.
SETTINGS: Mapping[str, str] = {
    "debuggable": "可调试",
    "testOnly": "仅供测试",
    "allowBackup": "允许备份应用数据",
    "fullBackupContent": "备份内容规则",
    "dataExtractionRules": "数据迁出规则",
    "usesCleartextTraffic": "允许明文传输",
    "extractNativeLibs": "安装时解出原生库",
    "requestLegacyExternalStorage": "沿用旧式存储访问",
    "isGame": "声明为游戏",
    "appCategory": "应用类别",
    "networkSecurityConfig": "另有网络配置文件",
    "sharedUserId": "与其他应用共用身份",
    "UIBackgroundModes": "可在后台继续运行",
    "UIFileSharingEnabled": "可经电脑取出应用文件",
    "LSSupportsOpeningDocumentsInPlace": "文件可供其他应用打开",
    "cleartextTraffic": "允许明文传输",
    "cleartextPart": "部分内容允许明文传输",
    "userCertificates": "信任用户自装证书",
    "ownCertificates": "信任自带证书",
    "pinSet": "证书锁定",
    "debugOverrides": "调试专用设置",
}
