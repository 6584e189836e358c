"""POL and what else text decides: a policy against the package and the filing, one sentence apart."""

from __future__ import annotations

from typing import Any

from tests.rules.end_to_end.information import DEVICE_ID
from tests.rules.end_to_end.recipe import APP, Made, Pair, call, init, kit, main

UMENG, JPUSH = "com.umeng.commonsdk.UMConfigure", "cn.jpush.android.api.JPushInterface"
ADJUST = "com.adjust.sdk.Adjust"
CAMERA = call("Landroid/hardware/Camera;->open(I)Landroid/hardware/Camera;", 0, static=True)
OFFICER = "我们指定专人负责儿童个人信息保护。"
SENTENCES = {
    "title": "<h1>示例作业隐私政策</h1>",
    "who": "<p>示例作业由示例教育科技有限公司(以下简称“我们”)提供。</p>",
    "date": "<p>生效日期:2026年1月5日</p>",
    "kinds": "<h2>一、信息</h2><p>为了建立账号和布置作业,我们会收集手机号码、学生姓名和班级。</p>",
    "sensitive": "<p>我们处理不满十四周岁儿童的敏感个人信息,是提供作业服务所必需,泄露可能影响孩子的安全。</p>",
    "refusal": "<p>如您拒绝提供,将无法使用作业功能。</p>",
    "list": "<h2>二、个人信息收集清单</h2><table><tr><th>功能<th>收集的信息<th>目的<tr><td>注册<td>手机号码<td>登录"
    "<tr><td>作业<td>学生姓名、班级<td>布置作业<tr><td>成绩<td>成绩<td>查看成绩</table>",
    "sdks": "<h2>三、第三方SDK清单</h2><table><tr><th>SDK名称<th>公司<th>目的<th>收集的信息<th>隐私政策链接"
    "<tr><td>友盟统计<td>友盟同欣<td>统计<td>设备型号、IMEI<td>https://www.umeng.com/p"
    "<tr><td>极光推送<td>和讯华谷<td>推送<td>设备型号<td>https://www.jiguang.cn/p</table>",
    "store": "<h2>四、存储</h2><p>信息存储在中国境内,保存至您注销账号后三十日。</p><p>我们采取加密措施保护信息。</p>",
    "rights": "<h2>五、权利</h2><p>您可以查看、更正、删除您的个人信息。</p>",
    "close": "<p>您可以在“设置”中注销账号。</p>",
    "withdraw": "<p>您可以随时撤回同意。</p>",
    "abroad": "<p>如需向境外传输,我们会单独征得您的同意。</p>",
    "children": "<h2>六、儿童个人信息保护</h2><p>只有取得监护人同意,我们才会处理不满十四周岁儿童的个人信息。监护人可以随时要求查看、更正、删除"
    f"孩子的信息,也可以要求我们停止处理;监护人不同意的,孩子不能使用作业功能,但可以浏览公开内容。{OFFICER}我们会对孩子的信息加密保存。</p>",
    "changes": "<p>本政策更新后,我们会弹窗通知您。</p>",
    "contact": "<h2>七、联系</h2><p>如有投诉,请发邮件至 a@example.cn,我们会在15个工作日内答复。</p>",
}
PUPILS = {f"{APP}.服务对象": ["学生（中小学）"]}


def policy(without: str = "", more: str = "", **changed: str) -> dict[str, str]:
    """The policy without one of its sentences, with others in their place, or with more at its end."""
    parts = {**SENTENCES, **changed}
    return {"privacy.html": "".join(text for name, text in parts.items() if name != without) + more}


def says(without: str = "", more: str = "", **changed: Any) -> Made:
    return Made(policy=policy(without, more, **changed))


def reads(code: Any, text: dict[str, str], **more: Any) -> Made:
    """The app's own code runs this when a button is pressed."""
    return Made(start=main(pressed=[code]), policy=text, **more)


def used(cls: str, text: dict[str, str], *code: Any) -> Made:
    """The app starts a kit, which runs this code."""
    return Made(start=main(pressed=[init(cls)]), classes=[kit(cls, *code)], policy=text)


