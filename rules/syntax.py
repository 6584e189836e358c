"""Checks conditions when rules are loaded: words, kinds, keys, values, fields; faults with lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.condition import FORM_TESTS, WORDS
from rules.form import find, path_of, several
from rules.values import OPERATORS, matches
from rules.vocabulary import DETAILS, PACKAGE, VALUES
from scanner.form_checks import CHECKS
from scanner.kinds import KINDS, Kind, Stage

Complain = Callable[[Any, str, str], None]
Keys = Mapping[Kind, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the other data files hold, so that a rule cannot ask for what does not exist."""

    keys: Keys
    values: Mapping[Kind, frozenset[str]] = field(default_factory=dict)  # of APIs, SDKs, byte rules, ...
    details: Mapping[tuple[Kind, str], frozenset[str]] = field(default_factory=dict)
    settings: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    topics: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of observations: their words


def check_rule(rule: Mapping[str, Any], complain: Complain, known: Known) -> None:
    """Names every fault of a rule's conditions."""
    each = rule.get("each")
    base, bound = "", frozenset[str]()
    if isinstance(each, dict) and "form" in each and "kind" not in each:
        base = _each_form(each, complain)
    elif each is not None:
        check_query(each, complain, known, "", frozenset())
        if isinstance(each, dict) and each.get("kind") in list(Kind):
            kind = Kind(each["kind"])
            bound = known.keys[kind] | {"value", *KINDS[kind].detail}
            if each.get("by", "value") not in bound:
                complain(each, f"“by”不是这种证据的一项:{each['by']}", f"no such key: {each['by']!r}")
    if base:
        bound = frozenset({"value", "means", "row"})
    walk = _Walk(complain, known, base, bound)
    walk.tree(rule.get("given"))
    walk.tree(rule.get("when"))
    if rule.get("when") is None and each is None and rule.get("automation") != "人":
        complain(rule, "缺少 when 或 each", "'when' or 'each' is needed")


def _each_form(each: Mapping[str, Any], complain: Complain) -> str:
    """The section that a rule goes through row by row, or the field item by item."""
    if not set(each) <= {"form", "name", "as"} or "as" not in each:
        complain(each, "each 按表逐行时要写 form 和 as,可写 name", "each takes form, as and name")
    item = find(str(each["form"]))
    if item is None:
        complain(each, f"备案表里没有“{each['form']}”", f"no such field: {each['form']!r}")
        return ""
    path = path_of(str(each["form"]))
    if several(item) and find(f"$.{each.get('name', '')}", path) is None:
        complain(each, "要写明每一行用哪一栏做名称(name)", "a name is needed for each row")
    return path


@dataclass(frozen=True, slots=True)
class _Walk:
    complain: Complain
    known: Known
    base: str
    bound: frozenset[str]

    def tree(self, tree: Any) -> None:
        if tree is None:
            return
        if not isinstance(tree, dict) or len(tree) != 1:
            self.complain(tree, "条件应只有一个词", "a condition has exactly one word")
            return
        ((word, content),) = tree.items()
        if word not in WORDS:
            self.complain(
                tree, f"不认识的条件“{word}”,可用:{'、'.join(WORDS)}", f"unknown condition {word!r}"
            )
        elif word in ("all", "any"):
            if not isinstance(content, list) or not content:
                self.complain(tree, f"“{word}”下面应是列表", f"{word!r} takes a list")
                return
            for item in content:
                self.tree(item)
        elif word in ("not", "clue"):
            self.tree(content) if content is not None else self.complain(tree, "缺少内容", "empty")
        else:
            getattr(self, f"_{word}")(content, tree)

    def _seen(self, content: Any, tree: Any) -> None:
        check_query(content, self.complain, self.known, self.base, self.bound, tree)

    def _form(self, content: Any, tree: Any) -> None:
        tests = set(content) & set(FORM_TESTS) if isinstance(content, dict) else set()
        if not isinstance(content, dict) or set(content) != {"field", *tests} or len(tests) != 1:
            shown = "、".join(FORM_TESTS)
            self.complain(tree, f"form 要写 field 和 {shown} 之一", "form takes a field and one test")
            return
        self._field(content["field"], tree)
        if "format" in content and content["format"] not in CHECKS:
            self.complain(tree, f"没有这种格式:{content['format']}", f"no such format: {content['format']!r}")
        if "filled" in content and not isinstance(content["filled"], bool):
            self.complain(tree, "filled 只能是 true 或 false", "filled is true or false")
        for option in _texts(content.get("means")):
            if not option.startswith("$") and self.known.options and option not in self.known.options:
                self.complain(tree, f"terms.yaml 里没有选项“{option}”", f"no such option: {option!r}")
        for test in ("is", "has", "means"):
            _reference(content.get(test), self.complain, tree, self.known, self.base, self.bound)

    def _field(self, name: Any, tree: Any) -> None:
        item = find(str(name), self.base)
        if item is None:
            self.complain(tree, f"备案表里没有“{name}”", f"no such field: {name!r}")
        elif item.personal or str(name).endswith((".姓名", ".电话", ".邮箱")):
            self.complain(tree, f"“{name}”是个人信息,规则不得引用", f"{name!r} is personal data")

    def _same(self, content: Any, tree: Any) -> None:
        if not isinstance(content, list) or len(content) != 2 or not all(isinstance(s, str) for s in content):
            self.complain(tree, "same、differs 比较两个值", "same and differs compare two values")
            return
        for side in content:
            top, _, rest = side.partition(".")
            if top == "form":
                self._field(rest, tree)
            elif top == "$" and rest:
                self._field(side, tree)
            elif top == "package":
                if rest not in PACKAGE:
                    self.complain(tree, f"安装包没有“{rest}”", f"the package has no {rest!r}")
            elif rest and (top not in list(Kind) or rest not in self._keys_of(Kind(top))):
                self.complain(tree, f"没有“{side}”", f"no such thing: {side!r}")
            else:
                _reference(side, self.complain, tree, self.known, self.base, self.bound)

    _differs = _same

    def _keys_of(self, kind: Kind) -> frozenset[str]:
        return self.known.keys[kind] | {"value", *KINDS[kind].detail}

    def _stage(self, content: Any, tree: Any) -> None:
        if content not in list(Stage):
            self.complain(tree, f"没有“{content}”这个阶段", f"no such stage: {content!r}")

    def _person(self, content: Any, tree: Any) -> None:
        if isinstance(content, str) and content:
            return
        keys = set(content) if isinstance(content, dict) else set()
        if not {"topic", "saw", "what"} <= keys <= {"topic", "saw", "what", "about", "after"}:
            zh = "person 写一句话,或写 topic、saw、what,可写 about、after"
            self.complain(tree, zh, "person takes a text, or topic, saw, what")
            return
        self._topic(content["topic"], _texts(content["saw"]), tree)
        if "about" in content:
            self._field(content["about"], tree)
        if "after" in content:
            self._stage(content["after"], tree)

    def _topic(self, topic: Any, saw: list[str], tree: Any) -> None:
        words = self.known.topics.get(str(topic))
        if words is None:
            self.complain(tree, f"observation_topics 里没有“{topic}”", f"no such topic: {topic!r}")
            return
        for word in saw:
            if word not in words:
                self.complain(tree, f"“{topic}”没有“{word}”这种结果", f"{topic!r} never ends in {word!r}")

    def _pack(self, content: Any, tree: Any) -> None:
        if not isinstance(content, dict) or set(content) != {"setting", "is"}:
            self.complain(tree, "pack 要写 setting 和 is", "pack takes setting and is")
        elif content["setting"] not in self.known.settings:
            self.complain(
                tree, f"规则包没有“{content['setting']}”", f"no such setting: {content['setting']!r}"
            )


