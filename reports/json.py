"""report.json: the whole report, the same bytes for the same report, and back."""

from __future__ import annotations

import hashlib
from typing import Any

from reports.model import SCHEMA, RiskReport
from scanner import codec
from scanner.codec import Malformed


def render(report: RiskReport, _language: str = "zh") -> bytes:
    """UTF-8, two spaces of indent, keys in order of the alphabet. Both languages are in it."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(codec.to_json(report), option=options)


def digest(report: RiskReport) -> str:
    """SHA-256 of report.json, by which a decision names the report that was read."""
    return hashlib.sha256(render(report)).hexdigest()


def from_json(data: Any) -> RiskReport:
    """A stored report. Raises Malformed, also for a schema number newer than this house knows."""
    schema = data.get("schema") if isinstance(data, dict) else None
    if type(schema) is int and schema > SCHEMA:
        raise Malformed(f"report schema {schema} is newer than this Heyan reads ({SCHEMA}): update Heyan")
    return codec.from_json(RiskReport, data)
