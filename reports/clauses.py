"""Clauses as people cite them: "74(3)" -> 第七十四条第三款."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.model import Clause, Text
from rules.model import Norm, RuleSet

_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?(\d+)?")
_PART = re.compile(r"([一二三四五六七八九十]+)(\d*)(?:#(.+))?")
_DIGITS = "零一二三四五六七八九"


def clauses(refs: Iterable[str], rules: RuleSet, at: str) -> tuple[Clause, ...]:
    """The clauses in the version in force on the day `at`; refs the rule set does not know are left out."""
    versions = [(ref, rules.norms[ref]) for ref in refs if rules.norms.get(ref)]
    return tuple(_clause(ref, _in_force(found, at)) for ref, found in versions)


def _in_force(versions: tuple[Norm, ...], at: str) -> Norm:
    current = [norm for norm in versions if norm.since <= at and (not norm.until or at < norm.until)]
    return current[-1] if current else versions[-1]


def _clause(ref: str, norm: Norm) -> Clause:
    return Clause(
        ref,
        norm.title,
        norm.number,
        cited(norm.clause),
        norm.level,
        norm.text,
        norm.since,
        norm.until,
        norm.verified,
    )


def cited(clause: str) -> Text:
    """How a person cites it in either language; what has no article number is left as written."""
    if found := _ARTICLE.fullmatch(clause):
        article, paragraph, item = found.groups()
        zh = f"第{numeral(int(article))}条"
        zh += f"第{numeral(int(paragraph))}款" if paragraph else ""
        zh += f"第{numeral(int(item))}项" if item else ""
        return Text(zh, f"Art. {clause}")
    if found := _PART.fullmatch(clause):
        part, item, point = found.groups()
        zh = f"第{part}部分" + (f"第{item}项" if item else "") + (f"·{point}" if point else "")
        return Text(zh, f"Part {part}{item}" + (f" ({point})" if point else ""))
    return Text(clause.replace("#", "·").replace("附", "附件"), clause)


def numeral(number: int) -> str:
    """1-999 in Chinese numerals as statutes write them."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
