"""What parts units of equal score on a board: rates and grades, never how much was held or listed (rules 10.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from pipeline.core.chinese import plain, points
from pipeline.core.exact import half_up
from pipeline.evidence.facts import Facts
from pipeline.rating.score import Leaf, Unit
from pipeline.rulebook.indicators import UNIT_COLUMN
from pipeline.rulebook.rules import Rulebook
from schemas import facts as of
from schemas.base import title
from schemas.words import BOARDS, COMPLETION, MEAN, MEMBER

LEARNING, DEVOTION, _ = BOARDS
_WITHOUT = Fraction(-1)  # who has no such rate comes after all who have one
Leaves = Mapping[Unit, Sequence[Leaf]]
Rates = Mapping[Unit, Fraction]


@dataclass(frozen=True, slots=True)
class Parting:
    """One thing by which equals are parted: its name, its value by unit, and how the value reads."""

    name: str
    rates: Callable[[Leaves, Facts, Rulebook], Rates]
    reads: Callable[[Fraction], str]


@dataclass(frozen=True, slots=True)
class Tie:
    """A unit's values on a board, in the order in which they part, and the sentence that prints them."""

    values: tuple[Fraction, ...] = ()
    sentence: str = ""


def ties(leaves: Leaves, facts: Facts, rules: Rulebook) -> dict[tuple[str, Unit], Tie]:
    """(board, unit) -> what parts it from others of the same score."""
    parted: dict[tuple[str, Unit], Tie] = {}
    for board, partings in _PARTINGS.items():
        rates = [parting.rates(leaves, facts, rules) for parting in partings]
        for unit in leaves:
            values = tuple(rate.get(unit, _WITHOUT) for rate in rates)
            words = [
                f"{parting.name} {parting.reads(value)}"
                for parting, value in zip(partings, values, strict=True)
                if value != _WITHOUT
            ]
            parted[board, unit] = Tie(values, "，".join(words))
    return parted


def _attendance(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """Per cent, from the indicator that measures attendance, before its target."""
    return _measured(leaves, (title(of.Attendance),), COMPLETION, Fraction(100), 2)


def _grades(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """The mean grade of the sampled sessions."""
    return _measured(leaves, (title(of.Grade), title(of.Attendance)), MEAN, Fraction(1), 4)


def _measured(leaves: Leaves, sources: tuple[str, ...], measure: str, scale: Fraction, digits: int) -> Rates:
    return {
        unit: half_up(leaf.value.above / leaf.value.below * scale, digits)
        for unit, leaves_of_unit in leaves.items()
        for leaf in leaves_of_unit
        if leaf.rule.source in sources and leaf.rule.measure == measure and leaf.value.below
    }


def _on_time(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """Per cent of the wishes and requests due that were settled on time."""
    on_time: dict[Unit, int] = defaultdict(int)
    due: dict[Unit, int] = defaultdict(int)
    for source in (title(of.WishFact), title(of.RequestFact)):
        rows = facts[source][facts[source]["due"].eq("是").fillna(False)]
        for kind, column in UNIT_COLUMN.items():
            # what fills up a unit's few items is the unit's alone
            own = rows[rows["listed"].astype(bool)] if kind == MEMBER else rows
            for unit, kept in zip(own[column], own["on_time"].eq("是"), strict=True):
                if not pd.isna(unit):
                    due[kind, unit] += 1
                    on_time[kind, unit] += bool(kept)
    return {unit: half_up(Fraction(100 * on_time[unit], due[unit]), 2) for unit in due}


def _voiced(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """How many were voiced 满意 by those whom they served."""
    rows = facts[title(of.VoiceFact)]
    rows = rows[rows["score"].ge(float(rules.number("满意分值"))).fillna(False)]
    counts = {
        (kind, str(u)): n
        for kind, column in UNIT_COLUMN.items()
        for u, n in rows[column].value_counts().items()
    }
    return {unit: Fraction(int(counts.get(unit, 0))) for unit in leaves}


def _percent(value: Fraction) -> str:
    return f"{points(value)}%"


def _items(value: Fraction) -> str:
    return f"{plain(value)} 件"


_PARTINGS = {
    LEARNING: (Parting("出勤率", _attendance, _percent), Parting("抽查平均等级分", _grades, plain)),
    DEVOTION: (Parting("按期办结率", _on_time, _percent), Parting("评价满意", _voiced, _items)),
}
