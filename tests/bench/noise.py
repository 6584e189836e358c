"""How much a reviewer has to read: reports on the corpus with plain filings, as an honest provider files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reports import examine
from reports.examine import Asked
from rules.load import RuleBase
from scanner.answer import ChildFault
from scanner.declaration import AppEntry, Declaration, Sample
from scanner.kinds import Kind
from scanner.model import BadPackage, Scan
from tests.filings import DECLARATION

AT = "2026-03-02"


@dataclass(frozen=True)
class Noise:
    """Of one report. `waiting`: open findings that are no clues and wait for a person's word."""

    name: str
    matters: int
    waiting: int


def plain(scan: Scan, terms: Mapping[str, Any]) -> Declaration:
    """A filing that says of this package what is true: name, version, package, permissions; no functions.

    The school that requires it decided together and has a contract.
    """
    known = terms["permissions"]
    wanted = {item.value for item in scan.evidence if item.kind is Kind.PERMISSION}
    options = {option for name in wanted if name in known for option in known[name].get("form", ())}
    package, provider = scan.package, DECLARATION.provider
    assert provider is not None
    app = AppEntry(
        name=package.label or package.app_id,
        version=package.version,
        platforms=("安卓",),
        types=("学习类",),
        audiences=("学生（中小学）",),
        services=("作业",),
        permissions=tuple(sorted(options)),
        functions=(),
    )
    sample = Sample(
        platform="安卓", app_id=package.app_id, version=package.version, version_code=package.version_code
    )
    institutions = tuple(
        replace(form, app=replace(form.app, decided=True, contract=True)) for form in DECLARATION.institutions
    )
    return replace(
        DECLARATION,
        provider=replace(provider, app=app),
        institutions=institutions,
        extra=replace(DECLARATION.extra, samples=(sample,)),
    )


def noise(corpus: Path, base: RuleBase) -> list[Noise]:
    """One row per app of the corpus that can be scanned."""
    found = []
    paths = (path for path in sorted((corpus / "dev").iterdir()) if path.suffix in (".apk", ".apks", ".xapk"))
    for path in paths:
        try:
            scan = examine.scan((path,), Asked(base, AT))
        except (BadPackage, ChildFault):
            continue
        report = examine.report(scan, plain(scan, base.rules.terms), base)
        waiting = sum(1 for item in report.items if not item.clue and not item.confirmed)
        found.append(Noise(path.name, len(report.matters), waiting))
    return found
