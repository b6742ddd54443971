"""Which of several names or codes a text was meant to be: 一组 is 第一党小组, 热控1班 is 热控一班, 105 is 00105."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import lru_cache

_DENIALS = frozenset("未没不非否无勿")  # they turn a meaning round
_NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(f"[{''.join(_NUMERALS)}十]+")
_ORDINAL = re.compile("第(?=[0-9])")
_SIGNS = re.compile(r"[\W_]+")
_DIGITS = re.compile("[0-9]+")
_CODE_PARTS = re.compile("[0-9]+|[A-Z]+")
_LOOKS_LIKE = str.maketrans("OI", "01")  # letters that are typed for digits
_CLOSE = 0.6  # of two texts, 1 is the same


@lru_cache(8_192)
def plain_name(text: str) -> str:
    """The name as it is compared: without signs, numbers in digits, without 第: 1党小组 of 第一党小组."""
    bare = _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _ORDINAL.sub("", _NUMERAL.sub(lambda match: _in_digits(match[0]), bare))


def _in_digits(numeral: str) -> str:
    """12 of 十二, 20 of 二十; digits beside each other as they stand: 2019 of 二〇一九."""
    tens, ten, ones = numeral.partition("十")
    if not ten or "十" in ones:
        return "".join(str(_NUMERALS.get(one, 10)) for one in numeral)
    return f"{_NUMERALS[tens[-1]] if tens else 1}{_NUMERALS[ones[0]] if ones else 0}"


def nearest(text: str, names: Collection[str]) -> str:
    """The one name that is meant; "" where another is as near, or where the two differ by a denial or a number:
    未通过 is no slip of 通过, nor 第四名 of 第二名.

    Nearest is the same in other signs, then what holds the text or is held by it, then what has most letters in common."""
    plain = plain_name(text)
    if not plain:
        return ""
    numbers = _DIGITS.findall(plain)
    same = {name for name in names if plain_name(name) == plain}
    others = {name: one for name in names if (one := plain_name(name)) and _DIGITS.findall(one) == numbers}
    holding = {name for name, one in others.items() if _holds(one, plain) or _holds(plain, one)}
    closest = same or holding or _closest(plain, others)
    return next(iter(closest)) if len(closest) == 1 and _agrees(plain, *map(plain_name, closest)) else ""


def _holds(longer: str, shorter: str) -> bool:
    """True if the letters of one stand in the other, in their order: 1组 in 1党小组."""
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def _closest(plain: str, others: dict[str, str]) -> set[str]:
    closeness = {name: SequenceMatcher(None, one, plain).ratio() for name, one in others.items()}
    best = max(closeness.values(), default=0)
    return {name for name, ratio in closeness.items() if ratio == best} if best >= _CLOSE else set()


def _agrees(one: str, other: str) -> bool:
    return not (set(one) ^ set(other)) & _DENIALS


@lru_cache(8_192)
def plain_code(code: str) -> tuple[str, ...]:
    """The code as it is compared: its letters and its numbers without leading zeros: ZB, 1 of zb-01."""
    folded = unicodedata.normalize("NFKC", code).upper().translate(_LOOKS_LIKE)
    return tuple(part.lstrip("0") or "0" for part in _CODE_PARTS.findall(folded))


def same_code(code: str, codes: Iterable[str]) -> set[str]:
    """The codes that are this one but for leading zeros, capitals, hyphens, or a letter typed for a digit."""
    parts = plain_code(code)
    return {one for one in codes if parts and plain_code(one) == parts}


def one_off(code: str, codes: Iterable[str]) -> str:
    """The one code that differs by a single sign, or by two that have changed places; "" if none or several do."""
    near = [one for one in codes if _differs_by_one(code.upper(), one.upper())]
    return near[0] if len(near) == 1 else ""


def _differs_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, rest_other = one[start:], other[start:]
    return (
        rest[1:] == rest_other[1:]
        or rest[1:] == rest_other
        or rest == rest_other[1:]
        or (rest[:2] == rest_other[1::-1] and rest[2:] == rest_other[2:])
    )
