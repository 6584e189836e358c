"""From data files to the rule base: everything checked, all faults of all files told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules import located, shape
from rules.attribute import KEYS
from rules.basis import DRAFT, STANDARDS
from rules.data import BadRules, Data, Fault, Source
from rules.located import Table, plain
from rules.model import Mark, Norm, Rule, Signature, Use
from rules.shape import Checker
from rules.syntax import Known
from scanner.kinds import Kind
from scanner.model import ByteRules, WatchedApi

_YARA_RULE = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+(\w+)", re.MULTILINE)


def build(sources: Sequence[Source]) -> Data:
    """What these files hold. Raises BadRules with every fault of every file."""
    files = _Files(sources)
    norms = _norms(files)
    sdks = _sdks(files)
    apis = _apis(files)
    terms = _terms(files)
    packs = _packs(files)
    bytes_ = tuple(ByteRules(_stem(s.name), s.text) for s in sources if s.path.endswith(".yar"))
    known = _known(sdks, apis, terms, packs, bytes_)
    rules = _rules(files, norms, known)
    if files.faults:
        raise BadRules(sorted(set(files.faults)))
    watched = tuple(WatchedApi(id_, api["form"], api["target"]) for id_, api in sorted(apis.items()))
    return Data(norms, rules, sdks, apis, terms, packs, watched, bytes_)


class _Files:
    """The YAML files, read, and the faults found in any of them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.faults: list[Fault] = []
        self.read = [
            (source, located.read(source.name, source.text, self.faults))
            for source in sources
            if source.path.endswith(".yaml")
        ]
        for source in sources:
            if source.path.endswith(".yaml") and not source.path.startswith(_PLACES):
                self.faults.append(Fault(source.name, 1, "不认识的文件", "a file of no known kind"))

    def under(self, start: str) -> Iterator[tuple[Checker, Any]]:
        """The files whose path starts so, with their data."""
        for source, data in self.read:
            if source.path.startswith(start) and data is not None:
                yield Checker(source.name, self.faults), data

    def each(self, start: str, wanted: shape.Shape) -> Iterator[tuple[Checker, Table, bool]]:
        """Their entries, and whether each has its shape."""
        for checker, data in self.under(start):
            for entry in checker.entries(data):
                yield checker, entry, checker.shape(entry, wanted)


_PLACES = ("norms", "checks/", "sdks/", "watch/", "terms", "packs/")


def _stem(name: str) -> str:
    return re.sub(r"\W", "_", name.removesuffix(".yar"))


def _known(
    sdks: Sequence[Signature],
    apis: Mapping[str, Any],
    terms: Mapping[str, Any],
    packs: Mapping[str, Mapping[str, Any]],
    bytes_: Sequence[ByteRules],
) -> Known:
    permissions = terms.get("permissions", {}).values()
    marks = frozenset(name for rules in bytes_ for name in _YARA_RULE.findall(rules.source))
    categories = frozenset(sdk.category for sdk in sdks)
    return Known(
        keys=KEYS,
        values={
            Kind.SENSITIVE_USE: frozenset(apis),
            Kind.SDK: frozenset(sdk.id for sdk in sdks),
            Kind.BYTE_MARK: marks,
            Kind.OBSERVATION: frozenset(terms.get("observations", {})),
        },
        details={
            (Kind.SDK, "category"): categories,
            (Kind.SENSITIVE_USE, "owner_category"): categories,
            (Kind.SENSITIVE_USE, "group"): frozenset(api["group"] for api in apis.values()),
            (Kind.PERMISSION, "group"): frozenset(str(term.get("group", "")) for term in permissions),
            (Kind.PERMISSION, "access"): frozenset(str(term.get("access", "")) for term in permissions),
        },
        settings=frozenset(key for pack in packs.values() for key in pack),
        options=frozenset(terms.get("form_options", {})),
    )


def _norms(files: _Files) -> dict[str, tuple[Norm, ...]]:
    found: dict[str, list[Norm]] = {}
    for checker, entry, good in files.each("norms", shape.NORM):
        if not good:
            continue
        for clause in checker.entries(entry["clauses"]):
            if not checker.shape(clause, shape.CLAUSE):
                continue
            ref = f"{entry['id']}:{clause['clause']}"
            if ref in found:
                checker.fault(clause.line, f"条款 {ref} 写了两次", f"{ref} stands here twice")
            versions = [when for when in (clause.get("before"), clause) if when]
            found[ref] = [_norm(entry, clause, when) for when in versions]
    return {ref: tuple(sorted(norms, key=lambda norm: norm.since)) for ref, norms in found.items()}


