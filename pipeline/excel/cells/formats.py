"""Number formats: what a person sees of a number, and by which power of ten it differs from what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from pipeline.excel.cells.cell import whole_digits

# the formats that a workbook names by number alone; the others between are days and times
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
PERCENT = 2  # the power of ten of a percent sign
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[[^\]]*\]|([Ee][+-]|General|G/通用格式)|(.)', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_SECTION_END = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|(;)', re.DOTALL)
_OTHER = frozenset("ymdhsaegbYMDHSAEGB@/")  # letters of days and times, texts, fractions
_BELOW = re.compile(r"[-−－(（△▲负亏减降]")
_COLOUR = re.compile(
    r"\[(?:red|红色?|color\s*\d+|颜色\s*\d+|blue|蓝色?|green|绿色?|magenta|洋红)\]", re.IGNORECASE
)
_DIGITS = frozenset("0#?")
_LONGEST = 255  # characters of a format, as many as a spreadsheet allows
_HOLDS = {
    "<": lambda number, limit: number < limit,
    ">": lambda number, limit: number > limit,
    "=": lambda number, limit: number == limit,
    "<=": lambda number, limit: number <= limit,
    ">=": lambda number, limit: number >= limit,
    "<>": lambda number, limit: number != limit,
}


class Formatted(float):
    """A stored number that shows otherwise: its format, the text that a person sees, and the power of ten between the two."""

    __slots__ = ("format", "power", "text")
    format: str
    text: str
    power: int

    def __new__(cls, number: float, format: str, text: str, power: int) -> Formatted:
        one = super().__new__(cls, number)
        one.format, one.text, one.power = format, text, power
        return one

    @property
    def unseen(self) -> bool:
        """True if no digit of it is shown, though it is not zero."""
        return bool(self) and not any(map(str.isdigit, self.text))

    @property
    def unsigned(self) -> bool:
        """True if it is below zero and is shown without any sign of that: neither a minus, brackets, a word nor a colour."""
        if self >= 0 or not any(
            char in "123456789" for char in self.text
        ):  # not below zero, or rounded to zero
            return False
        return not (_BELOW.search(self.text) or _COLOUR.search(self.format))

    def __reduce__(self) -> tuple[type[Formatted], tuple[float, str, str, int]]:
        return Formatted, (float(self), self.format, self.text, self.power)


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the sections of a format: (character, whether it is literal), and the condition on the numbers it is for."""

    tokens: tuple[tuple[str, bool], ...]
    condition: tuple[str, Decimal] | None

    @property
    def digits(self) -> list[int]:
        """Where digits of the number go."""
        return [at for at, (char, literal) in enumerate(self.tokens) if char in _DIGITS and not literal]


@lru_cache(1_024)
def _parts(code: str) -> tuple[_Part, ...]:
    """The sections; none for a format of days, of texts, or without any rule."""
    code = code[:_LONGEST] or "General"
    ends = [one.start() for one in _SECTION_END.finditer(code) if one[1]]
    parts = [
        _part(code[at:end])
        for at, end in zip([0, *(end + 1 for end in ends)], [*ends, len(code)], strict=True)
    ]
    return tuple(one for one in parts if one) if all(parts[:1]) else ()


def _part(section: str) -> _Part | None:
    tokens: list[tuple[str, bool]] = []
    for quoted, escaped, word, char in _TOKEN.findall(section):
        if word or (char in _OTHER and char):
            return None
        if literal := quoted or escaped:
            tokens += [(one, True) for one in literal]
        elif char:
            tokens.append((char, char not in "0#?.,%"))
    limit = _CONDITION.search(section)
    return _Part(tuple(tokens), (limit[1], Decimal(limit[2])) if limit else None)


def _chosen(parts: tuple[_Part, ...], number: Decimal) -> tuple[_Part, Decimal]:
    """The section for the number, and the number as the section shows it: without its sign where that is the section's own."""
    if any(one.condition for one in parts):
        for one in parts:
            if one.condition is None or _HOLDS[one.condition[0]](number, one.condition[1]):
                return one, number
        return parts[-1], number
    if number < 0 and len(parts) > 1:
        return parts[1], -number
    return (parts[2] if number == 0 and len(parts) > 2 else parts[0]), number


