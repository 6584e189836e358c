"""Persons and proofs: the parts that both official forms share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scanner.form_fields import choice, text

_PERSON_HELP = "至少写姓名;个人信息:不进入证据和报告"


@dataclass(frozen=True, slots=True)
class Person:
    """法人信息 or 联系人信息: personal data. Never leaves the Declaration and the registry."""

    name: str = text("姓名", "name")
    post: str = text("职务", "post")
    phone: str = text("电话", "telephone", aliases=("联系电话", "手机", "手机号", "手机号码"))
    email: str = text("邮箱", "e-mail", aliases=("电子邮箱", "Email"))
    other: str = text("其他", "other", aliases=("证件号码", "身份证号"))


@dataclass(frozen=True, slots=True)
class Proof:
    """单位有效证明: which certificate, its number, and the file name of its scan."""

    title: str = choice(
        "证明名称",
        "certificate",
        "统一社会信用代码证书",
        "组织机构代码证书",
        "事业法人证书",
        "工商营业执照",
        "社团法人证书",
        "民办非企业单位登记证书",
        synonyms={
            "统一社会信用代码": "统一社会信用代码证书",
            "统一机构代码": "组织机构代码证书",
            "组织机构代码": "组织机构代码证书",
            "事业单位法人证书": "事业法人证书",
            "营业执照": "工商营业执照",
            "社会团体法人登记证书": "社团法人证书",
        },
        help="不写时按编号的位数判断",
    )
    number: str = text("证明编号", "number", check="proof", required=True, aliases=("统一社会信用代码",))
    scan: str = text("扫描件", "file name of the scan", prose=True)


PROOF: dict[str, Any] = {"required": True, "main": "number", "help": "可直接写 18 位统一社会信用代码"}
LEGAL: dict[str, Any] = {
    "required": True,
    "main": "name",
    "personal": True,
    "help": _PERSON_HELP,
    "aliases": ("法定代表人", "法人", "法人姓名", "法人代表"),
}
CONTACT: dict[str, Any] = {
    "required": True,
    "main": "name",
    "personal": True,
    "help": _PERSON_HELP,
    "aliases": ("联系人", "联系人姓名"),
}
