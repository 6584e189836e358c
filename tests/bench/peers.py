"""Other tools on the same packages. They run in environments of their own and are never imported here.

`make bench-peers` makes the environments in `.peers` (or `$HEYAN_BENCH_PEERS`); a missing one skips its rows.
exodus-core asks its server for signatures; here it gets those that the rule base has, which are fewer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from rules.model import RuleSet
from tests.bench.measure import ROOT

_ANALYZE = """
import sys
from loguru import logger
logger.remove()
from androguard.misc import AnalyzeAPK
AnalyzeAPK(sys.argv[1])
"""
_DETECT = """
import collections, json, sys
from exodus_core.analysis.static_analysis import StaticAnalysis
Tracker = collections.namedtuple("Tracker", "name code_signature")
analysis = StaticAnalysis(sys.argv[1])
analysis.signatures = [Tracker(*row) for row in json.load(open(sys.argv[2]))]
analysis._compile_signatures()
analysis.load_apk()
analysis.detect_trackers()
"""


def _python(name: str) -> Path | None:
    folder = Path(os.environ.get("HEYAN_BENCH_PEERS", ROOT / ".peers"))
    python = folder / name / "bin" / "python"
    return python if python.exists() else None


def androguard(package: Path) -> list[str] | None:
    """AnalyzeAPK on one package; None where it is not installed."""
    python = _python("androguard")
    return [str(python), "-c", _ANALYZE, str(package)] if python else None


def exodus(package: Path, signatures: Path) -> list[str] | None:
    """detect_trackers on one package; None where it is not installed."""
    python = _python("exodus")
    return [str(python), "-c", _DETECT, str(package), str(signatures)] if python else None


def signatures(rules: RuleSet, path: Path) -> int:
    """Writes the class prefixes of the rule base's SDKs as patterns of exodus; how many."""
    rows = []
    for sdk in rules.sdks:
        prefixes = [mark.value for mark in sdk.marks if mark.type == "code"]
        if prefixes:
            rows.append([sdk.en, "|".join(prefix.replace(".", r"\.") for prefix in prefixes)])
    path.write_text(json.dumps(rows), "utf-8")
    return len(rows)
