"""What a unit's score and star by itself would be with some rows more, and the plans of so many rows that bring most. Pure.

Everything is asked of the functions that rate; the quarter is the next one, with the figures of this one but for the rows of a plan."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import Any

from pipeline.core.remember import remembered
from pipeline.rating.bonus import Awards, awards, raised
from pipeline.rating.caps import Rulings, rulings_of_events, with_conditions
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.levers import MOST_ROWS, Lever, levers_of
from pipeline.rating.score import Leaf, Scores, Unit, base_after, counted_teams, leaf_of, ratios
from pipeline.rating.stars import Rated, before_linking, rate, score_star
from schemas.base import title
from schemas.facts import TeamScore
from schemas.words import BELOW_MEAN, BY_PLACE, TEAM

MOST_PLANS = (
    4000  # of a unit that are looked at: where many indicators have conditions, fewer rows than MOST_ROWS
)
Plan = tuple[tuple[str, int], ...]  # indicators and how many rows more of each
NOTHING: Plan = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan of a unit, what it would score, and the star that it could hold by itself."""

    plan: Plan
    rows: int
    base: Fraction
    score: Fraction  # the base, with the bonus where that is part of it
    room: int


@dataclass(frozen=True, eq=False)
class NextQuarter:
    """The next quarter with the figures of this one; `rated`: as it would be if nothing changed."""

    evaluation: Evaluation
    rated: Rated
    levers: Mapping[Unit, tuple[Lever, ...]]
    decided: Rulings
    awarded: Awards
    branches_with_teams: frozenset[str]
    conditional: Mapping[Unit, tuple[str, ...]]  # the levers that a cap, a gate or a level asks something of
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict)  # what `remembered` keeps
    rooms: dict[tuple[object, ...], int] = field(default_factory=dict)

    @classmethod
    def after(cls, evaluation: Evaluation) -> NextQuarter:
        """The step is measured from the stars of this quarter, everything else is as it was."""
        tables = evaluation.tables
        stars = {unit: s.star for unit, s in evaluation.rated.standings.items() if s.star is not None}
        levers = levers_of(evaluation)
        return cls(
            evaluation,
            rated=rate(tables, evaluation.scores, evaluation.ruled, stars, {}, evaluation.past),
            levers=levers,
            decided=rulings_of_events(tables),
            awarded=awards(tables, evaluation.facts),
            branches_with_teams=frozenset(counted_teams(tables)["branch"]),
            conditional={unit: _conditional(evaluation, unit, of_unit) for unit, of_unit in levers.items()},
        )

    def leaves(self, unit: Unit, plan: Plan, gained: Fraction = Fraction(0)) -> list[Leaf]:
        """The leaves with the rows of the plan; `gained`: what the unit's own teams have more in all, each at most a hundred."""
        rows, levers = dict(plan), self.levers[unit]
        better = {lever.code: lever.leaves[rows[lever.code]] for lever in levers if lever.code in rows}
        leaves = [better.get(leaf.rule.code, leaf) for leaf in self.evaluation.scores.leaves[unit]]
        return [self._of_teams(leaf, gained) for leaf in leaves] if gained else leaves

    def _of_teams(self, leaf: Leaf, gained: Fraction) -> Leaf:
        rule = leaf.rule
        alone = not rule.by_peers and rule.scoring != BY_PLACE and not rule.expected and not rule.counted
        if rule.source != title(TeamScore) or rule.measure != BELOW_MEAN or not (alone and leaf.applies):
            return leaf
        name = leaf.unit[1]
        value = ratios(rule, {name: (leaf.value.above + gained, leaf.value.below)}, [name])[name]
        if leaf.reason:  # what was checked stands
            return replace(leaf, value=value)
        places = self.evaluation.tables.rulebook.places
        return leaf_of(leaf.unit, leaf.rule, value, leaf.max_points, None, places)

    def room(self, unit: Unit, leaves: list[Leaf], score: Fraction) -> int:
        """The star that the unit could hold by itself: score, step, decisions, caps and gates that look at it alone."""
        tables, scores = self.evaluation.tables, self.evaluation.scores
        base = ChainMap({unit: score}, scores.base)  # type: ignore[arg-type]  # only read
        scored = Scores({unit: leaves}, base, scores.evidence)
        ruled = with_conditions(self.decided, tables, scored, self.evaluation.past)
        standing = replace(self.rated.standings[unit], score=score, trace=[], star=None)
        before_linking(standing, tables.rulebook, ruled, unit[1] in self.branches_with_teams, leaves)
        return standing.capped or 0

    @remembered
    def outcome(self, unit: Unit, plan: Plan, gained: Fraction = Fraction(0)) -> Outcome:
        """What the unit comes to by itself with the rows of the plan."""
        leaves = self.leaves(unit, plan, gained)
        rules, standing = self.evaluation.tables.rulebook, self.rated.standings[unit]
        base = base_after(leaves, rules, unit, self.evaluation.awards.penalty)
        assert base is not None  # no leaf applies less than before
        score = raised(rules, unit, base, self.awarded)
        tied = tuple(dict(plan).get(code, 0) for code in self.conditional[unit])
        known = (unit, score_star(score, standing.lowest), tied, gained)
        if known not in self.rooms:
            self.rooms[known] = self.room(unit, leaves, score) if standing.rated else 0
        return Outcome(plan, sum(rows for _, rows in plan), base, score, self.rooms[known])

    def own_teams(self, branch: str) -> list[Unit]:
        """The teams of a branch whose scores count for it."""
        return self._own_teams.get(branch, [])

    @cached_property
    def _own_teams(self) -> dict[str, list[Unit]]:
        teams: dict[str, list[Unit]] = {}
        for unit in ((TEAM, name) for name in self.rated.teams):
            if unit in self.levers:
                teams.setdefault(self.rated.standings[unit].parent, []).append(unit)
        return teams

    def most_rows(self, unit: Unit) -> int:
        """Of how many rows the plans of a unit are looked at."""
        tied = len(self.conditional[unit])
        return max(rows for rows in range(MOST_ROWS + 1) if comb(rows + tied + 1, tied + 1) <= MOST_PLANS)

    @remembered
    def plans(self, unit: Unit, without: frozenset[str]) -> Callable[[int], Iterator[Plan]]:
        """For a number of rows the plans of so many rows that no other beats; `without`: levers that are not to be used."""
        levers = [lever for lever in self.levers[unit] if lever.code not in without]
        conditional = set(self.conditional[unit])
        free = _best([lever for lever in levers if lever.code not in conditional])
        tied = [lever for lever in levers if lever.code in conditional]
        return lambda rows: _of_rows(rows, free, tied)