ENGLISH = (
    "<h1>Sample Homework Privacy Policy</h1>"
    + "<p>We collect your e-mail address in order to create an account for you.</p>" * 8
)

PAIRS = (
    Pair("POL-004", "the language", Made(policy={"a": ENGLISH}), says(), calm_outcome="unknown"),
    Pair(
        "POL-004",
        "a second document",
        Made(policy={"a": ENGLISH}),
        Made(policy={"a": ENGLISH, **policy()}),
        calm_outcome="unknown",
    ),
    Pair("POL-005", "who processes", says("who"), says()),
    Pair(
        "POL-005",
        "how to reach them",
        says(contact="<h2>七、联系</h2><p>我们会在15个工作日内答复投诉。</p>"),
        says(),
    ),
    Pair(
        "POL-006",
        "the kinds of data",
        says("list", kinds="<p>为了提供服务,我们会收集必要的信息。</p>", sdks=""),
        says(),
    ),
    Pair("POL-007", "how long", says(store="<p>信息存储在中国境内。</p>"), says()),
    Pair("POL-008", "withdrawal", says("withdraw"), says(), calm_outcome="unknown"),
    Pair("POL-008", "closing the account", says("close"), says(), calm_outcome="unknown"),
    Pair("POL-009", "why it is necessary", says("sensitive"), says()),
    Pair(
        "POL-009",
        "who it is for",
        Made({f"{APP}.服务对象": ["学生（中小学）"]}, policy=policy("sensitive")),
        Made({f"{APP}.服务对象": ["教师"]}, policy=policy("sensitive", children="")),
        calm_outcome="not_applicable",
    ),
    Pair(
        "POL-010",
        "how to reach the recipients",
        says(sdks="<h2>三、第三方SDK</h2><p>我们接入了友盟统计SDK。</p>"),
        says(),
    ),
    Pair(
        "POL-011",
        "the app",
        says(
            title="<h1>别的题库隐私政策</h1>",
            who="<p>别的题库由示例教育科技有限公司(以下简称“我们”)提供。</p>",
        ),
        says(),
    ),
    Pair(
        "POL-011", "the unit", says(who="<p>示例作业由另一家科技有限公司(以下简称“我们”)提供。</p>"), says()
    ),
    Pair(
        "POL-011",
        "a template",
        says(who="<p>示例作业由示例教育科技有限公司(以下简称“我们”)提供,地址:【公司地址】。</p>"),
        says(),
    ),
    Pair("POL-012", "the date", says("date"), says()),
    Pair("POL-012", "the notice", says("changes"), says()),
    Pair(
        "POL-014",
        "how long an answer takes",
        says(contact="<p>如有投诉,请发邮件至 a@example.cn,我们会在30个工作日内答复。</p>"),
        says(),
        calm_outcome="unknown",
    ),
    Pair(
        "POL-014",
        "any time at all",
        says(contact="<p>如有投诉,请发邮件至 a@example.cn。</p>"),
        says(),
        calm_outcome="unknown",
    ),
    Pair(
        "POL-015",
        "whether it is possible",
        says(close="<p>账号暂不支持注销。</p>"),
        says(),
        calm_outcome="unknown",
    ),
    Pair(
        "POL-015",
        "what is asked for",
        says(close="<p>您可以申请注销账号,须提供手持身份证的照片。</p>"),
        says(close="<p>您可以申请注销账号,无需提供身份证的照片。</p>"),
        calm_outcome="unknown",
    ),
    Pair(
        "SDK-001",
        "the name in the list",
        Made(
            start=main(init(JPUSH)),
            classes=[kit(JPUSH)],
            policy=policy(sdks="<p>我们接入了个推SDK。</p>"),
        ),
        Made(start=main(init(JPUSH)), classes=[kit(JPUSH)], policy=policy(sdks="<p>我们接入了极光SDK。</p>")),
        "sdk:jpush",
        severity=2,
    ),
    Pair(
        "SDK-001",
        "that it is not denied",
        Made(
            start=main(init(JPUSH)),
            classes=[kit(JPUSH)],
            policy=policy(sdks="<p>我们没有接入极光推送SDK。</p>"),
        ),
        Made(start=main(init(JPUSH)), classes=[kit(JPUSH)], policy=policy()),
        "sdk:jpush",
    ),
    Pair(
        "SDK-001",
        "a list that was not obtained",
        Made(start=main(init(JPUSH)), classes=[kit(JPUSH)], policy=policy("sdks")),
        Made(
            start=main(init(JPUSH)),
            classes=[kit(JPUSH)],
            policy=policy("sdks", "<p>详见《第三方共享清单》。</p>"),
        ),
        "sdk:jpush",
        calm_outcome="unknown",
    ),
    Pair(
        "SDK-002",
        "whether it is in the package",
        says(sdks="<p>我们接入了友盟统计SDK。</p>"),
        Made(
            start=main(init(UMENG)),
            classes=[kit(UMENG)],
            policy=policy(sdks="<p>我们接入了友盟统计SDK。</p>"),
        ),
        "policy_mention:umeng-analytics",
        severity=0,
    ),
    Pair(
        "SDK-003",
        "what the list says it takes",
        used(UMENG, policy(sdks="<p>我们接入了友盟统计SDK,会收集设备型号。</p>"), DEVICE_ID),
        used(UMENG, policy(sdks="<p>我们接入了友盟统计SDK,会收集设备型号、IMEI。</p>"), DEVICE_ID),
        calm_outcome="unknown",
    ),
    Pair("SDK-007", "the list of what is collected", says("list"), says()),
    Pair(
        "SDK-007",
        "the list of third parties",
        says(sdks="<p>我们接入了友盟统计SDK。</p>"),
        says(),
        severity=1,
    ),
    Pair("MIN-001", "the chapter", Made(PUPILS, policy=policy("children")), Made(PUPILS, policy=policy())),
    Pair(
        "MIN-001",
        "rules of their own",
        Made(PUPILS, policy=policy("children")),
        Made(
            PUPILS,
            policy={
                **policy("children"),
                "b": "<h1>儿童个人信息保护规则</h1>" + "<p>监护人同意之后,我们才会处理孩子的信息。</p>" * 20,
            },
        ),
    ),
    Pair(
        "MIN-001",
        "rules that were not obtained",
        Made(PUPILS, policy=policy("children")),
        Made(PUPILS, policy=policy("children", "<p>另见《儿童个人信息保护规则》。</p>")),
        calm_outcome="unknown",
    ),
    Pair(
        "MIN-004",
        "what refusing leads to",
        Made(PUPILS, policy=policy("refusal", children="")),
        Made(PUPILS, policy=policy(children="")),
    ),
    Pair(
        "MIN-005",
        "the officer",
        Made(PUPILS, policy=policy(children=SENTENCES["children"].replace(OFFICER, ""))),
        Made(PUPILS, policy=policy()),
    ),
    Pair(
        "XB-002",
        "a word about it",
        Made(start=main(init(ADJUST)), classes=[kit(ADJUST)], policy=policy("abroad")),
        Made(start=main(init(ADJUST)), classes=[kit(ADJUST)], policy=policy()),
        calm_outcome="unknown",
    ),
    Pair(
        "XB-002",
        "a foreign SDK that the policy denies",
        Made(
            start=main(init(ADJUST)),
            classes=[kit(ADJUST)],
            policy=policy(abroad="<p>我们不会向境外传输。</p>"),
        ),
        Made(policy=policy(abroad="<p>我们不会向境外传输。</p>")),
        calm_outcome="unknown",
    ),
    Pair(
        "PERM-004",
        "a word about the camera",
        reads(CAMERA, policy(), asks=["CAMERA"]),
        reads(CAMERA, policy(more="<p>相机权限:用于拍照上传作业。</p>"), asks=["CAMERA"]),
        "permission:android.permission.CAMERA",
        severity=2,
    ),
    Pair(
        "CON-011",
        "what the policy denies",
        reads(DEVICE_ID, policy(sdks="", more="<p>我们不会收集IMEI。</p>")),
        reads(DEVICE_ID, policy(sdks="", more="<p>我们会收集IMEI,用于安全。</p>")),
        calm_outcome="unknown",
    ),
)
