"""Working days by the notices of 2025 and 2026; a year nobody wrote down is never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.load import RuleBase
from rules.workdays import NoCalendar, Workdays
from tests.rules.test_build import built, faults, source

YEAR = """
- year: 2026
  title: 通知
  number: 国办发明电〔2025〕7号
  holidays: [2026-01-01..2026-01-03]
  workdays: [2026-01-04]
"""


@pytest.fixture(scope="module")
def workdays(base: RuleBase) -> Workdays:
    return Workdays.of(base.rules.calendar)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-01", False),
        ("2026-01-02", False),
        ("2026-01-04", True),  # a Sunday that is worked
        ("2026-01-05", True),
        ("2026-01-10", False),  # a plain Saturday
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2025-10-08", False),
        ("2025-10-11", True),
    ],
)
def test_days(workdays: Workdays, day: str, worked: bool) -> None:
    assert workdays.is_workday(date.fromisoformat(day)) is worked


def test_the_notices_are_whole(base: RuleBase) -> None:
    """Thirteen statutory days since 2025; days off and make-up days as the notices count them."""
    counts = {year.year: (len(year.holidays), len(year.workdays)) for year in base.rules.calendar}
    assert counts == {2025: (28, 5), 2026: (33, 6)}
    assert all("国办发明电" in year.number for year in base.rules.calendar)


def test_a_term_begins_on_the_next_day(workdays: Workdays) -> None:
    assert workdays.after(date(2026, 1, 5), 10) == date(2026, 1, 19)
    assert workdays.after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert workdays.after(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert workdays.after(date(2026, 2, 14), 0) == date(2026, 2, 14)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_counting_there_and_back(workdays: Workdays, day: date, number: int) -> None:
    last = workdays.after(day, number)
    assert workdays.is_workday(last)
    assert workdays.between(day, last) == number
    assert workdays.between(day, last - timedelta(days=1)) == number - 1


def test_a_year_without_a_notice_is_named(workdays: Workdays) -> None:
    with pytest.raises(NoCalendar, match="2027 年"):
        workdays.after(date(2026, 12, 30), 5)


def test_it_is_read() -> None:
    (year,) = built(source("calendar.yaml", YEAR)).calendar
    assert year.holidays == ("2026-01-01", "2026-01-02", "2026-01-03")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("2026-01-01..2026-01-03", "2026-13-01"), "calendar.yaml:5 not a day: 2026-13-01"),
        (("2026-01-01..2026-01-03", "2026-01-03..2026-01-01"), "calendar.yaml:5 not a stretch of days"),
        (("2026-01-01..2026-01-03", "2026-01-01..2026-12-31"), "calendar.yaml:5 not a stretch of days"),
        (("2026-01-01..2026-01-03", "2025-12-31"), "calendar.yaml:5 2025-12-31 is not in 2026"),
        (("[2026-01-04]", "[2026-01-03]"), "calendar.yaml:6 2026-01-03 is both off and worked"),
        (("[2026-01-04]", "[2026-01-05]"), "calendar.yaml:6 2026-01-05 is no weekend day"),
        (("  number: 国办发明电〔2025〕7号\n", ""), "calendar.yaml:2 'number' is missing"),
    ],
)
def test_faults(change: tuple[str, str], fault: str) -> None:
    assert any(text.startswith(fault) for text in faults(source("calendar.yaml", YEAR.replace(*change))))


def test_a_year_stands_once() -> None:
    assert any("2026 stands here twice" in text for text in faults(source("calendar.yaml", YEAR + YEAR)))
