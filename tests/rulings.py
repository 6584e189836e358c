"""Small rules, scans and facts for the tests of the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rules.attribute import attribute
from rules.facts import Facts
from rules.model import Finding, Mark, Norm, Rule, RuleSet, Signature, Use
from scanner import filing
from scanner.declaration import Declaration, from_json
from scanner.kinds import KINDS, Kind, Stage
from scanner.model import SCHEMA, Evidence, Inventory, Package, Platform, Run, Scan, Status, Where

AT = "2026-03-02"
CAMERA = "android.permission.CAMERA"
CONTACTS = "android.permission.READ_CONTACTS"
FIELD = "教育移动应用信息.获取的权限"
TERMS: Mapping[str, Any] = {
    "form_options": {
        "相机": {"words": ["摄像头", "拍照"]},
        "通讯录": {"words": ["联系人", "电话本"]},
        "电话": {"words": ["通话"]},
        "通话记录": {"words": []},
    },
    "libraries": ["androidx", "okhttp3"],
    "permissions": {
        CAMERA: {"zh": "相机", "en": "camera", "group": "CAMERA", "level": "dangerous", "form": ["相机"]},
        CONTACTS: {
            "zh": "读取通讯录",
            "en": "contacts",
            "group": "CONTACTS",
            "level": "dangerous",
            "form": ["通讯录"],
        },
        "android.permission.INTERNET": {
            "zh": "联网",
            "en": "internet",
            "group": "NETWORK",
            "level": "normal",
        },
    },
}
APIS: Mapping[str, Any] = {
    "serial": {"id": "serial", "zh": "读取序列号", "en": "serial", "group": "identifier", "data": ["serial"]},
    "camera-open": {"id": "camera-open", "zh": "打开相机", "en": "camera", "group": "camera"},
}
NORMS = {
    "BA3:12": (
        Norm("BA3", "12", "备案管理办法", "教技厅〔2019〕3号", "规范性文件", "准确填写", "2019-11-11"),
    ),
    "CSL:24": (
        Norm("CSL", "22", "网络安全法", "旧", "法律", "旧文", "2017-06-01", "2026-01-01"),
        Norm("CSL", "24", "网络安全法", "新", "法律", "新文", "2026-01-01"),
    ),
    "GB:5": (Norm("GB", "5", "国家标准", "GB/T", "国家标准", "文", "2020-01-01"),),
    "MEM:1": (Norm("MEM", "1", "凭记忆", "", "规范性文件", "文", "2020-01-01", verified=False),),
    "HN:2": (Norm("HN", "2", "河南", "", "地方口径", "文", "2019-12-19"),),
    "DR:1": (Norm("DR", "1", "草案", "", "征求意见稿", "文", "2019-12-19"),),
}
STATIC = tuple(kind for kind, spec in KINDS.items() if spec.stage is Stage.STATIC)


def rule(when: Any = None, **more: Any) -> Rule:
    values: dict[str, Any] = {
        "id": "SEC-001",
        "title": "题目",
        "en": "title",
        "severity": 3,
        "automation": "全",
        "use": Use.RECTIFY,
        "basis": ("BA3:12",),
        "plain": "说明",
        "remedy": "整改",
        "ask": "请说明",
        "check": ("看",),
        "platforms": ("android",),
    }
    return Rule(**{**values, "when": when, **more})


def sdk(id_: str, *marks: Mark, **more: Any) -> Signature:
    values: dict[str, Any] = {"zh": f"{id_}组件", "en": id_, "vendor": id_, "category": "analytics"}
    return Signature(id_, marks=marks, **{**values, **more})


def code(value: str, **more: Any) -> Mark:
    return Mark("code", value, more.pop("strong", True), "test", **more)


def rule_set(*rules: Rule, sdks: Sequence[Signature] = (), **more: Any) -> RuleSet:
    values: dict[str, Any] = {"norms": NORMS, "apis": APIS, "terms": TERMS, "pack": {}}
    return RuleSet(version="0" * 64, rules=rules, sdks=tuple(sdks), **{**values, **more})


def form(provider: Mapping[str, Any] | None = None, **tops: Any) -> Declaration:
    return from_json({"提供者备案信息表": dict(provider or {}), **tops})


def evidence(kind: Kind, value: str, cls: str = "", **detail: Any) -> Evidence:
    return Evidence(kind, value, Where(entry="x", cls=cls), "test", detail).checked()


def permission(name: str) -> Evidence:
    return evidence(Kind.PERMISSION, name, element="uses-permission")


def done(*kinds: Kind, status: Status = Status.DONE, reason: str = "", stage: Stage = Stage.STATIC) -> Run:
    return Run(stage, "test " + " ".join(kinds), 1, kinds, status, reason)


def scan(*found: Evidence, runs: Sequence[Run] | None = None, **more: Any) -> Scan:
    package = Package(
        more.pop("platform", Platform.ANDROID),
        "cn.example.app",
        "1.0",
        "1",
        "示例作业",
        "ab" * 32,
        "cd" * 32,
        9,
        ("ef" * 32,),
    )
    watched = more.pop("watched", tuple(sorted(APIS)))
    inventory = more.pop("inventory", Inventory())
    assert not more
    made = (done(*STATIC),) if runs is None else tuple(runs)
    return Scan(SCHEMA, "0", AT, package, "", watched, made, found, {}, inventory)


def facts(
    *found: Evidence, declaration: Declaration | None = None, rules: RuleSet | None = None, **more: Any
) -> Facts:
    stated = tuple(filing.analyze(declaration)) if declaration is not None else ()
    return attribute(scan(*found, *stated, **more), declaration, rules or rule_set())


def outcomes(findings: Sequence[Finding]) -> dict[str, str]:
    """Subject -> outcome."""
    return {finding.subject: finding.outcome.value for finding in findings}
