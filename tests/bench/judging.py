"""What judging stored scans costs: CPU seconds, the best of several rounds, over every readable package."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from rules import attributed
from rules.attribute import attribute
from rules.catalogue import Catalogue
from rules.judge import judge
from rules.load import RuleBase
from scanner.model import scan_from_json


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """CPU seconds of the quickest round."""
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


@dataclass(frozen=True)
class Judging:
    """Seconds of the slowest scan, and stored scans per second and core, reading included."""

    attributed: float  # judging alone, evidence attributed before
    attribution: float  # recognising SDKs and owners, and judging
    rules_changed: float  # scans a second, from rules/attributed.py
    signatures_changed: float  # scans a second, from scan.json


def measure(stored: Sequence[Path], base: RuleBase, rounds: int = 7) -> Judging:
    """Judges every stored scan with all rules."""
    rules, known = base.rules, Catalogue(base.rules.sdks)
    contents = [path.read_bytes() for path in stored]
    scans = [scan_from_json(orjson.loads(content)) for content in contents]
    kept = [attributed.to_bytes(attribute(scan, None, rules, known), rules) for scan in scans]

    def fresh(number: int) -> float:
        facts = attribute(scans[number], None, rules, known)
        begun = time.process_time()
        judge(facts, rules, scans[number].at)
        return time.process_time() - begun

    def again(content: bytes) -> None:
        facts = attributed.from_bytes(content, None, rules, known)
        assert facts is not None
        judge(facts, rules, facts.scan.at)

    def anew(content: bytes) -> None:
        scan = scan_from_json(orjson.loads(content))
        judge(attribute(scan, None, rules, known), rules, scan.at)

    numbers = range(len(scans))
    return Judging(
        max(min(fresh(number) for _ in range(rounds)) for number in numbers),
        max(
            best(lambda scan=scan: judge(attribute(scan, None, rules, known), rules, scan.at), rounds)  # type: ignore[misc]
            for scan in scans
        ),
        len(kept) / best(lambda: [again(content) for content in kept], rounds),
        len(contents) / best(lambda: [anew(content) for content in contents], rounds),
    )
