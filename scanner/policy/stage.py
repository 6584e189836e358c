"""The stage `policy`: documents read in the child, what they say given out line by line, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from scanner.formats.archive import Archive, BadEntry, Buffer, entry_at
from scanner.kinds import Kind, Stage
from scanner.model import BadPackage, Evidence, Limits, Run, Status, WatchedTerm
from scanner.policy.document import Fetched, Source
from scanner.policy.parse import LARGEST, parse
from scanner.policy.reading import Read, evidence, read, stored

Say = Callable[[str, Any], None]
VERSION = 1
DOCUMENTS, STATEMENTS, MENTIONS = "policy_documents", "policy_statements", "policy_mentions"
"""Analyzers of the stage: what the documents are, what they state, what they name."""
_KINDS = {
    DOCUMENTS: (Kind.POLICY_DOCUMENT,),
    STATEMENTS: (Kind.POLICY_ELEMENT, Kind.POLICY_FAULT),
    MENTIONS: (Kind.POLICY_MENTION,),
}


def opened(files: Sequence[tuple[str, Buffer]], sources: Sequence[Source], limits: Limits) -> list[Fetched]:
    """The documents. Of the kind `package` they are entries of the one file, else there is a file for each.

    An entry that cannot be unpacked is a document without contents; raises BadPackage for what is no archive.
    """
    if not sources or sources[0].kind != "package":
        pairs = zip(sources, files, strict=True)
        return [Fetched(source, bytes(data[: LARGEST + 1])) for source, (_, data) in pairs]
    archive = Archive.open(files[0][1], limits, files[0][0])
    found = []
    for source in sources:
        try:
            found.append(Fetched(source, entry_at(archive, source.name, limits)))
        except (KeyError, BadEntry, BadPackage):
            found.append(Fetched(source, b""))
    return found


def run(
    documents: Sequence[Fetched], terms: Iterable[WatchedTerm], say: Say, not_held: Sequence[str]
) -> None:
    """The stage over the documents of one app. `not_held`: limits of the child that could not be set."""
    say("plan", {"runs": [_run(name, Status.FAILED) for name in _KINDS], "watched": ()})
    names = unique([fetched.source.name for fetched in documents])
    found = read(names, [parse(fetched) for fetched in documents], terms)
    items = list(evidence(found))
    for one in found:
        say("document", stored(one))
    for item in items:
        say("evidence", _by(item))
    for ended in runs(found, items, not_held):
        say("run", ended)


def runs(found: Sequence[Read], items: Sequence[Evidence], not_held: Sequence[str] = ()) -> list[Run]:
    """How each analyzer ended: to its end only if every document was read whole and the policy is among them."""
    reason, note = _gap(found)
    note = "; ".join(filter(None, (note, *(f"not confined: {name}" for name in not_held))))
    named = [item for item in items if item.detail.get("state") == "named" and item.value == "sdk-list"]
    made = []
    for name in _KINDS:
        why, what = reason, note
        if name == MENTIONS and not why and named:
            why, what = "policy-linked", str(named[0].detail.get("title", ""))
        made.append(_run(name, Status.PARTIAL if why else Status.DONE, why, what))
    return made


def unique(names: Sequence[str]) -> list[str]:
    """The names, the second one of the same name with #2."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return made


def _gap(found: Sequence[Read]) -> tuple[str, str]:
    """Why nobody can say that something is not stated; ("", "") if all was read."""
    for one in found:
        if one.document.state != "read":
            return f"policy-{one.document.state}", f"{one.name}: {one.document.unread or one.document.state}"
    for one in found:
        if one.document.unread:
            return "policy-unreadable", f"{one.name}: {one.document.unread}"
    if not any(one.document.role == "main" for one in found):
        return "policy-no-main", ", ".join(f"{one.name}: {one.document.role}" for one in found)
    return "", ""


def _run(name: str, status: Status, reason: str = "", note: str = "") -> Run:
    return Run(Stage.POLICY, name, VERSION, _KINDS[name], status, reason, note)


def _by(item: Evidence) -> Evidence:
    name = next(name for name, kinds in _KINDS.items() if item.kind in kinds)
    return Evidence(item.kind, item.value, item.where, name, item.detail)
