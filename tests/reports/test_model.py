"""The report is plain frozen data."""

from __future__ import annotations

import dataclasses

import pytest

from reports.model import MATTERS, SHOWN, RiskReport
from tests.reports.samples import SAMPLES, ordinary, worst


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ordinary().clues = 0  # type: ignore[misc]


def test_bounds() -> None:
    assert MATTERS == 5
    for item in worst().items:
        assert len(item.facts) <= SHOWN
        assert all(len(fact.places) <= SHOWN for fact in item.facts)


@pytest.mark.parametrize("name", SAMPLES)
def test_matters_and_items_fit_together(name: str) -> None:
    report: RiskReport = SAMPLES[name]()
    open_ = {item.key for item in report.items if not item.clue}
    assert sorted(key for matter in report.matters for key in matter.keys) == sorted(open_)
    assert report.clues == len(report.items) - len(open_)
    assert {key for row in report.table.rows for key in row.keys} <= open_
