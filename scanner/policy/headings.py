"""Which blocks are headings, and which rows are the titles of columns: told by their form, as people tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.formats.blocks import Block
from scanner.policy.plain import plain

_STYLES = (
    (re.compile(r"第[一二三四五六七八九十\d]+(?:部分|章|编|篇)"), 1),
    (re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.,]"), 2),
    (re.compile(r"第[一二三四五六七八九十百\d]+条"), 2),
    (re.compile(r"\([一二三四五六七八九十]{1,3}\)"), 3),
    (re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})*[.、\s]?(?=\D)"), 5),
    (re.compile(r"\d{1,2}\s*[、.,)]\s*(?=\D)"), 4),
    (re.compile(r"\(\d{1,2}\)"), 5),
)
_FIRM = 3
"""Numbering of this level or higher makes a short line a heading by itself."""
_TOPIC = re.compile(
    "我们|如何|信息|权限|sdk|政策|管理|保护|权利|未成年|儿童|存储|储存|共享|联系|第三方|更新|安全|收集|使用|注销|清单|"
    "目录|披露|转让|功能|服务|同意|定义|适用|范围|例外|说明|cookie|概述|前言|引言|information|data|privacy|contact|right|child"
)
_SENTENCE = re.compile(r"[。;!?,:]\s*\S|[。;,]$")
_LONGEST = 40
_BOLD_LONGEST = 30

COLUMN = re.compile(
    "名称|目的|信息|权限|链接|公司|场景|方式|类型|sdk|功能|范围|主体|内容|说明|用途|系统|平台|期限|字段|运营|共享|服务|"
    "序号|官网|网址|机构|提供方|第三方|合作|数据|处理|频率|是否|产品|类别|分类|备注|业务|政策|name|purpose|data|link|vendor|"
    "company|type|permission"
)


def level_of(block: Block) -> int:
    """The level of a heading, 1 the highest; 0 for what is none."""
    text = plain(block.text)
    if block.kind == "heading":
        return block.level if len(text) <= 80 else 0
    if block.kind == "row" or len(text) > _LONGEST:
        return 0
    for style, level in _STYLES:
        numbered = style.match(text)
        if numbered is None:
            continue
        rest = text[numbered.end() :].strip()
        if not rest or _SENTENCE.search(rest.rstrip(":")):
            return 0
        listing = "、" in rest and level >= _FIRM
        if block.strong or (not listing and (level <= _FIRM or (len(rest) <= 24 and _TOPIC.search(rest)))):
            return level + 1
        return 0
    bold = block.strong and block.kind == "text" and len(text) <= _BOLD_LONGEST
    return 7 if bold and not _SENTENCE.search(text) and not text.endswith(":") else 0


def numbered(text: str) -> str:
    """A line without the number it begins with: "1)腾讯" -> "腾讯". `text` is plain."""
    for style, _ in _STYLES:
        if hit := style.match(text):
            return text[hit.end() :].strip()
    return text.lstrip("•·●○◆■▪-—* ").strip()


def upright(rows: Sequence[Block]) -> bool:
    """Whether the first of two columns gives what each row is about: SDK名称, 提供方, 使用目的, ..."""
    if len(rows) < 3 or any(len(row.cells) != 2 for row in rows):
        return False
    labels = [plain(row.cells[0]) for row in rows]
    named = any(re.search("名称|sdk", label) for label in labels)
    return named and all(len(label) <= 16 and COLUMN.search(label) for label in labels)


def titles(rows: Sequence[Block]) -> int:
    """How many rows at the head of a table give the titles of its columns."""
    if upright(rows):
        return 0
    count = 0
    above: set[str] = set()
    for row in rows[:3]:
        cells = [plain(cell) for cell in row.cells if cell]
        distinct = set(cells)
        if len(distinct) == 1 and len(row.cells) > 1 and count == 0 and len(rows) > 2:
            count += 1  # a caption over all columns
            continue
        named = sum(bool(COLUMN.search(cell)) and len(cell) <= 24 for cell in cells)
        if len(distinct) < 2 or named * 3 < len(cells) * 2 or any(len(cell) > 30 for cell in cells):
            break
        if any("有限公司" in cell for cell in cells) or (above and above.isdisjoint(distinct)):
            break  # a further row of titles has cells that reach down from the first
        above = distinct
        count += 1
    return count if count < len(rows) else 0
