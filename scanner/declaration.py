"""What a provider and its institutions declared: both official forms of the 备案管理办法, field for field.

附件1 教育移动应用提供者备案信息表 is `ProviderForm`, 附件2 教育移动应用使用者备案信息表 is `InstitutionForm`;
`Extra` holds what a reviewer knows besides the forms. Texts are stored trimmed; an empty text or None means
that the field was not filled. Each attribute carries its official name (`scanner.form_fields.spec`).
"""

# ruff: noqa: RUF009  (the constructors of form_fields are dataclass fields)
from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from scanner.form_fields import choice, date, from_plain, part, parts, plain, text
from scanner.form_institution import InstitutionForm, InstitutionUnit, UseEntry
from scanner.form_provider import AppEntry, Developer, Holders, ProviderForm, ProviderUnit, System
from scanner.form_units import Person, Proof

__all__ = [
    "PROVIDER_FORM",
    "AppEntry",
    "Declaration",
    "Developer",
    "Extra",
    "Holders",
    "InstitutionForm",
    "InstitutionUnit",
    "Person",
    "Proof",
    "ProviderForm",
    "ProviderUnit",
    "Sample",
    "System",
    "UseEntry",
    "from_json",
    "to_json",
]


PROVIDER_FORM = "提供者备案信息表"


@dataclass(frozen=True, slots=True)
class Sample:
    """A package as handed in. Digests are lower-case hex without separators."""

    platform: str = choice(
        "应用平台",
        "platform",
        "IOS",
        "安卓",
        synonyms={"android": "安卓", "苹果": "IOS"},
        check="sample_platform",
    )
    app_id: str = text(
        "包名", "package name or bundle id", check="app_id", aliases=("BundleID", "包名/BundleID", "应用包名")
    )
    version: str = text("版本号", "version", quoted=True)
    version_code: str = text("版本代码", "versionCode", check="version_code", aliases=("versionCode",))
    sha256: str = text(
        "安装包SHA256", "SHA-256 of the package", check="sha256", aliases=("SHA256", "SHA-256")
    )
    certificate_sha256: str = text("证书SHA256", "SHA-256 of the signing certificate", check="sha256")
    certificate_md5: str = text(
        "证书MD5", "MD5 of the signing certificate", check="md5", aliases=("签名MD5",)
    )


@dataclass(frozen=True, slots=True)
class Extra:
    """What a reviewer knows besides the official forms."""

    education_number: str = text(
        "教育备案号", "education filing number", check="education", help="如 教APP备1100001号"
    )
    app_number: str = text(
        "App备案号",
        "MIIT app filing number",
        check="app_number",
        help="工信部 App 备案,如 京ICP备12345678号-1A",
    )
    policy_url: str = text(
        "隐私政策网址", "address of the privacy policy", check="url", aliases=("隐私政策", "隐私政策链接")
    )
    samples: tuple[Sample, ...] = parts("样本", "packages handed in", Sample)
    pack: str = text("省份规则包", "provincial rules", help="如 henan;不写则只用全国规则", aliases=("省份",))
    submitted: str = date("提交日期", "day of submission", help="备案提交的日期,如 2026-01-05")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One app's filing."""

    provider: ProviderForm = part(PROVIDER_FORM, "provider form", ProviderForm, required=True)
    institutions: tuple[InstitutionForm, ...] = parts(
        "使用者备案信息表",
        "institutions' forms",
        InstitutionForm,
        help="每个使用单位一份,各以 - 开头;没有就整段删去或留空",
    )
    extra: Extra = part("附加信息", "beside the official forms", Extra, help="备案表以外的情况,均可不填")

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON (official names, keys sorted, no spaces): names this content."""
        line = json.dumps(plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(declaration: Declaration) -> dict[str, Any]:
    """Plain JSON values under the official Chinese names; what was not filled is left out."""
    return plain(declaration)


def from_json(data: Any) -> Declaration:
    """The declaration again. Raises Malformed (scanner/codec.py) for unknown names and wrong types."""
    found: Declaration = from_plain(Declaration, data)
    return found
