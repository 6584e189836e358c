from __future__ import annotations

from pathlib import Path

import orjson

from rules.load import RuleBase
from scanner import codec
from tests.bench.judging import best, measure
from tests.rulings import CAMERA, permission, scan


def test_it_measures_every_scan(tmp_path: Path, base: RuleBase) -> None:
    path = tmp_path / "scan.json"
    path.write_bytes(orjson.dumps(codec.to_json(scan(permission(CAMERA)))))
    found = measure([path], base, 1)
    assert 0 < found.attributed < found.attribution * 2
    assert found.rules_changed > 0
    assert found.signatures_changed > 0


def test_the_best_round_counts() -> None:
    assert best(lambda: None, 3) >= 0
