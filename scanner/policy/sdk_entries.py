"""Entries of SDK lists, whatever their form: rows of a table, labelled lines, lines under a name.

An entry gives the name as written, who provides it, what for, and which paragraphs belong to it; what SDK
that is, and which data it speaks of, is found by the words of the watch list (mentions.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanner.policy.document import Document, Paragraph
from scanner.policy.headings import numbered
from scanner.policy.plain import plain

ABOUT = re.compile(
    "sdk|软件开发工具包|软件工具开发包|工具包|插件|第三方.{0,12}(?:目录|列表|清单|服务|组件|代码|接入|共享|合作|信息)|共享.{0,8}清单|"
    "合作(?:方|伙伴|机构)|委托处理|接入的第三方|第三方\\s*(?:$| >)|third.part"
)
"""What is about code and services of others."""
_LINK = re.compile("链接|网址|官网|隐私政策|隐私权政策|隐私协议|隐私声明|url|website|privacy policy")
_PURPOSE = re.compile("目的|用途|场景|功能|作用|purpose|used for")
_VENDOR = re.compile(
    "公司|主体|提供方|提供者|运营方|运营者|服务商|开发者|厂商|机构|所属|企业|vendor|company|provider"
)
_DATA = re.compile("信息|数据|字段|权限|内容|范围|data|information|permission")
_WAY = re.compile("方式|频率|频次|系统|平台|端$|期限|序号|是否|编号|备注|措施|版本|包名")
_NAME = re.compile("sdk|组件|插件|产品|第三方|合作方|接收方|名称|服务|name")
_FIRM_NAME = re.compile("sdk|组件|插件|工具包")
_LABEL = re.compile(
    r"(?:^|(?<=[;。,、|\s)]))([^\s:;。,|]{0,14}?(?:名称|名字|公司|主体|提供方|提供者|运营方|运营者|服务商|开发者|厂商|机构|目的|用途|场景|"
    r"功能|作用|信息|数据|类型|种类|范围|字段|内容|权限|链接|网址|官网|政策|协议|方式|sdk|系统|平台|purpose|data collected|name|provider))\s*:"
)
_NOT_A_LABEL = re.compile("我们|您|以下|如下|包括|例如|可能|将会")
_EDGES = re.compile(r"^[\s;;。,,、|]+|[\s;;。,,、|]+$")
_NOTHING = re.compile(r"^(?:无|暂无|/|-+|—+|n/a|不涉及|同上|\s*)$")
_LONGEST = 60


@dataclass(slots=True)
class SdkEntry:
    """One thing of a list of SDKs. Texts as written."""

    name: str
    firm: bool  # the list says that this is an SDK
    paragraphs: list[Paragraph] = field(default_factory=list)
    vendor: str = ""
    purpose: str = ""
    data: str = ""
    link: str = ""


def sdk_entries(document: Document) -> list[SdkEntry]:
    """All entries of all lists of a document, in order."""
    walk = _Walk(document)
    found = [entry for entry in walk.entries() if not _NOTHING.match(plain(entry.name))]
    return [entry for entry in found if len(entry.name) <= _LONGEST * 2]


def part_of(label: str) -> str:
    """Which part of an entry a column or a label gives: link, purpose, vendor, data, name, way or ""."""
    text = plain(label).replace(" ", "")
    for part, pattern in (("link", _LINK), ("purpose", _PURPOSE), ("way", _WAY)):
        if pattern.search(text):
            return part
    if re.search("名称|name", text) and not re.search("公司|企业|主体|服务商|运营|提供方|机构|开发者", text):
        return "name"
    for part, pattern in (("vendor", _VENDOR), ("data", _DATA), ("name", _NAME)):
        if pattern.search(text):
            return part
    return ""


class _Walk:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.paragraphs = document.paragraphs
        self.listed = document.role == "sdk-list"

    def entries(self) -> Iterator[SdkEntry]:
        yield from self._tables()
        yield from self._lines()

    def about_others(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph stands where the code of others is listed."""
        return self.listed or ABOUT.search(plain(paragraph.section)) is not None

    # --- tables ---

    def _tables(self) -> Iterator[SdkEntry]:
        for before, rows in self._groups():
            head = rows[0].header or next((row.header for row in rows if row.header), ())
            body = [row for row in rows if row.header]
            if head:
                yield from self._with_titles(before, head, body)
            elif _upright(rows):
                yield from self._upright(rows)
            elif self._is_list(before, rows[0], ""):
                yield from (SdkEntry(row.cells[0], False, [row]) for row in rows if row.cells)

    def _groups(self) -> Iterator[tuple[str, list[Paragraph]]]:
        """Tables with the plain text that stands before them."""
        group: list[Paragraph] = []
        for at, paragraph in enumerate(self.paragraphs):
            if paragraph.kind != "row":
                continue
            if group and (paragraph.number != group[-1].number + 1 or _new_table(group[-1], paragraph)):
                yield self._before(group[0]), group
                group = []
            group.append(self.paragraphs[at])
        if group:
            yield self._before(group[0]), group

    def _before(self, first: Paragraph) -> str:
        return " ".join(
            plain(one.text) for one in self.paragraphs[max(0, first.number - 4) : first.number - 1]
        )

    def _is_list(self, before: str, row: Paragraph, titles: str) -> bool:
        return self.about_others(row) or ABOUT.search(titles) is not None or "sdk" in before[-120:]

    def _with_titles(self, before: str, head: Sequence[str], rows: Sequence[Paragraph]) -> Iterator[SdkEntry]:
        parts = [part_of(title) for title in head]
        names = [at for at, part in enumerate(parts) if part == "name"]
        titles = plain(" ".join(head))
        if not rows or "权限名称" in titles or not self._is_list(before, rows[0], titles):
            return
        firmest = [at for at in names if _FIRM_NAME.search(plain(head[at]))]
        firmest += [at for at in names if "名称" in head[at]] + names
        best = firmest[0] if firmest else -1
        if best < 0:
            best = next((at for at, part in enumerate(parts) if part in ("vendor", "")), 0)
        firm = _FIRM_NAME.search(plain(head[best])) is not None
        for row in rows:
            if best >= len(row.cells) or len(set(row.cells)) == 1:
                continue
            entry = SdkEntry(row.cells[best], firm, [row])
            for at, part in enumerate(parts[: len(row.cells)]):
                if part in ("vendor", "purpose", "data", "link") and at != best:
                    _add(entry, part, row.cells[at])
            if row.links and not entry.link.startswith("http"):
                entry.link = row.links[0][1]
            yield entry

    def _upright(self, rows: Sequence[Paragraph]) -> Iterator[SdkEntry]:
        """A table whose first column gives the labels: one entry below the other."""
        entry: SdkEntry | None = None
        for row in rows:
            part = _part(entry, row.cells[0])
            if part == "name":
                if entry:
                    yield entry
                entry = SdkEntry(row.cells[1], _FIRM_NAME.search(plain(row.cells[0])) is not None, [row])
            elif entry:
                entry.paragraphs.append(row)
                _add(entry, part, row.cells[1])
        if entry:
            yield entry

    # --- lines ---

    def _lines(self) -> Iterator[SdkEntry]:
        entry: SdkEntry | None = None
        previous: Paragraph | None = None
        for paragraph in self.paragraphs:
            if paragraph.kind == "row":
                continue
            labels = list(_labelled(paragraph))
            if entry and not labels:
                yield entry
                entry = None
            for label, value in labels:
                part = _part(entry, label)
                if part == "name" and (_FIRM_NAME.search(label) or self.about_others(paragraph)) and value:
                    if entry:
                        yield entry
                    entry = SdkEntry(value, _FIRM_NAME.search(label) is not None, [paragraph])
                elif entry is None and previous is not None and self._names(previous, label, paragraph):
                    name = previous.text[len(previous.text) - len(numbered(plain(previous.text))) :]
                    entry = SdkEntry(re.sub("[::]+$", "", name), "sdk" in plain(name), [previous, paragraph])
                    _add(entry, part, value)
                elif entry:
                    if paragraph is not entry.paragraphs[-1]:
                        entry.paragraphs.append(paragraph)
                    _add(entry, part, value)
            previous = paragraph if not labels else previous if entry else None
        if entry:
            yield entry

    def _names(self, line: Paragraph, label: str, following: Paragraph) -> bool:
        """Whether a line without a label is the name of what the labelled line behind it is about."""
        text = plain(line.text)
        if (
            following.number != line.number + 1
            or len(text) > _LONGEST
            or re.search("[。;!?,]", text.rstrip("。"))
        ):
            return False
        return part_of(label) != "" and (
            "sdk" in text or self.about_others(line) or self.about_others(following)
        )