def _norm(entry: Table, clause: Table, when: Mapping[str, Any]) -> Norm:
    earlier = when is not clause
    since = when.get("since", entry["since"])
    until = when.get("until", clause.get("since", entry["since"]) if earlier else entry.get("until", ""))
    return Norm(
        entry["id"],
        str(when["clause"]),
        entry["title"],
        str(when.get("number", entry["number"])),
        DRAFT if entry.get("draft") else entry["level"],
        str(when.get("text", clause["text"])),
        since,
        until,
        bool(when.get("verified", clause.get("verified", True))),
    )


def _rules(files: _Files, norms: Mapping[str, tuple[Norm, ...]], known: Known) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for checker, entry, good in files.each("checks/", shape.RULE):
        checker.conditions(entry, known)
        if not good:
            continue
        _basis(checker, entry, norms)
        if entry["id"] in found:
            checker.fault(entry.line, f"规则 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        found[entry["id"]] = _rule(entry)
    return tuple(found[id_] for id_ in sorted(found))


def _basis(checker: Checker, entry: Table, norms: Mapping[str, tuple[Norm, ...]]) -> None:
    """Names clauses that do not exist or are drafts, and standards that would carry more than S1 alone."""
    line = entry.lines["basis"]
    for ref in entry["basis"]:
        if ref not in norms:
            checker.fault(line, f"没有条款 {ref}", f"no such clause: {ref}")
        elif norms[ref][-1].level == DRAFT:
            checker.fault(line, f"{ref} 是征求意见稿,不能作依据", f"{ref} is a draft and never a basis")
    levels = {norms[ref][-1].level for ref in entry["basis"] if ref in norms}
    if levels and levels <= set(STANDARDS) and entry["severity"] > "S1":
        checker.fault(line, "S1 以上不能只以标准为依据", "standards alone carry no more than S1")


def _rule(entry: Table) -> Rule:
    return Rule(
        entry["id"],
        entry["title"],
        entry["en"],
        int(entry["severity"][1:]),
        entry["automation"],
        Use(entry["use"]),
        tuple(entry["basis"]),
        entry["plain"],
        entry["remedy"],
        entry["ask"],
        tuple(entry["check"]),
        tuple(entry.get("traps", ())),
        entry.get("authority", "教育行政部门"),
        tuple(entry.get("platforms", ("android", "ios"))),
        plain(entry.get("given")),
        plain(entry.get("each")),
        plain(entry.get("when")),
        entry.get("cause", ""),
    )


def _sdks(files: _Files) -> tuple[Signature, ...]:
    found: dict[str, Signature] = {}
    for checker, entry, good in files.each("sdks/", shape.SDK):
        marks = [m for m in checker.entries(entry.get("marks") or []) if checker.shape(m, shape.MARK)]
        if not good:
            continue
        if entry["id"] in found:
            checker.fault(entry.line, f"组件 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        found[entry["id"]] = Signature(
            entry["id"],
            entry["zh"],
            entry["en"],
            entry["vendor"],
            entry["category"],
            tuple(_mark(mark) for mark in marks),
            tuple(entry.get("words", ())),
            tuple(entry.get("data", ())),
            entry.get("data_source", ""),
            entry.get("foreign", False),
            tuple(entry.get("brings", ())),
            tuple(entry.get("must_match", ())),
            tuple(entry.get("must_not_match", ())),
        )
    return tuple(found[id_] for id_ in sorted(found))


def _mark(entry: Table) -> Mark:
    return Mark(
        entry["type"],
        entry["value"],
        not entry.get("weak", False),
        entry["source"],
        entry.get("used", False),
    )


def _apis(files: _Files) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for checker, entry, good in files.each("watch/", shape.API):
        if good and entry["id"] in found:
            checker.fault(entry.line, f"接口 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        if good:
            found[entry["id"]] = plain(entry)
    return found


def _terms(files: _Files) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for checker, data in files.under("terms"):
        checker.terms(data)
        for key, value in data.items() if isinstance(data, Table) else ():
            if isinstance(value, Table):
                found[key] = {**found.get(key, {}), **plain(value)}
            elif isinstance(value, list):
                found[key] = [*found.get(key, []), *value]
    return found


def _packs(files: _Files) -> dict[str, Mapping[str, Any]]:
    """The settings of each pack, over the default ones."""
    found: dict[str, dict[str, Any]] = {}
    for checker, data in files.under("packs/"):
        name = checker.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        checker.settings(data)
        if isinstance(data, Table):
            found[name] = {**found.get(name, {}), **plain(data)}
    default = found.get("default", {})
    return {name: {**default, **settings} for name, settings in found.items()}
