import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.excel.cells.kinds import parse, same_name, show
from schemas.base import YES_NO, Kind

DAY = dt.date(2019, 10, 21)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, "  红烧\u200b豆腐\xa0", "红烧豆腐"),
        (Kind.TEXT, "一\x00二\r\n三", "一二\n三"),
        (Kind.TEXT, "①㎡（一）", "①㎡（一）"),
        (Kind.TEXT, "无", "无"),
        (Kind.TEXT, 7.0, "7"),
        (Kind.CODE, 7.0, "7"),
        (Kind.CODE, "007", "007"),
        (Kind.CHOICE, " 中份 ", "中份"),
        (Kind.LIST, "001, 002；003\n004 / 005", "001、002、003、004、005"),
        (Kind.LIST, 1001.0, "1001"),
        (Kind.WHOLE, "7.0", 7),
        (Kind.WHOLE, 7.000000000000001, 7),
        (Kind.NUMBER, 0.1 + 0.2, 0.3),
        (Kind.DATE, DAY, DAY),
        (Kind.DATE, dt.datetime(2019, 10, 21, 8, 30), DAY),
        (Kind.DATE, "2019-10-21", DAY),
        (Kind.DATE, "2019.10.21", DAY),
        (Kind.DATE, "2019/10/21 08:30", DAY),
        (Kind.DATE, "２０１９年10月21日", DAY),
        (Kind.MONTH, "2019年8月", "2019-08"),
        (Kind.MONTH, dt.date(2019, 8, 1), "2019-08"),
        (Kind.MONTH, "2019.8", "2019-08"),
        (Kind.PERIOD, "2019年第三季度", "2019Q3"),
        (Kind.PERIOD, 2019.0, "2019"),
        (Kind.PERIOD, dt.date(2019, 8, 1), "2019-08"),
    ],
)
def test_a_cell_is_read_as_a_person_means_it(kind, raw, value):
    found = parse(kind, raw, ("大份", "中份") if kind is Kind.CHOICE else ())
    assert (found.value, found.repaired, found.problem) == (value, "", None)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "value", "as_"),
    [
        (Kind.NUMBER, "92分", 92.0, "92"),
        (Kind.NUMBER, "1,234.5", 1234.5, "1234.5"),
        (Kind.WHOLE, "１２人", 12, "12"),
        (Kind.CODE, "Ａ０１", "A01", "A01"),
        (Kind.CODE, "'007", "007", "007"),
        (Kind.LIST, "'007、008", "007、008", "007、008"),
        (Kind.DATE, "20191021", DAY, "2019-10-21"),
        (Kind.DATE, 20191021.0, DAY, "2019-10-21"),
        (Kind.DATE, 43759.0, DAY, "2019-10-21"),
        (Kind.DATE, "2019-10-21 星期一", DAY, "2019-10-21"),
        (Kind.DATE, "2019/10/21 上午9:00", DAY, "2019-10-21"),
        (Kind.DATE, "2019年10月21日（周一）", DAY, "2019-10-21"),
        (Kind.DATE, "二〇一九年十月二十一日 礼拜一", DAY, "2019-10-21"),
        (Kind.DATE, "2019.10.21(周一)下午3点半", DAY, "2019-10-21"),
        (Kind.DATE, "2019年10月21日晚上", DAY, "2019-10-21"),
        (Kind.DATE, "2019-10-21 9:00 AM", DAY, "2019-10-21"),
        (Kind.DATE, "2019-10-20 星期天", dt.date(2019, 10, 20), "2019-10-20"),
        (Kind.DATE, "2019-10-21 星期一 08:30", DAY, "2019-10-21"),
        (Kind.DATE, "20191021周一", DAY, "2019-10-21"),
        (Kind.MONTH, 201908.0, "2019-08", "2019-08"),
    ],
)
def test_a_repair_says_how_the_cell_was_understood(kind, raw, value, as_):
    found = parse(kind, raw)
    assert (found.value, found.repaired, found.problem) == (value, as_, None)


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        (Kind.NUMBER, "约90", "E202"),
        (Kind.NUMBER, "1,5", "E202"),
        (Kind.NUMBER, DAY, "E202"),
        (Kind.NUMBER, True, "E202"),
        (Kind.NUMBER, "nan", "E202"),
        (Kind.NUMBER, "inf", "E202"),
        (Kind.NUMBER, "2万元", "E202"),
        (Kind.WHOLE, 7.5, "E203"),
        (Kind.WHOLE, 1e300, "E208"),
        (Kind.CODE, 1.1010119900101e17, "E208"),
        (Kind.LIST, 1e16, "E208"),
        (Kind.DATE, "今天", "E204"),
        (Kind.DATE, "2019-02-30", "E204"),
        (Kind.DATE, 7.0, "E204"),
        (Kind.DATE, True, "E204"),
        (Kind.DATE, "2019-10-21 星期二", "E220"),
        (Kind.DATE, "2019年10月21日（周日）", "E220"),
        (Kind.DATE, "星期一", "E204"),
        (Kind.DATE, "2019-10 星期一", "E204"),
        (Kind.DATE, "2019-10-21 周一至周三", "E204"),
        (Kind.DATE, "10/11/2019 周日", "E205"),
        (Kind.DATE, "10/11/2019", "E205"),
        (Kind.DATE, "19-10-21", "E205"),
        (Kind.DATE, "2022.11.29白", "E204"),
        (Kind.MONTH, "8月", "E206"),
        (Kind.PERIOD, "三季度", "E207"),
        (Kind.TEXT, '=DISPIMG("ID_1",1)', "E209"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_not_read(kind, raw, problem):
    found = parse(kind, raw)
    assert (found.value, found.problem) == (None, problem)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEXT])
