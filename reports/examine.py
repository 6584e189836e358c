"""A whole examination: package and filing in, scan and report out. What cli and registry call."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
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
from rules.watch_words import policy_watch
from scanner import codec, filing, sandbox
from scanner.confine import Confinement
from scanner.kinds import Kind, Stage
from scanner.model import BadPackage, Evidence, Limits, Scan, scan_from_json
from scanner.policy.document import Source
from scanner.sandbox import Job
from scanner.visible import readable

if TYPE_CHECKING:
    from scanner.declaration import Declaration

HOUSE = "0.1.0"
"""Heyan's version, as it stands in scans and reports."""


CONFINED = Confinement(memory=384 << 20, cpu=60)
"""What reading the documents of a policy may take; a policy of thirty pages takes 60 MB and a second."""
SECONDS = 90


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


def policy(documents: Sequence[Path], asked: Asked, found: Scan | None = None) -> Scan:
    """The stage `policy` over document files, joined to the package's scan if there is one.

    Raises ChildFault or OSError.
    """
    sources = tuple(Source(readable(Path(path.name))) for path in documents)
    return _policy(tuple(documents), sources, asked, found)


def bundled(files: tuple[Path, ...], asked: Asked, found: Scan) -> Scan:
    """The scan with the policy documents that the package itself carries read, if there are any.

    Of a folder of splits none are read. Raises ChildFault or OSError.
    """
    links = [item for item in found.evidence if item.kind is Kind.POLICY_LINK]
    paths = dict.fromkeys(item.value for item in links if item.detail.get("type") == "asset")
    if not paths or len(files) > 1:
        return found
    try:
        return _policy(files, tuple(Source(path, "package") for path in paths), asked, found)
    except BadPackage:  # what the static stage could open, this one does not find again: it stays unread
        return found


def with_policy(files: tuple[Path, ...], asked: Asked, found: Scan, documents: Sequence[Path] = ()) -> Scan:
    """The scan with these documents read, or, if there are none, with those that the package carries."""
    return policy(documents, asked, found) if documents else bundled(files, asked, found)


def app_of(path: Path, asked: Asked) -> Scan:
    """The scan of an app without its policy: of a package, or a stored one. Raises as both do."""
    if not zipfile.is_zipfile(path) and path.suffix == ".json":
        return without_policy(read_scan(path))
    return scan((path,), asked)


def policy_of(path: Path, asked: Asked) -> Scan:
    """A policy to compare: of a document, or of a stored scan. Raises as both do."""
    if path.suffix == ".json":
        with contextlib.suppress(ValueError):
            return read_scan(path)
    return policy((path,), asked)


def without_policy(found: Scan) -> Scan:
    """The scan as it was before a policy was read."""
    return replace(
        found,
        runs=tuple(run for run in found.runs if run.stage is not Stage.POLICY),
        evidence=tuple(item for item in found.evidence if item.stage is not Stage.POLICY),
        documents=(),
    )


def _policy(files: tuple[Path, ...], sources: tuple[Source, ...], asked: Asked, found: Scan | None) -> Scan:
    job = Job(
        files,
        Stage.POLICY,
        policy_watch(asked.base.rules.sdks, asked.base.rules.terms),
        asked.at,
        HOUSE,
        limits=asked.limits,
        confinement=CONFINED,
        seconds=min(asked.seconds, SECONDS),
        package=found.package if found else None,
        sources=sources,
    )
    made = sandbox.policy(job)
    return found.join(made) if found else made


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