def _of_rows(rows: int, free: list[Plan], tied: list[Lever]) -> Iterator[Plan]:
    for counts in _counts(rows, tied):
        rest = rows - sum(counts)
        if rest < len(free):
            chosen = zip(tied, counts, strict=True)
            yield (*free[rest], *((lever.code, count) for lever, count in chosen if count))


def _counts(rows: int, levers: list[Lever]) -> Iterator[tuple[int, ...]]:
    """Every way to do at most so many rows of these levers."""
    if not levers:
        yield ()
        return
    for count in range(min(levers[0].rows, rows) + 1):
        yield from ((count, *rest) for rest in _counts(rows - count, levers[1:]))


def _conditional(evaluation: Evaluation, unit: Unit, levers: tuple[Lever, ...]) -> tuple[str, ...]:
    rules, standing = evaluation.tables.rulebook, evaluation.rated.standings[unit]
    named = {rule.indicator for rule in rules.vetoes.values() if rule.below is not None}
    named |= {code for gate in rules.gates for code in gate.indicators}
    named |= {code for level in standing.levels for code in level.tested}
    return tuple(lever.code for lever in levers if {lever.code, lever.leaves[0].rule.parent} & named)


def _best(levers: list[Lever]) -> list[Plan]:
    """Entry n: the plan of n rows with the most points, those of the earlier indicator where two bring the same."""
    best: list[tuple[Fraction, Plan]] = [(Fraction(0), NOTHING)]
    for lever in levers:
        most = min(MOST_ROWS, len(best) - 1 + lever.rows)
        best = [_joined(best, lever, rows) for rows in range(most + 1)]
    return [plan for _, plan in best]


def _joined(best: list[tuple[Fraction, Plan]], lever: Lever, rows: int) -> tuple[Fraction, Plan]:
    """The most points of `rows` rows, some of them of this lever."""
    counts = range(max(0, rows - len(best) + 1), min(lever.rows, rows) + 1)
    count = max(counts, key=lambda n: (best[rows - n][0] + lever.gain(n), -n))
    points, plan = best[rows - count]
    return points + lever.gain(count), (*plan, (lever.code, count)) if count else plan