@pytest.mark.parametrize("word", ["", "  ", "\u3000", "无", "-", "/", "—", "N/A", "n/a"])
def test_a_word_for_nothing_is_blank_but_in_text(kind, word):
    assert parse(kind, word, ("大份",)).value is None
    assert parse(kind, word, ("大份",)).problem is None


def test_a_word_for_nothing_that_is_offered_is_an_answer():
    assert parse(Kind.CHOICE, "无", ("有", "无")).value == "无"


@pytest.mark.parametrize(
    ("mark", "answer"), [("√", "是"), ("✓", "是"), ("Y", "是"), (True, "是"), ("×", "否"), (False, "否")]
)
def test_a_tick_answers_a_question_of_yes_and_no(mark, answer):
    assert (parse(Kind.CHOICE, mark, YES_NO).value, parse(Kind.CHOICE, mark, YES_NO).repaired) == (
        answer,
        answer,
    )


def test_a_bare_day_count_follows_the_date_system_of_its_workbook():
    assert parse(Kind.DATE, 42297.0, from_1904=True).value == DAY


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.WHOLE, 7.0, "7"),
        (Kind.NUMBER, 92.5, "92.5"),
        (Kind.NUMBER, 1e-7, "0.0000001"),
        (Kind.NUMBER, pd.NA, ""),
        (Kind.NUMBER, float("nan"), ""),
        (Kind.DATE, pd.Timestamp("2019-09-30"), "2019-09-30"),
        (Kind.DATE, pd.NaT, ""),
        (Kind.MONTH, DAY, "2019-10"),
        (Kind.LIST, ("甲", "乙"), "甲、乙"),
        (Kind.TEXT, None, ""),
        (Kind.CHOICE, True, "TRUE"),
    ],
)
def test_values_are_shown_as_a_person_sees_them(kind, value, text):
    assert show(kind, value) == text


def test_names_are_the_same_whatever_the_width_of_brackets_and_the_spaces():
    assert same_name(" 检修（一） 部\n") == same_name("检修(一)部")
    assert same_name("①部") != same_name("1部")


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(kind=st.sampled_from(list(Kind)), raw=anything)
def test_no_cell_can_break_a_parser(kind, raw):
    found = parse(kind, raw, YES_NO if kind is Kind.CHOICE else ())
    assert found.value is None or found.problem is None
    assert isinstance(show(kind, raw), str)


@given(kind=st.sampled_from([k for k in Kind if k is not Kind.TEXT]), raw=anything)
def test_what_is_shown_reads_back_the_same(kind, raw):
    value = parse(kind, raw).value
    if value is not None:
        assert parse(kind, show(kind, value)).value == value


@pytest.mark.parametrize(
    "raw", [dt.datetime(1900, 1, 8, 3, 36), dt.date(1900, 1, 8), "1900-01-08 03:36", "1900-01-08"]
)
def test_a_month_and_a_day_that_were_taken_for_a_count_of_days_are_told_so(raw):
    assert parse(Kind.DATE, raw).problem == "E221"
    assert parse(Kind.DATE, dt.date(1904, 1, 9), from_1904=True).problem == "E221"
    assert parse(Kind.DATE, dt.date(1904, 1, 9)).value == dt.date(1904, 1, 9)


@pytest.mark.parametrize("raw", ["100%", "５０％", "0%", "92 %", "1,000%"])
def test_what_a_percent_sign_means_is_for_the_column_to_say(raw):
    assert parse(Kind.WHOLE, raw).problem == parse(Kind.NUMBER, raw).problem == "E222"
