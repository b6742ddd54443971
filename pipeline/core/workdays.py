"""Working days: the State Council's calendar with its 调休, overridden by days that the plant itself has set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import chinese_calendar

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """`exceptions`: day -> True where it is worked, whatever the calendar says."""

    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_worked(self, day: dt.date) -> bool:
        """True for a working day; Monday to Friday in a year whose holidays are not known yet."""
        if day in self.exceptions:
            return self.exceptions[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < _SATURDAY

    def next(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the first one after it that is."""
        while not self.is_worked(day):
            day += _DAY
        return day

    def last_of(self, first: dt.date, count: int) -> dt.date:
        """The last of so many working days, the first day among them if it is worked."""
        day = self.next(first)
        for _ in range(count - 1):
            day = self.next(day + _DAY)
        return day

    def count(self, first: dt.date, last: dt.date) -> int:
        """How many days are worked from the first to the last."""
        return sum(self.is_worked(first + number * _DAY) for number in range((last - first).days + 1))

    def unknown_years(self, days: Iterable[dt.date]) -> list[int]:
        """Years of these days that neither the calendar nor the plant's own days tell of."""
        told_years = {day.year for day in self.exceptions}
        return sorted({day.year for day in days if day.year not in told_years and not _is_known(day)})


def _is_known(day: dt.date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True
