"""report.json: the same bytes, back again, by its published schema; newer numbers are refused."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import orjson
import pytest

from reports import json
from reports.model import SCHEMA, RiskReport
from reports.schema import published
from scanner import codec
from scanner.codec import Malformed
from tests.reports.samples import SAMPLES, ordinary

STORED = Path(__file__).parent / "stored"


@pytest.fixture(params=SAMPLES)
def report(request: pytest.FixtureRequest) -> RiskReport:
    return SAMPLES[request.param]()


def test_there_and_back(report: RiskReport) -> None:
    made = json.render(report)
    again = json.from_json(orjson.loads(made))
    assert again == report
    assert json.render(again) == made
    assert json.digest(again) == json.digest(report)


def test_by_the_published_schema(report: RiskReport) -> None:
    jsonschema.validate(orjson.loads(json.render(report)), orjson.loads(published("report")))


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    data = orjson.loads(json.render(ordinary()))
    data["items"][0]["surplus"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, orjson.loads(published("report")))
    with pytest.raises(Malformed, match="surplus"):
        json.from_json(data)


def test_newer_numbers_are_refused_with_a_sentence() -> None:
    data = codec.to_json(ordinary()) | {"schema": SCHEMA + 1}
    with pytest.raises(Malformed, match="update Heyan"):
        json.from_json(data)


@pytest.mark.parametrize("number", range(1, SCHEMA + 1))
def test_every_released_number_has_a_reader_and_an_example(number: int) -> None:
    stored = (STORED / f"report-{number}.json").read_bytes()
    report = json.from_json(orjson.loads(stored))
    assert report.matters
    assert report.gaps
    if number == SCHEMA:
        assert json.render(report) == stored
        jsonschema.validate(orjson.loads(stored), orjson.loads(published("report")))


@pytest.mark.parametrize("data", [None, [], {}, {"schema": 1}, {"schema": "1"}])
def test_what_is_no_report_is_malformed(data: object) -> None:
    with pytest.raises(Malformed):
        json.from_json(data)
