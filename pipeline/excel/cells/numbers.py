"""Cells that hold a number: what is read as it stands, what is repaired, what is refused."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.excel.cells.cell import BLANK, BLANKS, Parsed, clean, fold, is_blank, whole_digits

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
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DRESSED = re.compile(
    rf"([+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?)\s*(%|{'|'.join(sorted(UNITS, key=len))})?"
)


def _of_text(text: str) -> Parsed:
    """Plain digits; else digits with thousands commas, a unit or a percent sign, which is a repair."""
    if _PLAIN.fullmatch(text) and text.isascii():
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
