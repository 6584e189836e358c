"""A package and a filing from a few words: by default they agree, and each case says what differs."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from unittest import mock

import yaml

from reports.examine import with_observations
from rules import observations
from rules.load import RuleBase
from scanner import filing_form, filing_yaml
from scanner.declaration import Declaration
from scanner.formats.regions import Regions
from scanner.model import Scan
from tests.apps import inprocess, ios, session
from tests.apps.apk import LAUNCHER, activity, apk, manifest
from tests.apps.arscwriter import Resources
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, constructor
from tests.apps.keys import Identity, identity
from tests.apps.program import program

PACKAGE = "cn.example.homework"
MAIN = f"{PACKAGE}.MainActivity"
KEY = identity("filed", "ec", 256, "CN=Homework, O=Example, C=CN")
OTHER_KEY = identity("not filed", "ec", 256, "CN=Somebody, O=Else, C=CN")
NO_BACKUP = 'android:allowBackup="false"'
END = ("return-void",)
ACTIVITY, CREATE = "Landroid/app/Activity;", "onCreate(Landroid/os/Bundle;)V"

FILING: Mapping[str, Any] = {
    "提供者备案信息表": {
        "主管单位信息": {
            "单位名称": "示例教育科技有限公司",
            "单位性质": "企业",
            "单位有效证明": "91000000MA0EXAMP1M",
            "注册地（住所地）": "示例省示例市示例路 1 号",
            "法人信息": "法定代表人(示例)",
            "联系人信息": "联系人(示例)",
        },
        "业务系统信息": [
            {
                "业务系统名称": "示例作业平台",
                "IP地址": "203.0.113.10",
                "域名": ["api.example.cn"],
                "ICP备案编号": "京ICP备00000001号-1",
                "网络安全等级": "第二级",
                "等级保护备案号": "11000000001-00001",
                "附加信息": {"ICP备案主体": "示例教育科技有限公司", "等保备案单位": "示例教育科技有限公司"},
            }
        ],
        "教育移动应用信息": {
            "应用名称": "示例作业",
            "版本号": "1.0",
            "应用平台": "安卓",
            "功能类型": "学习类",
            "服务对象": ["学生（中小学）", "家长"],
            "服务内容": ["作业"],
            "获取的权限": "无",
            "是否具有以下功能": "无",
        },
    },
    "使用者备案信息表": [
        {
            "主管单位信息": {
                "单位名称": "示例一中",
                "单位性质": "学校",
                "单位有效证明": "12000000MB0EXAMP20",
                "住所地": "示例省示例市",
                "法人信息": "法定代表人(示例)",
                "联系人信息": "联系人(示例)",
            },
            "教育移动应用信息": {
                "所用应用": "示例作业",
                "使用对象": "学生(初中)",
                "使用场景": "课后作业",
                "使用性质": "要求使用",
                "是否有集体决策": "是",
                "是否签订协议/合同": "是",
                "自研自用": "否",
            },
        }
    ],
    "附加信息": {
        "教育备案号": "教APP备1100001号",
        "App备案号": "京ICP备00000001号-2A",
        "样本": [
            {
                "应用平台": "安卓",
                "包名": PACKAGE,
                "版本号": "1.0",
                "版本代码": "1",
                "证书SHA256": "{signer}",
            }
        ],
    },
}
"""{signer} and {sha256} stand for the certificate that was filed and the package in hand."""
APP, USE = "提供者备案信息表.教育移动应用信息", "使用者备案信息表.0.教育移动应用信息"
SYSTEM, SAMPLE = "提供者备案信息表.业务系统信息.0", "附加信息.样本.0"


# --- code ---


def call(target: str, *registers: int, static: bool = False) -> tuple[Any, ...]:
    """One call; what stands in the registers does not matter to anything that reads it without running it."""
    return ("invoke-static" if static else "invoke-virtual", registers, target)


def static(name: str, *code: Any) -> Method:
    """A static method that runs `code`."""
    return Method(name, *code, END, flags=PUBLIC | STATIC)


def kit(cls: str, *code: Any) -> Class:
    """A class of somebody's library with `init()`, which runs `code`: kit("com.alipay.sdk.app.PayTask")."""
    return Class(f"L{cls.replace('.', '/')};", static("init()V", *code))


