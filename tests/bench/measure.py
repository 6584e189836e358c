"""Runs commands and says what they cost: CPU seconds of the whole tree that was waited for, wall, memory."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PEAKS = """
import json, re, resource, sys
sys.path.insert(0, sys.argv.pop(1))
import cli
cli.main(sys.argv[1:])
own = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(json.dumps([own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""
FINISHED = (0, 1)
"""Exit codes of a scan all of whose runs were done: nothing at the level asked about, or something."""


class Unfinished(Exception):
    """A timed command failed, or a timed Scan has a Run that is not "done"; the text says which."""


@dataclass(frozen=True)
class Cost:
    """What one run took. Seconds."""

    cpu: float
    wall: float


def once(command: list[str], codes: Sequence[int] = (0,)) -> Cost:
    """One run. Raises Unfinished for another exit code."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        quiet = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
        ]
        begun = time.perf_counter()
        pid = os.posix_spawnp(command[0], command, environment, file_actions=quiet)
        _, status, used = os.wait4(pid, 0)
        cost = Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun)
        code = os.waitstatus_to_exitcode(status)
        if code not in codes:
            said.seek(0)
            last = said.read()[-400:].decode("utf-8", "replace")
            raise Unfinished(f"{' '.join(command)[-120:]} ended with {code}: {last}")
    return cost


def paired(rounds: int, *commands: tuple[list[str], Sequence[int]]) -> list[list[Cost]]:
    """Each command `rounds` times, one after another in each round, as the machine's speed changes."""
    found: list[list[Cost]] = [[] for _ in commands]
    for _ in range(rounds):
        for costs, (command, codes) in zip(found, commands, strict=True):
            costs.append(once(command, codes))
    return found


def ratio(above: Sequence[Cost], below: Sequence[Cost]) -> float:
    """The median over the rounds of what one cost in terms of the other."""
    return statistics.median(one.cpu / two.cpu for one, two in zip(above, below, strict=True))


def heyan(*arguments: str | Path) -> list[str]:
    """The command as it is installed beside this interpreter, else from the source."""
    installed = Path(sys.executable).with_name("heyan")
    start = [str(installed)] if installed.exists() else [sys.executable, str(ROOT / "cli.py")]
    return [*start, *map(str, arguments)]


def peaks(package: Path, out: Path) -> tuple[int, int]:
    """Peak memory (bytes) of the scanning child and of its parent."""
    command = [sys.executable, "-c", _PEAKS, str(ROOT), "scan", str(package), "--out", str(out)]
    with tempfile.TemporaryFile() as said:
        pid = os.posix_spawn(
            command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 1)]
        )
        os.waitpid(pid, 0)
        said.seek(0)
        parent, child = json.loads(said.read().splitlines()[-1])
    return 1024 * child, 1024 * parent


def unfinished(out: Path) -> list[str]:
    """The runs that are not "done", of all scans in a folder of results."""
    found = []
    for path in sorted(out.glob("*/scan.json")):
        runs: list[Mapping[str, str]] = json.loads(path.read_bytes())["runs"]
        found += [
            f"{path.parent.name}: {run['analyzer']} {run['status']} {run.get('reason', '')}"
            for run in runs
            if run["status"] not in ("done", "not_applicable")
        ]
    return found
