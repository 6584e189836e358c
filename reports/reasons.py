"""Why a rule stays open or closed and why a run did not end, in words, with what would help."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text

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
    "fairplay": (
        Text("程序经应用商店加密,静态检测读不到", "the store encrypted the program and it cannot be read"),
        Text(
            "请提供者提交未加密的同版本安装包(从开发工具直接导出,不从商店下载)",
            "ask the provider for an unencrypted build of the same version, exported rather than downloaded",
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
    "output": (
        Text("找到的内容多得反常,未全部采用", "more was found than any real package gives cause for"),
        Text(
            "请提供者重新提交原始安装包,并由人工检查",
            "ask for the original package; look at this one by hand",
        ),
    ),
    "limit": (
        Text("清单中的组合过多,未全部列出", "the manifest spells out more combinations than are listed"),
        Text("由人工查看清单的该部分", "look at that part of the manifest by hand"),
    ),
    "network-config-unreadable": (
        Text("网络连接配置文件读不出", "the network configuration could not be read"),
        Text("请提供者重新提交原始安装包", "ask the provider for the original package"),
    ),
    "resources-unreadable": (
        Text("资源表读不出", "the resource table could not be read"),
        Text("请提供者重新提交原始安装包", "ask the provider for the original package"),
    ),
    "exit": (
        Text("检测程序异常退出", "the examination ended with an error"),
        Text("将日志交维护人员", "send the log to the maintainers"),
    ),
    "signal": (
        Text("检测程序异常退出", "the examination ended with an error"),
        Text("将日志交维护人员", "send the log to the maintainers"),
    ),
    "not-reached": (
        Text("前一步停止,未能执行", "an earlier step ended the run"),
        Text("重新检测", "scan again"),
    ),
    "byte-rules": (
        Text("部分特征规则未能载入或过慢,未采用", "some byte rules did not load or were too slow"),
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
    "not_applicable": (
        Text("对本安装包不适用", "not applicable to this package"),
        Text("无需补做", "nothing to do"),
    ),
    "no-setting": (
        Text("本省设置未填写有关参数", "the province's settings lack a value"),
        Text("在省级设置中补填后重新核验", "complete the settings and judge again"),
    ),
    "no-term": (
        Text("备案选项中没有对应的叫法", "the form has no option for it"),
        Text("由人工对照备案表", "compare with the form by hand"),
    ),
    "no-phases": (
        Text("会话没有标明阶段", "the session marks no phases"),
        Text("补充阶段文件后重新导入", "add a phases file and import again"),
    ),
    "phase-order": (
        Text("阶段标记前后矛盾", "marks of phases contradict each other"),
        Text("核对记录后更正阶段标记", "check the notes and mend the marks"),
    ),
    "phase-uncertain": (
        Text("发生在阶段切换的瞬间,归属不明", "too near a change of phase"),
        Text("重新采集一次", "capture again"),
    ),
    "phase-missing": (
        Text("采集时没有走到这一阶段", "no capture went through this phase"),
        Text("补做这一阶段的采集", "capture this phase"),
    ),
    "clock": (
        Text("未测定记录时钟的偏差", "the clock was not measured"),
        Text("采集时与标准时间对照", "measure the clock when capturing"),
    ),
    "not-recorded": (
        Text("采集时没有记录这类内容", "this was not recorded"),
        Text("用能够记录的方式重新采集", "capture again with a recorder that can"),
    ),
    "no-runtime": (
        Text("没有记录应用内部的调用", "calls inside the app were not recorded"),
        Text("在可安装探针的设备上采集", "capture on a device with the agent"),
    ),
    "no-persona": (
        Text("采集时没有植入测试身份", "no identity was planted"),
        Text("用测试身份重新采集", "capture with a persona"),
    ),
    "gaps-not-recorded": (
        Text("记录没有说明哪些连接未能看到", "the recording does not say what it failed to see"),
        Text("用能够记录未解密连接的方式采集", "capture with a recorder that notes them"),
    ),
    "ca-refused": (
        Text("应用拒绝检测用的证书,看不到内容", "the app refused the examination certificate"),
        Text("在可安装系统证书的设备上采集", "capture on a device that takes it"),
    ),
    "not-http": (
        Text("有网页协议之外的通信,看不到内容", "traffic that is not HTTP"),
        Text("请提供者说明这些通信的内容", "ask the provider what is sent there"),
    ),
    "encrypted-body": (
        Text("应用自行加密了发送的内容,看不到", "bodies encrypted by the app itself"),
        Text("请提供者说明加密的内容或提供密钥", "ask the provider for contents or keys"),
    ),
    "body-lost": (
        Text("有的请求内容没有保存", "some bodies were not kept"),
        Text("重新采集,或换一种导出方式", "capture or export again"),
    ),
    "body-cut": (
        Text("有的请求内容过长,只保存了一部分", "some bodies were cut off"),
        Text("提高上限后重新采集", "capture again with a higher limit"),
    ),
    "events-unread": (
        Text("会话记录有损坏的部分", "part of the session is damaged"),
        Text("取得原始会话", "obtain the original session"),
    ),
    "needs-person": (
        Text("有弹窗须由人操作", "a dialog needed a person"),
        Text("由人操作补做采集", "capture by hand"),
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
    "person": Text("人工查看,见人工取证", "as a person saw it"),
    "platform": Text("不适用于本平台", "not for this platform"),
    "given": Text("不具备适用条件", "its condition does not hold"),
    "not-in-force": Text("所引条文当日未施行", "its clauses are not in force that day"),
}
OTHER_REASON = (
    Text("条件不足", "not enough to go on"),
    Text("查看说明后补充材料", "read the note and add what is missing"),
)