def check_query(
    query: Any, complain: Complain, known: Known, base: str, bound: frozenset[str], tree: Any = None
) -> None:
    """Names every fault of a selection of evidence."""
    if not isinstance(query, dict) or "kind" not in query:
        complain(query if query is not None else tree, "要写明 kind(证据种类)", "a kind is needed")
        return
    if query["kind"] not in list(Kind):
        complain(query, f"没有“{query['kind']}”这种证据", f"no such kind of evidence: {query['kind']!r}")
        return
    kind = Kind(query["kind"])
    allowed = known.keys[kind] | {"kind", "count", "by", "value", *KINDS[kind].detail}
    for key, value in query.items():
        if key not in allowed:
            complain(query, f"“{kind.value}”没有“{key}”这一项", f"{kind.value!r} has no key {key!r}")
            continue
        if key == "kind":
            continue
        _reference(value, complain, query, known, base, bound)
        closed = VALUES.get(kind) or known.values.get(kind) if key == "value" else None
        closed = closed or DETAILS.get((kind, key)) or known.details.get((kind, key))
        if closed:
            _closed(value, frozenset(closed), key, query, complain)
        expected = KINDS[kind].detail.get(key)
        reference = isinstance(value, str) and value.startswith("$")
        plain = isinstance(value, str | bool | int) and not reference
        if expected in (bool, int) and plain and type(value) is not expected:
            complain(query, f"“{key}”的值不对:{value}", f"bad value for {key!r}: {value!r}")


def _closed(value: Any, known: frozenset[str], key: str, query: Any, complain: Complain) -> None:
    """Names what no analyzer can ever emit."""
    for text in _texts(value.get("not") if isinstance(value, dict) else value):
        if text.startswith("$"):
            continue
        if not any(matches(one, text) for one in known):
            complain(query, f"“{key}”永远不会是“{text}”", f"{key!r} is never {text!r}")


def _reference(
    value: Any, complain: Complain, tree: Any, known: Known, base: str, bound: frozenset[str]
) -> None:
    """Names references to what does not exist, and comparisons that do not exist."""
    if isinstance(value, list):
        for item in value:
            _reference(item, complain, tree, known, base, bound)
    elif isinstance(value, dict):
        if set(value) == {"form"}:
            if find(str(value["form"]), base) is None:
                complain(tree, f"备案表里没有“{value['form']}”", f"no such field: {value['form']!r}")
        elif set(value) == {"pack"}:
            if value["pack"] not in known.settings:
                complain(tree, f"规则包没有“{value['pack']}”", f"no such setting: {value['pack']!r}")
        elif not value or not set(value) <= set(OPERATORS):
            complain(tree, f"比较只能用 {'、'.join(OPERATORS)}", "unknown comparison")
        elif _is_number(value.get("min")) and _is_number(value.get("max")) and value["min"] > value["max"]:
            complain(tree, "min 大于 max,永远不成立", "min is above max: never true")
        else:
            for item in value.values():
                _reference(item, complain, tree, known, base, bound)
    elif isinstance(value, str) and value.startswith("$."):
        if find(value, base) is None:
            complain(tree, f"备案表里没有“{value}”", f"no such field: {value!r}")
    elif isinstance(value, str) and value.startswith("$") and value[1:] not in bound:
        complain(tree, f"对象没有“{value}”这一项", f"the subject has no key {value!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
