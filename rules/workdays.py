"""Working days by the State Council's yearly notices: days off, and weekend days that are worked instead.

Data: calendar.yaml, of the rule base or of a signed rule pack. A year without a notice is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules import shape
from rules.build_files import Files
from rules.located import Table
from rules.model import WorkYear
from rules.shape import Checker

_DAY = timedelta(days=1)
_MOST = 30
"""Days off in a row; a longer stretch is a slip of the pen."""


class NoCalendar(LookupError):
    """The year's notice is not in the rule base; `year` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"规则库里没有 {year} 年的节假日安排,算不出工作日 (no working-day calendar for {year})"
        )
        self.year = year


@dataclass(frozen=True, slots=True)
class Workdays:
    """Counts working days. Days are dates in Asia/Shanghai."""

    years: Mapping[int, WorkYear]

    @classmethod
    def of(cls, years: Sequence[WorkYear]) -> Workdays:
        """Those of a rule set (`RuleSet.calendar`)."""
        return cls({year.year: year for year in years})

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day. Raises NoCalendar."""
        year = self.years.get(day.year)
        if year is None:
            raise NoCalendar(day.year)
        text = day.isoformat()
        return text in year.workdays or (day.weekday() < 5 and text not in year.holidays)

    def after(self, day: date, number: int) -> date:
        """The last day of a term of `number` working days that begins on the day after `day`.

        Raises NoCalendar.
        """
        while number > 0:
            day += _DAY
            number -= self.is_workday(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, `last` included. Raises NoCalendar."""
        return sum(self.is_workday(first + _DAY * step) for step in range(1, (last - first).days + 1))


def years_of(files: Files) -> tuple[WorkYear, ...]:
    """Every year of calendar.yaml, in order; faults are told with their lines."""
    found: dict[int, WorkYear] = {}
    for checker, entry, good in files.each("calendar", shape.WORK_YEAR):
        if not good:
            continue
        year = entry["year"]
        if year in found:
            checker.fault(entry.line, f"{year} 年写了两次", f"{year} stands here twice")
        holidays = tuple(_days(checker, entry, "holidays"))
        workdays = tuple(_days(checker, entry, "workdays"))
        _contradictions(checker, entry, holidays, workdays)
        found[year] = WorkYear(year, entry["title"], entry["number"], holidays, workdays)
    return tuple(found[year] for year in sorted(found))


def _days(checker: Checker, entry: Table, key: str) -> Iterator[str]:
    line = entry.lines.get(key, entry.line)
    for text in entry.get(key, ()):
        first, dots, last = text.partition("..")
        try:
            day, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
        except ValueError:
            checker.fault(
                line, f"日期应写成 2026-01-31 或 2026-02-15..2026-02-23:{text}", f"not a day: {text}"
            )
            continue
        if not day <= end < day + _DAY * _MOST:
            checker.fault(line, f"起止日期不对:{text}", f"not a stretch of days: {text}")
            continue
        while day <= end:
            if day.year != entry["year"]:
                checker.fault(line, f"{day} 不是 {entry['year']} 年", f"{day} is not in {entry['year']}")
            yield day.isoformat()
            day += _DAY


def _contradictions(checker: Checker, entry: Table, holidays: Sequence[Any], workdays: Sequence[Any]) -> None:
    line = entry.lines.get("workdays", entry.line)
    for day in sorted({*holidays} & {*workdays}):
        checker.fault(line, f"{day} 既是放假日又是上班日", f"{day} is both off and worked")
    for day in workdays:
        if date.fromisoformat(day).weekday() < 5:
            checker.fault(line, f"{day} 本来就不是周末", f"{day} is no weekend day")
