"""How firm places and stars are: intervals of ranks over other weightings and small surveys, and how far each star is from being lost.

For the office alone, before anything is decided (rules 10.17). Floating-point numbers here are no scores: what is scored stays exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from pipeline.core.records import records
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.bounds import Flags, Floats, certain_places, wilson
from pipeline.rating.measures import MEASURE_OF, figure
from pipeline.rating.score import Leaf, Unit, base_score, leaf_of
from pipeline.rating.scoring import scored
from pipeline.rating.stars import Standing
from schemas import facts, words
from schemas.base import title
from schemas.words import BRANCH, TEAM

DRAWS, SEED, SPREAD = 1000, 20190701, 0.25  # weightings, and how far each weight may go up or down
_EDGES = (0.05, 0.95)
_ROUNDED = 0.01  # points that the rounding of a leaf may hide between two units

_LOST = {  # what one row less is called
    title(facts.Attendance): "次出勤",
    title(facts.DutyDue): "项清单事项",
    title(facts.MemberFact): "名党员",
    title(facts.PledgeFact): "项承诺",
    title(facts.ZoneFact): "个责任区问题",
    title(facts.WishFact): "件微心愿",
    title(facts.RequestFact): "件诉求",
}
_MOST_LOST = 200


@dataclass(frozen=True, slots=True)
class Loss:
    """An indicator and how many rows of it may be lost while the star stays."""

    code: str
    name: str
    counter: str
    rows: int


@dataclass(frozen=True, slots=True)
class SurveyBounds:
    """What a survey of so many votes says at least and at most of the satisfaction, out of a hundred."""

    votes: int
    score: float
    low: float
    high: float
    line: float | None = None  # a line that lies between both: whether a cap holds cannot be told


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firm a unit stands: its place, its interval in all draws but the outermost and under any weighting at all
    (`surely`), its band among its kind (1, 2, …), what its star can bear."""

    unit: Unit
    place: int
    first: int
    last: int
    surely: tuple[int, int]
    band: int
    margin: Fraction | None  # points above the line of its star; None without a star above nothing
    loss: Loss | None  # the indicator that bears least
    survey: SurveyBounds | None


def firmness(evaluation: Evaluation) -> list[Firmness]:
    """Every rated unit, by place; bands count within each kind."""
    rows: list[Firmness] = []
    votes = _surveys(evaluation)
    for kind in (BRANCH, TEAM):
        standings = [
            one
            for unit, one in evaluation.rated.standings.items()
            if unit[0] == kind and one.rated and evaluation.total(unit) is not None
        ]
        if standings:
            rows += _of_kind(evaluation, standings, votes)
    return rows


def _of_kind(
    evaluation: Evaluation, standings: Sequence[Standing], votes: dict[Unit, SurveyBounds]
) -> Iterator[Firmness]:
    units = [standing.unit for standing in standings]
    places = _places(np.array([[float(evaluation.total(unit) or 0)] for unit in units]))[:, 0]
    columns = _columns(evaluation, units, votes)
    ranks = _places(_drawn(evaluation, units, votes, columns))
    surely = _surely(evaluation, units, votes, columns)
    first, last = (np.quantile(ranks, edge, axis=1) for edge in _EDGES)
    ends = [(int(np.floor(a)), int(np.ceil(b))) for a, b in zip(first, last, strict=True)]
    order = sorted(range(len(units)), key=lambda at: (places[at], ends[at], units[at]))
    bands = _bands([ends[at] for at in order])
    for at, band in zip(order, bands, strict=True):
        standing = standings[at]
        room = _room(evaluation, standing)
        yield Firmness(
            unit=units[at],
            place=int(places[at]),
            first=min(ends[at][0], int(places[at])),
            last=max(ends[at][1], int(places[at])),
            surely=(min(surely[at][0], int(places[at])), max(surely[at][1], int(places[at]))),
            band=band,
            margin=_margin(standing),
            loss=None if room is None else _loss(evaluation, standing.unit, room),
            survey=votes.get(standing.unit),
        )


