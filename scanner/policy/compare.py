"""Two versions of a policy, paragraph by paragraph, and what of the difference a filing cares about. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.kinds import Kind
from scanner.model import Evidence, PolicyText, Scan

_ALIKE = 0.5
"""Paragraphs that share this much are one that was changed."""
_LONG = 400
"""Paragraphs longer than this are compared by their beginnings when their likeness is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph that was added, removed or changed. Numbers from 1; 0 where there is none."""

    role: str  # of the document
    old_number: int
    new_number: int
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the policy states now and did not before, or the other way round."""

    kind: str  # sdk, data, permission, element, fault, provider, app, document
    value: str
    appeared: bool
    paragraph: int = 0  # where it stands, or stood
    old: str = ""  # of provider and app
    new: str = ""


def changes(old: Scan, new: Scan) -> Iterator[Change]:
    """What was changed in documents of the same role, in the order of the new text."""
    for role in dict.fromkeys(one.role for one in (*old.documents, *new.documents)):
        before, after = _of_role(old, role), _of_role(new, role)
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for word, a, b, c, d in matcher.get_opcodes():
            if word != "equal":
                yield from _pairs(role, before, after, range(a, b), range(c, d))


def _of_role(scan: Scan, role: str) -> list[str]:
    found: list[PolicyText] = [one for one in scan.documents if one.role == role]
    return [paragraph for one in found for paragraph in one.paragraphs]


def _pairs(
    role: str, before: Sequence[str], after: Sequence[str], old: range, new: range
) -> Iterator[Change]:
    """Removed and added paragraphs in one place: those that are alike belong together."""
    left = list(new)
    for number in old:
        text = before[number]
        match = next((at for at in left if _alike(text, after[at])), None)
        if match is None:
            yield Change(role, number + 1, 0, text)
            continue
        for at in [at for at in left if at < match]:
            yield Change(role, 0, at + 1, "", after[at])
        left = [at for at in left if at > match]
        yield Change(role, number + 1, match + 1, text, after[match])
    for at in left:
        yield Change(role, 0, at + 1, "", after[at])


def _alike(old: str, new: str) -> bool:
    matcher = difflib.SequenceMatcher(None, old[:_LONG], new[:_LONG], autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def matters(old: Scan, new: Scan) -> Iterator[Matter]:
    """What a filing cares about: SDKs, data, permissions, statements, faults, provider, app, documents."""
    for key in ("provider", "app"):
        before, after = _main(old, key), _main(new, key)
        if before != after and (before or after):
            yield Matter(key, after or before, bool(after), 0, before, after)
    then, now = _facts(old), _facts(new)
    for fact, paragraph in now.items():
        if fact not in then:
            yield Matter(*fact, True, paragraph)
    for fact, paragraph in then.items():
        if fact not in now:
            yield Matter(*fact, False, paragraph)


def _main(scan: Scan, key: str) -> str:
    found = (
        str(item.detail.get(key, ""))
        for item in scan.evidence
        if item.kind is Kind.POLICY_DOCUMENT and item.value == "main" and item.detail.get("state") == "read"
    )
    return next(found, "")


def _facts(scan: Scan) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for item in scan.evidence:
        if fact := _fact(item):
            found.setdefault(fact, item.where.paragraph)
    return found


def _fact(item: Evidence) -> tuple[str, str] | None:
    if item.kind is Kind.POLICY_MENTION and item.detail.get("polarity") != "negated":
        return str(item.detail.get("type", "")), item.value
    if item.kind is Kind.POLICY_ELEMENT:
        return "element", item.value
    if item.kind is Kind.POLICY_FAULT and item.value != "vague":
        return "fault", item.value
    if item.kind is Kind.POLICY_DOCUMENT and item.detail.get("state") == "read":
        return "document", item.value
    return None
