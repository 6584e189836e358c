"""The texts that people write into form fields -> the form's own spelling: flags, dates, choices, lists."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator

from scanner.form_fields import Field, same

_EMPTY = {"", "/", "\\", "-", "--", "—", "——", "无", "暂无", "没有", "未填写", "未填", "n/a", "null", "none"}
_NONE = {"无", "没有", "none"}
_YES = {"是", "有", "true", "yes", "y", "√", "✓", "✔", "☑", "1", "已", "真"}
_NO = {"否", "无", "没有", "false", "no", "n", "×", "✗", "✘", "x", "☐", "□", "0", "未", "假"}
_DATE = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?(?:[T ]\d{1,2}:\d{2}.{0,20})?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SEPARATORS = ",\N{FULLWIDTH COMMA}、;\N{FULLWIDTH SEMICOLON}\n"
_OPEN, _CLOSE = "(（", ")）"
_NUMBERS = {"proof", "icp", "mlps", "education", "app_number", "ip", "domain", "app_id", "version_code"}
_DIGESTS = {"sha256", "md5"}


def tidy(text: str) -> str:
    """One line, trimmed, composed characters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def canonical(item: Field, text: str) -> str:
    """A text as it is stored: numbers without widths and spaces, digests as plain lower-case hex."""
    text = tidy(text)
    if item.check in _NUMBERS:
        text = "".join(unicodedata.normalize("NFKC", text).split())
        if item.check in ("ip", "domain"):
            text = text.lower().rstrip(".")
        elif item.check == "proof":
            text = text.upper()
        elif item.check in ("icp", "app_number", "education"):
            text = re.sub(r"(?i)icp", "ICP", re.sub(r"(?i)app", "APP", text))
    elif item.check in _DIGESTS:
        text = re.sub(r"[\s:\-]", "", unicodedata.normalize("NFKC", text)).lower()
    return text


def blank(text: str) -> bool:
    """Nothing was filled in, however people write that."""
    return tidy(text).casefold() in _EMPTY


def says_none(text: str) -> bool:
    """无 is the answer."""
    return tidy(text).casefold() in _NONE


def as_flag(text: str) -> bool | None:
    """是 or 否 in its many spellings; None where it is neither."""
    word = same(text)
    return True if word in _YES else False if word in _NO else None


def as_date(text: str) -> str:
    """YYYY-MM-DD, or "" where the text is no day of the calendar."""
    found = _DATE.fullmatch(tidy(text)) or _DIGITS.fullmatch(tidy(text))
    try:
        return datetime.date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def split(text: str, separators: str = _SEPARATORS) -> Iterator[str]:
    """The items of a list written in one line; a separator within brackets does not count."""
    depth, start = 0, 0
    for position, letter in enumerate(text):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif letter in separators and not depth:
            yield text[start:position]
            start = position + 1
    yield text[start:]


def unfolded(text: str) -> Iterator[str]:
    """学生（中小学、幼儿园） names two choices: 学生（中小学） and 学生（幼儿园）."""
    head, bracket, rest = _cut(text)
    if not bracket or not rest.rstrip().endswith(tuple(_CLOSE)):
        yield text
        return
    for inner in split(rest.rstrip()[:-1]):
        yield f"{head.strip()}（{inner.strip()}）"


def _cut(text: str) -> tuple[str, str, str]:
    for position, letter in enumerate(text):
        if letter in _OPEN:
            return text[:position], letter, text[position + 1 :]
    return text, "", ""


def as_choice(item: Field, text: str) -> str:
    """The form's spelling of one choice; "" where none is meant.

    Of 学生（中小学） the bare stage (中小学) will do; 学生 alone is kept, and a check asks for the stage.
    """
    known = {same(choice): choice for choice in item.choices}
    known |= {same(choice)[3:-1]: choice for choice in item.choices if choice.startswith("学生（")}
    known |= {same(key): choice for key, choice in item.synonyms.items()}
    if item.check == "audience":
        known["学生"] = "学生"
    word = same(text)
    return known.get(word) or known.get(word.removesuffix("学生")) or known.get(word.removesuffix("生")) or ""


def as_texts(item: Field, written: Iterable[str]) -> tuple[str, ...]:
    """The items of a list field, each once, in order."""
    parts = (canonical(item, text) for text in written if not blank(text))
    return tuple(dict.fromkeys(parts))
