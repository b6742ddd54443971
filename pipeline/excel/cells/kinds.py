"""The kinds of cell: one parser for each, and the text that a person sees."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from pipeline.excel import layout
from pipeline.excel.cells.cell import BLANK, BLANKS, Parsed, fold, is_blank, same_name, shown
from pipeline.excel.cells.dates import date, month, period
from pipeline.excel.cells.numbers import MOST_DIGITS, number, whole
from schemas.base import NO, YES, YES_NO, Kind

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
