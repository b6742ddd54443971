"""Working days: weekends, holidays, days worked instead of a weekend, the plant's own days, and years not known yet."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.core.workdays import Workdays

PUBLIC, OWN = Workdays(), Workdays({dt.date(2019, 10, 21): False, dt.date(2019, 10, 19): True})


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "worked"),
    [
        ("2019-10-18", True),  # a Friday
        ("2019-10-19", False),  # a Saturday
        ("2019-10-01", False),  # a Tuesday, 国庆节
        ("2019-10-12", True),  # a Saturday that was worked instead
        ("2019-09-29", True),  # a Sunday that was worked instead
        ("2020-01-27", False),  # 春节, a Monday
    ],
)
def test_the_calendar_of_the_state_council_is_known(date, worked):
    assert PUBLIC.is_worked(day(date)) is worked


def test_the_days_of_the_plant_go_before_it():
    assert [OWN.is_worked(day(f"2019-10-{one}")) for one in (18, 19, 20, 21)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("calendar", "first", "count", "last"),
    [
        (PUBLIC, "2019-10-18", 5, "2019-10-24"),
        (OWN, "2019-10-18", 5, "2019-10-24"),
        (PUBLIC, "2019-09-30", 3, "2019-10-09"),
        (PUBLIC, "2019-10-01", 1, "2019-10-08"),
    ],
)
def test_so_many_working_days_end_on(calendar, first, count, last):
    assert calendar.last_of(day(first), count) == day(last)
    assert calendar.count(day(first), day(last)) == count


@pytest.mark.parametrize(
    ("date", "moved"),
    [("2019-10-10", "2019-10-10"), ("2019-10-05", "2019-10-08"), ("2020-01-24", "2020-02-03")],
)
def test_a_term_moves_to_the_next_working_day(date, moved):
    assert PUBLIC.next(day(date)) == day(moved)


def test_a_year_that_nobody_knows_goes_by_the_week_and_is_named():
    far = [day("2098-10-01"), day("2098-10-04"), day("2019-10-01")]
    assert [PUBLIC.is_worked(one) for one in far[:2]] == [True, False]
    assert PUBLIC.unknown_years(far) == [2098]
    assert Workdays({day("2098-10-01"): False}).unknown_years(far) == []
