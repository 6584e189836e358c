from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.bench.measure import Cost, Unfinished, once, ratio, unfinished


def test_cpu_seconds_of_children_count() -> None:
    work = "sum(range(3_000_000))"
    inner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    assert once([sys.executable, "-c", inner]).cpu > once([sys.executable, "-c", "pass"]).cpu


def test_a_command_that_fails_stops_the_bench() -> None:
    with pytest.raises(Unfinished, match=r"ended with 3: .*why"):
        once([sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"])
    once([sys.executable, "-c", "import sys; sys.exit(3)"], codes=(3,))


def test_a_ratio_is_taken_within_each_round() -> None:
    assert ratio([Cost(2, 0), Cost(40, 0), Cost(6, 0)], [Cost(1, 0), Cost(10, 0), Cost(2, 0)]) == 3


def test_runs_that_are_not_done_are_named(tmp_path: Path) -> None:
    for name, status in (("a", "done"), ("b", "partial"), ("c", "not_applicable")):
        (tmp_path / name).mkdir()
        run = {"analyzer": "uses", "status": status, "reason": "packed"}
        (tmp_path / name / "scan.json").write_text(json.dumps({"runs": [run]}))
    assert unfinished(tmp_path) == ["b: uses partial packed"]
