"""Prints what the issue's table asks: CPU seconds of parent and children, memory, throughput and noise."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import noise, packages

ROOT = Path(__file__).resolve().parents[2]
HEYAN = [sys.executable, str(ROOT / "cli.py")]
_MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
# of itself by VmHWM: ru_maxrss keeps what the process was before it became this program
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"peak {own} {child}", file=sys.stderr)
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU seconds of it and its children, and seconds by the clock."""

    cpu: float
    wall: float


def cost(command: Sequence[str]) -> Cost:
    """Runs a command to its end, output thrown away."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(used, time.monotonic() - started)


def paired(one: Sequence[str], other: Sequence[str], rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Both commands by turns, so that the machine's other work falls on both."""
    costs = [(cost(one), cost(other)) for _ in range(rounds)]
    return [a for a, _ in costs], [b for _, b in costs]


def cpu(costs: Sequence[Cost]) -> float:
    return statistics.median(item.cpu for item in costs)


def row(what: str, value: float, must: float, aim: float, most: bool = True) -> None:
    """One line of the table. `most`: the value may be at most the bound, else at least."""
    good = value <= must if most else value >= must
    sign = "≤" if most else "≥"
    print(
        f"{what:58} {value:9.2f}  must {sign} {must:<7g} aim {sign} {aim:<7g} {'ok' if good else 'NOT MET'}"
    )


def complete(folder: Path) -> None:
    """Fails if a timed scan has a run that is not done: a fast answer that skipped something is none."""
    for path in folder.glob("*/scan.json"):
        open_ = [run for run in json.loads(path.read_bytes())["runs"] if run["status"] != "done"]
        if open_:
            sys.exit(
                f"{path}: not every run is done: {[(run['analyzer'], run.get('reason')) for run in open_]}"
            )


def scan(path: Path, out: Path) -> list[str]:
    return [*HEYAN, "scan", str(path), "--out", str(out)]


def peak(path: Path, out: Path) -> tuple[int, int]:
    """Peak memory in MB of parent and child."""
    command = [sys.executable, "-c", _MEASURED, str(ROOT / "cli.py"), "scan", str(path), "--out", str(out)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    own, child = done.stderr.split("peak ")[1].split()
    return int(own) // 1024, int(child) // 1024


def throughput(source: Path, copies: int, work: Path) -> float:
    """Packages an hour with two jobs, over copies that differ in a byte."""
    folder, out = work / "many", work / "many-out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    data = source.read_bytes()
    for number in range(copies):  # a byte before the first entry changes the hash and nothing else
        (folder / f"{number}.apk").write_bytes(data[:10] + number.to_bytes(4, "little") + data[14:])
    spent = cost([*HEYAN, "scan", str(folder), "--jobs", "2", "--out", str(out)])
    shutil.rmtree(folder)
    return copies / spent.wall * 3600


def main() -> None:
    """All rows that this machine can measure."""
    parser = argparse.ArgumentParser("bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("HEYAN_SHARED", ROOT.parent / "shared"))
    )
    given = parser.parse_args()
    corpus = given.shared / "corpus"
    if not corpus.is_dir():
        sys.exit("the bench packages are built from ../shared/corpus, which is not here")
    cache = packages.cache_folder()
    large, overlap = packages.large(corpus, cache), packages.overlapping(cache)
    print(f"large       {large.sha256}  {large.makeup}\noverlapping {overlap.sha256}  {overlap.makeup}")
    small = corpus / "dev" / "rumosky-ClassSchedule__app-debug.apk"
    with tempfile.TemporaryDirectory(prefix="heyan-bench-") as name:
        work = Path(name)
        cost(scan(small, work / "warm"))
        own, unzip = paired(scan(large.path, work / "large"), ["unzip", "-tq", str(large.path)], given.rounds)
        complete(work / "large")
        row("cold scan / unzip -tq, large package (CPU)", cpu(own) / cpu(unzip), 3.0, 2.0)
        print(f"  {cpu(own):.2f} s against {cpu(unzip):.2f} s")
        cost(scan(overlap.path, work / "overlap"))
        complete(work / "overlap")
        wall = [cost(scan(small, work / "small")).wall for _ in range(given.rounds)]
        row("cold scan of a 3 MB app (wall, s)", statistics.median(wall), 0.8, 0.5)
        parent, child = peak(large.path, work / "peak")
        row("peak memory, child (MB)", child, 256, 192)
        row("peak memory, parent (MB)", parent, 160, 160)
        row("packages an hour, two jobs: large", throughput(large.path, 4, work), 2500, 5000, most=False)
        row("packages an hour, two jobs: 3 MB", throughput(small, 24, work), 10000, 30000, most=False)
        peers(corpus, small, large.path, work, given.rounds)
    noise.show(corpus)


def peers(corpus: Path, small: Path, large: Path, work: Path, rounds: int) -> None:
    """androguard and exodus-core from an environment of their own; a missing one skips its rows."""
    python = Path(os.environ.get("HEYAN_BENCH_PEERS", ROOT / ".peers")) / "bin" / "python"
    rows = (
        (
            "androguard AnalyzeAPK",
            "from androguard.misc import AnalyzeAPK; AnalyzeAPK({!r})",
            (12, 30),
            (25, 60),
        ),
        (
            "exodus-core detect_trackers",
            "from exodus_core.analysis.static_analysis import StaticAnalysis as S; s = S({!r});"
            " s.load_trackers_signatures(); s.detect_trackers()",
            (1.3, 3),
            (2, 4),
        ),
    )
    for name, program, for_small, for_large in rows:
        module = program.split()[1].split(".")[0]
        known = (
            python.exists()
            and subprocess.run([python, "-c", f"import {module}"], check=False).returncode == 0
        )
        if not known:
            print(f"{name}: not installed in {python.parents[1]}, row skipped")
            continue
        for path, (must, aim) in ((small, for_small), (large, for_large)):
            theirs, own = paired(
                [str(python), "-c", program.format(str(path))], scan(path, work / "peer"), min(rounds, 3)
            )
            row(f"{name} / heyan scan, {path.name[:24]} (CPU)", cpu(theirs) / cpu(own), must, aim, most=False)


if __name__ == "__main__":
    main()
