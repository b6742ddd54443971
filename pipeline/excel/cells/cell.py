"""What a cell's text looks like to us: cleaned, compared, and shown to a person."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import pandas as pd


def normal(heading: object) -> str:
    """A heading as it is compared; an asterisk beside it does not count."""
    return same_name(shown(heading)).strip("*＊")


def like(name: str, among: Iterable[str]) -> str:
    """The text among these that looks most like the name, or has it inside; "" if none does."""
    known = {normal(one): one for one in among}
    plain = normal(name)
    matches = difflib.get_close_matches(plain, list(known), 1, 0.6) or [
        one for one in known if one and plain and (one in plain or plain in one)
    ]
    return known[matches[0]] if matches else ""


_INVISIBLE = [
    *range(0x09),
    0x0B,
    0x0C,
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    0xFFFE,
    0xFFFF,
    *range(0xD800, 0xE000),
]
_CLEAN = dict.fromkeys(_INVISIBLE, "") | {0x0D: "\n", 0xA0: " "}
_NEWLINES = re.compile(r"\r\n?")
_BRACKETS = str.maketrans("（）［］｛｝", "()[]{}")
_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SPACES = re.compile(r"\s+")
BLANKS = frozenset(
    (
        "",
        "无",
        "暂无",
        "没有",
        "空",
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "－",
        "／",
        "、",
        "。",
        ".",
        "n/a",
        "na",
        "#n/a",
        "null",
        "none",
        "nil",
    )
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell's typed value (None: blank or unreadable), how a repaired one was understood, or its problem's code."""

    value: object = None
    repaired: str = ""
    problem: str | None = None
    notice: str = "N201"  # how a repair is told


BLANK = Parsed()


class Broken(str):
    """A raw cell that holds something unreadable, already reported where it was read; its text is what is shown."""


COVERED = Broken()  # a cell under a merged range


def clean(text: str) -> str:
    """The text trimmed, without characters that nobody sees; what stands inside stays."""
    if text.isprintable():
        return text.strip()
    return _NEWLINES.sub("\n", text).translate(_CLEAN).strip()


def fold(text: str) -> str:
    """Full-width digits, letters and signs in their plain form; for numbers, dates and codes, never for names."""
    return text if text.isascii() else text.translate(_WIDTH)


@lru_cache(8_192)  # headings and marks are the same in every workbook
def same_name(text: str) -> str:
    """The normal form in which headings and names are compared."""
    return _SPACES.sub("", clean(text)).translate(_BRACKETS)


def is_blank(value: object) -> bool:
    """True for an empty cell: nothing, or nothing that can be seen."""
    return value is None or (isinstance(value, str) and not clean(value)) or value is pd.NaT or value is pd.NA


def whole_digits(value: float) -> str:
    """A number as a person reads it: 7 not 7.0, at most 15 digits, never an exponent."""
    if value == int(value):
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


def shown(value: object) -> str:
    """Any cell's value as the text a person sees."""
    if type(value) is str:
        return clean(value)
    if is_blank(value) or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, int | float):
        return whole_digits(value) if abs(value) < float("inf") else str(value)
    return "、".join(map(shown, value)) if isinstance(value, tuple | list) else clean(str(value))
