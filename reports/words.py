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

# Reasons for which a rule stays open or a run does not end (docs/evidence.md): what happened, what closes it.
REASONS: Mapping[str, tuple[Text, Text]] = {
    "no-filing": (
        Text("未提供备案表", "no filing was given"),
        Text("向提供者或备案平台取得备案信息表后重新核验", "obtain the filing form and judge again"),
    ),
    "no-institution": (
        Text("未提供使用者备案表", "no institution's form was given"),
        Text("取得选用单位的使用者备案信息表后重新核验", "obtain the institution's form and judge again"),
    ),
    "form-empty": (
        Text("备案表有关栏目未填写", "the form leaves the field empty"),
        Text("请提供者补全有关栏目后重新核验", "have the provider complete the field and judge again"),
    ),
    "stage-dynamic": (
        Text("未做动态检测", "no dynamic examination was made"),
        Text("在真机上做动态检测后补判", "examine the app on a device, then judge again"),
    ),
    "stage-policy": (
        Text("未核对隐私政策", "the privacy policy was not examined"),
        Text("取得隐私政策文本后补判", "obtain the privacy policy, then judge again"),
    ),
    "stage-filing": (
        Text("未核对备案申报", "the filing was not examined"),
        Text("取得备案信息表后重新核验", "obtain the filing form and judge again"),
    ),
    "stage-static": (
        Text("未做静态检测", "no static examination was made"),
        Text("对安装包做静态检测后补判", "examine the package, then judge again"),
    ),
    "packed": (
        Text("代码已加固,静态检测读不到", "the code is packed and cannot be read"),
        Text(
            "请提供者提交未加固的同版本安装包", "ask the provider for an unpacked build of the same version"
        ),
    ),
    "code-missing": (
        Text("清单所列的部分代码不在包内", "code that the manifest names is not in the package"),
        Text(
            "请提供者提交未加固的安装包,或说明代码如何下发",
            "ask for an unpacked build, or how the code arrives",
        ),
    ),
    "encrypted": (
        Text("内容已加密,静态检测读不到", "the contents are encrypted and cannot be read"),
        Text("请提供者提交未加密的安装包", "ask the provider for an unencrypted build"),
    ),
    "pinned": (
        Text("网络流量受证书锁定,看不到内容", "traffic is pinned and cannot be seen"),
        Text("请提供者提供可供检测的安装包", "ask the provider for a build that can be examined"),
    ),
    "no-device": (
        Text("没有可用的检测设备", "no device was available"),
        Text("接入检测设备后补做", "attach a device and run again"),
    ),
    "login-wall": (
        Text("需要登录,没有检测账号", "a login is needed and no account was available"),
        Text("请提供者提供检测账号", "ask the provider for a test account"),
    ),
    "framework": (
        Text("跨平台框架的部分内容读不到", "parts of a cross-platform framework cannot be read"),
        Text("请提供者说明该部分的功能、权限和后台地址", "ask the provider what that part does and contacts"),
    ),
    "unread": (
        Text("安装包有部分内容读不出", "part of the package could not be read"),
        Text("请提供者重新提交原始安装包", "ask the provider for the original package"),
    ),
    "budget": (
        Text("超出检测的时间或数量限度", "a limit of time or size was reached"),
        Text("提高限度后重新检测", "scan again with higher limits"),
    ),
    "memory": (
        Text("超出检测的内存限度", "the memory limit was reached"),
        Text("提高限度后重新检测", "scan again with higher limits"),
    ),
    "time": (
        Text("超出检测的时间限度", "the time limit was reached"),
        Text("提高限度后重新检测", "scan again with higher limits"),
    ),
    "killed": (
        Text("检测程序中途停止", "the examination broke off"),
        Text("重新检测;仍然如此请交维护人员", "scan again; if it recurs, tell the maintainers"),
    ),
    "fault": (
        Text("检测程序自身出错", "a fault of Heyan itself"),
        Text("将日志交维护人员", "send the log to the maintainers"),
    ),
    "not-reached": (
        Text("前一步停止,未能执行", "an earlier step ended the run"),
        Text("重新检测", "scan again"),
    ),
    "byte-rules": (
        Text("部分特征规则未能载入", "some byte rules did not load"),
        Text("修正规则文件后重新检测", "mend the rule file and scan again"),
    ),
    "refused": (
        Text("部分检测结果格式异常,未采用", "part of the results was malformed and dropped"),
        Text("将日志交维护人员", "send the log to the maintainers"),
    ),
    "partial": (
        Text("检测只完成一部分", "the examination was only partly done"),
        Text("重新检测", "scan again"),
    ),
    "failed": (
        Text("检测未完成", "the examination was not done"),
        Text("重新检测", "scan again"),
    ),
    "no-term": (
        Text("备案选项中没有对应的叫法", "the form has no option for it"),
        Text("由人工对照备案表", "compare with the form by hand"),
    ),
    "scan-again": (
        Text("检测时尚未关注有关接口", "the scan did not look for what the rule asks"),
        Text("用现行规则库重新检测", "scan again with the present rules"),
    ),
    "human": (
        Text("须由人工核查", "to be checked by a person"),
        Text("按人工核查清单逐项核查", "work through the checklist"),
    ),
}
# Why a rule has nothing to say here.
CLOSED: Mapping[str, Text] = {
    "none": Text(
        "范围:安装包内可读的全部内容;没有此类内容", "scope: all that is readable; there is none of it"
    ),
    "platform": Text("不适用于本平台", "not for this platform"),
    "given": Text("不具备适用条件", "its condition does not hold"),
    "not-in-force": Text("所引条文当日未施行", "its clauses are not in force that day"),
}
OTHER_REASON = (
    Text("条件不足", "not enough to go on"),
    Text("查看说明后补充材料", "read the note and add what is missing"),
)

# Analyzers whose name a reader should not have to guess; others are shown under their own name.
ANALYZERS: Mapping[str, Text] = {
    "contents": Text("逐项读取安装包内容", "reading every entry"),
    "manifest": Text("应用清单", "manifest"),
    "signing": Text("签名与证书", "signatures and certificates"),
    "archive": Text("安装包结构", "archive structure"),
    "files": Text("代码文件", "code files"),
    "code": Text("代码索引", "code index"),
    "calls": Text("敏感接口调用", "sensitive calls"),
    "reach": Text("代码可达性", "reachability"),
    "hosts": Text("域名与地址", "hosts and addresses"),
    "strings": Text("文本内容", "texts"),
    "secrets": Text("密钥与凭证", "credentials"),
    "libraries": Text("原生库", "native libraries"),
    "native": Text("原生库", "native libraries"),
    "frameworks": Text("跨平台框架", "cross-platform frameworks"),
    "bridges": Text("网页与脚本接口", "web views and script bridges"),
    "marks": Text("特征匹配", "byte marks"),
    "filing": Text("备案申报读取", "reading the filing"),
    "sandbox": Text("隔离环境", "isolation"),
}
