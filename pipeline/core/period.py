"""Periods: a year, a quarter or a month; parsed, ordered, asked for their days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache


def month_title(name: str) -> str:
    """2019-08 as a heading: 8月."""
    return f"{int(name[-2:])}月"


_QUARTER = re.compile(r"(\d{4})(?:年?[-./]?[Qq]|年第?)([1-4一二三四])(?:季度?)?")
_SPAN = re.compile(r"(\d{4})[年.](\d{1,2})月?[-—–~～至到](\d{1,2})月")
_MONTH = re.compile(r"(\d{4})(?:-|年|/|\.)(0?[1-9]|1[0-2])月?")
_YEAR = re.compile(r"(\d{4})(?:年|年度)?")
_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included; 1, 3 or 12 whole months of one year; 6 or 9 of a year not yet over."""

    year: int
    first_month: int = 1
    months: int = 12

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, self.first_month, 1)

    @property
    def end(self) -> dt.date:
        last = self.first_month + self.months - 1
        return dt.date(self.year, last, calendar.monthrange(self.year, last)[1])

    @property
    def quarter(self) -> int:
        """1 to 4: the quarter the period ends in."""
        return (self.first_month + self.months + 1) // 3

    @property
    def name(self) -> str:
        """As in folders and file names: 2019, 2019Q3, 2019-08."""
        if self.months == 12:
            return str(self.year)
        return f"{self.year}Q{self.quarter}" if self.months == 3 else f"{self.year}-{self.first_month:02d}"

    @property
    def title(self) -> str:
        """As people write it: 2019年第三季度."""
        if self.months == 12:
            return f"{self.year}年度"
        return (
            f"{self.year}年第{_NUMERALS[self.quarter - 1]}季度"
            if self.months == 3
            else f"{self.year}年{self.first_month}月"
        )

    def __str__(self) -> str:
        return self.name

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def contains(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def covers(self, other: Period) -> bool:
        """True if the other period's last day lies in this one."""
        return self.contains(other.end)

    def previous(self) -> Period:
        """The period of the same length just before."""
        month = self.first_month - self.months
        return (
            Period(self.year, month, self.months)
            if month > 0
            else Period(self.year - 1, month + 12, self.months)
        )

    def following(self) -> Period:
        """The period of the same length just after."""
        month = self.first_month + self.months
        return (
            Period(self.year, month, self.months)
            if month <= 12
            else Period(self.year + 1, month - 12, self.months)
        )

    def month_names(self) -> tuple[str, ...]:
        """Its months: ("2019-07", "2019-08", "2019-09")."""
        return tuple(f"{self.year}-{m:02d}" for m in range(self.first_month, self.first_month + self.months))

    def whole_year(self) -> Period:
        return Period(self.year)

    def whole_quarter(self) -> Period:
        """The quarter that a month lies in; a quarter itself."""
        return Period(self.year, 3 * ((self.first_month - 1) // 3) + 1, 3)


@lru_cache(4_096)
def parse_period(text: str) -> Period | None:
    """A period as people write it (2019Q3, 2019年第三季度, 2019年7-9月, 2019-08, 2019年), or None."""
    text = "".join(text.split())
    if (match := _QUARTER.fullmatch(text)) and (text.endswith(("季度", "季")) or "Q" in text.upper()):
        return Period(int(match[1]), 3 * (_NUMERALS.find(match[2]) + 1 or int(match[2])) - 2, 3)
    if match := _SPAN.fullmatch(text):
        return _span(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(text):
        return Period(int(match[1]), int(match[2]), 1)
    match = _YEAR.fullmatch(text)
    return Period(int(match[1])) if match else None


def _span(year: int, first: int, last: int) -> Period | None:
    """From a month to a month, where that is a quarter or the year."""
    months = last - first + 1
    is_period = months in (3, 12) and first >= 1 and last <= 12 and (first - 1) % months == 0
    return Period(year, first, months) if is_period else None
