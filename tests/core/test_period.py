import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.period import Period, parse_period

QUARTERS = [Period(2019, month, 3) for month in (1, 4, 7, 10)]
PERIODS = st.one_of(
    st.builds(Period, st.integers(1990, 2100)),
    st.builds(Period, st.integers(1990, 2100), st.sampled_from([1, 4, 7, 10]), st.just(3)),
    st.builds(Period, st.integers(1990, 2100), st.integers(1, 12), st.just(1)),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2019Q3", "2019Q3"),
        ("2019q3", "2019Q3"),
        (" 2019 Q3 ", "2019Q3"),
        ("2019年第三季度", "2019Q3"),
        ("2019年3季度", "2019Q3"),
        ("2019年第3季度", "2019Q3"),
        ("2019年四季度", "2019Q4"),
        ("2019-08", "2019-08"),
        ("2019-8", "2019-08"),
        ("2019年8月", "2019-08"),
        ("2019/08", "2019-08"),
        ("2019.8", "2019-08"),
        ("2019", "2019"),
        ("2019年", "2019"),
        ("2019年度", "2019"),
        ("2019-Q3", "2019Q3"),
        ("2019年Q3", "2019Q3"),
        ("2019年三季", "2019Q3"),
        ("2019Q3季度", "2019Q3"),
        ("2019年7-9月", "2019Q3"),
        ("2019年7月—9月", "2019Q3"),
        ("2019年10月至12月", "2019Q4"),
        ("2019年1-12月", "2019"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, name: str):
    found = parse_period(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019Q5",
        "2019Q0",
        "2019-13",
        "19Q3",
        "三季度",
        "2019Q3Q4",
        "2019年第三",
        "今年",
        "2019年7-8月",
        "2019年6-8月",
        "2019年9-7月",
        "2019年1-6月",
        "2019年11-13月",
        "2019年0-2月",
        "2019-3季",
    ],
)
def test_what_is_no_period_is_none(text: str):
    assert parse_period(text) is None


@given(PERIODS)
def test_its_name_and_its_title_read_back_as_the_same_period(period: Period):
    assert parse_period(period.name) == period
    assert parse_period(period.title) == period


@given(PERIODS)
def test_periods_follow_each_other_without_a_gap(period: Period):
    assert period.following().previous() == period
    assert period.following().start - period.end == dt.timedelta(days=1)
    assert period < period.following()


@pytest.mark.parametrize(
    ("period", "first", "last", "quarter"),
    [
        (Period(2019, 7, 3), "2019-07-01", "2019-09-30", 3),
        (Period(2020, 2, 1), "2020-02-01", "2020-02-29", 1),
        (Period(2019), "2019-01-01", "2019-12-31", 4),
        (Period(2019, 12, 1), "2019-12-01", "2019-12-31", 4),
    ],
)
def test_first_day_last_day_and_quarter(period: Period, first: str, last: str, quarter: int):
    assert (str(period.start), str(period.end), period.quarter) == (first, last, quarter)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_lies_in_one_quarter_and_shares_its_number(month: int):
    period = Period(2019, month, 1)
    assert [q for q in QUARTERS if q.covers(period)] == [period.whole_quarter()]
    assert period.quarter == period.whole_quarter().quarter


def test_the_days_of_a_period_include_the_first_and_the_last():
    third = QUARTERS[2]
    assert third.contains(dt.date(2019, 7, 1))
    assert third.contains(dt.date(2019, 9, 30))
    assert not third.contains(dt.date(2019, 10, 1))
    assert third.month_names() == ("2019-07", "2019-08", "2019-09")


def test_periods_sort_by_their_last_day_and_the_shorter_comes_later():
    names = [
        p.name for p in sorted([Period(2019), Period(2019, 12, 1), Period(2019, 10, 3), Period(2019, 7, 3)])
    ]
    assert names == ["2019Q3", "2019", "2019Q4", "2019-12"]
