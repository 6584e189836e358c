"""Rules that a person's look-up decides: the same package and filing, another thing seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.rules.end_to_end.filing import channel
from tests.rules.end_to_end.recipe import APP, FILING, OTHER_KEY, USE, Made, Pair, kit, look_up

FUNCTIONS = f"{APP}.是否具有以下功能"
COLLEGE = {f"{APP}.服务对象": ["学生（高等院校）"], f"{APP}.功能类型": "管理服务类"}
SECOND = {
    "业务系统名称": "示例题库",
    "IP地址": "203.0.113.11",
    "域名": ["bank.example.cn"],
    "ICP备案编号": "京ICP备00000001号-2",
    "网络安全等级": "第二级",
    "等级保护备案号": "11000000001-00002",
    "附加信息": {"ICP备案主体": "示例教育科技有限公司", "等保备案单位": "示例教育科技有限公司"},
}
TWO_SYSTEMS = {"提供者备案信息表.业务系统信息": [FILING["提供者备案信息表"]["业务系统信息"][0], SECOND]}
ADS = [kit("com.qq.e.ads.GDTAd")]
ENGINE = [kit("org.andengine.engine.Engine")]


Case = tuple[str, Made, Made]
"""Why they differ, the one that fires, the one that does not."""


def seen(topic: str, bad: str, good: str, form: Mapping[str, Any] | None = None, **more: Any) -> Case:
    """Two look-ups that ended differently."""
    fires, calm = (Made(form or {}, seen=[look_up(topic, result)], **more) for result in (bad, good))
    return f"what was seen of {topic}", fires, calm


def present(topic: str, form: Mapping[str, Any] | None = None, **more: Any) -> Case:
    return seen(topic, "有", "没有看到", form, **more)


def missing(topic: str, form: Mapping[str, Any] | None = None, **more: Any) -> Case:
    return seen(topic, "没有材料,或材料不全、不实", "材料齐全有效", form, **more)


def boxes(*names: str) -> dict[str, Any]:
    return {FUNCTIONS: list(names)}


FOUND, NOT_FOUND = "查到,且与备案一致", "查不到"
CLONE = "另有名称不同、内容几乎相同的应用"
ICP, MLPS = "业务系统的网站备案", "业务系统的等级保护备案"
PAIRS = (
    Pair("FIL-001", *seen("教育移动应用备案", NOT_FOUND, FOUND), outcome="violated"),
    Pair(
        "FIL-003",
        *seen("现行在线版本", "在线版本较新,超过 10 个工作日未更新备案", "在线版本就是备案版本"),
        outcome="violated",
    ),
    Pair("FIL-007", *seen(ICP, "登记在其他单位名下", FOUND), outcome="violated"),
    Pair(
        "FIL-007",
        "the second system, which nobody looked up",
        Made(
            TWO_SYSTEMS,
            seen=[look_up(ICP, FOUND, "示例作业平台"), look_up(ICP, "已注销或被撤销", "示例题库")],
        ),
        Made(TWO_SYSTEMS, seen=[look_up(ICP, FOUND, "示例作业平台")]),
        outcome="violated",
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-007",
        "a later look at the same system",
        Made(seen=[look_up(ICP, FOUND, day="2026-01-10"), look_up(ICP, NOT_FOUND, day="2026-03-01")]),
        Made(seen=[look_up(ICP, NOT_FOUND, day="2026-01-10"), look_up(ICP, FOUND, day="2026-03-01")]),
        outcome="violated",
    ),
    Pair("FIL-008", *seen(MLPS, "证明上是另一个系统", FOUND)),
    Pair(
        "FIL-008",
        "each system by its name",
        Made(TWO_SYSTEMS, seen=[look_up(MLPS, FOUND, "示例作业平台"), look_up(MLPS, "已过期", "示例题库")]),
        Made(TWO_SYSTEMS, seen=[look_up(MLPS, FOUND, "示例作业平台"), look_up(MLPS, FOUND, "示例题库")]),
    ),
    Pair(
        "FIL-011",
        *seen(
            "应用备案登记的名称、包名和签名",
            "登记的名称、包名或签名与安装包不同",
            "登记的名称、包名、签名与安装包一致",
        ),
    ),
    Pair("FIL-012", *seen("应用备案", NOT_FOUND, FOUND)),
    Pair("FIL-013", *seen("增值电信业务经营许可证", NOT_FOUND, "持有有效许可证", boxes("收费"))),
    Pair(
        "FIL-014",
        *seen(
            "安卓版与苹果版对照",
            "对照过,功能、权限或组件有差别",
            "对照过,没有实质差别",
            {f"{APP}.应用平台": ["安卓", "IOS"]},
        ),
        outcome="violated",
    ),
    Pair(
        "FIL-015",
        *seen("在线版本的更新日期", "超过半年没有更新", "近半年内更新过", COLLEGE),
        outcome="violated",
    ),
    Pair("FIL-017", *present("推荐使用是否与成绩、评优挂钩", {f"{USE}.使用性质": "推荐使用"})),
    Pair("FIL-018", *present("招考业务由本应用独家承担", {f"{APP}.服务内容": ["网上报名"]})),
    Pair("FIL-019", *seen("安全认证", "已过期", FOUND, {f"{APP}.安全认证号": "CAC-2026-0001"})),
    Pair(
        "FIL-020",
        "who can get it",
        Made(
            {f"{USE}.自研自用": "是"},
            seen=[look_up("自研自用应用的使用范围", "在应用商店公开上架", "示例一中")],
        ),
        Made(
            {f"{USE}.自研自用": "是"},
            seen=[look_up("自研自用应用的使用范围", "只在本单位内使用", "示例一中")],
        ),
        "institution:示例一中",
    ),
    Pair(
        "FIL-020",
        "whose look-up it is",
        Made(
            {f"{USE}.自研自用": "是"},
            seen=[look_up("自研自用应用的使用范围", "外单位人员也能注册", "示例一中")],
        ),
        Made(
            {f"{USE}.自研自用": "是"},
            seen=[look_up("自研自用应用的使用范围", "外单位人员也能注册", "示例二中")],
        ),
        "institution:示例一中",
        calm_outcome="unknown",
    ),
    Pair("FUN-006", *present("面向学龄前儿童的线上课程或直播", {f"{APP}.服务对象": ["学生（幼儿园）"]})),
    Pair(
        "FUN-007",
        *seen("学科类培训的办学许可", "登记在其他单位名下", "持有有效许可证", boxes("中小学学科培训")),
    ),
    Pair("FUN-009", *present("休息日、寒暑假的学科课程", boxes("中小学学科培训"))),
    Pair("FUN-010", *present("未许可的机构或个人开设收费学科课程", boxes("中小学学科培训", "收费"))),
    Pair("FUN-015", *present("已有统一身份认证仍要求重填基本信息", COLLEGE)),
    Pair("ADV-012", *present("与教育服务不契合的广告", {f"{APP}.服务对象": ["教师"]}, classes=ADS)),
    Pair("ADV-013", *present("劝诱家长购买或由儿童代言的广告", classes=ADS)),
    Pair("CNT-002", *missing("信息审核制度、人员、词库和处置记录", boxes("论坛"))),
    Pair("CNT-004", *present("有害内容")),
    Pair("CNT-007", *missing("培训人员资质公示", boxes("中小学学科培训"))),
    Pair("CNT-008", *present("境外教育课程", boxes("中小学学科培训"))),
    Pair("CNT-009", *missing("新功能的评估报告", boxes("论坛"))),
    Pair("CON-012", *present("以奖励换取身份证件、人脸等信息")),
    Pair(
        "IDN-002",
        "the package of the official channel",
        Made(
            key=OTHER_KEY, seen=[look_up("与官方渠道的安装包对照", "与官方渠道的安装包不同,不是提供者发布的")]
        ),
        Made(key=OTHER_KEY, seen=[look_up("与官方渠道的安装包对照", "与官方渠道的安装包一致")]),
    ),
    Pair(
        "IDN-002",
        "the certificate that was filed",
        Made(
            key=OTHER_KEY, seen=[look_up("与官方渠道的安装包对照", "与官方渠道的安装包不同,不是提供者发布的")]
        ),
        Made(seen=[look_up("与官方渠道的安装包对照", "与官方渠道的安装包不同,不是提供者发布的")]),
    ),
    Pair(
        "IDN-003",
        "the package of another channel",
        channel("campus", look_up("不同渠道的安装包对照", "对照过,功能、权限或组件有差别")),
        channel("campus", look_up("不同渠道的安装包对照", "对照过,没有实质差别")),
        outcome="violated",
    ),
    Pair(
        "IDN-006",
        *seen("同一主体的其他应用", CLONE, "查不到", pack={"look_up_clones": True}),
    ),
    Pair(
        "IDN-006",
        "a province that does not ask for it",
        Made(seen=[look_up("同一主体的其他应用", CLONE)], pack={"look_up_clones": True}),
        Made(seen=[look_up("同一主体的其他应用", CLONE)]),
        calm_outcome="not_applicable",
    ),
    Pair("MIN-008", *present("未满十六岁可以开播", boxes("直播"))),
    Pair("MIN-014", *present("应援集资、投票打榜")),
    Pair("MIN-015", *present("首页、弹窗、热搜中不适宜的内容")),
    Pair("MIN-016", *missing("未成年人个人信息年度审计报送回执")),
    Pair("MIN-017", *missing("大型平台的特别义务")),
    Pair("POL-016", *missing("公布的个人信息保护负责人")),
    Pair(
        "SDK-006",
        *seen("第三方组件的版本", "该版本在通报或漏洞库中", "该版本不在通报或漏洞库中", classes=ADS),
    ),
    Pair(
        "SDK-006",
        "one component or all of them",
        Made(classes=ADS, seen=[look_up("第三方组件的版本", "该版本在通报或漏洞库中", "优量汇")]),
        Made(classes=ADS, seen=[look_up("第三方组件的版本", "该版本不在通报或漏洞库中", "优量汇")]),
        calm_outcome="unknown",
    ),
    Pair(
        "SEC-009",
        *seen("第三方组件的版本", "该版本在通报或漏洞库中", "该版本不在通报或漏洞库中", classes=ENGINE),
    ),
    Pair("SEC-011", *present("两种以上工具的恶意代码检测")),
    Pair("XB-003", *missing("个人信息出境的评估、合同、认证或豁免材料")),
)
