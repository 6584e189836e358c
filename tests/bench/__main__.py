"""`make bench`: speed, memory and noise, each against what it must be. See docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rules.load import load
from tests.bench import packages, peers
from tests.bench.judging import best, measure
from tests.bench.measure import (
    FINISHED,
    ROOT,
    Cost,
    Unfinished,
    heyan,
    once,
    paired,
    peaks,
    ratio,
    unfinished,
)
from tests.bench.noise import noise
from tests.bench.rows import HEAD, Row

SMALL = (
    "Exodus-Privacy-exodus-core__instapaper.apk",
    "dineshshetty-Android-InsecureBankv2__InsecureBankv2.apk",
    "Emtemf-Bmobdemo__demo.apk",
)
"""Apps of 3 to 4 MB; the first is the "3 MB app"."""
LIGHT = 4_000_000
COPIES = 4
MB = 1 << 20


class Bench:
    """One run of all rows. `rounds`: how often each pair is run."""

    def __init__(self, corpus: Path, work: Path, quick: bool) -> None:
        self.corpus, self.work, self.quick = corpus, work, quick
        self.rounds = 3 if quick else 7
        self.large = packages.large(corpus, packages.cache_folder())
        self.overlapping = packages.overlapping(packages.cache_folder())
        self.small = [corpus / "dev" / name for name in SMALL]
        self.base = load()
        self.signatures = work / "signatures.json"
        self.patterns = peers.signatures(self.base.rules, self.signatures)

    def out(self) -> Path:
        """A fresh folder for results."""
        return Path(tempfile.mkdtemp(dir=self.work))

    def scan(self, package: Path) -> list[str]:
        """The command that scans one package."""
        return heyan("scan", package, "--out", self.out())

    def checked(self) -> None:
        """Raises Unfinished if a Scan made so far has a Run that is not done; clears the results."""
        for out in self.work.iterdir():
            if out.is_dir():
                if bad := unfinished(out):
                    raise Unfinished("; ".join(bad))
                shutil.rmtree(out)

    def rows(self) -> Iterator[Row]:
        """Every row of the table, as it is measured."""
        for part in (self.against_unzip, self.against_peers, self.starts, self.memory, self.throughput):
            yield from part()
            self.checked()
        yield from self.judging()
        yield from self.reading()

    def against_unzip(self) -> Iterator[Row]:
        scan = (self.scan(self.large.path), FINISHED)
        ours, theirs = paired(self.rounds, scan, (["unzip", "-tq", str(self.large.path)], (0,)))
        seconds = f"{_cpu(ours):.2f} / {_cpu(theirs):.2f} s"
        yield Row(
            "cold `heyan scan` / `unzip -tq`, bench package", ratio(ours, theirs), "", 3.0, 2.0, note=seconds
        )
        (cost,) = paired(self.rounds, (self.scan(self.overlapping.path), FINISHED))
        yield Row("`heyan scan`, overlapping class data", _cpu(cost), "s CPU")

    def against_peers(self) -> Iterator[Row]:
        for name, bounds in (
            ("androguard `AnalyzeAPK`", ((12, 30), (25, 60))),
            ("exodus-core `detect_trackers`", ((1.3, 3), (2, 4))),
        ):
            for what, paths, (must, aim) in (
                ("3–4 MB apps", self.small, bounds[0]),
                ("bench package", [self.large.path], bounds[1]),
            ):
                yield self._peer(name, what, paths, must, aim)

    def _peer(self, name: str, what: str, paths: list[Path], must: float, aim: float) -> Row:
        found, rounds = [], 1 if len(paths) == 1 or self.quick else 3
        title = f"{name} / `heyan scan`, {what}"
        for path in paths:
            theirs = (
                peers.androguard(path)
                if name.startswith("androguard")
                else peers.exodus(path, self.signatures)
            )
            if theirs is None:
                return Row(title, None, note="not installed: make bench-peers")
            peer, ours = paired(rounds, (theirs, (0,)), (self.scan(path), FINISHED))
            found.append(ratio(peer, ours))
        note = f"{self.patterns} signatures" if "exodus" in name else ""
        return Row(title, min(found), "", must, aim, most=False, note=f"least of {len(found)} {note}".strip())

    def starts(self) -> Iterator[Row]:
        (walls,) = paired(2 * self.rounds, (self.scan(self.small[0]), FINISHED))
        yield Row("cold `heyan scan` of a 3 MB app", _wall(walls), "s wall", 0.8, 0.5)
        (walls,) = paired(2 * self.rounds, (heyan("--help"), (0,)))
        yield Row("`heyan --help`", _wall(walls), "s wall", 0.3)

    def memory(self) -> Iterator[Row]:
        for built in (self.large, self.overlapping):
            child, parent = peaks(built.path, self.out())
            short = built.path.name.split("-")[0]
            yield Row(f"peak memory of the child, {short}", child / MB, "MB", 256, 192)
            yield Row(f"peak memory of the parent, {short}", parent / MB, "MB", 160, 160)

    def throughput(self) -> Iterator[Row]:
        folder = self._folder("large")
        for number in range(2 if self.quick else COPIES):
            _copy(self.large.path, folder / f"{number}.apk", number)
        yield Row("bench packages per hour, 2 cores", self._per_hour(folder), "", 2_500, 5_000, most=False)
        folder = self._folder("light")
        light = [path for path in packages.readable(self.corpus) if path.stat().st_size <= LIGHT]
        for copy in range(1 if self.quick else 2):
            for number, path in enumerate(light):
                _copy(path, folder / f"{copy}-{number}.apk", copy)
        yield Row("apps of ≤ 4 MB per hour, 2 cores", self._per_hour(folder), "", 10_000, 30_000, most=False)

    def _folder(self, name: str) -> Path:
        folder = self.work / "packages" / name
        folder.mkdir(parents=True)
        return folder

    def _per_hour(self, folder: Path) -> float:
        number = len(list(folder.iterdir()))
        cost = once(heyan("scan", folder, "--jobs", "2", "--out", self.out()), FINISHED)
        shutil.rmtree(folder)
        return 3600 * number / cost.wall

    def judging(self) -> Iterator[Row]:
        yield Row("rule base from its sources", best(lambda: load(cached=False), 3), "s CPU", 2)
        yield Row("rule base from the cache", 1000 * best(load), "ms CPU", 150)
        yield from self.judging_again()
        for path, what in ((self.small[0], "3 MB app"), (self.large.path, "bench package")):
            out = self.out()
            once(heyan("scan", path, "--out", out), FINISHED)
            (stored,) = out.glob("*/scan.json")
            (costs,) = paired(self.rounds, (heyan("judge", stored), FINISHED))
            yield Row(f"`heyan judge` of a stored scan, {what}", _wall(costs), "s wall")
            shutil.rmtree(out)

    def judging_again(self) -> Iterator[Row]:
        out, folder = self.out(), self._folder("stored")
        for number, path in enumerate(packages.readable(self.corpus)):
            shutil.copy(path, folder / f"{number}.apk")
        once(heyan("scan", folder, "--jobs", "2", "--out", out), (*FINISHED, 3))
        shutil.rmtree(folder)
        stored = sorted(out.glob("*/scan.json"))
        found = measure(stored, self.base, 3 if self.quick else 7)
        what = f"slowest of {len(stored)} stored scans"
        yield Row("judging from attributed evidence", 1000 * found.attributed, "ms CPU", 10, note=what)
        yield Row("attribution and judging", 1000 * found.attribution, "ms CPU", 50, note=what)
        for words, value, must in (
            ("rules changed", found.rules_changed, 100),
            ("signatures changed", found.signatures_changed, 20),
        ):
            title = f"stored scans judged again per second and core, {words}"
            yield Row(title, value, "", must, most=False, note="read and judged")
        shutil.rmtree(out)

    def reading(self) -> Iterator[Row]:
        found = noise(self.corpus, self.base)
        for what, values, must in (
            ("matters", [item.matters for item in found], 5),
            ("items awaiting a person", [item.waiting for item in found], 12),
        ):
            yield Row(f"{what}, median of {len(found)} apps", statistics.median(values), "", must)
            worst = max(found, key=lambda item: item.matters if what == "matters" else item.waiting)
            yield Row(f"{what}, worst", max(values), "", 30, note=worst.name)


def _cpu(costs: list[Cost]) -> float:
    return statistics.median(cost.cpu for cost in costs)


def _wall(costs: list[Cost]) -> float:
    return statistics.median(cost.wall for cost in costs)


def _copy(source: Path, target: Path, number: int) -> None:
    """The same package with other bytes: a further comment at its end, as channel marks are."""
    shutil.copy(source, target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = f"copy {number}".encode()


def main() -> int:
    """Prints the table. 0: every row is what it must be."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parsed = parser.parse_args()
    corpus = Path(os.environ.get("HEYAN_SHARED", ROOT.parent / "shared")) / "corpus"
    if not corpus.is_dir():
        print(f"the bench is built from {corpus}, which is not there", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="heyan-bench-") as work:
        bench = Bench(corpus, Path(work), parsed.quick)
        for built in (bench.large, bench.overlapping):
            print(f"{built.path.name}  sha256 {built.sha256}\n  {built.makeup}")
        print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n\n{HEAD}")
        good = True
        try:
            for row in bench.rows():
                print(row.line(), flush=True)
                good &= row.ok
        except Unfinished as fault:
            print(f"\nstopped: {fault}", file=sys.stderr)
            return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
