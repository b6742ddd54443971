"""Linked stars: what branches and teams may hold at the same time when each depends on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.evidence.tables import Tables, directory_rows
from pipeline.rating.score import counted_teams
from pipeline.rulebook.condition import holds
from pipeline.rulebook.levels import Gate
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, GATE_BRANCH, GATE_COUNT, GATE_MEAN, GATE_NO_TEAMS, GATE_SHARE, TEAM

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """One row of the linkage table for a plant: a branch of `star` needs `need` counted teams at `at_least` or more."""

    star: int
    at_least: int
    """Both from 1 to K; an `at_least` of 0 asks for a sum of the counted teams' stars, which is what a mean comes to."""
    need: IntArray
    """One number per branch; 0 asks nothing of that branch. A row with several size bands becomes several demands."""

    def worth(self, team_star: IntArray) -> IntArray:
        """What each team adds for its branch."""
        return (team_star >= self.at_least).astype(np.int64) if self.at_least else team_star


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Who counts for whom, and what is asked. Stars run from 0 (none held) to K."""

    parent: IntArray
    """Branch of each team, -1 for a team that no branch limits."""
    counts_branch: IntArray
    counts_team: IntArray
    """Pair i: this team counts for the gates of this branch. Its own rated teams or its paired ones, each once."""
    demands: tuple[Demand, ...]
    """All of them hold together, and a branch of star k answers for the demands of every star from 1 to k."""
    branch_floor: tuple[int, ...]
    """Entry k, from 0 to K, is the branch star that a team of star k needs; 0 asks nothing. Entry 0 is not used."""
    floor_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """The floors of single teams of which something else is asked."""

    def floor(self, team: int) -> tuple[int, ...]:
        """What the stars of one team ask of its branch."""
        return self.floor_of.get(team, self.branch_floor)


@dataclass(frozen=True, slots=True)
class TeamsWanted:
    """A demand that is not met: `have` teams at `at_least` or more where a branch of `star` needs `need`."""

    star: int
    at_least: int
    have: int
    need: int


def need_of(share: Fraction | None, count: int | None, size: int) -> int:
    """Teams asked of a branch with `size` counting teams: the exact share rounded up, the count, or the greater."""
    return max(0 if share is None else ceil(share * size), count or 0)


def linked(branch_cap: IntArray, team_cap: IntArray, links: Links) -> tuple[IntArray, IntArray]:
    """Stars of branches and of teams: the greatest assignment at or below the caps in which every gate holds.

    Every gate stays open when stars rise, so this assignment is unique and is the best for each unit at the same time.
    Stars only ever fall here, hence the loop ends; two rounds are usual, chains of pairings across branches take more.
    """
    *_, last = rounds(branch_cap, team_cap, links)
    return last


def rounds(branch_cap: IntArray, team_cap: IntArray, links: Links) -> Iterator[tuple[IntArray, IntArray]]:
    """The stars after each round, the caps first; the last two are equal."""
    branch, team = branch_cap.astype(np.int64), team_cap.astype(np.int64)
    while True:
        yield branch, team
        lower_branch = _within_demands(branch, team, links)
        lower_team = _within_branch(team, lower_branch, links)
        if np.array_equal(lower_branch, branch) and np.array_equal(lower_team, team):
            yield lower_branch, lower_team
            return
        branch, team = lower_branch, lower_team


def shortfalls(branch: int, star: int, team_star: IntArray, links: Links) -> tuple[TeamsWanted, ...]:
    """Every demand of stars 1 to `star` that these team stars do not meet for this branch, lowest star first."""
    counted = team_star[links.counts_team[links.counts_branch == branch]]
    asked = sorted(
        (demand for demand in links.demands if demand.star <= star), key=lambda demand: demand.star
    )
    rows = (
        TeamsWanted(demand.star, demand.at_least, int(demand.worth(counted).sum()), int(demand.need[branch]))
        for demand in asked
    )
    return tuple(row for row in rows if row.have < row.need)


def _within_demands(branch: IntArray, team: IntArray, links: Links) -> IntArray:
    """Branch stars after one look at the counted teams: a demand not met closes its star and all above it."""
    counted, room = team[links.counts_team], branch
    for demand in links.demands:
        have = np.bincount(links.counts_branch, weights=demand.worth(counted), minlength=len(branch))
        room = np.where(have < demand.need, np.minimum(room, demand.star - 1), room)
    return room


def _within_branch(team: IntArray, branch: IntArray, links: Links) -> IntArray:
    """Team stars after one look at their branches: up to the highest star whose floor and all before are reached."""
    floors = np.maximum.accumulate(np.asarray(links.branch_floor[1:], dtype=np.int64))
    owned = np.flatnonzero(links.parent >= 0)
    room = team.copy()
    reached = np.searchsorted(floors, branch[links.parent[owned]], side="right")
    room[owned] = np.minimum(team[owned], reached)
    for one, floor in links.floor_of.items():
        if links.parent[one] >= 0:
            room[one] = min(team[one], room_under(floor, int(branch[links.parent[one]])))
    return room


def room_under(floor: Sequence[int], branch_star: int) -> int:
    """The highest star of a team whose floor, and all before, a branch of this star reaches."""
    floors = np.maximum.accumulate(np.asarray(floor[1:], dtype=np.int64))
    return int(np.searchsorted(floors, branch_star, side="right"))


def links(
    tables: Tables, branches: Sequence[str], teams: Sequence[str], counting: Mapping[str, bool]
) -> Links:
    """The links among the named branches and teams; `counting`: the teams that count (rated, not in their first period)."""
    branch_at, team_at = ({name: i for i, name in enumerate(names)} for names in (branches, teams))
    counted, directory = counted_teams(tables), directory_rows(tables.frames)
    pairs = sorted(
        {
            (branch_at[b], team_at[t])
            for b, t in counted.itertuples(index=False)
            if b in branch_at and t in team_at and counting[t]
        }
    )
    counts_branch = np.array([b for b, _ in pairs], dtype=np.int64)
    stands = np.isin(branches, counted["branch"].unique())
    size = np.bincount(counts_branch, minlength=len(branches)).astype(np.int64)
    return Links(
        parent=np.array([branch_at.get(tables.directory.teams[t], -1) for t in teams], dtype=np.int64),
        counts_branch=counts_branch,
        counts_team=np.array([t for _, t in pairs], dtype=np.int64),
        demands=tuple(
            demand(gate, size, stands & np.isin(branches, _meeting(gate, directory[BRANCH])))
            for gate in asked(tables.rulebook)
        ),
        branch_floor=branch_floor(tables.rulebook),
        floor_of=_floors(tables.rulebook, teams, directory[TEAM]),
    )


def _meeting(gate: Gate, rows: pd.DataFrame) -> list[str]:
    """The units of the directory that the gate is for."""
    return list(rows.index[holds(gate.applies, rows)])


def _floors(rulebook: Rulebook, teams: Sequence[str], rows: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    """The floors of the teams to which not every gate of teams applies."""
    inside = {gate: set(_meeting(gate, rows)) for gate in floors(rulebook) if gate.applies}
    if not inside:
        return {}
    return {
        i: branch_floor(rulebook, [gate for gate, units in inside.items() if team not in units])
        for i, team in enumerate(teams)
    }


def asked(rulebook: Rulebook) -> tuple[Gate, ...]:
    """The gates that count teams, in the order in which `Links.demands` holds them."""
    hows = (GATE_COUNT, GATE_SHARE, GATE_MEAN) if rulebook.gates_branches else ()
    return tuple(g for g in rulebook.gates if g.unit_kind == BRANCH and g.how in hows)


def floors(rulebook: Rulebook) -> tuple[Gate, ...]:
    """The gates that ask something of the branch of a team."""
    hows = (GATE_BRANCH,) if rulebook.gates_teams else ()
    return tuple(g for g in rulebook.gates if g.unit_kind == TEAM and g.how in hows)


def free(at: Links, unrated: np.ndarray) -> Links:
    """The linkage without the branches that are not rated."""
    parent = np.where((at.parent >= 0) & unrated[at.parent], -1, at.parent) if len(at.parent) else at.parent
    return replace(at, parent=parent)


def demand(gate: Gate, size: IntArray, stands: IntArray | np.ndarray) -> Demand:
    """A gate for branches of these numbers of counting teams; nothing is asked where no team stands for the branch."""
    by_size = gate.how in (GATE_SHARE, GATE_MEAN)
    share, count = (gate.value, None) if by_size else (None, int(gate.value))
    applies = stands & (size >= gate.min_teams) & (size <= gate.max_teams)
    need = [need_of(share, count, int(n)) if yes else 0 for n, yes in zip(size, applies, strict=True)]
    return Demand(gate.star, 0 if gate.how == GATE_MEAN else gate.at_least, np.array(need, dtype=np.int64))


def wanted(rules: Rulebook, at_least: int, have: int, need: int) -> str:
    """What a branch lacks: teams of a level, or, where none is named, levels of its teams taken together."""
    if not at_least:
        return f"计数班组的级数合计须有 {need}，现有 {have}"
    return f"须有{rules.level_or_more(TEAM, at_least)}班组 {need} 个，现有 {have} 个"


def branch_floor(rulebook: Rulebook, without: Collection[Gate] = ()) -> tuple[int, ...]:
    """Entry k: the branch star that a team of star k needs, by all gates but those that do not apply to it."""
    floor = [0] * (rulebook.star_steps + 1)
    for gate in floors(rulebook):
        if gate not in without:
            floor[gate.star] = max(floor[gate.star], int(gate.value))
    return tuple(floor)


def without_teams(rulebook: Rulebook) -> Gate | None:
    """The row that says how far a branch gets for which no team stands."""
    gates = rulebook.gates if rulebook.gates_branches else ()
    return next((g for g in gates if g.how == GATE_NO_TEAMS), None)
