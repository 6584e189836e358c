"""From data files to the rule base: everything checked, all faults of all files told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from rules import shape
from rules.attribute import KEYS
from rules.basis import DRAFT, STANDARDS
from rules.build_files import Files
from rules.build_packs import packs_of
from rules.build_sdks import sdks_of
from rules.data import BadRules, Data, Source
from rules.located import Table, plain
from rules.model import Norm, Rule, Signature, Use
from rules.shape import Checker
from rules.syntax import Known
from rules.workdays import years_of
from scanner.kinds import Kind
from scanner.model import ByteRules, WatchedApi

_FOREIGN = re.compile(r"(?!App\b)[A-Za-z]{2,}")
_VERDICT = re.compile("违法|违规|合规")
_TEXTS = ("title", "plain", "remedy", "ask", "check", "traps")
_YARA_RULE = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+(\w+)", re.MULTILINE)


def build(sources: Sequence[Source]) -> Data:
    """What these files hold. Raises BadRules with every fault of every file."""
    files = Files(sources)
    norms = _norms(files)
    sdks = sdks_of(files)
    apis = _apis(files)
    terms = _terms(files)
    packs = packs_of(files, norms)
    calendar = years_of(files)
    bytes_ = tuple(ByteRules(_stem(s.name), s.text) for s in sources if s.path.endswith(".yar"))
    known = _known(sdks, apis, terms, packs, bytes_)
    rules = _rules(files, norms, known)
    if files.faults:
        raise BadRules(sorted(set(files.faults)))
    watched = tuple(WatchedApi(id_, api["form"], api["target"]) for id_, api in sorted(apis.items()))
    return Data(norms, rules, sdks, apis, terms, packs, watched, bytes_, calendar)


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
    categories = frozenset(sdk.category for sdk in sdks) | frozenset(terms.get("categories", {}))
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
        topics={id_: frozenset(topic["words"]) for id_, topic in terms.get("observation_topics", {}).items()},
    )


def _norms(files: Files) -> dict[str, tuple[Norm, ...]]:
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
            _in_time(checker, clause, found[ref])
    return {ref: tuple(sorted(norms, key=lambda norm: norm.since)) for ref, norms in found.items()}


def _in_time(checker: Checker, clause: Table, versions: Sequence[Norm]) -> None:
    """Names versions of a clause that end before they begin, or are in force at once."""
    for norm in versions:
        if norm.until and norm.until <= norm.since:
            zh = f"{norm.ref} 的失效日 {norm.until} 不晚于施行日 {norm.since}"
            checker.fault(clause.line, zh, f"{norm.ref} ends on {norm.until}, before it begins")
    for earlier, later in pairwise(versions):
        if not earlier.until or earlier.until > later.since:
            zh = f"{later.ref} 的新旧两个版本同时有效"
            checker.fault(clause.line, zh, f"two versions of {later.ref} are in force at once")


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


def _rules(files: Files, norms: Mapping[str, tuple[Norm, ...]], known: Known) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for checker, entry, good in files.each("checks/", shape.RULE):
        checker.conditions(entry, known)
        if not good:
            continue
        _basis(checker, entry, norms)
        _wording(checker, entry)
        if entry["id"] in found:
            checker.fault(entry.line, f"规则 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        found[entry["id"]] = _rule(entry, files.origins[checker.file])
    return tuple(found[id_] for id_ in sorted(found))


def _basis(checker: Checker, entry: Table, norms: Mapping[str, tuple[Norm, ...]]) -> None:
    """Names clauses that do not exist or are drafts, standards that would carry more than S1 alone, and facts
    that would rest on clauses nobody verified."""
    line = entry.lines["basis"]
    for ref in entry["basis"]:
        if ref not in norms:
            checker.fault(line, f"没有条款 {ref}", f"no such clause: {ref}")
        elif norms[ref][-1].level == DRAFT:
            checker.fault(line, f"{ref} 是征求意见稿,不能作依据", f"{ref} is a draft and never a basis")
    known = [norm for ref in entry["basis"] for norm in norms.get(ref, ())]
    if known and entry["automation"] == "全" and not any(norm.verified for norm in known):
        zh = "依据的条文都未核实,只能是线索:automation 不能写“全”"
        checker.fault(line, zh, "none of its clauses was verified: a clue only, automation cannot be 全")
    levels = {norms[ref][-1].level for ref in entry["basis"] if ref in norms}
    if levels and levels <= set(STANDARDS) and entry["severity"] > "S1":
        checker.fault(line, "S1 以上不能只以标准为依据", "standards alone carry no more than S1")


def _wording(checker: Checker, entry: Table) -> None:
    """Names words that a teacher would not know, and verdicts that are not a machine's to give."""
    for word in _FOREIGN.findall(entry["plain"]):
        checker.fault(
            entry.lines["plain"], f"plain 里不要用“{word}”,请用中文说明", f"no {word!r} in plain words"
        )
    for key in _TEXTS:
        for text in entry[key] if isinstance(entry.get(key), list) else [entry.get(key, "")]:
            for word in _VERDICT.findall(text):
                line = entry.lines[key]
                checker.fault(line, f"机器文字不下结论:不要写“{word}”", f"{word!r} is a verdict")


def _rule(entry: Table, origin: str) -> Rule:
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
        origin,
    )


def _apis(files: Files) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for checker, entry, good in files.each("watch/", shape.API):
        if good and entry["id"] in found:
            checker.fault(entry.line, f"接口 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        if good:
            found[entry["id"]] = plain(entry)
    return found


def _terms(files: Files) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for checker, data in files.under("terms"):
        checker.terms(data)
        for key, value in data.items() if isinstance(data, Table) else ():
            if isinstance(value, Table):
                entries = {name: plain(entry) for name, entry in value.items() if isinstance(entry, Table)}
                found[key] = {**found.get(key, {}), **entries}
            elif isinstance(value, list):
                found[key] = [*found.get(key, []), *value]
    return found
