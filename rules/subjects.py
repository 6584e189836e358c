"""What a rule is about, one by one: each permission, SDK, interface and owner, each row or item of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.condition import Unsaid, bind, declared
from rules.condition_answer import NO_CAP, weigh
from rules.facts import Fact, Facts, Gap
from rules.form import INSTITUTIONS, field_of, path_of
from scanner.kinds import Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """One of them: "permission:android.permission.CAMERA", its Chinese name, keys that conditions may use."""

    id: str
    name: str
    keys: Mapping[str, Any]
    facts: tuple[Fact, ...] = ()
    cap: int = NO_CAP  # what its own evidence carries
    clue: bool = False


WHOLE = Subject("app", "", {})


def subjects(each: Mapping[str, Any], facts: Facts) -> tuple[Sequence[Subject], Gap | None]:
    """The subjects, and why there may be more that nobody saw."""
    if "kind" not in each:
        return _of_form(each, facts)
    try:
        query = {key: value if key == "kind" else bind(value, facts, {}) for key, value in each.items()}
    except Unsaid as unsaid:
        return (), unsaid.gap
    groups: dict[str, list[Fact]] = {}
    by = each.get("by", "value")
    for fact in facts.each(query):
        values = fact.keys.get(by)
        for value in values if isinstance(values, list | tuple) else [values]:
            if value not in (None, ""):
                groups.setdefault(str(value), []).append(fact)
    kind = Kind(each["kind"])
    word = kind.value if by == "value" else by
    found = [_of_evidence(f"{word}:{value}", value, by, group) for value, group in groups.items()]
    return found, facts.gap(kind) or facts.unwatched(query)


def _of_evidence(id_: str, value: str, by: str, group: list[Fact]) -> Subject:
    cap, clue = weigh(group)
    keys = group[0].keys
    name = str(keys.get("zh" if by == "value" else f"{by}_zh") or value)
    return Subject(id_, name, {**keys, by: value}, tuple(group), cap, clue)


def _of_form(each: Mapping[str, Any], facts: Facts) -> tuple[Sequence[Subject], Gap | None]:
    path, word = path_of(each["form"]), each["as"]
    if facts.form is None:
        return (), Gap("no-filing")
    value = field_of(facts.form, path)
    if value is None:
        reason = "no-institution" if path.startswith(INSTITUTIONS) else "form-empty"
        return (), Gap(reason, each["form"])
    found: list[Subject] = []
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        if isinstance(item, Mapping):
            name = str(field_of(item, each["name"]) or f"第 {number} 个")
            keys = {**item, "value": name, "row": number}
            again = any(subject.name == name for subject in found)
            found.append(Subject(f"{word}:{name}{f'#{number}' if again else ''}", name, keys))
        else:
            name = str(item)
            keys = {"value": name, "row": number, "means": facts.meant([name])}
            stated = tuple(fact for fact in declared(path, facts, {}) if fact.evidence.value == name)
            found.append(Subject(f"{word}:{name}", name, keys, stated))
    return found, None