def init(cls: str) -> tuple[Any, ...]:
    """The call that starts a kit."""
    return call(f"L{cls.replace('.', '/')};->init()V", static=True)


def main(*code: Any, pressed: Sequence[Any] = ()) -> list[Class]:
    """The app's own start: `code` runs at once, `pressed` when a button is pressed."""
    listener = f"L{PACKAGE.replace('.', '/')}/OnPress;"
    button = (
        ("new-instance", 0, listener),
        ("invoke-direct", (0,), f"{listener}-><init>()V"),
        ("const/4", 1, 0),
        (
            "invoke-virtual",
            (1, 0),
            "Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V",
        ),
    )
    start = ("invoke-super", ("p0", "p1"), f"{ACTIVITY}->{CREATE}")
    found = [
        Class(
            f"L{MAIN.replace('.', '/')};",
            constructor(ACTIVITY),
            Method(CREATE, start, *(button if pressed else ()), *code, END),
            parent=ACTIVITY,
        )
    ]
    if pressed:
        click = Method("onClick(Landroid/view/View;)V", *pressed, END)
        found.append(
            Class(listener, constructor(), click, interfaces=("Landroid/view/View$OnClickListener;",))
        )
    return found


# --- package and filing ---


@dataclass(frozen=True)
class Made:
    """One package and its filing, in what differs from the default ones. `form` None: no filing."""

    form: Mapping[str, Any] | None = field(default_factory=dict)  # "段.栏": value; DELETE takes it away
    asks: Sequence[str] = ()  # permissions, without android.permission.
    before: str = ""  # of the application element
    inside: str = ""  # it
    attributes: str = NO_BACKUP  # of it
    package: str = PACKAGE
    version: str = "1.0"
    code: int = 1
    label: str = "示例作业"
    target: int = 34
    minimum: int = 24
    classes: Sequence[Class] = ()  # besides MainActivity; those of `start` take its place
    start: Sequence[Class] = ()
    entries: Mapping[str, bytes] = field(default_factory=dict)
    resources: Resources | None = None
    key: Identity | None = KEY
    sessions: Sequence[Callable[[session.Made], session.Made]] = ()  # captures of it, what happens in each
    capture: Mapping[str, Any] = field(default_factory=dict)  # how they were recorded (tests/apps/session.py)
    regions: Mapping[str, str] = field(default_factory=dict)  # address -> country
    finish: Callable[[bytes], bytes] = bytes  # the package as it is handed in, made from the signed one
    signed: bool = True
    seen: Sequence[Mapping[str, str]] = ()  # what people looked up
    pack: Mapping[str, Any] = field(default_factory=dict)  # settings of the province, over the default ones

    @property
    def signer(self) -> str:
        """SHA-256 of the certificate that was filed."""
        return KEY.sha256

    def build(self) -> bytes:
        """The package."""
        asked = "".join(f'<uses-permission android:name="{_permission(name)}"/>' for name in self.asks)
        text = manifest(
            asked + self.before,
            activity(MAIN, LAUNCHER) + self.inside,
            package=self.package,
            version=self.version,
            code=self.code,
            label=self.label,
            target=self.target,
            minimum=self.minimum,
            application=self.attributes,
        )
        classes = [*(self.start or main()), *self.classes]
        return self.finish(apk(text, classes, self.entries, self.resources, self.key, self.signed))

    def declaration(self, package: bytes) -> Declaration | None:
        """The filing, read from the file that a provider would hand in."""
        if self.form is None:
            return None
        form = copy.deepcopy(dict(FILING))
        for path, value in self.form.items():
            _put(form, path.split("."), value)
        text = yaml.safe_dump(form, allow_unicode=True, sort_keys=False)
        text = text.replace("{signer}", self.signer).replace("{sha256}", hashlib.sha256(package).hexdigest())
        return filing_form.loads(text.encode())

    def examined(self, base: RuleBase) -> tuple[Scan, Declaration | None]:
        """The scan by the real analyzers with what people saw, read from their file, and the filing."""
        package = self.build()
        text = yaml.safe_dump({"应用包名": self.package, "取证": list(self.seen)}, allow_unicode=True)
        observed = observations.of(filing_yaml.parse(text.encode()), base.rules).about(self.package)
        scan = with_observations(inprocess.scan(package, base.watch), observed)
        for number, happens in enumerate(self.sessions, 1):
            told = {"id": f"s-{number}", "package": scan.package.sha256, **self.capture}
            said = session.examined(happens(session.made(**told)), scan.package, _regions(self.regions))
            scan = scan.join(replace(scan, runs=tuple(said.runs), evidence=tuple(said.evidence), counts={}))
        return scan, self.declaration(package)


