"""From a scan and its findings to a report: resolves every text, opens no file, knows no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from reports import conclude, coverage, evidence, matters
from reports.captures import captures
from reports.circumstances import in_words
from reports.clauses import clauses
from reports.model import (
    SCHEMA,
    SHOWN,
    Closed,
    Examined,
    Fact,
    Inputs,
    Item,
    RiskReport,
    Text,
)
from reports.names import Names
from reports.reasons import CLOSED, REASONS
from reports.table import Voices, table
from reports.words import CONFIRMED, OUTCOMES
from rules.circumstances import circumstances
from rules.facts import Facts
from rules.grade import OPEN, Grade
from rules.measured import measured
from rules.model import Finding, Outcome, Rule, RuleSet, Rung
from scanner import codec
from scanner.kinds import KINDS, Kind, Nature
from scanner.model import Evidence, Package, Scan
from scanner.visible import visible

if TYPE_CHECKING:
    from scanner.declaration import Declaration

_NAME = 80


def build(
    scan: Scan,
    declaration: Declaration | None,
    rules: RuleSet,
    facts: Facts,
    findings: Sequence[Finding],
    grade: Grade,
    at: str,
    confirmed: Collection[str] = (),
) -> RiskReport:
    """The report. `facts` are those the judge asked, `confirmed` the keys that a person has confirmed."""
    known = {item.id: item for item in (*scan.evidence, *facts.derived)}
    by_id = {rule.id: rule for rule in rules.rules}
    names = Names(rules)
    owners = {
        fact.evidence.id: names.owner(str(fact.keys.get("owner", "")))
        for fact in facts.of(Kind.SENSITIVE_USE)
    }
    items = sorted(
        (
            _item(
                finding,
                by_id[finding.rule],
                rules,
                evidence.facts(
                    (known[id_] for id_ in finding.evidence if id_ in known), scan.counts, names, owners
                ),
                [known[id_] for id_ in finding.evidence if id_ in known],
                at,
                finding.key in confirmed,
            )
            for finding in findings
            if finding.outcome in OPEN
        ),
        key=matters.by_use,
    )
    title = {rule.id: titled(rule) for rule in rules.rules}
    found = matters.matters(items, by_id)
    gaps = coverage.gaps((f for f in findings if f.outcome is Outcome.UNKNOWN), by_id, title)
    about: dict[str, list[str]] = {}
    for item in items:
        if not item.clue:
            about.setdefault(item.subject, []).append(item.key)
    voices = Voices(facts, declaration)
    filing = declaration.hash if declaration else ""
    seen = [item for item in scan.evidence if item.kind is Kind.OBSERVATION]
    return RiskReport(
        schema=SCHEMA,
        package=_examined(scan.package),
        inputs=Inputs(
            scan.house,
            at,
            scan.at,
            rules.version,
            scan.watch,
            filing,
            _hash(seen),
            rules.signed,
            str(rules.pack.get("title", "")),
        ),
        filing=conclude.filing(grade, declaration is not None),
        risk=conclude.risk(grade),
        action=conclude.action(grade),
        matters=found,
        items=tuple(items),
        clues=sum(item.clue for item in items),
        not_found=_closed(findings, Outcome.SATISFIED, title),
        not_applicable=_closed(findings, Outcome.NOT_APPLICABLE, title),
        gaps=gaps,
        examinations=coverage.examinations(scan.runs),
        table=table(voices, names, findings, about),
        tasks=coverage.tasks(found, gaps),
        circumstances=in_words(circumstances(facts, findings)),
        observed=evidence.facts(seen, {}, names),
        captures=captures(facts, names),
    )


def _hash(observed: Sequence[Evidence]) -> str:
    """Of what people looked up; "" for nothing."""
    if not observed:
        return ""
    return hashlib.sha256(orjson.dumps([codec.to_json(item) for item in observed])).hexdigest()


def titled(rule: Rule, confirmed: bool = False) -> Text:
    """The rule's title; 疑似 until a person has confirmed."""
    if confirmed or rule.title.startswith("疑似"):
        return Text(rule.title, rule.en)
    return Text(f"疑似{rule.title}", f"Suspected: {rule.en}")


def _examined(package: Package) -> Examined:
    return Examined(
        label=visible(package.label, _NAME),
        app_id=visible(package.app_id, 160),
        version=visible(package.version, _NAME),
        version_code=visible(package.version_code, _NAME),
        platform=package.platform,
        sha256=package.sha256,
        code_digest=package.code_digest,
        size=package.size,
        signers=package.signers,
        files=package.files,
    )


def _item(
    finding: Finding,
    rule: Rule,
    rules: RuleSet,
    shown: tuple[Fact, ...],
    deciding: Sequence[Evidence],
    at: str,
    confirmed: bool,
) -> Item:
    return Item(
        key=finding.key,
        rule=rule.id,
        subject=visible(finding.subject),
        name=visible(finding.name, _NAME),
        title=titled(rule, confirmed),
        outcome=finding.outcome,
        verdict=CONFIRMED if confirmed else OUTCOMES[finding.outcome],
        severity=finding.severity,
        use=rule.use,
        automation=rule.automation,
        authority=rule.authority,
        plain=rule.plain,
        remedy=rule.remedy,
        ask=rule.ask,
        check=rule.check,
        confirmed=confirmed,
        clue=not confirmed and _clue(finding, deciding),
        child=matters.about_children(rule),
        rung=finding.rung or 0,
        traps=rule.traps,
        basis=clauses(finding.basis, rules, at),
        note=visible(finding.note),
        facts=shown[:SHOWN],
        more=max(0, len(shown) - SHOWN),
        measured=tuple(
            Text(f"{zh}:{value}", f"{name}: {value}") for name, zh, value in measured(rules).get(rule.id, ())
        ),
        local=next((pack.title for pack in rules.signed if pack.local and pack.origin == rule.origin), ""),
    )


def _clue(finding: Finding, evidence_: Iterable[Evidence]) -> bool:
    """S0, or capped to S1 because all there is to it is something lying in the package."""
    if finding.severity == 0:
        return True
    if finding.outcome is Outcome.VIOLATED or finding.severity > 1 or (finding.rung or 0) >= Rung.REACHABLE:
        return False
    return any(KINDS[item.kind].nature in (Nature.PRESENCE, Nature.REACH) for item in evidence_)


_SCOPE = Text("范围:安装包内可读的全部内容", "scope: all that is readable in the package")


def _closed(findings: Iterable[Finding], outcome: Outcome, title: Mapping[str, Text]) -> tuple[Closed, ...]:
    """One line per rule and subject; a satisfied one names the scope of the look."""
    found = []
    for finding in findings:
        if finding.outcome is not outcome:
            continue
        note = visible(finding.note, 300)
        if note:
            why = Text(note, note)
        elif finding.reason in CLOSED:
            why = CLOSED[finding.reason]
        elif outcome is Outcome.NOT_APPLICABLE and finding.reason in REASONS:
            why = REASONS[finding.reason][0]
        else:
            why = _SCOPE if outcome is Outcome.SATISFIED else Text("", "")
        subject, name = visible(finding.subject), visible(finding.name, _NAME)
        found.append(Closed(finding.rule, title[finding.rule], subject, name, why))
    return tuple(sorted(found, key=lambda closed: (closed.rule, closed.subject)))
