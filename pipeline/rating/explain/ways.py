"""The search for the cheapest way of a unit to a star: its own rows, and the teams of a branch that its gates ask for. Pure.

A branch's gates are asked of what its teams could hold by themselves (Theorem 2 of the linkage); what is best is linked again before
it is believed. Points that teams bring to 班组均分 may spare rows of the branch: among teams' plans of so many rows the one that gains
most is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.rating.explain.levers import MOST_ROWS
from pipeline.rating.explain.plans import NOTHING, NextQuarter, Outcome
from pipeline.rating.link import Demand, room_under
from pipeline.rating.score import Unit
from pipeline.rating.stars import linked_stars
from schemas.words import BRANCH, TEAM

Item = tuple[Unit, str]  # a unit and an indicator; "" for all of a unit


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """The ways of one unit to one star, without the items that are to be avoided."""

    quarter: NextQuarter
    unit: Unit
    star: int
    avoided: frozenset[Item] = frozenset()

    def way(self) -> dict[Unit, Outcome] | None:
        """What the unit and its teams come to on the cheapest way; None if there is none of at most 40 rows."""
        of_branch = self.unit[0] == BRANCH
        return of_branch_and_teams(self) if of_branch else self.of_team(reached=True)

    def outcomes(
        self, unit: Unit, most: int = MOST_ROWS, gained: Fraction = Fraction(0)
    ) -> Iterator[Outcome]:
        """Outcomes of a unit's plans, those of fewer rows first."""
        pending = (
            unit != self.unit and self.quarter.rated.standings[unit].pending
        )  # nothing is said of its star
        if pending or (unit, "") in self.avoided:
            yield self.quarter.outcome(unit, NOTHING, gained)
            return
        plans = self.quarter.plans(unit, frozenset(code for of, code in self.avoided if of == unit))
        for rows in range(min(most, self.quarter.most_rows(unit)) + 1):
            for plan in plans(rows):
                yield self.quarter.outcome(unit, plan, gained)

    def alone(self, most: int = MOST_ROWS, gained: Fraction = Fraction(0)) -> Outcome | None:
        """The fewest rows with which the unit could hold the star by itself."""
        return next((one for one in self.outcomes(self.unit, most, gained) if one.room >= self.star), None)

    def of_team(self, reached: bool) -> dict[Unit, Outcome] | None:
        """The fewest rows with which a team holds the star; without `reached`, could hold it by itself."""
        for outcome in self.outcomes(self.unit):
            if outcome.room >= self.star:
                after = {self.unit: outcome}
                if not reached or self.reaches(after):
                    return after
        return None

    def reaches(self, after: Mapping[Unit, Outcome]) -> bool:
        """Whether the unit holds the star where some units come to these outcomes, everybody linked again."""
        rated = self.quarter.rated
        room = {unit: standing.capped or 0 for unit, standing in rated.standings.items()}
        room |= {unit: outcome.room for unit, outcome in after.items()}
        parent = (BRANCH, rated.standings[self.unit].parent)
        if self.unit[0] == TEAM and parent in self.quarter.levers:
            gained = self.gained(after[self.unit], self.unit)
            room[parent] = self.quarter.outcome(parent, NOTHING, gained).room
        stars = linked_stars(rated, room, self.quarter.evaluation.tables.rulebook)
        at = rated.branch_at if self.unit[0] == BRANCH else rated.team_at
        return bool(stars[self.unit[0] == TEAM][at[self.unit[1]]] >= self.star)

    def gained(self, outcome: Outcome, team: Unit) -> Fraction:
        """What the team adds to the sum of the teams' scores, each of a hundred and at most that."""
        full = self.quarter.evaluation.tables.rulebook.full(TEAM)
        before = self.quarter.outcome(team, NOTHING)
        now, then = (min(one.base * 100 / full, Fraction(100)) for one in (outcome, before))
        return now - then

    def nearness(self, outcome: Outcome, team: Unit) -> Fraction:
        """How near the team already is to the star that it could then hold."""
        before = self.quarter.outcome(team, NOTHING)
        lowest = self.quarter.rated.standings[team].lowest
        return before.score - max(before.score, lowest[outcome.room - 1]) if outcome.rows else Fraction(0)


State = tuple[int, ...]  # how far each gate of the branch is met
Best = tuple[Fraction, dict[Unit, Outcome]]  # what the teams' outcomes are worth together, and the outcomes
Worth = Callable[[Outcome, Unit], Fraction]


