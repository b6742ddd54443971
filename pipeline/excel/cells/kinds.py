"""Each kind of cell parsed and shown; numbers as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
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
from pipeline.excel.cells.formats import PERCENT, Formatted
from schemas.base import NO, TICK, YES, YES_NO, Column, Counts, Kind

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
SCALED, UNSEEN = "E222", "E223"
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
    if match[2] == "%":
        return Parsed(problem=SCALED)
    number = _of_number(float(match[1].replace(",", "")))
    return number if number.problem else Parsed(number.value, whole_digits(float(str(number.value))))


def _of_number(value: float) -> Parsed:
    """The number to the fifteen digits that a spreadsheet shows; beyond them digits are lost."""
    if abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    return Parsed(float(f"{value:.15g}") if abs(value) > NOTHING else 0.0)


def number(value: object) -> Parsed:
    """A float; `92分` is 92, `1,234` is 1234; what `90%` is depends on what the column counts."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _of_number(float(value))
    if is_blank(value):
        return BLANK
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return Parsed(problem="E202")
    text = clean(str(value))
    return BLANK if text.lower() in BLANKS else _of_text(text)


def whole(value: object) -> Parsed:
    """An int; 7.5 is refused."""
    parsed = number(value)
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


def _without_apostrophe(code: str) -> str:
    """A code without the ' that is typed before it to keep its zeros, and that a program left standing there."""
    return code[1:] if len(code) > 1 and code[0] == "'" else code


def _code(value: object) -> Parsed:
    if isinstance(value, float | int) and abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    before = shown(value)
    if before.lower() in BLANKS:
        return BLANK
    after = _without_apostrophe(fold(before))
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
    if choices == (TICK,) and mark in _YES_MARKS | {YES}:
        return Parsed(TICK, TICK)
    return BLANK if mark in BLANKS else Parsed(text)


def _list(value: object, choices: tuple[str, ...]) -> Parsed:
    if isinstance(value, float | int) and abs(value) >= MOST_DIGITS:
        return Parsed(problem="E208")
    text = shown(value)
    if text.lower() in BLANKS and text not in choices:
        return BLANK
    known = _by_name(choices)
    written = [item for item in _BETWEEN_ITEMS.split(text) if item]
    meant = [known.get(same_name(item := _without_apostrophe(fold(one))), item) for one in written]
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
    if type(value) is Formatted and kind not in (Kind.WHOLE, Kind.NUMBER):
        return _as_shown(kind, value, choices, from_1904)
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    if kind in _OF_CHOICES:
        return _OF_CHOICES[kind](value, choices)
    return _OF_TIME[kind](value, from_1904)


def _as_shown(kind: Kind, value: Formatted, choices: tuple[str, ...], from_1904: bool) -> Parsed:
    """A number in a column of texts or days counts as it is shown: 101 under the format 0000 is 0101."""
    plain = parse(kind, float(value), choices, from_1904)
    seen = parse(kind, value.text, choices, from_1904)
    if seen.problem or seen.value is None or seen.value == plain.value:
        return plain
    return Parsed(seen.value, show(kind, seen.value))


DITTO = frozenset(("同上", "同左", "同前", "同上行", "〃", "″", "〞", '"', "''", "“", "”"))


def meaning(column: Column, value: object, parsed: Parsed) -> Parsed:
    """What a cell of that column means: 同上 is to be written out, 无 where a list is referred to is a blank, an item that a
    list has twice counts once, a word of earlier forms is today's."""
    text = shown(value) if isinstance(value, str) else ""
    if now := next((now for former, now in column.former if parsed.value == former), ""):
        return Parsed(now, now)
    free = column.kind is Kind.TEXT and not (column.required or column.refers_to)
    if same_name(text) in DITTO and not free:
        return Parsed(problem="E224")
    refers = column.refers_to or column.listed
    if column.kind is Kind.TEXT and refers and not column.required and text.lower() in BLANKS and text:
        return Parsed(None, text, notice="N204")
    if column.kind is Kind.LIST and not column.repeats and isinstance(parsed.value, str):
        items = parsed.value.split(ITEM_MARK)
        once = ITEM_MARK.join(dict.fromkeys(items))
        return Parsed(once, once, notice="N203") if once != parsed.value else parsed
    return parsed


def scaled_text(value: object) -> str:
    """What a person sees in a cell whose number says something else, as 75% or 9.8万 do; "" in any other."""
    if type(value) is Formatted:
        return value.text if value.power or value.unseen or value.unsigned else ""
    text = fold(clean(value)) if isinstance(value, str) else ""
    return text if text.endswith("%") and number(value).problem == SCALED else ""


def counted(kind: Kind, value: object, counts: Counts) -> Parsed:
    """The number of such a cell by what its column counts: 75% is 75 where per cents are counted, 0.75 as a share."""
    if type(value) is Formatted:
        stored, power, unseen = Decimal(whole_digits(float(value))), value.power, value.unseen
    else:
        stored, power, unseen = (
            Decimal(scaled_text(value).rstrip("% ").replace(",", "")).scaleb(-PERCENT),
            PERCENT,
            False,
        )
    unsigned = type(value) is Formatted and value.unsigned
    if unseen or unsigned or power != PERCENT or counts is Counts.NUMBER:
        return Parsed(problem=UNSEEN if unseen else SCALED)
    amount = float(stored.scaleb(PERCENT) if counts is Counts.PERCENT else stored)
    parsed = whole(amount) if kind is Kind.WHOLE else _of_number(amount)
    if parsed.problem or (counts is Counts.SHARE and type(value) is Formatted):
        return parsed
    return Parsed(parsed.value, whole_digits(amount), notice="N202" if counts is Counts.PERCENT else "N201")


def is_percent(unit: str) -> bool:
    """True if the unit of measure is per cent."""
    return "%" in fold(unit) or "百分" in unit


def show(kind: Kind, value: object) -> str:
    """A raw or typed value as the text a person sees; "" for a blank."""
    if kind is Kind.MONTH and isinstance(value, dt.date):
        return value.isoformat()[:7]
    return shown(value)
