"""附件1 教育移动应用提供者备案信息表, field for field (备案管理办法, notes 1 to 11 of the form)."""

# ruff: noqa: RUF009  (the constructors of form_fields are dataclass fields)
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scanner.form_fields import choice, choices, part, parts, text, texts
from scanner.form_units import CONTACT, LEGAL, PROOF, Person, Proof

_STUDENTS = "学生（高等院校）", "学生（职业院校）", "学生（中小学）", "学生（幼儿园）"
_LEVELS = {
    spelled: f"第{digit}级"
    for number, digit in enumerate("一二三四五", 1)
    for spelled in (f"{digit}级", digit, str(number), f"{number}级", f"第{number}级", f"等保{digit}级")
}
_NATURES: dict[str, Any] = {
    "required": True,
    "help": "政府机关、事业单位、企业、社会团体、民办非企业等",
    "synonyms": {"民办非企业单位": "民办非企业"},
    "check": "nature",
}


@dataclass(frozen=True, slots=True)
class ProviderUnit:
    """主管单位信息 of the provider form: the filing body."""

    name: str = text("单位名称", "name", required=True, aliases=("主管单位名称", "主管单位", "提供者名称"))
    nature: str = text("单位性质", "kind of unit", **_NATURES)
    proof: Proof = part("单位有效证明", "proof of the unit", Proof, **PROOF)
    place: str = text(
        "注册地（住所地）", "place of registration", required=True, aliases=("注册地", "住所地", "注册地址")
    )
    legal: Person = part("法人信息", "legal representative", Person, **LEGAL)
    contact: Person = part("联系人信息", "contact", Person, **CONTACT)


@dataclass(frozen=True, slots=True)
class Developer:
    """开发者信息: only where the filing body is not the developer."""

    name: str = text("单位名称", "name", required=True, aliases=("开发者名称", "开发单位", "开发单位名称"))
    nature: str = text("单位性质", "kind of unit", **_NATURES)
    proof: Proof = part("单位有效证明", "proof of the unit", Proof, **PROOF)
    contact: Person = part("联系人信息", "contact", Person, **CONTACT)


@dataclass(frozen=True, slots=True)
class Holders:
    """Beside the form: in whose name the certificates of one system stand."""

    icp: str = text("ICP备案主体", "holder of the ICP filing", check="holder", help="主管单位或开发者")
    mlps: str = text("等保备案单位", "holder of the MLPS filing", check="holder", help="主管单位或开发者")
    mlps_system: str = text("等保备案系统名称", "system named on the MLPS certificate", prose=True)


@dataclass(frozen=True, slots=True)
class System:
    """业务系统信息: one backend system. MLPS is 网络安全等级保护."""

    name: str = text("业务系统名称", "system name", required=True, prose=True, aliases=("系统名称",))
    ips: tuple[str, ...] = texts(
        "IP地址",
        "IP address",
        required=True,
        check="ip",
        help="公网地址;多个写成列表或用顿号隔开",
        aliases=("IP",),
    )
    domains: tuple[str, ...] = texts(
        "域名", "domain", check="domain", help="只写域名,如 api.example.com", aliases=("服务域名",)
    )
    icp: str = text(
        "ICP备案编号",
        "ICP filing number",
        required=True,
        check="icp",
        help="如 京ICP备12345678号-1",
        aliases=("ICP备案号", "ICP备案"),
    )
    level: str = choice(
        "网络安全等级",
        "MLPS level",
        "第一级",
        "第二级",
        "第三级",
        "第四级",
        "第五级",
        required=True,
        synonyms=_LEVELS,
        aliases=("等保等级", "等级保护级别", "等保级别", "安全等级"),
    )
    mlps: str = text(
        "等级保护备案号",
        "MLPS filing number",
        required=True,
        check="mlps",
        help="备案证明上的编号,11 位-5 位数字",
        aliases=("等保备案号", "等级保护备案编号", "等保备案编号"),
    )
    mlps_scan: str = text("等级保护备案证书扫描件", "file name of the scan", prose=True)
    holders: Holders = part("附加信息", "beside the form", Holders, help="备案表以外")


@dataclass(frozen=True, slots=True)
class AppEntry:
    """教育移动应用信息 of the provider form. None: not filled; (): filled in as 无."""

    name: str = text("应用名称", "app name", required=True, aliases=("APP名称", "教育移动应用名称", "应用"))
    version: str = text(
        "版本号",
        "version",
        required=True,
        quoted=True,
        help='请加引号,如 "1.10",否则会被当成小数',
        aliases=("版本", "应用版本", "版本名称"),
    )
    platforms: tuple[str, ...] = choices(
        "应用平台",
        "platform",
        "IOS",
        "安卓",
        required=True,
        synonyms={"android": "安卓", "安卓系统": "安卓", "苹果": "IOS", "iphone": "IOS", "ios系统": "IOS"},
        aliases=("平台", "操作系统"),
    )
    certification: str = text("安全认证号", "CAC app certification number", aliases=("App安全认证号",))
    types: tuple[str, ...] = choices(
        "功能类型",
        "function type",
        "学习类",
        "管理服务类",
        required=True,
        synonyms={"学习": "学习类", "管理服务": "管理服务类", "管理类": "管理服务类"},
    )
    audiences: tuple[str, ...] = choices(
        "服务对象",
        "audience",
        *_STUDENTS,
        "家长",
        "教师",
        required=True,
        check="audience",
        synonyms={
            "高校学生": _STUDENTS[0],
            "大学生": _STUDENTS[0],
            "中小学生": _STUDENTS[2],
            "幼儿": _STUDENTS[3],
            "老师": "教师",
            "教职工": "教师",
            "学生家长": "家长",
        },
    )
    services: tuple[str, ...] = texts(
        "服务内容", "services", required=True, prose=True, help="以备案系统的选项为准,如 作业、练习、家校沟通"
    )
    permissions: tuple[str, ...] | None = texts(
        "获取的权限",
        "permissions",
        required=True,
        none=True,
        prose=True,
        help="以备案系统的选项为准,如 相机、麦克风、存储、位置信息;一项也不获取就写 无",
        aliases=("获取权限", "权限"),
    )
    functions: tuple[str, ...] | None = choices(
        "是否具有以下功能",
        "has these functions",
        "论坛",
        "收费",
        "直播",
        "中小学学科培训",
        required=True,
        none=True,
        synonyms={"学科培训": "中小学学科培训"},
        help="四项都没有就写 无",
    )


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """教育移动应用提供者备案信息表."""

    unit: ProviderUnit = part("主管单位信息", "filing body", ProviderUnit, required=True)
    developer: Developer = part(
        "开发者信息",
        "developer",
        Developer,
        help="主管单位就是开发者时整段留空",
        aliases=("第三方开发者信息",),
    )
    systems: tuple[System, ...] = parts(
        "业务系统信息", "backend systems", System, required=True, help="一个系统填一个,各以 - 开头"
    )
    app: AppEntry = part("教育移动应用信息", "app", AppEntry, required=True)
