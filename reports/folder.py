"""A folder of packages or a disk: each examined on its own, a broken-off run continued, one summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports import discover, examine
from reports.discover import Candidate, Filings
from reports.examine import Asked
from reports.model import RiskReport, Text
from reports.summary import FILE_NAME, Entry, render
from rules.data import BadRules
from scanner import sandbox
from scanner.model import BadPackage, Package, Scan, Status

if TYPE_CHECKING:
    from scanner.declaration import Declaration

_UNSAFE = re.compile(r"[^\w.\-]+")
_LONGEST = 80
_AGAIN = ("budget", "memory")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one candidate."""

    candidate: Candidate
    report: RiskReport | None = None
    scan: Scan | None = None
    folder: str = ""
    refused: BadPackage | None = None  # the submitter's fault
    fault: str = ""  # ours
    filing: str = ""  # the filing it was held against
    unmatched: tuple[str, ...] | None = None  # None: matched; else the filings that might be meant


def name_of(package: Package) -> str:
    """The folder of one package's results: <app id>-<version>-<first 8 of sha256>."""
    parts = (_safe(package.app_id), _safe(package.version) or "0", package.sha256[:8])
    return "-".join(parts)


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text)[:_LONGEST].strip(".")


def run(
    folder: Path,
    filings: Filings | None,
    out: Path,
    asked: Asked,
    jobs: int = 1,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _name: None,
) -> list[Done]:
    """Examines everything in `folder` and writes the results and 汇总.xlsx below `out`.

    A package whose scan is already there is judged again but not scanned again. One that fails is in the list
    and in the summary, and stops nothing.
    """
    candidates = discover.packages(folder)
    out.mkdir(parents=True, exist_ok=True)
    known = _known(out, asked)
    results: list[Done] = []

    def one(candidate: Candidate) -> Done:
        return _one(candidate, filings, out, asked, known)

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for done in pool.map(one, candidates):
            results.append(done)
            progress(len(results), len(candidates), done.candidate.shown)
    entries = [Entry(done.candidate.shown, done.report, done.folder, _sentence(done)) for done in results]
    examine.put(out / FILE_NAME, render(entries))
    return results


def _known(out: Path, asked: Asked) -> Mapping[str, Path]:
    """Scans of an earlier run that this one would only make again, by the package's hash.

    What failed or ran out of time or memory is tried again.
    """
    found: dict[str, Path] = {}
    watch = sandbox.looked_for(asked.base.watch, asked.rules)
    for path in sorted(out.glob("*/scan.json")):
        try:
            scan = examine.read_scan(path)
        except (OSError, ValueError):
            continue
        ended = all(run.status is not Status.FAILED and run.reason not in _AGAIN for run in scan.runs)
        if ended and scan.watch == watch and scan.house == examine.HOUSE:
            found[scan.package.sha256] = path
    return found


def _one(
    candidate: Candidate, filings: Filings | None, out: Path, asked: Asked, known: Mapping[str, Path]
) -> Done:
    try:
        return _examined(candidate, filings, out, asked, known)
    except BadPackage as bad:
        return Done(candidate, refused=bad)
    except BadRules as bad:  # the filing names a province that there is not
        return Done(candidate, refused=BadPackage("rules", str(bad), str(bad)))
    except OSError as fault:  # of the disk it lies on, or of that the results go to
        why = fault.strerror or type(fault).__name__
        return Done(
            candidate, refused=BadPackage("unreadable", f"读写文件时出错:{why}", f"file error: {why}")
        )
    except Exception as fault:  # noqa: BLE001  one file never stops the rest; the summary says it
        last = str(fault).strip().splitlines()[-1:]
        return Done(candidate, fault=" ".join([type(fault).__name__, *last]))


def _examined(
    candidate: Candidate, filings: Filings | None, out: Path, asked: Asked, known: Mapping[str, Path]
) -> Done:
    stored = known.get(discover.digest(candidate.files)) if known else None
    scan = examine.read_scan(stored) if stored else examine.scan(candidate.files, asked)
    declaration, name, unmatched = _filing(scan, filings)
    made = examine.report_as_asked(scan, declaration, asked)
    folder = name_of(scan.package)
    examine.write(out / folder, scan, made)
    return Done(candidate, made, scan, folder, filing=name, unmatched=unmatched)


def _filing(scan: Scan, filings: Filings | None) -> tuple[Declaration | None, str, tuple[str, ...] | None]:
    if filings is None:
        return None, "", None
    found = filings.match(scan.package)
    if len(found) == 1:
        return filings.usable[found[0]], found[0], None
    return None, "", found


def _sentence(done: Done) -> Text | None:
    if done.refused is not None:
        return Text(done.refused.zh, done.refused.en)
    if done.fault:
        return Text(f"检测程序出错:{done.fault}", f"our own fault: {done.fault}")
    return None
