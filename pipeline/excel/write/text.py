"""Safe cells: whatever a person typed is stored as text, never as a formula, and whatever is typed stays typed."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from decimal import Decimal

import pandas as pd
from openpyxl.cell.cell import ERROR_CODES, Cell

from pipeline.excel.cells.cell import Broken, shown
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.package import xml_safe
from pipeline.excel.write.styles import undress

LONGEST = 32_767
CUT_MARK = "…（以下截去）"
JOINER = "、"
_FORMULA_LIKE = tuple("=+-@\t\r＝＋－＠")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HALF_ESCAPE = re.compile(r"_x?[0-9A-Fa-f]{0,4}$")
_MOST_DIGITS = 15
_NO_RESULT = "#N/A"
_FIRST_YEAR = 1901  # Excel and the world disagree about days before March 1900


def stored(text: str) -> str:
    """The text as a workbook part holds it: `_x0041_` is kept from being read as A, and a carriage return survives."""
    safe = _LOOKS_ESCAPED.sub("_x005F_", xml_safe(text)).replace("\r", "_x000D_")
    if len(safe) * 2 > LONGEST and _units(safe) > LONGEST:
        short = safe.encode("utf-16-le")[: (LONGEST - len(CUT_MARK)) * 2].decode("utf-16-le", "ignore")
        safe = _HALF_ESCAPE.sub("", short) + CUT_MARK
    return safe


def write_text(cell: Cell, value: object) -> None:
    """Store any value as text, an empty one as nothing; a text like a formula keeps its quote mark when someone edits it."""
    text = str(value)
    safe = stored(text)
    if not safe:
        return
    cell.value = safe
    cell.data_type = "s"
    if text.startswith(_FORMULA_LIKE):
        undress(cell)
        cell.quotePrefix = True


def write(cell: Cell, value: object) -> None:
    """Store a value as what it is: dates and numbers as such, lists joined, nothing as an empty cell, the rest as text."""
    if isinstance(value, Broken):
        _write_error(cell, value)
        return
    plain = _plain(value)
    if plain is None:
        return
    if isinstance(plain, str):
        write_text(cell, plain)
        return
    if isinstance(plain, dt.date | dt.time | dt.timedelta):
        undress(cell)  # openpyxl may give it a date format in place, and styles are shared
    cell.value = plain  # type: ignore[assignment]
    if type(value) is Formatted:
        undress(cell)
        cell.number_format = value.format


def _write_error(cell: Cell, value: Broken) -> None:
    # a formula that failed must come back as broken, never as a text that reads like one or as a blank
    if value:
        cell.value = str(value) if value in ERROR_CODES else _NO_RESULT
        cell.data_type = "e"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, list | tuple):
        return JOINER.join(str(part) for part in value)
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, dt.datetime | dt.date):
        return _day(value)
    if isinstance(value, dt.time | dt.timedelta):
        return value
    if isinstance(value, numbers.Number | Decimal):
        return _number(value)
    return str(value)


def _day(value: dt.date) -> object:
    if value.year < _FIRST_YEAR:
        return shown(value)
    if isinstance(value, dt.datetime):
        moment = value.replace(tzinfo=None, microsecond=0)
        return moment.date() if moment.time() == dt.time() else dt.datetime(*moment.timetuple()[:6])
    return value


def _number(value: object) -> object:
    number = float(value)  # type: ignore[arg-type]
    if math.isnan(number):
        return None
    if math.isinf(number):
        return str(value)
    if number.is_integer():
        whole = int(value)  # type: ignore[call-overload]
        return whole if len(str(abs(whole))) <= _MOST_DIGITS or isinstance(value, float) else str(whole)
    return number
