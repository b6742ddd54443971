"""How numbers, stars, places and dates are written in Chinese."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from fractions import Fraction

NOTHING = "—"
_NUMERALS = "零一二三四五六七八九"
LEVELS = ("未定级", *(f"{numeral}星" for numeral in _NUMERALS[1:6]))
_IN_ORDER = str.maketrans(
    {numeral: str(value) for value, numeral in enumerate(_NUMERALS)} | {"十": ":"}
)  # ":" follows "9"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class NamedLevel(int):
    """A level that knows what the rulebook calls it, and how many there are; to compare and to count it is its number."""

    name: str
    top: int

    def __new__(cls, star: int, name: str, top: int) -> NamedLevel:
        level = super().__new__(cls, star)
        level.name, level.top = name, top
        return level


def star_word(star: int | None) -> str:
    """四星, or as the rulebook calls it; 未定级 for 0, a dash where there is no star."""
    if isinstance(star, NamedLevel):
        return star.name
    return NOTHING if star is None else f"{_NUMERALS[star]}星" if star else LEVELS[0]


def level_or_more(star: int) -> str:
    """四星及以上; the top level by itself."""
    return or_more(star, star.top if isinstance(star, NamedLevel) else 5)


def glyphs(star: int | None) -> str:
    """★★★★☆; "" where there is no star."""
    top = star.top if isinstance(star, NamedLevel) else 5
    return "" if star is None else "★" * star + "☆" * (top - star)


def points(value: Fraction | float | None, places: int = 2) -> str:
    """A score as it is compared and printed: 86.50; a dash for nothing."""
    return NOTHING if value is None else f"{float(value):.{places}f}"


def plain(value: Fraction | float | None, places: int = 4) -> str:
    """A number without needless zeros: 18, 0.9, 46.5; a dash for nothing."""
    return NOTHING if value is None else f"{float(value):.{places}f}".rstrip("0").rstrip(".")


def circled(number: int) -> str:
    """① to ⑳, then (21)."""
    return _CIRCLES[number - 1] if number <= len(_CIRCLES) else f"({number})"


def day(date: dt.date | None) -> str:
    """2019年9月30日."""
    return NOTHING if date is None else f"{date.year}年{date.month}月{date.day}日"


def written(text: str) -> str:
    """A day that stands as 2019-10-12 in Chinese; anything else as it is."""
    try:
        return day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def numbering() -> Callable[[], str]:
    """Gives 一, 二, 三 … at each call, for headings of which some may be left out."""
    return iter("一二三四五六七八九十").__next__


def listed(names: list[str], most: int = 6) -> str:
    """甲、乙、丙; beyond `most` names 等9个."""
    text = "、".join(names[:most])
    return text if len(names) <= most else f"{text}等{len(names)}个"


def place(number: int | None) -> str:
    """A rank as every page, paper and message prints it: 1, 2, 2, 4 (rules 4); a dash where there is none to be seen."""
    return NOTHING if number is None else str(number)


def width(text: str) -> int:
    """Columns the text takes: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def shortened(text: str, most: int) -> str:
    """The text in at most `most` columns, cut with an ellipsis."""
    if width(text) <= most:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) > most - 2:
            break
        kept += letter
    return kept + "…"


def period_title(name: str) -> str:
    """2019Q3 as a column heading: 2019年3季; a year: 2018年."""
    year, mark, quarter = name.partition("Q")
    return f"{year}年{quarter}季" if mark else f"{name}年" if name.isdigit() else name


def or_more(star: int, top: int) -> str:
    """四星及以上; the top star by itself."""
    return star_word(star) + ("及以上" if star < top else "")


def name_order(name: str) -> str:
    """What names of units are sorted by where people read them: 一班、二班、三班, which is not the order of their codes."""
    return name.translate(_IN_ORDER)


def departments_in(listed: object) -> list[str]:
    """The departments of a cell that lists them; 未写部门 where it is blank."""
    return str(listed).split("、") if isinstance(listed, str) and listed else ["未写部门"]
