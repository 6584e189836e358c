"""The condition language: a tree of small questions with three answers, yes, no and unknown (Kleene's logic).

docs/rules.md teaches it, rules/syntax.py checks it when rules are loaded. A question about evidence is
answered no only if every analyzer that yields the kind ran to its end; what was found counts even where
something else failed. Nothing here opens a file or knows what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.condition_answer import NO, NO_CAP, WEAK, YES, Answer, both, joined, weigh
from rules.facts import Fact, Facts, Gap
from rules.form import INSTITUTIONS, comparable, field_of, path_of, texts_of
from rules.policy_facts import NO as NOT_STATED
from rules.policy_facts import in_vain
from rules.values import matches
from scanner.form_checks import CHECKS
from scanner.kinds import KINDS, Kind, Stage

Bound = Mapping[str, Any]
FORM_TESTS = ("is", "has", "means", "format", "filled")
_PACKAGE = {
    "app_id": "包名",
    "version": "版本号",
    "version_code": "版本代码",
    "label": "应用名称",
    "sha256": "文件哈希",
    "signers": "签名证书",
}


class Unsaid(Exception):
    """A reference to something that is not known."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap.reason)
        self.gap = gap


def ask(tree: Any, facts: Facts, bound: Bound) -> Answer:
    """The answer to a condition; `bound` are the keys of the subject ("$value", "$form", ...)."""
    if tree is None:
        return YES
    known = facts.answered.get(id(tree))
    if known is not None and known[0] is tree:
        return known[1]  # type: ignore[no-any-return]
    ((word, content),) = tree.items()
    try:
        answer = _WORDS[word](content, facts, bound)
    except Unsaid as unsaid:
        answer = Answer(None, (), (unsaid.gap,))
    if not bound or not refers(content):
        facts.answered[id(tree)] = (tree, answer)
    return answer


def refers(tree: Any) -> bool:
    """Whether a condition speaks of the subject; so does what a person looked up about it."""
    if isinstance(tree, str):
        return tree.startswith("$")
    if isinstance(tree, dict):
        return "topic" in tree or any(refers(item) for item in tree.values())
    return isinstance(tree, list) and any(refers(item) for item in tree)


# ---- joining -----------------------------------------------------------------------------------------


def _all(content: list[Any], facts: Facts, bound: Bound) -> Answer:
    return both([ask(item, facts, bound) for item in content])


def _any(content: list[Any], facts: Facts, bound: Bound) -> Answer:
    answers = [ask(item, facts, bound) for item in content]
    yes = [answer for answer in answers if answer.truth]
    if yes:
        return joined(True, yes, max(yes, key=lambda answer: answer.weight))
    truth = None if any(answer.truth is None for answer in answers) else False
    made = joined(truth, answers, min(answers, key=lambda answer: answer.weight))
    if truth is None:
        return made
    return replace(made, note=";".join(dict.fromkeys(answer.note for answer in answers if answer.note)))


def _not(content: Any, facts: Facts, bound: Bound) -> Answer:
    answer = ask(content, facts, bound)
    return replace(answer, truth=None if answer.truth is None else not answer.truth)


def _clue(content: Any, facts: Facts, bound: Bound) -> Answer:
    """A yes inside is no more than a clue."""
    return replace(ask(content, facts, bound), clue=True)


# ---- references --------------------------------------------------------------------------------------


def bind(value: Any, facts: Facts, bound: Bound) -> Any:
    """`value` with "$key", {form: field} and {pack: setting} replaced. Raises Unsaid where there is none."""
    if isinstance(value, str) and value.startswith("$"):
        found = field_of(bound, value[2:]) if value.startswith("$.") else bound.get(value[1:])
        if found in (None, "", (), []):
            raise Unsaid(Gap("form-empty" if value.startswith("$.") else "no-term", value.lstrip("$.")))
        return found
    if isinstance(value, list):
        return [bind(item, facts, bound) for item in value]
    if isinstance(value, dict):
        if "form" in value:
            return _said(value["form"], facts, bound)
        if "pack" in value:
            return _setting(value["pack"], facts)
        return {key: bind(item, facts, bound) for key, item in value.items()}
    return value


def _said(name: str, facts: Facts, bound: Bound) -> Any:
    """What a field of the form says. Raises Unsaid where there is no form or the field is empty."""
    if name.startswith("$."):
        found = field_of(bound, name[2:])
    elif facts.form is None:
        raise Unsaid(Gap("no-filing"))
    else:
        found = field_of(facts.form, path_of(name))
    if found is None:
        no_form = name.startswith(INSTITUTIONS) and INSTITUTIONS not in (facts.form or {})
        raise Unsaid(Gap("no-institution") if no_form else Gap("form-empty", name.removeprefix("$.")))
    return found


