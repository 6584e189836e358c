"""python -m tests.bench.detection: recall, false hits, and the cost of a session of 5,000 flows and 100 MB.

Seeds are named on the command line, so that nobody can have tuned on them.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from scanner import persona_new, sandbox
from scanner.detect import Detector
from scanner.kinds import Stage
from scanner.model import WatchList
from scanner.sandbox import Job
from tests.apps import session, traffic


def recall(seed: int, count: int) -> tuple[float, float]:
    """Share of planted values found, and CPU ms for each request."""
    chance = random.Random(seed)
    planted = persona_new.new(date(2026, 3, 2), {"child": "19900000001"}, random.Random(seed + 1)).planted
    detector = Detector(planted, session.APP_ID)
    found, spent = 0, 0.0
    for _ in range(count):
        made = traffic.planted_request(chance.choice(planted), session.APP_ID, chance)
        started = time.process_time()
        hits = detector.detect(made.parts).hits
        spent += time.process_time() - started
        found += any(
            (hit.data, hit.role) == (made.planted.data, made.planted.role) and hit.certain for hit in hits
        )
    return found / count, spent / count * 1000


def false_hits(seed: int, count: int) -> tuple[int, int]:
    """Of ordinary requests, how many hold a planted hit, and how many one by a validator."""
    chance = random.Random(seed)
    planted = persona_new.new(date(2026, 3, 2), {"child": "19900000001"}, random.Random(seed + 1)).planted
    detector = Detector(planted, session.APP_ID)
    wrong = valid = 0
    for _ in range(count):
        hits = detector.detect(traffic.clean_request(chance)).hits
        wrong += any(hit.planted for hit in hits)
        valid += any(not hit.planted for hit in hits)
    return wrong, valid


def stage(flows: int, size: int) -> tuple[float, int, float]:
    """CPU s and peak KiB of the child over one session, and its MB. One flow in ten holds planted data."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        made = session.Made(Path(folder) / "s")
        for number in range(flows):
            sent = _records(chance, size * 2 // 5)
            if number % 10 == 0:
                sent.append({"d": chance.choice(session.PERSONA.planted).value})
            second = 5 + 190 * number / flows
            made.sent(
                second,
                f"https://h{number % 40}.example.cn/a?v={number}",
                sent,
                _records(chance, size * 3 // 5),
            )
        path = Path(folder) / "s.zip"
        path.write_bytes(made.zip())
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        job = Job((path,), Stage.DYNAMIC, WatchList(), "2026-03-02", "0", package=session.PACKAGE)
        sandbox.scan(job)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return spent, after.ru_maxrss, path.stat().st_size / 1e6


def _records(chance: random.Random, size: int) -> list[object]:
    """JSON of about this many bytes: titles, numbers, addresses, times, as answers have them."""
    found: list[object] = []
    while size > 0:
        record = {
            "id": chance.randrange(10**9),
            "title": "".join(chance.choice(traffic.CHINESE) for _ in range(30)),
            "cover": f"https://img.example.cn/{chance.getrandbits(64):016x}.jpg",
            "at": f"2026-0{chance.randrange(1, 9)}-1{chance.randrange(9)} 10:00:00",
            **traffic.noise(chance, 3),
        }
        size -= len(json.dumps(record, ensure_ascii=False).encode())
        found.append(record)
    return found


def main() -> int:
    """Prints each figure with what it must be; 1 where one is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--requests", type=int, default=20_000)
    asked = parser.parse_args()
    share, each = recall(asked.seed, asked.requests // 4)
    wrong, valid = false_hits(asked.seed + 7, asked.requests)
    spent, peak, size = stage(5_000, 20_000)
    rows = (
        (f"recall, seed {asked.seed}", f"{share:.2%} ({each:.1f} ms each)", share >= 0.98),
        ("planted hits in ordinary requests", f"{wrong} of {asked.requests}", wrong <= 1),
        (
            "validator hits in ordinary requests",
            f"{valid} of {asked.requests}",
            valid <= 0.005 * asked.requests,
        ),
        (f"5,000 flows, {size:.0f} MB: CPU", f"{spent:.1f} s", spent <= 20),
        ("peak memory of the child", f"{peak >> 10} MB", peak <= 400 << 10),
    )
    for name, seen, good in rows:
        print(f"{'ok    ' if good else 'MISSED'} {name}: {seen}")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
