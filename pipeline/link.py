"""Linked stars: what branches and teams may hold at the same time when each depends on the other."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """One row of the linkage table for a plant: a branch of `star` needs `need` counted teams at `at_least` or more."""

    star: int
    at_least: int
    """Both from 1 to K."""
    need: IntArray
    """One number per branch; 0 asks nothing of that branch. A row with several size bands becomes several demands."""


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


@dataclass(frozen=True, slots=True)
class Shortfall:
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
    branch, team = branch_cap.astype(np.int64), team_cap.astype(np.int64)
    while True:
        lower_branch = _within_demands(branch, team, links)
        lower_team = _within_branch(team, lower_branch, links)
        if np.array_equal(lower_branch, branch) and np.array_equal(lower_team, team):
            return branch, team
        branch, team = lower_branch, lower_team


def shortfalls(branch: int, star: int, team_star: IntArray, links: Links) -> tuple[Shortfall, ...]:
    """Every demand of stars 1 to `star` that these team stars do not meet for this branch, lowest star first."""
    counted = team_star[links.counts_team[links.counts_branch == branch]]
    asked = sorted((demand for demand in links.demands if demand.star <= star), key=lambda demand: demand.star)
    rows = (
        Shortfall(demand.star, demand.at_least, int((counted >= demand.at_least).sum()), int(demand.need[branch]))
        for demand in asked
    )
    return tuple(row for row in rows if row.have < row.need)


def _within_demands(branch: IntArray, team: IntArray, links: Links) -> IntArray:
    """Branch stars after one look at the counted teams: a demand not met closes its star and all above it."""
    counted, room = team[links.counts_team], branch
    for demand in links.demands:
        have = np.bincount(links.counts_branch[counted >= demand.at_least], minlength=len(branch))
        room = np.where(have < demand.need, np.minimum(room, demand.star - 1), room)
    return room


def _within_branch(team: IntArray, branch: IntArray, links: Links) -> IntArray:
    """Team stars after one look at their branches: up to the highest star whose floor and all before are reached."""
    floors = np.maximum.accumulate(np.asarray(links.branch_floor[1:], dtype=np.int64))
    owned = np.flatnonzero(links.parent >= 0)
    room = team.copy()
    reached = np.searchsorted(floors, branch[links.parent[owned]], side="right")
    room[owned] = np.minimum(team[owned], reached)
    return room
