"""The report's chapter on the policy: its documents, what it has to state and does, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from reports.evidence import place
from reports.model import Cell, PolicyChapter, PolicyDocument, Statement, Text
from reports.names import Names
from reports.sentences_parts import LONG, detail_of
from reports.table import NOT_STATED, STATED
from reports.words import DOCUMENTS, FAULTS, STATES
from rules.facts import Facts
from rules.policy_required import REQUIRED, Required
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible

KEPT = Cell("yes", Text("写明不发生", "stated as not done"))
OPEN = Cell("unknown", Text("政策未读全", "the policy was not read to its end"))
_SOURCES = {
    "file": Text("送检文件", "a file that was handed in"),
    "package": Text("安装包内自带", "carried in the package"),
    "url": Text("网址", "fetched from its address"),
}
_FAULTS = 12
_SDKS = 60


def chapter(facts: Facts, names: Names) -> PolicyChapter:
    """What the policy says by itself; empty where none was read."""
    documents = [fact.evidence for fact in facts.of(Kind.POLICY_DOCUMENT)]
    if not documents:
        return PolicyChapter()
    stated = [fact.evidence for fact in facts.of(Kind.POLICY_ELEMENT)]
    read = facts.gap(Kind.POLICY_ELEMENT) is None
    mentions = [fact for fact in facts.of(Kind.POLICY_MENTION) if fact.keys.get("type") == "sdk"]
    used = dict.fromkeys(fact.evidence.value for fact in mentions if fact.keys.get("polarity") != "negated")
    faults = [fact.evidence for fact in facts.of(Kind.POLICY_FAULT)]
    return PolicyChapter(
        tuple(_document(item) for item in documents),
        tuple(_required(one, stated, read) for one in REQUIRED),
        tuple(names.sdk(visible(value, LONG)) for value in list(used)[:_SDKS]),
        tuple(_fault(item) for item in faults[:_FAULTS]),
    )


def _document(item: Evidence) -> PolicyDocument:
    state = detail_of(item, "state")
    return PolicyDocument(
        name=visible(item.where.entry, LONG),
        role=DOCUMENTS.get(item.value, DOCUMENTS["other"]),
        state=STATES.get(state, STATES["unreadable"]),
        read=state == "read",
        title=detail_of(item, "title"),
        source=_SOURCES.get(detail_of(item, "source"), Text("", "")),
        provider=detail_of(item, "provider"),
        app=detail_of(item, "app"),
        effective=detail_of(item, "effective"),
        updated=detail_of(item, "updated"),
        sha256=detail_of(item, "sha256"),
        url=detail_of(item, "url"),
    )


def _required(one: Required, stated: Sequence[Evidence], read: bool) -> Statement:
    """One of the fifteen; the sentence that says most of it is the last element's of its alternative."""
    name = Text(one.zh, one.en)
    there = {item.value for item in stated}
    if not one.stated(there):
        return Statement(name, NOT_STATED if read else OPEN)
    item = next(item for item in stated if item.value in one.elements)
    cell = KEPT if item.detail.get("negated") is True else STATED
    return Statement(name, cell, detail_of(item, "quote"), place(item.where), item.id)


def _fault(item: Evidence) -> Statement:
    named = FAULTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    return Statement(named, Cell("part", named), detail_of(item, "quote"), place(item.where), item.id)
