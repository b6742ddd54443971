"""What a period knows of the levels before it: quarter by quarter, the last first, and the last year's."""

from __future__ import annotations

from pipeline.core.period import Period, parse_period
from pipeline.year.quarters import History

A = ("党支部", "甲支部")


def period(name: str) -> Period:
    found = parse_period(name)
    assert found is not None
    return found


def history(**stars: int | None) -> History:
    made = History()
    for name, star in stars.items():
        made.add(period(name[1:]), A, star, None, True)
    return made


def test_the_quarters_before_come_with_their_gaps():
    past = history(_2018Q4=3, _2019Q1=4, _2019Q2=None).past(period("2019Q4"))
    assert list(past.quarters[A])[:5] == [None, None, 4, 3, None]
    assert next(iter(history(_2019Q2=5).past(period("2019Q3")).quarters[A])) == 5


def test_the_last_year_is_its_yearly_level_alone():
    assert history(_2018=4, _2018Q4=2).past(period("2019Q1")).years == {A: 4}
    assert history(_2018Q4=2).past(period("2019Q1")).years == {}
    assert history(_2017=4).past(period("2019Q1")).years == {}
