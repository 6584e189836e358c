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
        cited(norm),
        norm.level,
        norm.text,
        norm.since,
        norm.until,
        norm.verified,
    )


def cited(norm: Norm) -> Text:
    """How a person cites it in either language; what has no article number is left as written."""
    clause = norm.clause
    if found := _ARTICLE.fullmatch(clause):
        article, paragraph, item = found.groups()
        if paragraph and norm.id in _LISTS:
            return Text(f"第{numeral(int(article))}条第({numeral(int(paragraph))})项", f"Art. {clause}")
        zh = f"第{numeral(int(article))}条"
        zh += f"第{numeral(int(paragraph))}款" if paragraph else ""
        zh += f"第{numeral(int(item))}项" if item else ""
        return Text(zh, f"Art. {clause}")
    if found := _PART.fullmatch(clause):
        part, item, point = found.groups()
        zh = f"第{part}部分" + (f"第{item}项" if item else "") + (f"·{point}" if point else "")
        number = f"{_number(part)}({item})" if item else str(_number(part))
        return Text(zh, f"Part {number}" + (f" ({point})" if point else ""))
    return Text(_ANNEX.sub(_annex, clause).replace("#", "·"), clause)


_LISTS = frozenset({"BY14"})
"""Texts whose article is one long list: (19) is its item, not a paragraph."""
_ANNEX = re.compile("附([A-Z])?")


def _annex(found: re.Match[str]) -> str:
    """A standard has 附录 A, a document 附件 1."""
    return f"附录{found[1]}" if found[1] else "附件"


def _number(part: str) -> int:
    """1-19 from Chinese numerals, as parts of documents are counted."""
    return sum(10 if letter == "十" else _DIGITS.index(letter) for letter in part)


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
