"""附件2 教育移动应用使用者备案信息表, field for field (备案管理办法, notes 1 to 5 of the form)."""

# ruff: noqa: RUF009  (the constructors of form_fields are dataclass fields)
from __future__ import annotations

from dataclasses import dataclass

from scanner.form_fields import choice, choices, flag, part, text, texts
from scanner.form_units import CONTACT, LEGAL, PROOF, Person, Proof

_STAGES = "幼儿园", "小学", "初中", "高中", "中小学", "中职", "高职", "职业院校", "高等院校", "特殊教育"


@dataclass(frozen=True, slots=True)
class InstitutionUnit:
    """主管单位信息 of an institution's form."""

    name: str = text("单位名称", "name", required=True, aliases=("使用单位", "使用单位名称", "使用者名称"))
    nature: str = choice("单位性质", "kind of unit", "教育行政部门", "直属单位", "学校", required=True)
    proof: Proof = part("单位有效证明", "proof of the unit", Proof, **PROOF)
    place: str = text("住所地", "domicile", required=True)
    legal: Person = part("法人信息", "legal representative", Person, **LEGAL)
    contact: Person = part("联系人信息", "contact", Person, **CONTACT)


@dataclass(frozen=True, slots=True)
class UseEntry:
    """教育移动应用信息 of an institution's form; the last two stand in the 办法, not in the table."""

    app: str = text("所用应用", "app in use", required=True, check="same_app", aliases=("使用应用",))
    audiences: tuple[str, ...] = choices(
        "使用对象",
        "users",
        "教师",
        *(f"学生（{stage}）" for stage in _STAGES),
        "家长",
        required=True,
        check="audience",
        synonyms={"老师": "教师", "教职工": "教师", "学生家长": "家长", "大学生": "学生（高等院校）"},
    )
    scenes: tuple[str, ...] = texts(
        "使用场景", "scenes of use", required=True, prose=True, help="以备案系统的选项为准"
    )
    use: str = choice(
        "使用性质",
        "nature of use",
        "要求使用",
        "推荐使用",
        required=True,
        synonyms={"要求": "要求使用", "推荐": "推荐使用", "强制使用": "要求使用"},
    )
    decided: bool | None = flag(
        "是否有集体决策",
        "collective decision",
        required=True,
        aliases=("是有集体决策", "集体决策", "是否集体决策"),
    )
    contract: bool | None = flag(
        "是否签订协议/合同",
        "agreement or contract",
        required=True,
        aliases=("协议/合同", "是否签订协议", "是否签订合同", "是否签订协议或合同"),
    )
    self_made: bool | None = flag(
        "自研自用", "made and used by itself", aliases=("是否自研自用",), help="备案办法第二十一条"
    )
    confirmed: bool | None = flag(
        "上级部门已确认", "confirmed by the superior", aliases=("是否已确认",), help="备案办法第十九条"
    )


@dataclass(frozen=True, slots=True)
class InstitutionForm:
    """教育移动应用使用者备案信息表 of one institution."""

    unit: InstitutionUnit = part("主管单位信息", "institution", InstitutionUnit, required=True)
    app: UseEntry = part("教育移动应用信息", "app", UseEntry, required=True)
