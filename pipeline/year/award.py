"""年度定星: means of the quarters, vetoes of the year, linked stars, quotas enforced, each with its reason (rules 5.7). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.evidence.surveys import satisfaction as satisfied
from pipeline.evidence.tables import Tables
from pipeline.rating.caps import Past, rulings_of_year
from pipeline.rating.evaluate import concerned
from pipeline.rating.quota import UNKNOWN, Priority, QuotaPlaces, put_in_force, quota_warnings
from pipeline.rating.score import Leaf, Scores, Unit
from pipeline.rating.scoring import places
from pipeline.rating.stars import Rated, Standing, rate
from pipeline.year.means import Mean, said, year_end_scores, yearly_means
from pipeline.year.quarters import Quarter, Year
from schemas.base import title
from schemas.facts import BallotFact, SurveyFact
from schemas.words import CODED, ENFORCED, UNIT_KINDS

_VETOES = CODED
NO_YEAR_END = "年终得分没有填，或者填了两个不同的、高于满分的，不评星"


@dataclass(frozen=True, slots=True, eq=False)
class YearAward:
    """The year decided: means, standings with their traces, the units kept on a quota's line, and the quotas."""

    year: Year
    means: Mapping[Unit, Mean]
    rated: Rated
    tied: Mapping[Unit, str]
    places: tuple[QuotaPlaces, ...]
    warnings: tuple[str, ...] = ()  # of quotas that the year only warns of

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
    means = yearly_means(year.quarters, year.tables.rulebook, year_end_scores(year.tables))
    tables = replace(year.tables, missing=(), frames={**year.tables.frames, "event": lasting(year.tables)})
    base = {unit: mean.printed for unit, mean in means.items()}
    scores = Scores(leaves_of_year(year.quarters), base, pd.DataFrame())
    past, decided = _past(year), {q.period.title: q.evaluation.ruled for q in year.quarters}
    ruled = rulings_of_year(tables, scores, past, decided)
    rated = rate(tables, scores, ruled, year.previous, past=past)
    for standing in rated.standings.values():
        _explain(standing, means.get(standing.unit), year)
    satisfied = satisfaction(year.quarters)
    tied, held = put_in_force(
        tables.rulebook,
        rated,
        {unit: _priority(unit, means, satisfied) for unit in rated.standings},
        concerned(tables),
        chosen=[quota for quota in tables.rulebook.quotas if quota.in_year == ENFORCED],
    )
    warned = quota_warnings(tables.rulebook, rated.standings, concerned(tables), "年度只预警")
    return YearAward(year, means, rated, tied, held, tuple(sentence for _, sentence in warned))


def leaves_of_year(quarters: Sequence[Quarter]) -> dict[Unit, list[Leaf]]:
    """The indicators of branches and teams over the year: their points, and what they could be, in all quarters together."""
    sums: dict[Unit, dict[str, Leaf]] = {}
    for quarter in quarters:
        for unit, leaves in quarter.evaluation.scores.leaves.items():
            of_unit = sums.setdefault(unit, {}) if unit[0] in UNIT_KINDS else {}
            for leaf in (leaf for leaf in leaves if leaf.applies):
                before = of_unit.get(leaf.rule.code)
                most, earned = (before.max_points, before.points) if before else (Fraction(0), Fraction(0))
                of_unit[leaf.rule.code] = replace(
                    leaf, max_points=most + leaf.max_points, points=earned + leaf.points
                )
    return {unit: list(of_unit.values()) for unit, of_unit in sums.items()}


def _past(year: Year) -> Past:
    """The levels that the year looks back on: its own last quarter and those before it, and the year before."""
    last = year.quarters[-1]
    before = year.before.past(last.period)
    quarters = {
        unit: [standing.star, *before.quarters.get(unit, ())]
        for unit, standing in last.evaluation.rated.standings.items()
    }
    return Past(quarters, year.previous, before.relevelled)


def lasting(tables: Tables) -> pd.DataFrame:
    """The decisions that reach into the yearly star: vetoes with 影响全年, 破格 and 暂缓."""
    rows = tables.frames["event"]
    whole_year = [code for code, rule in tables.rulebook.vetoes.items() if rule.whole_year]
    return rows[~rows["type"].isin(_VETOES) | rows["code"].isin(whole_year)]


def _explain(standing: Standing, mean: Mean | None, year: Year) -> None:
    """Say in the first step where the score comes from, or why there is none."""
    first, rules = standing.trace[0], year.tables.rulebook
    if mean is None:
        scored = any(standing.unit in quarter.evaluation.scores.base for quarter in year.quarters)
        why = NO_YEAR_END if scored and rules.year_end_share else "全年没有一个季度有得分，不评星"
        standing.trace[0] = replace(first, because=why)
    elif standing.rated:
        standing.trace[0] = replace(first, because=f"{said(mean, year.quarters, rules)}；{first.because}")


def _priority(unit: Unit, means: Mapping[Unit, Mean], satisfied: Mapping[Unit, Fraction]) -> Priority:
    return (means[unit].exact if unit in means else UNKNOWN, satisfied.get(unit, UNKNOWN))


def satisfaction(quarters: Sequence[Quarter]) -> dict[Unit, Fraction]:
    """The latest survey score of the year that counts, by unit."""
    scores: dict[Unit, Fraction] = {}
    for quarter in quarters:
        facts = quarter.evaluation.facts
        scores |= satisfied(facts[title(SurveyFact)], facts[title(BallotFact)])
    return scores
