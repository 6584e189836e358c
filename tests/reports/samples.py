"""Small hand-made scans and findings shared by the rendering tests: ordinary, clean, worst."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from reports.build import build
from reports.model import Circumstance, RiskReport, Text
from reports.present import present
from rules.facts import Facts
from rules.grade import Grade
from rules.impact import Flip
from rules.model import Finding, Mark, Norm, Outcome, PackInUse, Rule, RuleSet, Rung, Signature, Use
from scanner.declaration import AppEntry, Declaration, ProviderForm, System
from scanner.kinds import Kind, Stage
from scanner.model import SCHEMA, Evidence, Package, Platform, Run, Scan, Status, Where

AT = "2026-03-02"
FILING = Declaration(
    ProviderForm(
        systems=(System(domains=("homework.example.cn",)),),
        app=AppEntry(permissions=("相机", "日历", "电话"), functions=("论坛",)),
    )
)
CAMERA, MICROPHONE, CONTACTS = (
    f"android.permission.{name}" for name in ("CAMERA", "RECORD_AUDIO", "READ_CONTACTS")
)
LOCATION = "android.permission.ACCESS_FINE_LOCATION"
HOSTILE = "com.a.\u202egpj.exe<script>alert(1)</script>\x00" + "长名" * 5000


def rule(id_: str, title: str, severity: int, use: Use = Use.RECTIFY, **more: Any) -> Rule:
    values: dict[str, Any] = {
        "en": f"English title of {id_}",
        "automation": "全",
        "basis": ("BA3:12",),
        "plain": "安装包声明的权限比备案表申报的多,家长和学校看到的信息因此不完整。",
        "remedy": "请在备案信息表“获取的权限”栏补充申报该权限,或在新版本中删除该权限。",
        "ask": "请说明该权限用于哪项功能、由自有代码还是第三方组件使用。",
        "check": ("打开备案信息表,查看“获取的权限”栏。", "对照安装包清单中的权限声明。"),
        "traps": ("第三方组件可能自动带入权限", "备案选项较粗,先对应到权限组"),
    }
    return Rule(id_, title, severity=severity, use=use, **{**values, **more})


RULES = (
    rule("FIL-002", "包身份与备案样本不符", 3, Use.SUPPLEMENT, basis=("BA3:12", "BA3:15")),
    rule("FIL-008", "等保定级备案缺失或对应系统不符", 4, Use.SUPPLEMENT, basis=("BA3:9", "CSL:23")),
    rule("FIL-016", "要求使用无集体决策或无合同", 3, Use.SCHOOL, basis=("YJ55:十",)),
    rule("PERM-001", "清单权限超出备案申报", 2, Use.SUPPLEMENT, basis=("BA3:12", "YJ55:六#明示同意")),
    rule("PERM-003", "声明但无代码使用", 1, Use.HINT, basis=("APP191:四1",)),
    rule("PERM-004", "运行时使用未在政策说明", 3),
    rule("FUN-002", "未申报收费", 3),
    rule("FUN-003", "未申报直播", 3),
    rule("SDK-003", "同意前启动第三方组件", 2, basis=("PIPL:14(1)", "XG26:一(三)8")),
    rule("SDK-007", "第三方组件未在政策列明", 2, basis=("XG164:违规收集",)),
    rule("ADV-003", "广告SDK存在未见展示", 0, Use.HINT, basis=("GB41391:6.6",)),
    rule("SEC-001", "可调试发布包", 3, basis=("CSL:24",)),
    rule("MIN-002", "未取得监护人同意", 4, automation="人", basis=("PIPL:31(1)", "WBF:72")),
    rule("FUN-017", "推荐使用变相强制", 3, Use.SCHOOL, automation="人", basis=("YJ55:十一#推荐自愿",)),
    rule("IDN-002", "疑似仿冒重打包", 4, Use.REFER, authority="公安机关", basis=("FDZ:23",)),
    *(rule(f"DYN-{number:03}", f"需要运行时证据的第{number}项", 2) for number in range(10, 41)),
    *(rule(f"POL-{number:03}", f"需要政策文本的第{number}项", 2) for number in range(1, 18)),
)
_TITLES = {
    "BA3": ("教育移动应用备案管理办法", "教技厅〔2019〕3号", "规范性文件", "2019-11-11"),
    "YJ55": (
        "教育部等八部门关于引导规范教育移动互联网应用有序健康发展的意见",
        "教技函〔2019〕55号",
        "规范性文件",
        "2019-08-10",
    ),
    "CSL": ("网络安全法", "2025-10-28修正", "法律", "2026-01-01"),
    "PIPL": ("个人信息保护法", "主席令第91号", "法律", "2021-11-01"),
    "APP191": (
        "App违法违规收集使用个人信息行为认定方法",
        "国信办秘字〔2019〕191号",
        "规范性文件",
        "2019-11-28",
    ),
    "XG164": ("纵深推进App侵害用户权益专项整治通知", "工信部信管函〔2020〕164号", "规范性文件", "2020-07-24"),
    "XG26": ("进一步提升移动互联网应用服务能力通知", "工信部信管函〔2023〕26号", "规范性文件", "2023-02-06"),
    "GB41391": ("App收集个人信息基本要求", "GB/T 41391-2022", "国家标准", "2022-11-01"),
    "WBF": ("未成年人保护法", "2024-04-26修正", "法律", "2021-06-01"),
    "FDZ": ("反电信网络诈骗法", "主席令第119号", "法律", "2022-12-01"),
}


def norm(ref: str) -> Norm:
    id_, clause = ref.split(":")
    title, number, level, since = _TITLES[id_]
    text = "提供者应当准确填写备案信息,收集使用个人信息应当明示并经同意"
    return Norm(id_, clause, title, number, level, text, since, verified=id_ != "XG26")


def rule_set() -> RuleSet:
    return RuleSet(
        version="ab" * 32,
        norms={ref: (norm(ref),) for item in RULES for ref in item.basis},
        rules=RULES,
        sdks=(
            Signature(
                "umeng",
                "友盟统计",
                "Umeng Analytics",
                "友盟同欣",
                "统计",
                (Mark("host", "umeng.com", True, "docs"),),
            ),
            Signature("pangle", "穿山甲广告", "Pangle", "巨量引擎", "广告", ()),
        ),
        apis={
            "camera.open": {"zh": "打开相机", "en": "open the camera", "permission": CAMERA},
            "location.last": {"zh": "读取最近位置", "en": "read the last location", "permission": LOCATION},
        },
        terms={
            "permissions": {
                CAMERA: {"zh": "相机", "en": "camera", "form": ("相机",)},
                MICROPHONE: {"zh": "麦克风", "en": "microphone", "form": ("麦克风",)},
                CONTACTS: {"zh": "通讯录", "en": "contacts", "form": ("通讯录",)},
                LOCATION: {"zh": "精确位置", "en": "precise location", "form": ("位置",)},
                "android.permission.READ_PHONE_STATE": {
                    "zh": "电话状态",
                    "en": "phone state",
                    "form": ("电话",),
                },
            }
        },
    )


def run(analyzer: str, *kinds: Kind, status: Status = Status.DONE, **more: Any) -> Run:
    return Run(Stage.STATIC, analyzer, 1, kinds, status, **more)


RUNS = (
    run("contents"),
    run("manifest", Kind.PERMISSION, Kind.COMPONENT, Kind.MANIFEST_FLAG),
    run("signing", Kind.SIGNATURE, Kind.SIGNER),
    run("calls", Kind.SENSITIVE_USE),
    run("hosts", Kind.HOST, Kind.FILING_NUMBER),
    Run(Stage.FILING, "filing", 1, (Kind.DECLARED,), Status.DONE),
)


def package(**more: Any) -> Package:
    values: dict[str, Any] = {
        "platform": Platform.ANDROID,
        "app_id": "cn.example.homework.student",
        "version": "5.12.3",
        "version_code": "51203",
        "label": "示例作业学生端",
        "sha256": "3f9a7c0d51e2" + "0b" * 26,
        "code_digest": "5c" * 32,
        "size": 38_211_904,
        "signers": ("91f2" * 16,),
    }
    return Package(**{**values, **more})


def requested(permission: str, index: int) -> Evidence:
    where = Where(entry="AndroidManifest.xml", element=f"manifest/uses-permission[{index}]")
    return Evidence(Kind.PERMISSION, permission, where, "manifest", {"element": "uses-permission"})


def declared(field: str, value: str) -> Evidence:
    return Evidence(Kind.DECLARED, value, Where(field=field), "filing", {"field": field, "form": "provider"})


def sdk(id_: str, rung: str) -> Evidence:
    cls = "com.umeng.commonsdk.UMConfigure" if id_ == "umeng" else "com.bytedance.sdk.openadsdk.TTAdSdk"
    return Evidence(
        Kind.SDK, id_, Where("classes.dex", cls=cls), "attribute", {"mark": cls, "found": cls, "rung": rung}
    )


def use(
    api: str, reach: str, cls: str = "cn.example.homework.scan.QuestionScanActivity", number: int = 0
) -> Evidence:
    path = (
        "cn.example.homework.App.onCreate()V",
        "com.umeng.commonsdk.UMConfigure.init(Landroid/content/Context;Ljava/lang/String;I)V",
        f"{cls}.onCreate(Landroid/os/Bundle;)V",
    )
    where = Where("classes2.dex", 0x1A2F40 + number, cls, "onCreate(Landroid/os/Bundle;)V")
    detail = {
        "form": "call",
        "reach": reach,
        "consent": "no",
        "path": path,
        "condition": "读取 SharedPreferences “agreed”",
    }
    return Evidence(Kind.SENSITIVE_USE, api, where, "calls", detail)


def scan(evidence: tuple[Evidence, ...], runs: tuple[Run, ...] = RUNS, **more: Any) -> Scan:
    counts = more.pop("counts", {})
    return Scan(SCHEMA, "0.1.0", AT, package(**more), "cd" * 32, (), runs, evidence, counts)


def facts(found: Scan, *derived: Evidence) -> Facts:
    return Facts(found, {}, {}, derived)


def unknown(reason: str, family: str) -> tuple[Finding, ...]:
    ids = [item.id for item in RULES if item.id.startswith(family)]
    return tuple(Finding(id_, "app", "", Outcome.UNKNOWN, 2, reason=reason) for id_ in ids)


def hit(rule_: str, subject: str, name: str, found: tuple[Evidence, ...], **more: Any) -> Finding:
    known = next(item for item in RULES if item.id == rule_)
    values = {"outcome": Outcome.VIOLATED, "severity": known.severity, "basis": known.basis}
    return Finding(rule_, subject, name, evidence=tuple(item.id for item in found), **{**values, **more})


@cache
def ordinary() -> RiskReport:
    """Three permissions too many, two SDKs, many rules nobody could judge, one folded clue."""
    asked = tuple(requested(name, n) for n, name in enumerate((CAMERA, MICROPHONE, CONTACTS, LOCATION)))
    form = (
        declared("获取的权限", "相机"),
        declared("获取的权限", "日历"),
        declared("是否具有以下功能", "论坛"),
        declared("域名", "homework.example.cn"),
    )
    hosts = tuple(
        Evidence(
            Kind.HOST, host, Where("classes.dex"), "hosts", {"url": f"https://{host}/v1", "source": "code"}
        )
        for host in ("api.homework.example.cn", "ulogs.umeng.com", "cdn.third-party.com.cn", "47.100.12.8")
    )
    umeng, pangle = sdk("umeng", "reachable"), sdk("pangle", "packed")
    uses = (
        use("camera.open", "conditional"),
        use("location.last", "unconditional", "com.umeng.analytics.Locator"),
    )
    found = scan((*asked, *form, *hosts, *uses))
    findings = (
        *(
            hit("PERM-001", f"permission:{name}", zh, (item, form[0]))
            for name, zh, item in zip(
                (MICROPHONE, CONTACTS, LOCATION), ("麦克风", "通讯录", "精确位置"), asked[1:], strict=True
            )
        ),
        hit("PERM-003", f"permission:{CONTACTS}", "通讯录", (asked[2],), outcome=Outcome.SUSPECTED),
        hit(
            "SDK-003",
            "sdk:umeng",
            "友盟统计",
            (umeng, uses[1]),
            outcome=Outcome.SUSPECTED,
            rung=Rung.REACHABLE,
        ),
        hit("SDK-007", "sdk:umeng", "友盟统计", (umeng,), outcome=Outcome.SUSPECTED, rung=Rung.REACHABLE),
        hit(
            "FIL-008",
            "field:等级保护备案号",
            "等级保护备案号",
            (form[0],),
            note="备案表填写的系统名称与证明不同",
        ),
        hit("FIL-016", "institution:示例中学", "示例中学", ()),
        hit("ADV-003", "sdk:pangle", "穿山甲广告", (pangle,), outcome=Outcome.SUSPECTED, rung=Rung.PACKED),
        hit(
            "FUN-002", "sdk:alipay", "支付宝", (), outcome=Outcome.SUSPECTED, severity=2, rung=Rung.REACHABLE
        ),
        Finding("FUN-003", "app", "", Outcome.SATISFIED, 3),
        Finding("FIL-002", "app", "", Outcome.SATISFIED, 3),
        Finding("SEC-001", "app", "", Outcome.SATISFIED, 3),
        Finding(
            "IDN-002", "app", "", Outcome.NOT_APPLICABLE, 4, reason="no-filing", note="没有可比对的历史版本"
        ),
        *unknown("stage-dynamic", "DYN"),
        *unknown("stage-dynamic", "PERM-004"),
        *unknown("stage-policy", "POL"),
        *unknown("human", "MIN"),
        *unknown("human", "FUN-017"),
    )
    grade = Grade("supplement", 4, 0, "C", 6, 0, ("dynamic", "policy"))
    return build(found, FILING, rule_set(), facts(found, umeng, pangle), findings, grade, AT)


@cache
def clean() -> RiskReport:
    """Nothing open, but stages that did not run."""
    asked = requested(CAMERA, 0)
    form = declared("获取的权限", "相机")
    rules = ("FIL-002", "FIL-008", "PERM-001", "PERM-003", "SEC-001")
    findings = (
        *(Finding(name, "app", "", Outcome.SATISFIED, 2) for name in rules),
        *unknown("stage-dynamic", "DYN"),
    )
    found = scan((asked, form), label="口算练习")
    grade = Grade("consistent", 0, 0, "", 0, 0, ("dynamic", "policy"))
    return build(found, FILING, rule_set(), facts(found), findings, grade, AT)


@cache
def worst() -> RiskReport:
    """Packed, no filing, forty findings, hostile names, hundreds of places."""
    many = tuple(
        use("camera.open", "unknown", f"com.example.very.deeply.nested.package.{'x' * 90}.Class{n}", n)
        for n in range(200)
    )
    strange = (
        Evidence(
            Kind.COMPONENT,
            HOSTILE,
            Where("AndroidManifest.xml", cls=HOSTILE, method=HOSTILE),
            "manifest",
            {"type": "activity"},
        ),
        Evidence(
            Kind.META_DATA,
            '=HYPERLINK("http://a")',
            Where(element="manifest/application/meta-data[1]"),
            "manifest",
        ),
    )
    asked = tuple(requested(f"android.permission.P{n}", n) for n in range(60))
    hosts = tuple(
        Evidence(Kind.HOST, f"h{n}.domain{n}.com", Where("classes.dex"), "hosts") for n in range(120)
    )
    runs = (
        run("contents", status=Status.PARTIAL, reason="unread", note="assets/x.bin: bad deflate stream"),
        run("manifest", Kind.PERMISSION),
        run(
            "calls",
            Kind.SENSITIVE_USE,
            status=Status.PARTIAL,
            reason="packed",
            note="libjiagu.so; classes.dex holds a stub",
        ),
        run("hosts", Kind.HOST, status=Status.FAILED, reason="budget"),
    )
    found = scan(
        (*many, *strange, *asked, *hosts),
        runs,
        label="=示例\u202e" + "超长名称" * 200,
        app_id="com." + "a" * 240 + ".\u2066x",
        version="9" * 300,
        counts={"sensitive_use camera.open": 4711},
    )
    names = ("FIL-002", "FIL-008", "SEC-001", "IDN-002", "SDK-003", "SDK-007", "FIL-016", "PERM-001")
    findings = (
        *(
            hit(
                names[n % len(names)],
                f"permission:android.permission.P{n}",
                HOSTILE if n % 7 == 0 else f"对象{n}" * 9,
                (*many, *strange, *asked[:40]),
            )
            for n in range(40)
        ),
        *unknown("packed", "DYN"),
        *unknown("no-filing", "POL"),
        *(
            Finding("MIN-002", "app", "", Outcome.UNKNOWN, reason=reason, severity=4)
            for reason in (
                "unread",
                "budget",
                "memory",
                "no-institution",
                "stage-dynamic",
                "stage-policy",
                "never-heard-of",
                "human",
                "scan-again",
            )
        ),
        *unknown("human", "FUN"),
    )
    grade = Grade("unknown", 15, 9, "D", 40, 0, ("dynamic", "policy"), ("packed",))
    return build(found, None, rule_set(), facts(found), findings, grade, AT)


@cache
def rejudged() -> RiskReport:
    """An old scan under signed packs: a local rule, a threshold, and what today's rules would give."""
    made = ordinary()
    keys = {"number": 3, "maker": "示例单位", "date": "2026-02-20", "hash": "ab" * 32, "key": "cd" * 32}
    packs = (
        PackInUse("national", "全国规则库", False, since="2026-03-01", by="示例处室", **keys),
        PackInUse("henan", "河南省口径", True, since="2026-03-02", by="示例处室", **keys),
    )
    first, *rest = made.items
    threshold = Text("目标系统版本下限:30", "target_sdk_floor: 30")
    first = replace(first, local="河南省口径", measured=(threshold,))
    rules = rule_set()
    flip = Flip(
        first.rule,
        first.subject,
        first.name,
        Finding(first.rule, first.subject, first.name, first.outcome, first.severity, basis=("CSL:24",)),
        Finding(first.rule, first.subject, first.name, Outcome.SUSPECTED, 1, basis=("CSL:23",)),
    )
    return replace(
        made,
        inputs=replace(made.inputs, packs=packs, province="河南省"),
        items=(first, *rest),
        present=present([flip], rules, rules, AT, "2026-11-28"),
        circumstances=(
            Circumstance("children", True, True, Text("涉及未满十四周岁学生", "children under fourteen")),
            Circumstance("first", False, False, Text("是否初次、轻微", "whether a first, minor case")),
        ),
    )


SAMPLES = {"ordinary": ordinary, "clean": clean, "worst": worst, "rejudged": rejudged}