def _setting(name: str, facts: Facts) -> Any:
    if name not in facts.pack:
        raise Unsaid(Gap("no-setting", name))
    return facts.pack[name]


# ---- questions ---------------------------------------------------------------------------------------


def _seen(content: Mapping[str, Any], facts: Facts, bound: Bound) -> Answer:
    kind = Kind(content["kind"])
    query = {key: value if key == "kind" else bind(value, facts, bound) for key, value in content.items()}
    found = tuple(facts.each(query))
    least = query.get("count", 1)
    if len({fact.evidence.value for fact in found}) >= least if least > 1 else found:
        cap, clue = weigh(found)
        return Answer(True, found, note=_unsaid(query, found, facts), cap=cap, clue=clue)
    gap = facts.gap(kind) or facts.unwatched(query)
    if gap:
        return Answer(None, (), (gap,))
    weak = KINDS[kind].nature in WEAK
    note = _said_of(facts, in_vain(query, ())) if KINDS[kind].stage is Stage.POLICY else ""
    return Answer(False, note=note, cap=1 if weak else NO_CAP, clue=weak)


def _unsaid(query: Mapping[str, Any], found: Sequence[Fact], facts: Facts) -> str:
    """Of facts that the policy does not bear out: what it says, or which words were looked for in vain."""
    if "stated" in query:
        missed = [str(fact.keys.get("looked", "")) for fact in found if fact.keys["stated"] == NOT_STATED]
        denied = dict.fromkeys(str(fact.keys["said"]) for fact in found if fact.keys.get("said"))
        notes = [_said_of(facts, in_vain(query, missed[:4]))] if missed else []
        return ";".join([*notes, *(f"政策写明不处理:“{quote}”" for quote in list(denied)[:2])])
    if any(query.get(key) is False for key in ("names_app", "names_provider")):
        return next((str(fact.keys["whose"]) for fact in found if fact.keys.get("whose")), "")
    return ""


def _said_of(facts: Facts, missed: str) -> str:
    return f"{facts.looked_in},{missed}" if facts.looked_in and missed else missed


def _form(content: Mapping[str, Any], facts: Facts, bound: Bound) -> Answer:
    name = content["field"]
    if "filled" in content:
        try:
            filled = _said(name, facts, bound) is not None
        except Unsaid as unsaid:
            if unsaid.gap.reason == "no-filing":
                raise
            filled = False
        note = "" if filled else f"备案表“{_last(name)}”未填写"
        return Answer(filled is content["filled"], declared(name, facts, bound), note=note)
    value = _said(name, facts, bound)
    values = value if isinstance(value, list) else [value]
    if "format" in content:
        wrong = [problem for item in values if (problem := CHECKS[content["format"]](str(item)))]
        note = f"备案表“{_last(name)}”:{wrong[0].zh}" if wrong else ""
        return Answer(not wrong, declared(name, facts, bound), note=note)
    if "means" in content:
        wanted = bind(content["means"], facts, bound)
        choices = wanted if isinstance(wanted, list | tuple) else [wanted]
        found = facts.meant([str(item) for item in values])
        yes = any(choice in found for choice in choices)
    else:
        wanted = bind(content.get("is", content.get("has")), facts, bound)
        yes = matches([_plain(item) for item in values], _plain(wanted))
    return Answer(yes, declared(name, facts, bound))


def _plain(value: Any) -> Any:
    """A flag as the form prints it."""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


def declared(name: str, facts: Facts, bound: Bound) -> tuple[Fact, ...]:
    """What the filing stage recorded of a field, so that a finding can point to the form."""
    last, row = _last(name), bound.get("row") if name.startswith("$.") else None
    return tuple(
        fact
        for fact in facts.of(Kind.DECLARED)
        if fact.keys.get("field") == last and (row is None or fact.keys.get("row", row) == row)
    )


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _same(content: list[Any], facts: Facts, bound: Bound) -> Answer:
    left, right = (_side(item, facts, bound) for item in content)
    if not {comparable(text) for text in left.texts}.isdisjoint(map(comparable, right.texts)):
        return YES
    named = [side for side in (left, right) if side.name]  # a value of the rule's own tells a reader nothing
    note = ",".join(f"{side.name}为“{'、'.join(side.texts[:5])}”" for side in named)
    return Answer(False, (*left.facts, *right.facts), note=note)


