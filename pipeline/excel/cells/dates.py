"""Cells that hold a day, a month or a period: only orders that can be read in one way."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.core.period import parse_period
from pipeline.excel.cells.cell import BLANK, BLANKS, Parsed, clean, fold, is_blank, shown

EPOCH, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # beyond them a slip of the finger
FIRST_SERIAL_DAY, LAST_SERIAL_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
_TIME = r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"
_SPLIT = re.compile(rf"(\d{{4}})\s*([-./])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}}){_TIME}")
_WEEKDAY = re.compile(r"[(\[]?(?:星期|周|礼拜)([一二三四五六日天])[)\]]?")
_WEEKDAYS = "一二三四五六日"
_HALF = "(?:上午|下午|早上|早晨|清晨|凌晨|中午|傍晚|晚上|晚)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_HOUR = re.compile(
    rf"(?:{_HALF}\s*(?:{_CLOCK}|\d{{1,2}}[点时](?:半|\d{{1,2}}分?)?)?|[ T]{_CLOCK}\s*[APap][Mm])$"
)
_WORDS = re.compile(rf"(\d{{4}})\s*(年)\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]?{_TIME}")
_SOLID = re.compile(r"(\d{4})()(\d{2})(\d{2})")
_UNCLEAR = re.compile(r"\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{2,4}")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{4})")
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(\d?)十(\d?)")
_SOLID_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")


def _serial(value: float, from_1904: bool) -> dt.date | None:
    """The day of a bare day count, if it lies in this century."""
    if not 0 < value < 100_000:
        return None
    day = (EPOCH_1904 if from_1904 else EPOCH) + dt.timedelta(days=int(value))
    return day if FIRST_SERIAL_DAY <= day <= LAST_SERIAL_DAY else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return date if FIRST_YEAR <= date.year <= LAST_YEAR else None


def _digits(text: str) -> str:
    """二〇一九年八月二十一日 as 2019年8月21日."""
    return _TENS.sub(lambda match: (match[1] or "1") + (match[2] or "0"), text.translate(_NUMERALS))


def _year_last(text: str) -> Parsed | None:
    """21/10/2019 and 10/21/2019 have one reading each; 10/11/2019 has two, and 11/11/2019 two that are the same."""
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return None
    days = {_day(match[4], match[1], match[3]), _day(match[4], match[3], match[1])} - {None}
    day = days.pop() if len(days) == 1 else None
    return Parsed(day, day.isoformat()) if day else None


def _of_text(text: str) -> Parsed:
    """The day that is written, with its day of the week and the time of day put aside; the first must be that of the day."""
    weekday = _WEEKDAY.search(text)
    bare = _HOUR.sub("", " ".join(_WEEKDAY.sub(" ", text, 1).split()) if weekday else text).strip()
    parsed = _bare(bare)
    if not isinstance(parsed.value, dt.date) or bare == text:
        return parsed
    if weekday and weekday[1].replace("天", "日") != _WEEKDAYS[parsed.value.weekday()]:
        return Parsed(problem="E220")
    return Parsed(parsed.value, parsed.value.isoformat())


def _bare(text: str) -> Parsed:
    if year_last := _year_last(text):
        return year_last
    text = _digits(text) if "月" in text else text
    for form in (_SPLIT, _WORDS, _SOLID):
        if match := form.fullmatch(text):
            day = _day(match[1], match[3], match[4])
            repaired = day.isoformat() if day and form is _SOLID else ""
            return Parsed(day, repaired) if day else Parsed(problem="E204")
    return Parsed(problem="E205" if _UNCLEAR.fullmatch(text) else "E204")


def date(value: object, from_1904: bool = False) -> Parsed:
    """A datetime.date; year-month-day in any of its usual dresses, or a bare day count of this century."""
    parsed = _date(value, from_1904)
    first = EPOCH_1904.year if from_1904 else FIRST_YEAR
    return (
        Parsed(problem="E221") if isinstance(parsed.value, dt.date) and parsed.value.year == first else parsed
    )


def _date(value: object, from_1904: bool) -> Parsed:
    if isinstance(value, dt.date):
        return _of_text(value.isoformat()[:10])
    if is_blank(value):
        return BLANK
    if isinstance(value, float | int) and not isinstance(value, bool) and (day := _serial(value, from_1904)):
        return Parsed(day, day.isoformat())
    text = fold(clean(shown(value)))
    if text.lower() in BLANKS:
        return BLANK
    if text.isdigit() and len(text) == 5 and (day := _serial(float(text), from_1904)):
        return Parsed(day, day.isoformat())
    return _of_text(text)


def month(value: object, from_1904: bool = False) -> Parsed:
    """ "2019-08"; a month without its year is refused."""
    text = fold(clean(shown(value)))
    if text.lower() in BLANKS:
        return BLANK
    if match := _SOLID_MONTH.fullmatch(text):
        return Parsed(f"{match[1]}-{match[2]}", f"{match[1]}-{match[2]}")
    period = parse_period(text)
    if period and period.months == 1 and FIRST_YEAR <= period.year <= LAST_YEAR:
        return Parsed(period.name)
    day = date(value, from_1904)
    return Parsed(day.value.isoformat()[:7]) if isinstance(day.value, dt.date) else Parsed(problem="E206")


def period(value: object, from_1904: bool = False) -> Parsed:
    """A period's name: "2019", "2019Q3", "2019-08"; a cell turned into a date by the spreadsheet is its month."""
    text = fold(clean(shown(value)))
    if text.lower() in BLANKS:
        return BLANK
    named_period = parse_period(text[:7] if isinstance(value, dt.date) else text)
    return (
        Parsed(named_period.name)
        if named_period and FIRST_YEAR <= named_period.year <= LAST_YEAR
        else Parsed(problem="E207")
    )
