"""Log lines as JSON."""

from __future__ import annotations

import json
import logging
import sys

from registry.logs import JsonLines


def test_a_line_says_what_happened_with_its_details_and_the_fault() -> None:
    try:
        raise ValueError("x")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "f", 1, "说 %s", ("这个",), sys.exc_info())
    record.job = 7
    line = JsonLines().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["message"], said["job"]) == ("error", "说 这个", 7)
    assert "ValueError: x" in said["fault"]