def _places(totals: Floats) -> npt.NDArray[np.int64]:
    """Rank of every unit (row) in every draw (column): 1 + how many are strictly better on the printed total."""
    printed = np.round(totals, 2)
    return np.asarray(1 + (printed[None, :, :] > printed[:, None, :]).sum(axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """A row a unit, a column an indicator: its weight, the share that was reached, and whether votes gave it."""

    weights: Floats
    shares: Floats
    polled: Flags


def _columns(evaluation: Evaluation, units: Sequence[Unit], votes: dict[Unit, SurveyBounds]) -> Shares:
    codes = {rule.code: at for at, rule in enumerate(evaluation.tables.rulebook.of(units[0][0]))}
    weights, shares = np.zeros((len(units), len(codes))), np.zeros((len(units), len(codes)))
    polled = np.zeros((len(units), len(codes)), dtype=bool)
    for at, unit in enumerate(units):
        for leaf in evaluation.scores.leaves[unit]:
            column = codes[leaf.rule.code]
            weights[at, column], shares[at, column] = float(leaf.max_points), float(leaf.ratio)
            polled[at, column] = unit in votes and leaf.rule.measure == words.SATISFACTION and not leaf.reason
    return Shares(weights, shares, polled)


def _drawn(
    evaluation: Evaluation, units: Sequence[Unit], votes: dict[Unit, SurveyBounds], columns: Shares
) -> Floats:
    """Total of every unit under every weighting; the same weightings for all, a survey anywhere between its bounds."""
    chance, weights = np.random.default_rng(SEED), columns.weights
    factors = 1 + SPREAD * chance.uniform(-1, 1, (DRAWS, weights.shape[1]))
    swing = chance.uniform(-1, 1, (DRAWS, len(units)))  # where between its bounds a survey lies
    whole = weights @ factors.T
    totals = (weights * columns.shares) @ factors.T / whole
    for at, unit in enumerate(units):
        polled = columns.polled[at]
        if polled.any():
            one, swung = votes[unit], swing[:, at]
            off = np.where(swung > 0, swung * (one.high - one.score), swung * (one.score - one.low)) / 100
            totals[at] += off * (factors[:, polled] @ weights[at, polled]) / whole[at]
    bonus = np.array([float(_beside(evaluation, unit)) for unit in units])
    full = float(evaluation.tables.rulebook.full(units[0][0]))
    return np.asarray(totals * full + bonus[:, None], dtype=np.float64)


def _surely(
    evaluation: Evaluation, units: Sequence[Unit], votes: dict[Unit, SurveyBounds], columns: Shares
) -> list[tuple[int, int]]:
    """Best and worst place of each under every weighting and any survey within its bounds, rounding of leaves allowed for."""
    full = float(evaluation.tables.rulebook.full(units[0][0]))
    low, high = columns.shares.copy(), columns.shares.copy()
    for at, unit in enumerate(units):
        polled = columns.polled[at]
        if polled.any():
            one = votes[unit]
            low[at, polled] -= (one.score - one.low) / 100
            high[at, polled] += (one.high - one.score) / 100
    beside = np.array([float(_beside(evaluation, unit)) for unit in units]) / full
    slack = _ROUNDED * columns.weights.shape[1] / full
    return certain_places(columns.weights, low, high, beside, SPREAD, slack)


def _beside(evaluation: Evaluation, unit: Unit) -> Fraction:
    """What the total has beside the points of the indicators: bonus and penalty."""
    points = base_score(evaluation.scores.leaves[unit], evaluation.tables.rulebook, unit[0])
    return (evaluation.total(unit) or Fraction(0)) - (points or Fraction(0))


def _bands(ends: Sequence[tuple[int, int]]) -> list[int]:
    """The band of each, best first: one is opened by the best that is left, and holds those whose interval meets its interval."""
    bands: list[int] = []
    last, band = 0, 0
    for first, end in ends:
        if not band or first > last:
            band, last = band + 1, end
        bands.append(band)
    return bands


def _surveys(evaluation: Evaluation) -> dict[Unit, SurveyBounds]:
    rows, lines = evaluation.facts[title(facts.SurveyFact)], _lines(evaluation)
    bounds = {}
    for kind, column in ((BRANCH, "branch"), (TEAM, "team")):
        for row in records(rows[rows[column].notna()]):
            votes, score = int(row["valid"]), float(row["score"])
            low, high = wilson(min(max(score / 100, 0.0), 1.0), votes)
            line = next((one for one in lines[kind] if low * 100 < one <= high * 100), None)
            bounds[kind, str(row[column])] = SurveyBounds(votes, score, low * 100, high * 100, line)
    return bounds


def _lines(evaluation: Evaluation) -> dict[str, list[float]]:
    """Kind of unit -> the lines that caps draw through its satisfaction."""
    rules = evaluation.tables.rulebook
    polled = {
        rule.code: rule.unit_kind
        for rule in rules.indicators
        if rule.measure == words.SATISFACTION and rule.target == 100
    }
    below = [
        (polled[one.indicator], one.below)
        for one in rules.vetoes.values()
        if one.below and one.indicator in polled
    ]
    return {kind: sorted(float(line) for of, line in below if of == kind) for kind in (BRANCH, TEAM)}


def _margin(standing: Standing) -> Fraction | None:
    """Points that the score lies above the line of the star that is held."""
    if standing.pending or not standing.star or standing.score is None:
        return None
    return standing.score - standing.lowest[standing.star - 1]


def _room(evaluation: Evaluation, standing: Standing) -> Fraction | None:
    """Points of leaves that may be lost, before rescaling and rounding, while the score stays at the line of the star."""
    margin, unit, rules = _margin(standing), standing.unit, evaluation.tables.rulebook
    if margin is None or margin < 0 or rules.bonus_in_score:
        return None
    leaves = evaluation.scores.leaves[unit]
    earned = sum((leaf.points for leaf in leaves), Fraction(0))
    live = sum((leaf.max_points for leaf in leaves), Fraction(0))
    line = standing.lowest[(standing.star or 1) - 1] + evaluation.awards.penalty.get(unit, Fraction(0))
    return earned - (line - Fraction(1, 2 * 10**rules.places)) * live / rules.full(unit[0])


def _loss(evaluation: Evaluation, unit: Unit, room: Fraction) -> Loss | None:
    """The indicator of which the fewest rows may be lost."""
    places, families = evaluation.tables.rulebook.places, evaluation.tables.rulebook.families
    fewest: Loss | None = None
    for leaf in evaluation.scores.leaves[unit]:
        if not _counts_rows(leaf) or leaf.points <= room:
            continue
        most = _MOST_LOST if fewest is None else fewest.rows - 1
        rows = next(
            (n for n in range(1, most + 2) if leaf.points - _with_less(leaf, n, places).points > room), None
        )
        if rows is not None and rows - 1 <= most:
            name = (f"{families[leaf.rule.parent][0]}·" if leaf.rule.parent else "") + leaf.rule.name
            fewest = Loss(leaf.rule.code, name, _LOST[leaf.rule.source], rows - 1)
    return fewest


def _counts_rows(leaf: Leaf) -> bool:
    rule = leaf.rule
    alone = not rule.by_peers and rule.scoring != words.BY_PLACE and not MEASURE_OF[rule.measure].deducts
    counted = rule.measure in (words.COMPLETION, words.LISTED) and not rule.base
    return leaf.applies and not leaf.reason and counted and alone and rule.source in _LOST


def _with_less(leaf: Leaf, rows: int, places: int) -> Leaf:
    """The leaf with so many rows less that count."""
    above = max(Fraction(0), leaf.value.above - rows)
    value = scored(leaf.rule, {"": figure(leaf.rule, above, leaf.value.below)})[""]
    value = replace(value, above=above, below=leaf.value.below)
    return leaf_of(leaf.unit, leaf.rule, value, leaf.max_points, None, places)
