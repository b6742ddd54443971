"""Numbers and stars as Chinese words, the same in every sentence."""

from __future__ import annotations

from fractions import Fraction

_NUMERALS = "零一二三四五六七八九"
_IN_ORDER = str.maketrans({numeral: str(value) for value, numeral in enumerate(_NUMERALS)} | {"十": ":"})  # ":" follows "9"


def star_word(star: int) -> str:
    """五星 … 一星, 未定级 for 0."""
    return f"{_NUMERALS[star]}星" if star else "未定级"


def or_more(star: int, top: int) -> str:
    """四星及以上; the top star by itself."""
    return star_word(star) + ("及以上" if star < top else "")


def name_order(name: str) -> str:
    """What names of units are sorted by where people read them: 一班、二班、三班, which is not the order of their codes."""
    return name.translate(_IN_ORDER)


def figure(value: Fraction | float, places: int = 2) -> str:
    """A score as printed: 86.50."""
    return f"{float(value):.{places}f}"


def plain(value: Fraction | float) -> str:
    """A number without needless zeros: 18, 0.9, 46.5."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def departments_in(listed: object) -> list[str]:
    """The departments of a cell that lists them; 未写部门 where it is blank."""
    return str(listed).split("、") if isinstance(listed, str) and listed else ["未写部门"]
