"""Each kind of cell parsed and shown; numbers as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from pipeline.excel import layout
from pipeline.excel.cells.cell import (
    BLANK,
    BLANKS,
    Parsed,
    clean,
    fold,
    is_blank,
    same_name,
    shown,
    whole_digits,
)
from pipeline.excel.cells.dates import date, month, period
from schemas.base import NO, YES, YES_NO, Kind

UNITS = (
    "分",
    "人",
    "人次",
    "次",
    "个",
    "项",
    "件",
    "条",
    "张",
    "票",
    "份",
    "名",
    "天",
    "日",
    "小时",
    "学时",
    "课时",
    "元",
    "场",
    "篇",
)
NOTHING = 1e-15  # what arithmetic leaves where a person sees 0
MOST_DIGITS = 1e15  # a spreadsheet keeps fifteen digits and loses the rest
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DRESSED = re.compile(
    rf"([+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?)\s*(%|{'|'.join(sorted(UNITS, key=len))})?"
)


def _of_text(text: str) -> Parsed:
    """Plain digits; else digits with thousands commas, a unit or a percent sign, which is a repair."""
    if _PLAIN_NUMBER.fullmatch(text) and text.isascii():
        return _of_number(float(text))
    plain = fold(text).replace("−", "-")
    match = _DRESSED.fullmatch(plain)
    if not match:
        return Parsed(problem="E202")
    amount = float(match[1].replace(",", "")) / (100 if match[2] == "%" else 1)
    number = _of_number(amount)
    return number if number.problem else Parsed(number.value, whole_digits(float(str(number.value))))


def _of_number(value: float) -> Parsed:
    """The number to the fifteen digits that a spreadsheet shows; beyond them digits are lost."""
    if abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    return Parsed(float(f"{value:.15g}") if abs(value) > NOTHING else 0.0)


def number(value: object) -> Parsed:
    """A float; `９０％` is 0.9, `92分` is 92, `1,234` is 1234."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _of_number(float(value))
    if is_blank(value):
        return BLANK
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return Parsed(problem="E202")
    text = clean(str(value))
    return BLANK if text.lower() in BLANKS else _of_text(text)


def whole(value: object) -> Parsed:
    """An int; 7.5 is refused, and so is a share where a number of things is asked for."""
    parsed = number(value)
    if isinstance(parsed.value, float) and isinstance(value, str) and fold(clean(value)).endswith("%"):
        return Parsed(problem="E203")
    if not isinstance(parsed.value, float):
        return parsed
    if parsed.value != int(parsed.value):
        return Parsed(problem="E203")
    return Parsed(int(parsed.value), parsed.repaired)


__all__ = ["ITEM_MARK", "Parsed", "is_blank", "parse", "same_name", "show"]
ITEM_MARK = "、"
_BETWEEN_ITEMS = re.compile(r"[、，,；;/／\s]+")
_PICTURE = ("=DISPIMG(", "=_xlfn.DISPIMG(")  # what WPS stores for a picture inside a cell
_YES_MARKS = frozenset(("√", "✓", "✔", "☑", "对", "y", "yes", "true", "t"))
_NO_MARKS = frozenset(("×", "✗", "✘", "✕", "x", "错", "n", "no", "false", "f"))


def _text(value: object) -> Parsed:
    text = shown(value)
    return Parsed(text) if text else BLANK


def _code(value: object) -> Parsed:
    if isinstance(value, float | int) and abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    before = shown(value)
    if before.lower() in BLANKS:
        return BLANK
    after = fold(before)
    return Parsed(after, after if after != before else "")


@cache
def _by_name(choices: tuple[str, ...]) -> dict[str, str]:
    return {same_name(choice): choice for choice in choices}


def _choice(value: object, choices: tuple[str, ...]) -> Parsed:
    text = shown(value)
    if text in choices:
        return Parsed(text)
    if (choice := _by_name(choices).get(same_name(text))) is not None:
        return Parsed(choice, choice)
    mark = fold(text).lower()
    if set(choices) == set(YES_NO) and mark in _YES_MARKS | _NO_MARKS:
        answer = YES if mark in _YES_MARKS else NO
        return Parsed(answer, answer)
    return BLANK if mark in BLANKS else Parsed(text)


def _list(value: object, choices: tuple[str, ...]) -> Parsed:
    if isinstance(value, float | int) and abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    text = shown(value)
    if text.lower() in BLANKS and text not in choices:
        return BLANK
    known = _by_name(choices)
    written = [item for item in _BETWEEN_ITEMS.split(text) if item]
    meant = [known.get(same_name(item := fold(one)), item) for one in written]
    after = ITEM_MARK.join(meant)
    return Parsed(after, after if meant != written else "") if meant else BLANK


_PLAIN: dict[Kind, Callable[[object], Parsed]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.WHOLE: whole,
    Kind.NUMBER: number,
}
_OF_CHOICES = {Kind.CHOICE: _choice, Kind.LIST: _list}
_OF_TIME = {Kind.DATE: date, Kind.MONTH: month, Kind.PERIOD: period}


def parse(kind: Kind, value: object, choices: tuple[str, ...] = (), from_1904: bool = False) -> Parsed:
    """A raw cell as its kind: str, int, float or datetime.date; None with a problem code where it cannot be read.

    `choices` are those of the column; `from_1904` says that bare day counts start in 1904."""
    if isinstance(value, str) and value.startswith(_PICTURE):
        return Parsed(problem="E209")
    if isinstance(value, str) and value.startswith(layout.FORMULA_MARK):
        return Parsed(problem="E219")
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    if kind in _OF_CHOICES:
        return _OF_CHOICES[kind](value, choices)
    return _OF_TIME[kind](value, from_1904)


def show(kind: Kind, value: object) -> str:
    """A raw or typed value as the text a person sees; "" for a blank."""
    if kind is Kind.MONTH and isinstance(value, dt.date):
        return value.isoformat()[:7]
    return shown(value)
