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
    "debugging": Text("是否可调试", "whether it can be debugged"),
    "provisioning": Text("签名、描述文件与分发方式", "signature, provisioning and distribution"),
    "privacy_manifests": Text("隐私清单", "privacy manifests"),
    "binaries": Text("程序文件", "programs and libraries"),
    "imports": Text("程序引用的接口", "interfaces that programs refer to"),
    "filing": Text("备案申报读取", "reading the filing"),
    "phases": Text("检测阶段", "phases"),
    "contacts": Text("联系的网络地址", "hosts contacted"),
    "transmissions": Text("发送的个人信息", "personal data sent"),
    "prompts": Text("权限弹窗", "permission prompts"),
    "conduct": Text("同意弹窗与界面行为", "consent dialogs and conduct"),
    "traces": Text("日志与本机文件", "logs and files"),
    "sandbox": Text("隔离环境", "isolation"),
}

PHASES: Mapping[str, Text] = {
    "installed": Text("安装后未打开", "installed"),
    "before_dialog": Text("打开后、弹窗前", "before the dialog"),
    "dialog": Text("停在同意弹窗", "consent dialog shown"),
    "refused": Text("点“不同意”后", "refused"),
    "accepted": Text("点“同意”后", "accepted"),
    "used": Text("使用中", "in use"),
    "background": Text("退到后台", "in the background"),
    "child": Text("以儿童身份使用", "as a child"),
    "guardian": Text("监护人同意环节", "asking the guardian"),
    "uncertain": Text("阶段不确定", "phase uncertain"),
}
ROLES: Mapping[str, Text] = {
    "child": Text("儿童", "child"),
    "guardian": Text("监护人", "guardian"),
    "adult": Text("成人", "adult"),
    "device": Text("设备", "device"),
}
PARTS: Mapping[str, Text] = {
    "host": Text("域名", "host"),
    "path": Text("网址路径", "path"),
    "query": Text("网址参数", "query"),
    "fragment": Text("网址片段", "fragment"),
    "header": Text("请求标头", "headers"),
    "body": Text("正文", "body"),
    "message": Text("长连接消息", "WebSocket message"),
}
VISIBLE: Mapping[str, Text] = {
    "yes": Text("内容可见", "visible"),
    "encrypted": Text("应用自行加密,内容不可见", "encrypted by the app"),
    "pinned": Text("证书锁定,内容不可见", "pinned"),
    "refused": Text("拒绝检测证书,内容不可见", "certificate refused"),
    "server-tls": Text("服务器加密握手失败", "TLS with the server failed"),
    "tcp": Text("非网页协议,内容不可见", "TCP, not HTTP"),
    "udp": Text("UDP 通信,内容不可见", "UDP"),
    "quic": Text("QUIC 通信已被拦截", "QUIC, blocked"),
    "unread": Text("内容未保存", "body not kept"),
    "reported": Text("系统报告的联系,内容未记录", "reported by the system"),
}
CONDUCT: Mapping[str, Text] = {
    "refusal-offered": Text("同意弹窗有“不同意”选项", "the dialog offers a refusal"),
    "refusal-absent": Text("同意弹窗没有“不同意”选项", "the dialog offers no refusal"),
    "choice-unreal": Text("弹窗只有“好的”“我知道了”之类的按钮", "the dialog offers no real choice"),
    "box-pre-ticked": Text("同意框已预先勾选", "the box is ticked beforehand"),
    "stays-after-refusal": Text("点“不同意”后应用仍可使用", "the app stays usable after refusal"),
    "exit-on-refusal": Text("点“不同意”后应用退出", "the app exits on refusal"),
    "dialog-again": Text("拒绝后再次弹窗征求同意", "asks again after refusal"),
    "exit-on-denied-permission": Text(
        "拒绝权限后应用退出或反复弹窗", "exits or loops on a denied permission"
    ),
    "permission-purpose-shown": Text("申请权限时说明了目的", "the purpose of a permission is shown"),
    "permission-purpose-missing": Text("申请权限时没有说明目的", "no purpose is shown with a permission"),
    "self-start": Text("应用自行启动", "the app starts by itself"),
    "wakes-other-app": Text("应用拉起了其他应用", "the app starts another app"),
    "login-wall": Text("不登录就看不到任何内容", "nothing is shown without signing in"),
    "guardian-tick-only": Text("监护人同意只需孩子自己勾选", "the child ticks for the guardian"),
    "minor-mode-absent": Text("没有找到未成年人模式", "no minor mode was found"),
    "crash": Text("应用崩溃", "the app crashed"),
    "needs-person": Text("有弹窗须由人操作", "a dialog needed a person"),
    "dialog-absent": Text("直到使用都没有出现同意弹窗", "no consent dialog before use"),
    "guardian-asked": Text("进入了监护人同意环节", "a guardian was asked"),
    "guardian-missing": Text(
        "发送儿童信息之前没有征求监护人同意", "a child's data was sent, no guardian asked"
    ),
    "child-as-adult": Text("儿童信息的发送与成人没有区别", "the child's data went wherever the adult's did"),
}

_WRITTEN = (
    ("short ", "截短的 "),
    (" in base64", " 的 base64"),
    ("reversed", "倒序"),
    ("masked", "部分遮挡"),
    (" twice", " 两次"),
    (" with package name", "(加包名)"),
    (" by package name", "(以包名为密钥)"),
    ("hex", "十六进制"),
    ("entities", "XML 转义"),
    ("escaped", "转义"),
    ("percent", "URL 编码"),
    ("multipart", "表单部分"),
    ("parameter ", "参数 "),
    ("header ", "标头 "),
    ("(key)", "(键名)"),
)


def in_words(form: str) -> Text:
    """How a value was written, or a step to it, in both languages; names of fields stay as they are."""
    head, space, rest = form.partition(" ")
    if head in ("JSON", "XML", "Cookie", "protobuf", "MessagePack", "parameter", "header") and space:
        zh = {"parameter": "参数", "header": "标头"}.get(head, head)
        return Text(f"{zh} {rest.replace('(key)', '(键名)')}", form)
    zh = form
    for english, chinese in _WRITTEN:
        zh = zh.replace(english, chinese)
    return Text(zh, form)


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
