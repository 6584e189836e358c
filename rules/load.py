"""Loads the rule base: every file checked, all faults of all files told at once, nothing half-loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from rules import cache, located, shape
from rules.located import BadRules, Fault, Table, plain
from rules.model import Mark, Norm, Rule, RuleSet, Signature, Use
from rules.shape import Checker
from scanner import codec
from scanner.model import ByteRules, WatchedApi, WatchList

HOME = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class RuleBase:
    """What the judge knows, and what the scanner is told to look for."""

    rules: RuleSet
    watch: WatchList


@dataclass(frozen=True, slots=True)
class Source:
    """One data file."""

    name: str  # "checks/permissions.yaml"
    text: str


def load(pack: str = "default", extra: Iterable[Path] = (), cached: bool = True) -> RuleBase:
    """The rule base with one pack of provincial settings, and the user's own folders of rules added.

    Raises BadRules with every fault. Reads the user's cache unless told not to; a damaged one is ignored.
    """
    sources = [*sources_of(HOME), *(source for folder in extra for source in sources_of(folder))]
    key = _key(sources, pack)
    if cached and (stored := cache.read(key)) is not None:
        return _stored(stored)
    base = build(sources, pack)
    if cached:
        cache.write(key, orjson.dumps(codec.to_json(base)))
    return base


def _stored(data: bytes) -> RuleBase:
    return codec.from_json(RuleBase, orjson.loads(data))


def sources_of(folder: Path) -> list[Source]:
    """Every data file of a rule folder, in a fixed order."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yar") and path.is_file())
    return [Source(path.relative_to(folder).as_posix(), path.read_text("utf-8")) for path in paths]


def _key(sources: Sequence[Source], pack: str) -> str:
    digest = hashlib.sha256(pack.encode())
    for source in sources:
        digest.update(f"\0{source.name}\0{len(source.text)}\0{source.text}".encode())
    for path in sorted(HOME.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(sources: Sequence[Source], pack: str = "default") -> RuleBase:
    """The rule base of these files. Raises BadRules with every fault of every file."""
    faults: list[Fault] = []
    read = {s.name: (s, located.read(s.name, s.text, faults)) for s in sources if s.name.endswith(".yaml")}
    norms = _norms(read, faults)
    rules = _rules(read, faults, norms)
    sdks = _sdks(read, faults)
    apis = _apis(read, faults)
    terms = plain(read["terms.yaml"][1]) if "terms.yaml" in read else {}
    settings = _pack(read, pack, faults)
    if faults:
        raise BadRules(sorted(faults))
    data = hashlib.sha256()
    for part in (norms, rules, sdks, apis, terms, settings):
        data.update(orjson.dumps(codec.to_json(part), option=orjson.OPT_SORT_KEYS))
    found = RuleSet(data.hexdigest(), norms, rules, sdks, apis, terms or {}, settings)
    bytes_ = tuple(ByteRules(_stem(s.name), s.text) for s in sources if s.name.endswith(".yar"))
    watched = tuple(WatchedApi(id_, api["form"], api["target"]) for id_, api in sorted(apis.items()))
    return RuleBase(found, WatchList(watched, bytes_))


Read = Mapping[str, tuple[Source, Any]]


def _stem(name: str) -> str:
    return name.removesuffix(".yar").replace("/", "_").replace("-", "_")


def _each(
    read: Read, folder: str, faults: list[Fault], wanted: shape.Shape
) -> Iterable[tuple[Checker, Table, bool]]:
    for name in sorted(read):
        if name.startswith(folder):
            checker = Checker(name, faults)
            if read[name][1] is None:
                continue
            for entry in checker.entries(read[name][1]):
                yield checker, entry, checker.shape(entry, wanted)


def _norms(read: Read, faults: list[Fault]) -> dict[str, tuple[Norm, ...]]:
    found: dict[str, list[Norm]] = {}
    for checker, entry, good in _each(read, "norms", faults, shape.NORM):
        if not good:
            continue
        for clause in checker.entries(entry["clauses"]):
            if not checker.shape(clause, shape.CLAUSE):
                continue
            ref = f"{entry['id']}:{clause['clause']}"
            if entry.get("draft"):
                continue  # a draft is never a basis
            if ref in found:
                checker.fault(clause.line, f"条款 {ref} 写了两次", f"{ref} stands here twice")
            found[ref] = [
                _norm(entry, clause, str(when["clause"]), when)
                for when in (clause, clause.get("before"))
                if when
            ]
    return {ref: tuple(sorted(norms, key=lambda norm: norm.since)) for ref, norms in found.items()}


def _norm(entry: Table, clause: Table, number: str, when: Mapping[str, Any]) -> Norm:
    return Norm(
        entry["id"],
        number,
        entry["title"],
        entry["number"],
        entry["level"],
        clause["text"],
        when.get("since", entry["since"]),
        when.get("until", entry.get("until", "")),
        clause.get("verified", True),
    )


def _rules(read: Read, faults: list[Fault], norms: Mapping[str, Any]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for checker, entry, good in _each(read, "checks/", faults, shape.RULE):
        checker.conditions(entry)
        if not good:
            continue
        for ref in entry["basis"]:
            if ref not in norms:
                checker.fault(entry.lines["basis"], f"没有条款 {ref}", f"no such clause: {ref}")
        if entry["id"] in found:
            checker.fault(entry.line, f"规则 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        found[entry["id"]] = _rule(entry)
    return tuple(found[id_] for id_ in sorted(found))


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


def _sdks(read: Read, faults: list[Fault]) -> tuple[Signature, ...]:
    found: dict[str, Signature] = {}
    for checker, entry, good in _each(read, "sdks/", faults, shape.SDK):
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
            tuple(Mark(m["type"], m["value"], not m.get("weak", False), m["source"]) for m in marks),
            tuple(entry.get("words", ())),
            tuple(entry.get("data", ())),
            entry.get("data_source", ""),
            entry.get("foreign", False),
            tuple(entry.get("brings", ())),
            tuple(entry.get("must_match", ())),
            tuple(entry.get("must_not_match", ())),
        )
    return tuple(found[id_] for id_ in sorted(found))


def _apis(read: Read, faults: list[Fault]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for checker, entry, good in _each(read, "watch/", faults, shape.API):
        if good and entry["id"] in found:
            checker.fault(entry.line, f"接口 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        if good:
            found[entry["id"]] = plain(entry)
    return found


def _pack(read: Read, name: str, faults: list[Fault]) -> Mapping[str, Any]:
    """The settings of one pack over the default ones."""
    settings: dict[str, Any] = {}
    for wanted in dict.fromkeys(("default", name)):
        file = f"packs/{wanted}.yaml"
        if file in read and isinstance(read[file][1], Table):
            settings |= plain(read[file][1])
        elif wanted != "default":
            faults.append(Fault(file, 1, f"没有省份规则包“{wanted}”", f"no pack named {wanted!r}"))
    return settings