def formatted(number: float, code: str) -> float:
    """The number, as a `Formatted` where the format shows anything else than its plain digits."""
    parts = _parts(code)
    if not parts or not abs(number) < 1e15:
        return number
    plain = whole_digits(number)
    part, shown_number = _chosen(parts, Decimal(plain))
    if not part.digits:
        return Formatted(number, code, "".join(char for char, _ in part.tokens).strip(), 0)
    power = _power(part)
    text = _text(part, shown_number.scaleb(power - _inserted(part)), _inserted(part))
    return number if text == plain else Formatted(number, code, text, power)


def _power(part: _Part) -> int:
    """How many powers of ten larger than what is stored the number seems that is shown."""
    percent = sum(char == "%" and not literal for char, literal in part.tokens)
    thousands = len(_trailing_commas(part))
    return PERCENT * percent - 3 * thousands + _inserted(part)


def _inserted(part: _Part) -> int:
    """The power of ten by literal signs: −1 for a point drawn before the last digit, 3 for three zeros drawn behind it."""
    places = part.digits
    if any(char == "." and not literal for char, literal in part.tokens):
        return 0
    points = [at for at in range(places[0], places[-1]) if part.tokens[at] == (".", True)]
    behind = 0
    for char, literal in part.tokens[places[-1] + 1 :]:
        if not (literal and char.isdigit()):
            break
        behind += 1
    return behind - (sum(at > points[-1] for at in places) if points else 0)


def _trailing_commas(part: _Part) -> list[int]:
    """The commas that divide by a thousand: those right behind the last digit, or right before the point."""
    tokens, places = part.tokens, part.digits
    point = next((at for at, token in enumerate(tokens) if token == (".", False)), len(tokens))
    ends = {max((at for at in places if at < point), default=-1), places[-1]}
    found = []
    for end in ends:
        at = end + 1
        while at < len(tokens) and tokens[at] == (",", False):
            found.append(at)
            at += 1
    return found


def _text(part: _Part, number: Decimal, inserted: int) -> str:
    """The number in the digits' places, the literal signs around it; `number` is what the digits alone would say."""
    tokens, places = part.tokens, part.digits
    point = next((at for at, token in enumerate(tokens) if token == (".", False)), len(tokens))
    after = [at for at in places if at > point]
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    before = [at for at in places if at < point]
    grouped = any(
        token == (",", False) and before and before[0] < at < before[-1] for at, token in enumerate(tokens)
    )
    written = _whole(part, before, whole, grouped) | _fraction(part, after, fraction)
    commas = {at for at, token in enumerate(tokens) if token == (",", False)}
    text = "".join(
        written.get(at, "") if at in places else "" if at in commas else char
        for at, (char, _) in enumerate(tokens)
    )
    text = text.replace(".", "", 1) if after and not any(written[at] for at in after) else text
    return ("-" if number < 0 and rounded else "") + text.strip()


def _whole(part: _Part, places: list[int], digits: str, grouped: bool) -> dict[int, str]:
    """Place -> digits, from the right; the first place takes all that are left."""
    shown = "" if digits == "0" else digits
    needed = sum(part.tokens[at][0] == "0" for at in places)
    shown = shown.rjust(needed, "0")
    if grouped:
        return {places[0]: f"{int(shown or 0):,}" if shown else ""} if places else {}
    taken: dict[int, str] = {}
    for at in reversed(places):
        taken[at], shown = (shown[-1:], shown[:-1]) if at != places[0] else (shown, "")
    return taken


def _fraction(part: _Part, places: list[int], digits: str) -> dict[int, str]:
    """Place -> digit; those that may be left out are, where nothing but zeros follows."""
    kept = len(places)
    while kept and part.tokens[places[kept - 1]][0] != "0" and digits[kept - 1] == "0":
        kept -= 1
    return {at: digits[number] if number < kept else "" for number, at in enumerate(places)}
