"""The condition language: a tree of small questions with three answers, yes, no and unknown (Kleene's logic).

docs/rules.md teaches it. A question about evidence is answered no only if every analyzer that yields the
kind ran to its end; what was found counts even where something else failed. Nothing here opens a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.facts import OPERATORS, Fact, Facts, Gap, bind, field_of
from scanner.kinds import KINDS, Kind

PROVIDER = "提供者备案信息表."
"""Where field paths begin unless they name another top section."""
_TOPS = ("提供者备案信息表", "使用者备案信息表", "附加信息")


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes (True), no (False) or unknown (None), what it rests on, and why it is unknown."""

    truth: bool | None
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    note: str = ""  # what exactly differs, for the reviewer


YES, NO = Answer(True), Answer(False)


def ask(tree: Any, facts: Facts, bound: Mapping[str, Any]) -> Answer:
    """The answer to a condition; `bound` are the keys of the subject ("$value", "$form", ...)."""
    if tree is None:
        return YES
    ((word, content),) = tree.items()
    return _WORDS[word](content, facts, bound)


def _all(content: list[Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    answers = [ask(item, facts, bound) for item in content]
    for answer in answers:
        if answer.truth is False:
            return answer
    truth = None if any(answer.truth is None for answer in answers) else True
    return _joined(truth, answers)


def _any(content: list[Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    answers = [ask(item, facts, bound) for item in content]
    yes = [answer for answer in answers if answer.truth]
    if yes:
        return _joined(True, yes)
    return _joined(None if any(answer.truth is None for answer in answers) else False, answers)


def _joined(truth: bool | None, answers: list[Answer]) -> Answer:
    facts = dict.fromkeys(fact.evidence.id for answer in answers for fact in answer.facts)
    by_id = {fact.evidence.id: fact for answer in answers for fact in answer.facts}
    gaps = tuple(dict.fromkeys(gap for answer in answers for gap in answer.gaps))
    note = ";".join(dict.fromkeys(answer.note for answer in answers if answer.note))
    return Answer(truth, tuple(by_id[id_] for id_ in facts), gaps, note)


def _not(content: Any, facts: Facts, bound: Mapping[str, Any]) -> Answer:
    answer = ask(content, facts, bound)
    return Answer(None if answer.truth is None else not answer.truth, (), answer.gaps, answer.note)


def _seen(content: Mapping[str, Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    kind = Kind(content["kind"])
    found = tuple(facts.each(content, bound))
    if len(found) >= content.get("count", 1):
        return Answer(True, found)
    gap = facts.gap(kind)
    return Answer(None, (), (gap,)) if gap else NO


def _form(content: Mapping[str, Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    if facts.form is None:
        return Answer(None, (), (Gap("no-filing"),))
    value = field_of(facts.form, path_of(content["field"]))
    if "filled" in content:
        return YES if (value is not None) is content["filled"] else NO
    if value is None:
        return Answer(None, (), (Gap("form-empty", content["field"]),))
    wanted = bind(content.get("is", content.get("has", content.get("matches"))), bound)
    if wanted is None:
        return Answer(None, (), (Gap("no-term", content["field"]),))
    values = value if isinstance(value, list) else [value]
    if "matches" in content:
        return YES if any(re.fullmatch(wanted, str(item)) for item in values) else NO
    choices = wanted if isinstance(wanted, list | tuple) else [wanted]
    return YES if any(item in choices for item in values) else NO


def path_of(name: str) -> str:
    """The full path of a field; the provider's form is meant unless another top section is named."""
    return name if name.split(".")[0] in _TOPS else PROVIDER + name


def _same(content: list[Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    left, right = (_value(item, facts, bound) for item in content)
    for side in (left, right):
        if isinstance(side, Gap):
            return Answer(None, (), (side,))
    lefts, rights = _comparable(left), _comparable(right)
    if lefts & rights:
        return YES
    return Answer(False, note=f"{_shown(right)} ≠ {_shown(left)}")


def _differs(content: list[Any], facts: Facts, bound: Mapping[str, Any]) -> Answer:
    answer = _same(content, facts, bound)
    return Answer(None if answer.truth is None else not answer.truth, answer.facts, answer.gaps, answer.note)


def _value(item: Any, facts: Facts, bound: Mapping[str, Any]) -> Any:
    """ "package.app_id", "form.样本.包名", "$value" or a literal; a Gap where there is none."""
    if isinstance(item, str) and item.startswith("package."):
        found = facts.package.get(item.removeprefix("package."))
        return found if found not in (None, "", []) else Gap("unread", item)
    if isinstance(item, str) and item.startswith("form."):
        if facts.form is None:
            return Gap("no-filing")
        name = item.removeprefix("form.")
        found = field_of(facts.form, path_of(name))
        return found if found is not None else Gap("form-empty", name)
    found = bind(item, bound)
    return Gap("unread", str(item)) if found is None else found


def _comparable(value: Any) -> set[str]:
    """Texts made comparable: widths, spaces and case do not count (全角半角 are one)."""
    values = value if isinstance(value, list | tuple) else [value]
    return {"".join(unicodedata.normalize("NFKC", str(item)).casefold().split()) for item in values}


def _shown(value: Any) -> str:
    return "、".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _stage(content: str, facts: Facts, _bound: Mapping[str, Any]) -> Answer:
    """Needs a stage that this house cannot judge by itself yet, or that has not run: never yes or no."""
    ran = any(run.stage.value == content for run in facts.scan.runs)
    return Answer(None, (), (Gap("human" if ran else f"stage-{content}"),))


def _person(content: str, _facts: Facts, _bound: Mapping[str, Any]) -> Answer:
    return Answer(None, (), (Gap("human", content),))


def _pack(content: Mapping[str, Any], facts: Facts, _bound: Mapping[str, Any]) -> Answer:
    return YES if facts.pack.get(content["setting"]) == content["is"] else NO


_WORDS: Mapping[str, Callable[[Any, Facts, Mapping[str, Any]], Answer]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "seen": _seen,
    "form": _form,
    "same": _same,
    "differs": _differs,
    "stage": _stage,
    "person": _person,
    "pack": _pack,
}

Complain = Callable[[Any, str, str], None]


def check(tree: Any, complain: Complain, keys: Mapping[Kind, frozenset[str]]) -> None:
    """Names every fault of a condition tree. `keys` are the keys that facts of each kind can have."""
    if tree is None:
        return
    if not isinstance(tree, dict) or len(tree) != 1:
        complain(tree, "条件应只有一个词", "a condition has exactly one word")
        return
    ((word, content),) = tree.items()
    if word not in _WORDS:
        complain(tree, f"不认识的条件“{word}”,可用:{'、'.join(_WORDS)}", f"unknown condition {word!r}")
    elif word in ("all", "any"):
        if not isinstance(content, list) or not content:
            complain(tree, f"“{word}”下面应是列表", f"{word!r} takes a list")
            return
        for item in content:
            check(item, complain, keys)
    elif word == "not":
        check(content, complain, keys)
    elif word == "seen":
        check_query(content, complain, keys)
    elif word in ("same", "differs"):
        if not isinstance(content, list) or len(content) != 2:
            complain(tree, f"“{word}”比较两个值", f"{word!r} compares two values")
    elif word == "form" and not (
        isinstance(content, dict)
        and "field" in content
        and len(set(content) & {"is", "has", "matches", "filled"}) == 1
        and len(content) == 2
    ):
        complain(tree, "form 要写 field 和 is、has、matches、filled 之一", "form takes a field and one test")


def check_query(query: Any, complain: Complain, keys: Mapping[Kind, frozenset[str]]) -> None:
    """Names every fault of a selection of evidence."""
    if not isinstance(query, dict) or "kind" not in query:
        complain(query, "要写明 kind(证据种类)", "a kind is needed")
        return
    try:
        kind = Kind(query["kind"])
    except ValueError:
        complain(query, f"没有“{query['kind']}”这种证据", f"no such kind of evidence: {query['kind']!r}")
        return
    known = keys[kind] | {"kind", "count", "by", "value", *KINDS[kind].detail}
    for key, value in query.items():
        if key not in known:
            complain(query, f"“{query['kind']}”没有“{key}”这一项", f"{query['kind']!r} has no key {key!r}")
        if isinstance(value, dict) and not set(value) <= set(OPERATORS):
            complain(query, f"“{key}”的比较只能用 {'、'.join(OPERATORS)}", f"{key!r}: unknown comparison")