def _regions(known: Mapping[str, str]) -> Regions | None:
    """A database of addresses with these countries; None where there is none."""
    if not known:
        return None
    database = mock.Mock(spec=Regions)
    database.country.side_effect = lambda address: known.get(address, "")
    return cast(Regions, database)


def look_up(topic: str, result: str, about: str = "", day: str = "2026-03-01") -> Mapping[str, str]:
    """One look-up as a person writes it down."""
    return {"事项": topic, "对象": about, "结果": result, "日期": day, "来源": "查询页面截图"}


@dataclass(frozen=True)
class MadeIos(Made):
    """The same for iOS: one IPA and its filing, in what differs from the default ones."""

    info: Mapping[str, Any] = field(default_factory=dict)  # changes Info.plist; None takes a key away
    program: Mapping[str, Any] = field(default_factory=dict)  # of tests.apps.program.program
    granted: Mapping[str, Any] = field(default_factory=dict)  # entitlements
    signing_key: Identity = ios.KEY
    files: ios.Files = field(default_factory=dict)
    top: ios.Files = field(default_factory=dict)

    @property
    def signer(self) -> str:
        return ios.KEY.sha256

    def build(self) -> bytes:
        protections = ("__stack_chk_fail", "objc_storeStrong")
        given = {**self.program, "imports": (*protections, *self.program.get("imports", ()))}
        signed = {
            "signer": self.signing_key,
            "entitlements": {"get-task-allow": False, **self.granted},
            "info": ios.info(**self.info),
            "team": "EXAMPLE000",
        }
        files = {"embedded.mobileprovision": ios.profile(), **self.files}
        kept = {path: content for path, content in files.items() if content}
        return self.finish(ios.ipa(self.info, kept, program(**{"signed": signed, **given}), self.top))

    def declaration(self, package: bytes) -> Declaration | None:
        if self.form is None:
            return None
        filed = {f"{APP}.应用平台": "IOS", f"{SAMPLE}.应用平台": "IOS", f"{SAMPLE}.包名": ios.APP_ID}
        return replace(self, form={**filed, **self.form})._declared(package)

    def _declared(self, package: bytes) -> Declaration | None:
        return Made.declaration(self, package)


DELETE = object()


def _permission(name: str) -> str:
    return name if "." in name else f"android.permission.{name}"


def _put(form: Any, path: Sequence[str], value: Any) -> None:
    *above, last = path
    for name in above:
        form = form[int(name)] if name.isdecimal() else form[name]
    if value is DELETE:
        del form[int(last) if last.isdecimal() else last]
    elif isinstance(form, list):
        form[int(last)] = value
    else:
        form[last] = value


@dataclass(frozen=True)
class Pair:
    """A rule fires on one and not on the other, which is nearly the same."""

    rule: str
    why: str  # what differs
    fires: Made
    calm: Made
    subject: str = "app"
    outcome: str = "suspected"
    calm_outcome: str = "satisfied"
    severity: int | None = None
