"""What a document is to its app, by title and content: the policy itself, rules for children, a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.policy.document import Document, Paragraph
from scanner.policy.headings import numbered
from scanner.policy.plain import plain

_POLICY = "隐私|个人信息(?:及隐私)?(?:保护|处理)|privacy|personal (?:data|information)"
_TITLES = (
    (
        "children",
        re.compile(
            r"(?:儿童|未成年人?)(?:用户)?(?:的)?(?:个人)?(?:隐私|信息).{0,10}(?:保护|政策|规则|声明|指引|协议)|children"
        ),
    ),
    (
        "sdk-list",
        re.compile(
            r"(?:sdk|第三方|合作方).{0,18}(?:目录|列表|清单|明细|一览)|(?:sdk|第三方).{0,8}(?:使用|情况|信息|服务)?说明"
            r"|共享.{0,8}清单|第三方.{0,8}(?:收集|获取|处理).{0,12}情况|third.party.{0,24}list|list of .{0,20}(?:sdk|third)"
        ),
    ),
    ("collection-list", re.compile(r"收集.{0,12}清单|个人信息清单|信息明示清单|collection list")),
    ("permission-list", re.compile(r"权限.{0,14}(?:列表|清单|说明|目录|申请)")),
    ("main", re.compile(_POLICY)),
    (
        "agreement",
        re.compile(r"(?:用户|服务|使用|会员|注册|许可|平台).{0,6}(?:协议|条款|须知|规则)|terms of"),
    ),
)
_ANY_TITLE = re.compile(f"{_POLICY}|儿童|未成年|sdk|第三方|清单|目录|协议|条款|权限|声明|政策|terms|policy")
_FOLLOWS = re.compile(r"[。;!?]|^欢迎|^本(?:政策|协议)|^(?:更新|生效|发布|版本)|^我们")
_LONGEST = 60


def title_of(stated: str, paragraphs: Sequence[Paragraph]) -> str:
    """The document's title: its first heading or line that reads like one, else what the page is called."""
    first_headings = [
        one
        for one in paragraphs[:8]
        if one.kind == "heading" and numbered(plain(one.text)) == plain(one.text)
    ]
    for paragraph in (*first_headings, *paragraphs[:8]):
        text = plain(paragraph.text)
        if paragraph.kind in ("row", "titles"):
            continue
        if len(text) <= _LONGEST and _ANY_TITLE.search(text) and not _FOLLOWS.search(text):
            return paragraph.text
    if stated:
        return stated[:200]
    first = paragraphs[0].text if paragraphs and paragraphs[0].kind != "row" else ""
    return first if len(first) <= _LONGEST else ""


def role_of_title(title: str) -> str:
    """One of vocabulary.ROLES, by the title alone; other where it does not tell."""
    text = plain(title).replace(" ", "")
    return next((role for role, pattern in _TITLES if pattern.search(text)), "other")


def role_of(document: Document) -> str:
    """One of vocabulary.ROLES."""
    role = role_of_title(document.title)
    if role != "other":
        return role
    text = plain("\n".join(paragraph.text for paragraph in document.paragraphs[:400]))
    if text.count("个人信息") + text.count("隐私") >= 6 or len(re.findall("privacy|personal", text)) >= 6:
        children = text.count("儿童") + text.count("监护人")
        return "children" if children > text.count("个人信息") else "main"
    return "agreement" if text.count("协议") >= 6 else "other"
