"""The levels of the rulebook, what a level asks of others, what a veto costs, and how many units may hold a level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from pipeline.core.chinese import star_word
from pipeline.core.records import Record, placed
from pipeline.rulebook.condition import Condition, parse_condition
from pipeline.rulebook.indicators import unit_columns
from pipeline.rulebook.rows import Cell, copied, number, text, whole
from pipeline.rulebook.settings import Settings
from schemas import words


@dataclass(frozen=True, slots=True)
class Level:
    """One row of 星级标准: its lowest score in points, and the test of its own where it has one."""

    unit_kind: str
    star: int
    name: str
    lowest: Fraction
    tested: tuple[str, ...]  # indicators that must together reach …
    test_share: Fraction  # … so many per cent of their points
    applies: Condition
    place: str


@dataclass(frozen=True, slots=True)
class Gate:
    """One row of 联动条件."""

    unit_kind: str
    star: int
    how: str
    value: Fraction
    at_least: int
    min_teams: int
    max_teams: int
    place: str
    indicators: tuple[str, ...] = ()
    reached: Fraction = Fraction(0)
    applies: Condition = ()
    tried: bool = False  # what it would do is shown, and it holds nobody

    @property
    def label(self) -> str:
        """What a trace calls it."""
        return self.how


_DISCIPLINE = re.compile("违纪|违法|案件|处分|刑事|职务犯罪")


@dataclass(frozen=True, slots=True)
class Veto:
    """One row of 否决与封顶; `indicator` and `below` where it works by itself."""

    code: str
    name: str
    unit_kinds: tuple[str, ...]
    highest: int
    to_branch: bool
    whole_year: bool
    indicator: str
    below: Fraction | None
    place: str
    number: int  # which row of the sheet it is
    effect: str = words.CAPPED
    amount: int = 0  # levels down, or periods without a rating

    @property
    def closed(self) -> bool:
        """True where the name alone says that somebody was disciplined or tried: it is then cited by its number."""
        return bool(_DISCIPLINE.search(self.name))

    @property
    def label(self) -> str:
        """VT01 责任性事故; of one that is closed only where it stands."""
        return f"评价细则第{self.number}条" if self.closed else f"{self.code} {self.name}"

    @property
    def said(self) -> str:
        """按 VT01“责任性事故”; of one that is closed 按评价细则第2条确定，."""
        return f"按{self.label}确定，" if self.closed else f"按 {self.code}“{self.name}”"


@dataclass(frozen=True, slots=True)
class Quota:
    """One row of 名额: at most `share` of the rated units at `star` or more, or at least so many at `star` or below."""

    unit_kind: str
    star: int
    share: Fraction
    rounding: str
    minimum: int
    place: str
    applies: Condition = ()
    side: str = words.AT_MOST
    base: str = words.RATED_UNITS
    in_quarter: str = words.WARNED
    in_year: str = words.ENFORCED

    @property
    def forced(self) -> bool:
        """True for a lowest share: so many units must stay at the star or below."""
        return self.side == words.AT_LEAST

    @property
    def line(self) -> int:
        """From which star on a unit takes one of the places."""
        return self.star + 1 if self.forced else self.star


def build_levels(frame: pd.DataFrame, settings: Settings, cell: Cell) -> tuple[Level, ...]:
    """The levels by kind and star."""
    levels = [_level(r, settings, cell("threshold", i, "lowest")) for i, r in placed(frame)]
    return tuple(sorted(levels, key=lambda level: (level.unit_kind, level.star)))


def _level(row: Record, settings: Settings, place: str) -> Level:
    kind, star = row["unit_kind"], int(row["star"])
    by_points = not pd.isna(row["lowest"])
    return Level(
        unit_kind=kind,
        star=star,
        name=text(row["name"]) or star_word(star),
        lowest=number(row["lowest"]) if by_points else settings.full(kind) * number(row["share"]) / 100,
        tested=_listed(row["tested"]),
        test_share=Fraction(0) if pd.isna(row["test_share"]) else number(row["test_share"]),
        applies=_applies(row),
        place=place,
    )


def _listed(cell: object) -> tuple[str, ...]:
    return tuple(text(cell).split("、")) if text(cell) else ()


def _applies(row: Record) -> Condition:
    return parse_condition(text(row["applies"]), unit_columns(row["unit_kind"]))[0]


def build_gate(row: Record, place: str) -> Gate:
    """A row of 联动条件."""
    return Gate(
        **copied(row, ("unit_kind", "how")),
        star=int(row["star"]),
        value=number(row["value"]),
        at_least=whole(row["at_least"]) or 0,
        min_teams=whole(row["min_teams"]) or 0,
        max_teams=whole(row["max_teams"]) or 10**9,
        place=place,
        indicators=_listed(row["indicators"]),
        reached=Fraction(0) if pd.isna(row["reached"]) else number(row["reached"]),
        applies=_applies(row),
        tried=row["use"] == words.TRIED,
    )


def build_veto(row: Record, position: int, place: str) -> Veto:
    """A row of 否决与封顶, the first, second … of the sheet."""
    return Veto(
        **copied(row, ("code", "name")),
        unit_kinds=tuple(row["unit_kind"].split("和")),
        highest=whole(row["highest"]) or 0,
        to_branch=row["to_branch"] == "是",
        whole_year=row["whole_year"] == "是",
        indicator=text(row["indicator"]),
        below=None if pd.isna(row["below"]) else number(row["below"]),
        place=place,
        number=position,
        effect=text(row["effect"]) or words.CAPPED,
        amount=whole(row["amount"]) or 0,
    )


def build_quota(row: Record, place: str) -> Quota:
    """A row of 名额."""
    return Quota(
        **copied(row, ("unit_kind", "rounding")),
        star=int(row["star"]),
        share=number(row["share"]),
        minimum=int(row["minimum"]),
        place=place,
        applies=_applies(row),
        side=text(row["side"]) or words.AT_MOST,
        base=text(row["base"]) or words.RATED_UNITS,
        in_quarter=text(row["in_quarter"]) or words.WARNED,
        in_year=text(row["in_year"]) or words.ENFORCED,
    )