def of_branch_and_teams(search: Search) -> dict[Unit, Outcome] | None:
    """The cheapest of: the teams that its gates ask for, and the branch's own rows, some of which teams' points may spare."""
    gates = GatesOf(search)
    teams = {
        team: list(_unbeaten(search.outcomes(team))) for team in search.quarter.own_teams(search.unit[1])
    }
    rises = {team: _lifting(outcomes) for team, outcomes in teams.items()}
    lifting = gates.cheapest(rises, MOST_ROWS, search.nearness)
    if not lifting:
        return None
    fewest, alone = min(lifting), search.alone()
    if (
        alone is not None
        and not alone.rows
        and search.reaches(after := {search.unit: alone, **lifting[fewest][1]})
    ):
        return after
    most = min(MOST_ROWS, fewest + alone.rows) if alone else MOST_ROWS
    return _cheapest(search, gates, teams, most)


def _cheapest(
    search: Search, gates: GatesOf, teams: Mapping[Unit, list[Outcome]], most: int
) -> dict[Unit, Outcome] | None:
    best: dict[Unit, Outcome] | None = None
    for rows, (gained, chosen) in sorted(gates.cheapest(teams, most, search.gained).items()):
        if rows > most:
            break
        alone = search.alone(most - rows, gained)
        if alone is None:
            continue
        after = {search.unit: alone, **chosen}
        if search.reaches(after):
            best, most = after, rows + alone.rows - 1
    return best


def _lifting(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes with which a team rises."""
    return [one for n, one in enumerate(outcomes) if all(one.room > before.room for before in outcomes[:n])]


def _unbeaten(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Those with a better score or a higher star than all of fewer rows."""
    kept: list[Outcome] = []
    for one in outcomes:
        if not any(before.score >= one.score and before.room >= one.room for before in kept):
            kept.append(one)
            yield one


class GatesOf:
    """The gates that a branch has to meet for a star, and how far its teams meet them."""

    def __init__(self, search: Search) -> None:
        self.search, rated = search, search.quarter.rated
        self.rated, self.star = rated, search.star
        branch = rated.branch_at[search.unit[1]]
        self.counted = rated.links.counts_team[rated.links.counts_branch == branch].tolist()
        demands = [one for one in rated.links.demands if one.star <= search.star and one.need[branch] > 0]
        self.asked = [(one, int(one.need[branch])) for one in demands]
        self.teams = {team: rated.team_at[team[1]] for team in search.quarter.own_teams(search.unit[1])}

    def cheapest(self, teams: Mapping[Unit, list[Outcome]], most: int, worth: Worth) -> dict[int, Best]:
        """Number of rows -> the outcomes of the teams, worth most together, of so many with which every gate is met."""
        others = set(self.counted) - {self.teams[team] for team in teams}
        start = tuple(
            min(need, sum(self._worth(demand, at, self._star(at)) for at in others))
            for demand, need in self.asked
        )
        states: dict[tuple[State, int], Best] = {(start, 0): (Fraction(0), {})}
        for team, outcomes in teams.items():
            states = self._with(states, team, [(one, worth(one, team)) for one in outcomes], most)
        whole = tuple(need for _, need in self.asked)
        return {rows: best for (state, rows), best in states.items() if state == whole}

    def _with(
        self,
        states: dict[tuple[State, int], Best],
        team: Unit,
        outcomes: list[tuple[Outcome, Fraction]],
        most: int,
    ) -> dict[tuple[State, int], Best]:
        joined: dict[tuple[State, int], Best] = {}
        at = self.teams[team]
        for one, worth in outcomes:
            adds = [
                self._worth(demand, at, one.room) if at in self.counted else 0 for demand, _ in self.asked
            ]
            for (state, rows), (worth_before, chosen) in states.items():
                if rows + one.rows > most:
                    continue
                key = (self._added(state, adds), rows + one.rows)
                whole = worth_before + worth
                if key not in joined or joined[key][0] < whole:
                    joined[key] = (whole, {**chosen, team: one} if one.rows else chosen)
        return joined

    def _added(self, state: State, adds: list[int]) -> State:
        pairs = zip(state, adds, self.asked, strict=True)
        return tuple(min(need, have + more) for have, more, (_, need) in pairs)

    def _star(self, team: int) -> int:
        return self.rated.standings[TEAM, self.rated.teams[team]].star or 0

    def _worth(self, demand: Demand, team: int, room: int) -> int:
        if self.rated.links.parent[team] >= 0 and team in self.teams.values():
            room = min(room, room_under(self.rated.links.floor(team), self.star))
        return int(room >= demand.at_least) if demand.at_least else room
