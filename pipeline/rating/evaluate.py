"""Tables -> everything that is decided about a period: scores, stars, boards, and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.evidence.facts import Facts, facts_of
from pipeline.evidence.people import People, people_of
from pipeline.evidence.surveys import satisfaction
from pipeline.evidence.tables import Tables, directory_rows
from pipeline.rating.bonus import Awards, awards, with_bonus
from pipeline.rating.caps import NO_PAST, Past, Rulings, rulings
from pipeline.rating.quota import in_quarter
from pipeline.rating.rank import boards, ties
from pipeline.rating.score import Scores, Unit, score, team_scores
from pipeline.rating.stars import Rated, rate
from pipeline.rulebook.condition import holds
from pipeline.rulebook.levels import Quota
from schemas.base import YES, title
from schemas.facts import BallotFact, SurveyFact, TeamScore
from schemas.words import APPLICANTS, BRANCH, MEMBER, RATED_KINDS, TEAM, UNIT_KINDS


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A unit that a gate would hold back if it counted: its star as it is, and the one that it would be left."""

    unit: Unit
    star: int
    left: int


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One evaluated period before it is laid out as frames."""

    tables: Tables
    facts: Facts
    people: People
    scores: Scores
    awards: Awards
    ruled: Rulings
    rated: Rated
    boards: list[dict[str, Any]]
    warnings: tuple[str, ...]
    past: Past = NO_PAST
    # what rules give that are only tried and count nowhere (rules 10.15): indicators, and whom a gate, by its cell, would hold
    tried: Scores | None = None
    held: Mapping[str, Sequence[HeldBack]] = field(default_factory=dict)

    def total(self, unit: Unit) -> Fraction | None:
        """Base score and bonus, up to the ceiling: what places go by."""
        base = self.scores.base.get(unit)
        rules = self.tables.rulebook
        return (
            None
            if base is None
            else min(base + self.awards.bonus.get(unit, Fraction(0)), rules.part_of_full(unit[0], "总分上限"))
        )


def evaluate(
    tables: Tables,
    previous: Mapping[Unit, int],
    kinds: tuple[str, ...] = RATED_KINDS,
    before_veto: Mapping[Unit, int] | None = None,
    past: Past = NO_PAST,
) -> Evaluation:
    """Score, link, rank; `previous`: the last published star of each unit that has one; `before_veto`:
    the star before a veto, of units whose veto has ended and whose step is measured from it (rules 10.8); `past`: earlier levels.

    `kinds`: whose scores and boards are wanted; branches and teams at least, for their stars."""
    people, facts = people_of(tables), facts_of(tables)
    given = awards(tables, facts)
    scores = score(tables, facts, people, given.penalty, kinds)
    scores, given = with_bonus(tables.rulebook, scores, given)

    def rated_by(these: Tables) -> Rated:
        return rate(these, scores, rulings(these, scores, past), previous, before_veto or {}, past)

    rated = rated_by(tables)
    held = _held(tables, rated, rated_by)  # before quotas, of which a gate that is tried knows nothing
    concerns = concerned(tables)
    satisfied = satisfaction(facts[title(SurveyFact)], facts[title(BallotFact)])
    warned = in_quarter(tables.rulebook, rated, satisfied, concerns)
    scores = replace(scores, evidence=pd.concat([scores.evidence, given.evidence], ignore_index=True))
    monthly = tables.period.months == 1  # rated by nobody, and still compared by score
    unrated = frozenset() if monthly else frozenset(s.unit for s in rated.standings.values() if not s.rated)
    return Evaluation(
        tables=tables,
        facts=facts,
        people=people,
        scores=scores,
        awards=given,
        ruled=rulings(tables, scores, past),
        rated=rated,
        boards=boards_of(tables, facts, scores, people, kinds, unrated),
        warnings=warned,
        past=past,
        tried=_tried(tables, facts, people, scores, kinds),
        held=held,
    )


def _tried(
    tables: Tables, facts: Facts, people: People, scores: Scores, kinds: tuple[str, ...]
) -> Scores | None:
    """The indicators that are only tried, scored by themselves beside the scores that count; None where there are none."""
    rules = tables.rulebook
    if not rules.trials:
        return None
    alone = replace(tables, rulebook=replace(rules, indicators=rules.trials, trials=()))
    of_teams = {title(TeamScore): team_scores(tables, scores.base)}
    return score(alone, {**facts, **of_teams}, people, {}, kinds)


def _held(
    tables: Tables, rated: Rated, rated_by: Callable[[Tables], Rated]
) -> dict[str, tuple[HeldBack, ...]]:
    """Cell of a tried gate -> the units whose star it would lower if it counted, each gate by itself."""
    rules = tables.rulebook
    return {
        gate.place: _lowered(
            rated, rated_by(replace(tables, rulebook=replace(rules, gates=(*rules.gates, gate))))
        )
        for gate in rules.tried_gates
    }


def _lowered(rated: Rated, tried: Rated) -> tuple[HeldBack, ...]:
    pairs = [(unit, one.star, tried.standings[unit].star) for unit, one in rated.standings.items()]
    return tuple(
        HeldBack(unit, star, left)
        for unit, star, left in pairs
        if star is not None and left is not None and left < star
    )


def concerned(tables: Tables) -> Callable[[Quota, Unit], bool]:
    """Whether a quota is about a unit: of its kind and, where it names a category, of that; one of applicants if it applied."""
    rows, applied = directory_rows(tables.frames), tables.frames["application"]
    applied = applied[applied["applied"].eq(YES).fillna(False)]
    applicants = {kind: set(applied[applied["unit_kind"].eq(kind)]["unit"]) for kind in UNIT_KINDS}
    units = {
        quota: set(rows[quota.unit_kind].index[holds(quota.applies, rows[quota.unit_kind])])
        & (applicants[quota.unit_kind] if quota.base == APPLICANTS else {*rows[quota.unit_kind].index})
        for quota in tables.rulebook.quotas
    }
    return lambda quota, unit: unit[0] == quota.unit_kind and unit[1] in units[quota]


def boards_of(
    tables: Tables,
    facts: Facts,
    scores: Scores,
    people: People,
    kinds: tuple[str, ...],
    unrated: frozenset[Unit] = frozenset(),
) -> list[dict[str, Any]]:
    """The rows of the three boards for these kinds of unit, each among its peers; those without a rating have no place."""
    branches, teams = tables.frames["branch"], tables.frames["team"]
    groups = {
        BRANCH: dict(zip(branches["branch"], branches["category"], strict=True)),
        TEAM: dict(zip(teams["team"], teams["specialty"], strict=True)),
        MEMBER: people.members["branch"].to_dict(),
    }
    parted = ties(scores.leaves, facts, tables.rulebook)
    return [
        row
        for kind, of_kind in groups.items()
        if kind in kinds
        for row in boards(kind, scores.leaves, of_kind, tables.rulebook, unrated, parted)
    ]
