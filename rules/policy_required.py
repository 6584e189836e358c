"""The fifteen things that a policy has to state (个人信息保护法 第十七条 and the norms that refer to it).

Each is made of what the scanner finds; one list for the report and for measuring the reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Required:
    """One of them. It is stated if all elements of one of the alternatives are."""

    id: str
    zh: str
    en: str
    alternatives: tuple[tuple[str, ...], ...]

    def stated(self, elements: Collection[str]) -> bool:
        """Whether these elements are enough."""
        return any(all(element in elements for element in group) for group in self.alternatives)

    @property
    def elements(self) -> tuple[str, ...]:
        """Every element that may count."""
        return tuple(dict.fromkeys(element for group in self.alternatives for element in group))


def _one(id_: str, zh: str, en: str, *elements: str) -> Required:
    """Any of these elements is enough."""
    return Required(id_, zh, en, tuple((element,) for element in elements or (id_,)))


REQUIRED = (
    _one("provider", "谁在处理(单位名称)", "who processes"),
    _one("contact", "联系方式", "contact"),
    _one("dates", "更新、生效日期", "dates", "effective", "updated"),
    _one("purposes", "收集的种类和目的", "kinds of data with purposes"),
    _one("permissions", "权限及用途", "permissions explained"),
    _one("sdks", "第三方组件名称", "third-party SDKs named", "sdk-disclosure"),
    _one("sdk-data", "第三方组件收集的信息", "what the SDKs take"),
    _one("retention", "保存期限", "retention period"),
    _one("storage-place", "存储地点", "storage place"),
    Required(
        "rights",
        "查询、更正、删除",
        "access, correction, deletion",
        (("access", "correction"), ("access", "deletion"), ("correction", "deletion")),
    ),
    _one("account-deletion", "注销账号", "account deletion"),
    _one("withdrawal", "撤回同意", "withdrawal of consent"),
    _one("guardian", "儿童与监护人同意", "children and guardian consent"),
    _one("complaints", "投诉及答复期限", "complaints and reply time", "reply-time"),
    _one("overseas", "是否出境", "overseas transfer"),
)