def _part(entry: SdkEntry | None, label: str) -> str:
    """As part_of; behind the name of an SDK the name of the third party is its vendor's."""
    part = part_of(label)
    behind = entry is not None and entry.firm and not entry.vendor
    return "vendor" if part == "name" and behind and not _FIRM_NAME.search(plain(label)) else part


def _labelled(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    """(label, value) for each label of a paragraph; none for prose."""
    text = plain(paragraph.text)
    hits = [hit for hit in _LABEL.finditer(text) if not _NOT_A_LABEL.search(hit[1])]
    if not hits or len(numbered(text)) - len(text) + hits[0].start() > 6:
        return
    for at, hit in enumerate(hits):
        end = hits[at + 1].start() if at + 1 < len(hits) else len(text)
        yield hit[1], _EDGES.sub("", paragraph.text[hit.end() : end])


def _new_table(last: Paragraph, row: Paragraph) -> bool:
    return bool(last.header) and not row.header


def _upright(rows: Sequence[Paragraph]) -> bool:
    labels = [part_of(row.cells[0]) for row in rows if len(row.cells) == 2 and len(row.cells[0]) <= 16]
    return len(labels) == len(rows) >= 2 and "name" in labels and labels.count("") * 3 <= len(labels)


def _add(entry: SdkEntry, part: str, value: str) -> None:
    if part in ("vendor", "purpose", "data", "link") and value and not getattr(entry, part):
        setattr(entry, part, value)
