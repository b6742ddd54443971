"""年度定星: means of the quarters, vetoes of the year, linked stars, quotas enforced, each with its reason (rules 5.7). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.core.chinese import points
from pipeline.core.exact import half_up
from pipeline.evidence.surveys import satisfaction as satisfied
from pipeline.evidence.tables import Tables
from pipeline.rating.caps import Past, rulings
from pipeline.rating.evaluate import concerned
from pipeline.rating.score import Scores, Unit
from pipeline.rating.scoring import places
from pipeline.rating.stars import Rated, Standing, rate
from pipeline.year.quarters import Quarter, Year
from pipeline.year.quota import Priority, QuotaPlaces, put_in_force
from schemas.base import title
from schemas.facts import BallotFact, SurveyFact
from schemas.words import CODED, UNIT_KINDS

_UNKNOWN = Fraction(-1)  # a unit without a score or a survey comes after every one that has one
_VETOES = CODED


@dataclass(frozen=True, slots=True)
class Mean:
    """A unit's year: the exact mean of the base scores of its quarters, as printed, and each quarter's score."""

    exact: Fraction
    printed: Fraction
    quarters: tuple[Fraction | None, ...]

    @property
    def count(self) -> int:
        return sum(score is not None for score in self.quarters)


@dataclass(frozen=True, slots=True, eq=False)
class YearAward:
    """The year decided: means, standings with their traces, the units kept on a quota's line, and the quotas."""

    year: Year
    means: Mapping[Unit, Mean]
    rated: Rated
    tied: Mapping[Unit, str]
    places: tuple[QuotaPlaces, ...]

    def places_of(self, kind: str) -> dict[Unit, int]:
        """Rated unit of the kind -> its place by the yearly score, suspended ones included."""
        rated = [u for u, s in self.rated.standings.items() if u[0] == kind and s.rated]
        return dict(zip(rated, places([self.means[u].printed for u in rated]), strict=True))

    def coefficient(self, unit: Unit) -> Fraction | None:
        """The 绩效系数 of the yearly star; None while there is no star or it is suspended."""
        standing = self.rated.standings[unit]
        if standing.star is None or standing.pending:
            return None
        return self.year.tables.rulebook.coefficients.get((unit[0], standing.star))


def award(year: Year) -> YearAward:
    """Yearly stars of every branch and team of the last quarter's directory."""
    means = yearly_means(year.quarters, year.tables.rulebook.places)
    tables = replace(year.tables, missing=(), frames={**year.tables.frames, "event": lasting(year.tables)})
    scores = Scores(
        {}, {unit: mean.printed for unit, mean in means.items() if unit[0] in UNIT_KINDS}, pd.DataFrame()
    )
    past = _past(year)
    rated = rate(tables, scores, rulings(tables, scores, past), year.previous, past=past)
    for standing in rated.standings.values():
        _explain(standing, means.get(standing.unit), len(year.quarters))
    satisfied = satisfaction(year.quarters)
    tied, held = put_in_force(
        tables.rulebook,
        rated,
        {unit: _priority(unit, means, satisfied) for unit in rated.standings},
        concerned(tables),
    )
    return YearAward(year, means, rated, tied, held)


def _past(year: Year) -> Past:
    """The levels that the year looks back on: its own last quarter and those before it, and the year before."""
    last = year.quarters[-1]
    before = year.before.past(last.period)
    quarters = {
        unit: [standing.star, *before.quarters.get(unit, ())]
        for unit, standing in last.made.rated.standings.items()
    }
    return Past(quarters, year.previous, before.relevelled)


def yearly_means(quarters: Sequence[Quarter], digits: int) -> dict[Unit, Mean]:
    """The mean of the base scores of each unit over the quarters in which it has one."""
    units = sorted({unit for q in quarters for unit in q.made.scores.base})
    means = {}
    for unit in units:
        scores = tuple(q.made.scores.base.get(unit) for q in quarters)
        known = [score for score in scores if score is not None]
        mean = sum(known, Fraction(0)) / len(known)
        means[unit] = Mean(mean, half_up(mean, digits), scores)
    return means


def lasting(tables: Tables) -> pd.DataFrame:
    """The decisions that reach into the yearly star: vetoes with 影响全年, 破格 and 暂缓."""
    rows = tables.frames["event"]
    whole_year = [code for code, rule in tables.rulebook.vetoes.items() if rule.whole_year]
    return rows[~rows["type"].isin(_VETOES) | rows["code"].isin(whole_year)]


def _explain(standing: Standing, mean: Mean | None, quarters: int) -> None:
    """Say in the first step where the score comes from, or why there is none."""
    first = standing.trace[0]
    if mean is None:
        standing.trace[0] = replace(first, because="全年没有一个季度有得分，不评星")
    elif standing.rated:
        parts = "、".join("—" if score is None else points(score) for score in mean.quarters)
        gap = "" if mean.count == quarters else f"，只有 {mean.count} 个季度有得分"
        standing.trace[0] = replace(
            first,
            because=f"各季度得分 {parts}{gap}，平均 {points(mean.printed)}（承诺、心愿和诉求按全年各计一次）；{first.because}",
        )


def _priority(unit: Unit, means: Mapping[Unit, Mean], satisfied: Mapping[Unit, Fraction]) -> Priority:
    return (means[unit].exact if unit in means else _UNKNOWN, satisfied.get(unit, _UNKNOWN))


def satisfaction(quarters: Sequence[Quarter]) -> dict[Unit, Fraction]:
    """The latest survey score of the year that counts, by unit."""
    scores: dict[Unit, Fraction] = {}
    for quarter in quarters:
        facts = quarter.made.facts
        scores |= satisfied(facts[title(SurveyFact)], facts[title(BallotFact)])
    return scores
