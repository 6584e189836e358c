"""Machine text never pronounces: no 违法, 违规, 合规 or 安全 outside the titles of the texts it cites."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from reports import html, json, reasons, summary, text, words
from reports.model import RiskReport, Text
from rules.model import Outcome
from tests.reports.samples import SAMPLES
from tests.reports.test_html import Page

FORBIDDEN = ("违法", "违规", "合规", "安全")
LANGUAGES = ("zh", "en")


@pytest.fixture(params=SAMPLES)
def report(request: pytest.FixtureRequest) -> RiskReport:
    return SAMPLES[request.param]()


def pronounces(said: str) -> bool:
    """Whether a text pronounces, outside the titles that it cites."""
    return any(word in re.sub("《[^》]*》", "", said) for word in FORBIDDEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page(report: RiskReport, language: str) -> None:
    page = Page(html.render(report, language))
    said = [said for said, classes in page.texts if "norm" not in classes]
    assert len(said) > 50
    assert [line for line in said if pronounces(line)] == []


def strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else ():
        yield from strings(item)
    for name, item in value.items() if isinstance(value, dict) else ():
        if not name.startswith("basis"):
            yield from strings(item, name)


def test_json(report: RiskReport) -> None:
    said = list(strings(orjson.loads(json.render(report))))
    assert len(said) > 50
    assert [line for line in said if pronounces(line)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_terminal(report: RiskReport, language: str) -> None:
    assert not pronounces(text.render(report, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook(report: RiskReport, language: str) -> None:
    import openpyxl

    made = summary.render([summary.Entry("a.apk", report)], language)
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(made)).active for cell in row]
    assert len(cells) > 20
    assert [line for line in cells if pronounces(line)] == []


def test_vocabulary() -> None:
    tables = (
        words.OUTCOMES,
        words.USES,
        words.USE_MEANS,
        words.STAGES,
        words.STATUSES,
        words.ANALYZERS,
        reasons.CLOSED,
    )
    said = [text for table in tables for text in table.values()]
    said += [text for pair in (*reasons.REASONS.values(), reasons.OTHER_REASON) for text in pair]
    said += [*words.SEVERITIES, *words.RUNGS]
    for item in said:
        assert isinstance(item, Text)
        assert not pronounces(item.zh)
        assert bool(item.zh) == bool(item.en)
    assert set(words.OUTCOMES) == set(Outcome)
    assert words.OUTCOMES[Outcome.VIOLATED].zh == "命中(待核实)"
