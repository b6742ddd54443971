"""What a unit can still gain on its own points: what was not done or overdue, goals, deductions, repairs (rules 10.17); never more
wishes, pairs, sessions or bonus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.exact import exact
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.measures import MEASURE_OF, Rows, figure, rows_of
from pipeline.rating.score import Leaf, Unit, leaf_of
from pipeline.rating.scoring import scored
from pipeline.rulebook.condition import holds
from pipeline.rulebook.indicators import Indicator
from schemas import facts, words
from schemas.base import title
from schemas.facts_by_hand import UnitCheckFact

MOST_ROWS = 40  # of one suggestion; nobody acts on a longer list


class Advised(NamedTuple):
    """How a row of a fact table is spoken of: 再按期办结 2 件诉求."""

    verb: str
    counter: str


_ADVISED = {
    title(facts.DutyDue): Advised("再按期办理", "项清单事项"),
    title(facts.PledgeFact): Advised("再按期兑现", "项承诺"),
    title(facts.ZoneFact): Advised("再按期整改", "个责任区问题"),
    title(facts.WishFact): Advised("再按期实现", "件到期的微心愿"),
    title(facts.RequestFact): Advised("再按期办结", "件诉求"),
    title(facts.GoalFact): Advised("再完成", "项目标"),
    title(facts.CheckFact): Advised("减少", "次扣分"),
    title(UnitCheckFact): Advised("减少", "次扣分"),
}
_REPAIRED = Advised("整改", "项对照检查的问题")
_COUNTED = (words.COMPLETION, words.LISTED, words.ATTAINED)


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """An indicator of a unit that can still gain; `leaves`: as it is, then with one row more after the other, the row that gains
    most first."""

    words: Advised
    leaves: tuple[Leaf, ...]

    @property
    def unit(self) -> Unit:
        return self.leaves[0].unit

    @property
    def code(self) -> str:
        return self.leaves[0].rule.code

    @property
    def rows(self) -> int:
        """How many rows can still be done."""
        return len(self.leaves) - 1

    def gain(self, rows: int) -> Fraction:
        """The points that so many rows bring."""
        return self.leaves[rows].points - self.leaves[0].points


def levers_of(evaluation: Evaluation) -> dict[Unit, tuple[Lever, ...]]:
    """The levers of every unit that has a score, in the order of its indicators."""
    rules, heads = evaluation.tables.rulebook, evaluation.people.bases
    rows = {
        rule.code: rows_of(rule, evaluation.facts[rule.source], heads)
        for rule in rules.measured
        if _can_be_advised(rule)
    }
    gains = {code: _gains(rule, rows[code]) for rule in rules.measured if (code := rule.code) in rows}
    return {
        unit: tuple(
            lever
            for leaf in evaluation.scores.leaves[unit]
            if (lever := _lever(leaf, gains, rules.places)) and lever.rows
        )
        for unit in evaluation.scores.base
        if unit[0] != words.MEMBER
    }


def _can_be_advised(rule: Indicator) -> bool:
    """Where the unit's own rows decide, and nobody else's figure."""
    alone = not rule.by_peers and rule.scoring != words.BY_PLACE
    counted = MEASURE_OF[rule.measure].deducts or (rule.measure in _COUNTED and not rule.base)
    return rule.source in _ADVISED and alone and counted and bool(rule.points)


def _lever(leaf: Leaf, gains: Mapping[str, Mapping[str, list[Fraction]]], places: int) -> Lever | None:
    rule, name = leaf.rule, leaf.unit[1]
    if not leaf.applies:
        return None
    if leaf.reason and leaf.self_points > leaf.points:
        return Lever(_REPAIRED, (leaf, replace(leaf, points=leaf.self_points, reason="")))
    if leaf.reason or rule.code not in gains:
        return None
    return Lever(_ADVISED[rule.source], (leaf, *_better(leaf, gains[rule.code].get(name, []), places)))


def _better(leaf: Leaf, gains: list[Fraction], places: int) -> Iterator[Leaf]:
    """The leaf with one row more after the other, by the functions that rate; none of which is worth less than before."""
    rule, below = leaf.rule, leaf.value.below
    deducts = MEASURE_OF[rule.measure].deducts
    above = below - sum(gains, Fraction(0)) if deducts else leaf.value.above  # may be less than nothing
    steps = []
    for gain in gains[:MOST_ROWS]:
        above += gain
        steps.append(min(below, max(leaf.value.above, above)))
    values = scored(rule, {str(n): figure(rule, done, below) for n, done in enumerate(steps)})
    best = leaf
    for n, done in enumerate(steps):
        value = replace(values[str(n)], above=done, below=below)
        after = leaf_of(leaf.unit, rule, value, leaf.max_points, None, places)
        best = after if after.points >= best.points else best
        yield best


def _gains(rule: Indicator, rows: Rows) -> dict[str, list[Fraction]]:
    """Unit -> what each of its rows would add to the numerator, the largest first."""
    if MEASURE_OF[rule.measure].deducts:
        lost = rows.counted[rows.counted[rule.field] > 0]
        return _by_unit(lost[rows.unit], [_exact(value) for value in lost[rule.field]])
    whole = _numbers(rows.expected, rule.base_field if rule.measure != words.LISTED else "")
    counts = [Fraction(int(yes)) for yes in holds(rule.counted, rows.expected)]
    have = [a * b for a, b in zip(_numbers(rows.expected, rule.field), counts, strict=True)]
    if rule.measure == words.ATTAINED:
        have = [a * b for a, b in zip(have, whole, strict=True)]
    gains = [a - b for a, b in zip(whole, have, strict=True)]
    return _by_unit(rows.expected[rows.unit], _pieces(gains, rule))


def _numbers(rows: pd.DataFrame, field: str) -> list[Fraction]:
    return [_exact(value) for value in rows[field]] if field else [Fraction(1)] * len(rows)


def _pieces(gains: list[Fraction], rule: Indicator) -> list[list[Fraction]]:
    """A row that holds a number of things is done one thing at a time."""
    if rule.measure != words.COMPLETION or not rule.base_field:
        return [[gain] for gain in gains]
    return [[Fraction(1)] * int(gain) + ([gain % 1] if gain % 1 else []) for gain in gains]


def _by_unit(units: pd.Series, gains: list[Any]) -> dict[str, list[Fraction]]:
    of_units: dict[str, list[Fraction]] = {}
    for unit, gain in zip(units, gains, strict=True):
        of_units.setdefault(str(unit), []).extend(gain if isinstance(gain, list) else [gain])
    return {unit: sorted((one for one in of if one > 0), reverse=True) for unit, of in of_units.items()}


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    return Fraction(0) if pd.isna(value) else exact(float(value))
