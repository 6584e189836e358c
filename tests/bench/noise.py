"""How much a reviewer gets to read: matters and items to confirm, over real apps with plain filings."""

from __future__ import annotations

import statistics
from pathlib import Path

from reports import examine
from reports.examine import Asked
from reports.model import RiskReport
from rules.load import RuleBase, load
from rules.model import Outcome
from scanner.declaration import AppEntry, Declaration, Extra, ProviderForm, Sample, System
from scanner.model import BadPackage, Scan


def plain_filing(found: Scan, base: RuleBase) -> Declaration:
    """What an honest provider would file: name, version, package id, every permission by its option."""
    terms = base.rules.terms["permissions"]
    options: dict[str, None] = {}
    for item in found.evidence:
        if item.kind == "permission" and terms.get(item.value, {}).get("level") in ("dangerous", "special"):
            options.update(dict.fromkeys(terms[item.value].get("form", ())[:1]))
    package = found.package
    return Declaration(
        ProviderForm(
            systems=(System(name="示例平台", icp="京ICP备00000001号-1", level="第二级"),),
            app=AppEntry(
                name=package.label,
                version=package.version,
                platforms=("安卓",),
                types=("学习类",),
                permissions=tuple(options),
                functions=(),
            ),
        ),
        extra=Extra(samples=(Sample("安卓", package.app_id, package.version),)),
    )


def counts(made: RiskReport) -> tuple[int, int]:
    """Matters, and findings that wait for a person (clues and hints of S0 are folded)."""
    waiting = [i for i in made.items if not i.clue and i.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)]
    return len(made.matters), len(waiting)


def show(corpus: Path) -> None:
    """Prints median and worst over all packages of the corpus that can be examined."""
    base = load()
    found: list[tuple[int, int, str]] = []
    for path in sorted(corpus.glob("dev/*.ap*")):
        try:
            scan = examine.scan((path,), Asked(base, "2026-11-24"))
        except BadPackage:
            continue
        found.append((*counts(examine.report(scan, plain_filing(scan, base), base)), path.name))
    matters, waiting = [item[0] for item in found], [item[1] for item in found]
    print(f"noise over {len(found)} apps with plain filings:")
    print(f"  matters: median {statistics.median(matters):g} (must ≤ 5), worst {max(matters)}")
    print(
        f"  to confirm: median {statistics.median(waiting):g} (must ≤ 12), worst {max(waiting)} (must ≤ 30)"
    )