def _differs(content: list[Any], facts: Facts, bound: Bound) -> Answer:
    answer = _same(content, facts, bound)
    return replace(answer, truth=not answer.truth)


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    texts: tuple[str, ...]
    facts: tuple[Fact, ...] = ()


def _side(item: Any, facts: Facts, bound: Bound) -> _Side:
    """ "package.app_id", "form.样本.包名", "signer.md5" (of all evidence of a kind), "$value" or a text."""
    top, _, rest = item.partition(".")
    if top == "package":
        found = facts.package.get(rest)
        if found in (None, "", []):
            raise Unsaid(Gap("unread", rest))
        texts = found if isinstance(found, list) else [found]
        return _Side(f"安装包的{_PACKAGE.get(rest, rest)}", tuple(str(text) for text in texts))
    if top in ("form", "$"):
        name = f"$.{rest}" if top == "$" else rest
        _said(name, facts, bound)
        row = bound if top == "$" else facts.form or {}
        said = texts_of(row, rest if top == "$" else path_of(rest))
        return _Side(f"备案表“{_last(rest)}”", said, declared(name, facts, bound))
    if rest:
        seen = tuple(facts.of(Kind(top)))
        listed = dict.fromkeys(str(fact.keys[rest]) for fact in seen if fact.keys.get(rest))
        if not listed:
            raise Unsaid(facts.gap(Kind(top)) or Gap("unread", item))
        return _Side("安装包中", tuple(listed), seen)
    found = bind(item, facts, bound)
    return _Side("", tuple(map(str, found)) if isinstance(found, list | tuple) else (str(found),))


def _stage(content: str, facts: Facts, _bound: Bound) -> Answer:
    """Needs a stage whose evidence no analyzer yields yet, or that has not run: never yes or no."""
    ran = any(stage.value == content for stage in facts.stages)
    return Answer(None, (), (Gap("human" if ran else f"stage-{content}"),))


def _person(content: Any, facts: Facts, bound: Bound) -> Answer:
    """What only a person can find out. Once observed it is evidence; until then it is unknown.

    Asked about one subject, observations about others do not count. A no needs a look at the whole: one of
    the app, or one of everything that the form names there (`about`). `after` keeps the question off the
    checklist until that stage ran.
    """
    if isinstance(content, str):
        return Answer(None, (), (Gap("human", content),))
    about = comparable(bound.get("value", ""))
    found = _latest(content["topic"], facts, about)
    decisive = tuple(fact for fact in found.values() if matches(fact.evidence.value, content["saw"]))
    if decisive:
        return Answer(True, decisive)
    left = _left(content.get("about", ""), found, facts)
    if found and ("" in found or (about and about in found) or left == ()):
        return Answer(False, tuple(found.values()))
    what, stage = content["what"], content.get("after", "")
    if found:
        more = f"(还有:{'、'.join(left)})" if left else "(只查了一部分,未写明查的是整个应用)"
        return Answer(None, tuple(found.values()), (Gap("human", what + more),))
    if stage and not any(ran.value == stage for ran in facts.stages):
        return Answer(None, (), (Gap(f"stage-{stage}"),))
    return Answer(None, (), (Gap("human", what),))


def _latest(topic: str, facts: Facts, about: str) -> dict[str, Fact]:
    """The last observation of each subject, "" for the app; with `about`, only those of it or of the app."""
    whole = {comparable(facts.package[key]) for key in ("app_id", "label")} - {about}
    last: dict[str, Fact] = {}
    for fact in facts.of(Kind.OBSERVATION):
        subject = comparable(fact.keys.get("subject", ""))
        subject = "" if subject in whole else subject
        if fact.keys.get("topic") != topic or (about and subject not in ("", about)):
            continue
        earlier = last.get(subject)
        if earlier is None or fact.keys.get("at", "") >= earlier.keys.get("at", ""):
            last[subject] = fact
    return last


def _left(field: str, found: Mapping[str, Fact], facts: Facts) -> tuple[str, ...] | None:
    """Of the things named in a field of the form, those that nobody looked up; None: the form names none."""
    named = texts_of(facts.form, path_of(field)) if field and facts.form is not None else ()
    return tuple(text for text in named if comparable(text) not in found) if named else None


def _pack(content: Mapping[str, Any], facts: Facts, _bound: Bound) -> Answer:
    return YES if matches(_setting(content["setting"], facts), content["is"]) else NO


_WORDS: Mapping[str, Callable[[Any, Facts, Bound], Answer]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "clue": _clue,
    "seen": _seen,
    "form": _form,
    "same": _same,
    "differs": _differs,
    "stage": _stage,
    "person": _person,
    "pack": _pack,
}
WORDS = tuple(_WORDS)
