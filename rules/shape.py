"""What each sort of entry in the data files looks like; the checks name every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.data import Fault
from rules.located import Table
from rules.model import IN_SDK_FILES, Use
from rules.profiles import LEAST, MOST, parse
from rules.syntax import Known, check_rule

Test = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _some(value: Any) -> bool:
    return _texts(value) and bool(value)


def _day(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _table(value: Any) -> bool:
    return isinstance(value, dict)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _severity(value: Any) -> bool:
    return value in ("S0", "S1", "S2", "S3", "S4")


def _one_of(*choices: str) -> Test:
    return lambda value: value in choices


_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _id(value: Any) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _profile(value: Any) -> bool:
    try:
        return isinstance(value, str) and LEAST <= len(parse(value)) <= MOST
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Shape:
    """Keys that must and may stand in an entry, with what their values must be."""

    must: Mapping[str, Test]
    may: Mapping[str, Test]


RULE = Shape(
    {
        "id": lambda value: bool(re.fullmatch(r"[A-Z]{2,4}-\d{3}", str(value))),
        "title": _text,
        "en": _text,
        "severity": _severity,
        "automation": _one_of("全", "半", "人"),
        "use": _one_of(*(use.value for use in Use)),
        "basis": _some,
        "plain": lambda value: _text(value) and len(value) <= 60,
        "remedy": _text,
        "ask": _text,
        "check": lambda value: _texts(value) and 1 <= len(value) <= 5,
    },
    {
        "traps": _texts,
        "authority": _text,
        "platforms": lambda value: _some(value) and set(value) <= {"android", "ios"},
        "given": _table,
        "each": _table,
        "when": _table,
        "cause": _text,
        "examples": _list,
    },
)
SDK = Shape(
    {
        "id": _id,
        "zh": _text,
        "en": _text,
        "vendor": _text,
        "category": _id,
        "marks": _list,
    },
    {
        "words": _texts,
        "data": _texts,
        "data_source": _text,
        "foreign": _truth,
        "brings": _texts,
        "must_match": _texts,
        "must_not_match": _texts,
        "note": _text,
    },
)
MARK = Shape(
    {"type": _one_of(*IN_SDK_FILES), "value": _text, "source": _text},
    {"weak": _truth, "used": _truth, "reason": _text},
)
PROFILE = Shape({"sdk": _id, "source": _text, "shapes": _profile}, {"note": _text})
NORM = Shape(
    {"id": _text, "title": _text, "number": _text, "level": _text, "since": _day, "clauses": _list},
    {"until": _day, "draft": _truth, "since_note": _text},
)
CLAUSE = Shape(
    {"clause": _text, "text": _text},
    {"verified": _truth, "since": _day, "until": _day, "before": _table},
)
WORK_YEAR = Shape(
    {"year": _number, "title": _text, "number": _text, "holidays": _texts}, {"workdays": _texts}
)
API = Shape(
    {
        "id": _id,
        "zh": _text,
        "en": _text,
        "form": _one_of("call", "field", "uri", "reflection", "objc", "import", "text"),
        "target": _text,
        "group": _text,
    },
    {"data": _texts, "permission": _texts, "note": _text, "since_sdk": _number, "until_sdk": _number},
)
TERMS: Mapping[str, Shape] = {
    "permissions": Shape(
        {"zh": _text, "en": _text, "group": _text, "level": _text},
        {"data": _texts, "form": _texts, "access": _text, "note": _text, "words": _texts, "ios": _texts},
    ),
    "groups": Shape({"zh": _text}, {"en": _text, "words": _texts, "note": _text}),
    "form_options": Shape({"words": _texts}, {"en": _text, "note": _text}),
    "functions": Shape({"zh": _text, "en": _text, "words": _texts}, {"note": _text}),
    "data": Shape({"zh": _text}, {"en": _text, "words": _texts, "sensitive": _truth, "note": _text}),
    "categories": Shape({"zh": _text, "en": _text}, {"words": _texts, "note": _text}),
    "observations": Shape({"zh": _text}, {"en": _text, "note": _text}),
    "observation_topics": Shape({"zh": _text, "en": _text, "words": _texts}, {"note": _text}),
}
TERM_LISTS = ("libraries", "reference_hosts")


class Checker:
    """Collects the faults of one file."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file, self.faults = file, faults

    def fault(self, line: int, zh: str, en: str) -> None:
        self.faults.append(Fault(self.file, line, zh, en))

    def entries(self, data: Any) -> list[Table]:
        """The file's list of entries."""
        if not isinstance(data, list):
            self.fault(1, "文件应是一个列表,每条以 - 开头", "a list of entries expected")
            return []
        found = [item for item in data if isinstance(item, Table)]
        if len(found) < len(data):
            self.fault(1, "列表里有不是“键: 值”的条目", "an entry is not a mapping")
        return found

    def shape(self, entry: Table, shape: Shape) -> bool:
        """Whether an entry has its shape; names every key that is missing, unknown or wrong."""
        before = len(self.faults)
        for key in shape.must:
            if key not in entry:
                self.fault(entry.line, f"缺少“{key}”", f"{key!r} is missing")
        for key, value in entry.items():
            test = shape.must.get(key) or shape.may.get(key)
            if test is None:
                self.fault(entry.lines[key], f"不认识的键“{key}”", f"unknown key {key!r}")
            elif not test(value):
                shown = str(value)[:40]
                self.fault(entry.lines[key], f"“{key}”的值不对:{shown}", f"bad value for {key!r}: {shown}")
        return len(self.faults) == before

    def conditions(self, rule: Table, known: Known) -> None:
        """Names every fault of a rule's conditions."""

        def complain(node: Any, zh: str, en: str) -> None:
            self.fault(getattr(node, "line", rule.line), zh, en)

        check_rule(rule, complain, known)

    def terms(self, data: Any) -> None:
        """Names every fault of a file of terms."""
        if not isinstance(data, Table):
            self.fault(1, "文件应是“键: 值”", "a mapping expected")
            return
        for key, value in data.items():
            line = data.lines[key]
            if key in TERM_LISTS:
                if not _texts(value):
                    self.fault(line, f"“{key}”应是文字列表", f"{key!r} is a list of texts")
            elif key not in TERMS:
                self.fault(line, f"不认识的键“{key}”", f"unknown key {key!r}")
            elif not isinstance(value, Table):
                self.fault(line, f"“{key}”下面应是“名称: 内容”", f"{key!r} is a mapping")
            else:
                self._named(value, TERMS[key])

    def _named(self, table: Table, wanted: Shape) -> None:
        for name, entry in table.items():
            if isinstance(entry, Table):
                self.shape(entry, wanted)
            else:
                self.fault(table.lines[name], f"“{name}”下面应是“键: 值”", f"{name!r} is a mapping")
