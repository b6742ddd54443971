"""The score of a year: its quarters with their weights, the best of them alone, and a year-end part (rules 9.7). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from pipeline.core.chinese import plain, points
from pipeline.core.exact import exact, half_up
from pipeline.core.records import records
from pipeline.evidence.tables import Tables
from pipeline.rating.score import Unit
from pipeline.rulebook.rules import Rulebook
from pipeline.rulebook.settings import Settings
from pipeline.year.quarters import Quarter
from schemas.words import GATE_COVERAGE, GATE_MEMBERS, UNIT_KINDS

_NONE: Mapping[Unit, Fraction] = {}
_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Mean:
    """A unit's year: the exact score, as printed, and each quarter's; `counted`: which of these are in it; `of_quarters`: what they
    come to; `year_end`: the year-end score where the rulebook has one."""

    exact: Fraction
    printed: Fraction
    quarters: tuple[Fraction | None, ...]
    counted: tuple[int, ...]
    of_quarters: Fraction
    year_end: Fraction | None = None

    @property
    def count(self) -> int:
        return sum(score is not None for score in self.quarters)


class QuartersMean(NamedTuple):
    """A weighted mean and the places of the quarters that are in it."""

    score: Fraction
    counted: tuple[int, ...]


def mean_of_quarters(
    scores: Sequence[Fraction | None], weights: Sequence[Fraction], most: int
) -> QuartersMean | None:
    """The best mean that `most` of the quarters with a score and a weight give, or as many as there are; None without any.

    Of equal ones the earliest quarters are taken. A better score of any quarter never makes it smaller."""
    known = [i for i, score in enumerate(scores) if score is not None and weights[i]]
    if not known:
        return None
    every = [
        QuartersMean(_mean(scores, weights, chosen), chosen)
        for chosen in combinations(known, min(most, len(known)))
    ]
    return max(every, key=lambda one: one.score)


def _mean(
    scores: Sequence[Fraction | None], weights: Sequence[Fraction], chosen: tuple[int, ...]
) -> Fraction:
    total = sum((weights[i] * (scores[i] or 0) for i in chosen), Fraction(0))
    return total / sum((weights[i] for i in chosen), Fraction(0))


def yearly_means(
    quarters: Sequence[Quarter], rules: Settings, year_end: Mapping[Unit, Fraction] = _NONE
) -> dict[Unit, Mean]:
    """The score of each unit over the quarters in which it has one; a branch or team that lacks a year-end score which the
    rulebook asks for has none."""
    weights = [rules.quarter_weights[quarter.period.quarter - 1] for quarter in quarters]
    means = {}
    for unit in sorted({unit for q in quarters for unit in q.evaluation.scores.base}):
        scores = tuple(q.evaluation.scores.base.get(unit) for q in quarters)
        mean = mean_of_quarters(scores, weights, rules.best_quarters)
        share = rules.year_end_share if unit[0] in UNIT_KINDS else Fraction(0)
        if mean is None or (share and unit not in year_end):
            continue
        last = year_end.get(unit) if share else None
        total = mean.score if last is None else mean.score * (1 - share) + last * share
        means[unit] = Mean(total, half_up(total, rules.places), scores, mean.counted, mean.score, last)
    return means


def year_end_scores(tables: Tables) -> dict[Unit, Fraction]:
    """年终得分 by unit; none of a unit that has two different ones, or one above the full points."""
    scores: dict[Unit, set[Fraction]] = {}
    for row in records(tables.frames["year_end"]):
        scores.setdefault((row["unit_kind"], row["unit"]), set()).add(exact(float(row["score"])))
    return {
        unit: score
        for unit, of_unit in scores.items()
        for score in of_unit
        if len(of_unit) == 1 and score <= tables.rulebook.full(unit[0])
    }


def year_rule(rules: Settings) -> str:
    """How the score of a year comes about, as a sentence without its end."""
    weights = rules.quarter_weights
    by = "" if len(set(weights)) == 1 else f"按权重 {'、'.join(map(plain, weights))} "
    best = "" if rules.best_quarters >= len(weights) else f"，只取最好的 {rules.best_quarters} 个季度"
    share = rules.year_end_share * 100
    last = f"，占 {plain(100 - share)}%，年终得分占 {plain(share)}%" if share else ""
    return f"年度得分是各季度基本得分{by}的平均{best}{last}（四舍五入）"


def tests_of_year(rules: Rulebook) -> str:
    """Over which figures the year asks what looks at indicators or members; "" where the rulebook asks nothing of the kind."""
    parts = []
    if any(level.tested for level in rules.levels) or any(gate.how == GATE_COVERAGE for gate in rules.gates):
        parts.append("检验指标和指标达标个数看各季度得分合计的得分率")
    if any(gate.how == GATE_MEMBERS for gate in rules.gates):
        parts.append("党员得分占比看党员的年度得分")
    return "，".join(parts)


def said(mean: Mean, quarters: Sequence[Quarter], rules: Settings) -> str:
    """How the score of a unit's year came about."""
    parts = "、".join("—" if score is None else points(score) for score in mean.quarters)
    gap = "" if mean.count == len(quarters) else f"，只有 {mean.count} 个季度有得分"
    weights = rules.quarter_weights
    by = "" if len(set(weights)) == 1 else f"，按权重 {'、'.join(map(plain, weights))}"
    best = ""
    if len(mean.counted) < mean.count:
        names = "、".join(_NUMERALS[quarters[i].period.quarter - 1] for i in mean.counted)
        best = f"，取第{names}季度"
    once = "（承诺、心愿和诉求按全年各计一次）"
    if mean.year_end is None:
        return f"各季度得分 {parts}{gap}{by}{best}，平均 {points(mean.printed)}{once}"
    share = rules.year_end_share * 100
    return (
        f"各季度得分 {parts}{gap}{by}{best}，平均 {plain(mean.of_quarters, 2)}{once}，占 {plain(100 - share)}%；"
        f"年终得分 {plain(mean.year_end, 2)}，占 {plain(share)}%；年度得分 {points(mean.printed)}"
    )
