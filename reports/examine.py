"""A whole examination: package and filing in, scan and report out. What cli and registry call."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from reports import html
from reports import json as report_json
from reports.build import build
from reports.model import RiskReport
from reports.present import present
from rules.attribute import attribute
from rules.grade import grade
from rules.judge import judge
from rules.load import ByDay, RuleBase
from rules.rejudge import differences
from scanner import codec, filing, sandbox
from scanner.kinds import Stage
from scanner.model import Evidence, Limits, Scan, scan_from_json
from scanner.sandbox import Job

if TYPE_CHECKING:
    from scanner.declaration import Declaration

HOUSE = "0.1.0"
"""Heyan's version, as it stands in scans and reports."""


@dataclass(frozen=True, slots=True)
class Now:
    """A later day and the rules in force on it, which a re-judgement says apart."""

    day: str  # YYYY-MM-DD
    base: RuleBase


@dataclass(frozen=True, slots=True)
class Asked:
    """What an examination is asked to do."""

    base: RuleBase
    at: str  # day of the examination, YYYY-MM-DD
    seconds: float = 600
    rules: tuple[Path, ...] = ()  # the user's own byte rules
    limits: Limits = field(default_factory=Limits)
    by_day: ByDay | None = None  # the rules of each day and province; None: `base` judges all
    now: str = ""  # the day with which older scans are compared


def scan(files: tuple[Path, ...], asked: Asked, child: sandbox.Child | None = None) -> Scan:
    """The static stage of one package, by a child started for it or a new one. Raises BadPackage, ChildFault,
    OSError."""
    job = Job(
        files,
        Stage.STATIC,
        asked.base.watch,
        asked.at,
        HOUSE,
        seconds=asked.seconds,
        rules=asked.rules,
        limits=asked.limits,
    )
    return sandbox.scan(job, child)


def report(
    found: Scan,
    declaration: Declaration | None,
    base: RuleBase,
    observed: tuple[Evidence, ...] = (),
    now: Now | None = None,
) -> RiskReport:
    """The report on a scan, judged by the law of the day of the scan. Needs no package.

    `observed` is what people looked up (rules/observations.py). `now`: a later day, of which is said apart
    how it would be judged then.
    """
    found = with_observations(found, observed)
    if declaration is not None:
        found = with_filing(found, declaration)
    facts = attribute(found, declaration, base.rules)
    findings = judge(facts, base.rules, found.at)
    verdict = grade(facts, findings, {rule.id: rule for rule in base.rules.rules})
    made = build(found, declaration, base.rules, facts, findings, verdict, found.at)
    if now is None or (now.day <= found.at and now.base.rules.version == base.rules.version):
        return made
    rules = now.base.rules
    if rules.version != base.rules.version:
        facts = attribute(found, declaration, rules)
    today = judge(facts, rules, now.day)
    flips = differences(findings, today, base.rules, rules, found.at, now.day)
    return replace(made, present=present(flips, base.rules, rules, found.at, now.day))


def report_as_asked(
    found: Scan, declaration: Declaration | None, asked: Asked, observed: tuple[Evidence, ...] = ()
) -> RiskReport:
    """The report by the rules of the scan's own day and of the province that the filing names.

    Raises BadRules, OSError.
    """
    if asked.by_day is None:
        return report(found, declaration, asked.base, observed)
    return report_by_day(found, declaration, asked.by_day, asked.now, observed)


def report_by_day(
    found: Scan,
    declaration: Declaration | None,
    by_day: ByDay,
    now: str,
    observed: tuple[Evidence, ...] = (),
) -> RiskReport:
    """The same; of the day `now` is said apart how it would be judged then. Raises BadRules, OSError."""
    province = declaration.extra.pack if declaration is not None else ""
    base, today = by_day.on(found.at, province), by_day.on(now, province)
    return report(found, declaration, base, observed, Now(now, today))


def with_filing(found: Scan, declaration: Declaration) -> Scan:
    """The scan with the filing stage joined."""
    stage = Scan(
        found.schema,
        found.house,
        found.at,
        found.package,
        found.watch,
        (),
        (filing.run(),),
        tuple(filing.analyze(declaration)),
    )
    return found.join(stage)


def with_observations(found: Scan, observed: tuple[Evidence, ...]) -> Scan:
    """The scan with what people looked up; the same observation counts once."""
    if not observed:
        return found
    known = {item.id for item in found.evidence}
    return replace(found, evidence=(*found.evidence, *(item for item in observed if item.id not in known)))


def read_scan(path: Path) -> Scan:
    """A stored scan. Raises Malformed, OSError or orjson.JSONDecodeError."""
    return scan_from_json(orjson.loads(path.read_bytes()))


def write(folder: Path, found: Scan, made: RiskReport) -> Path:
    """scan.json, report.json and report.html in `folder`, each whole or not at all; gives the page."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    put(folder / "scan.json", orjson.dumps(codec.to_json(found)) + b"\n")
    put(folder / "report.json", report_json.render(made))
    put(page, html.render(made).encode())
    return page


def put(path: Path, content: bytes) -> None:
    """Writes a file under a temporary name, then gives it its own; a reader never sees half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
