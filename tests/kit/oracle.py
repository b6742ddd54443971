"""Linked stars by definition, for tests only: brute force over every state, and the two-pass form where it is valid."""

from itertools import accumulate

import numpy as np

from pipeline.rating.link import IntArray, Links


def greatest(branch_cap: IntArray, team_cap: IntArray, links: Links) -> tuple[list[int], list[int]]:
    """Try every state at or below the caps, keep the allowed ones and take the best star of each unit over them."""
    caps = np.concatenate([branch_cap, team_cap])
    states = np.indices(tuple(caps + 1), dtype=np.int8).reshape(len(caps), int(np.prod(caps + 1)))
    good = states[:, _allowed(states[: len(branch_cap)], states[len(branch_cap) :], links)]
    join = good.max(axis=1)
    assert (good == join[:, None]).all(axis=0).any(), (
        "the best star of each unit must be possible for all at once"
    )
    return join[: len(branch_cap)].tolist(), join[len(branch_cap) :].tolist()


def holds(branch: list[int], team: list[int], links: Links) -> bool:
    """May everyone hold these stars at the same time?"""
    return bool(_allowed(np.array(branch).reshape(-1, 1), np.array(team).reshape(-1, 1), links)[0])


def two_passes_suffice(links: Links) -> bool:
    """True when branches count own teams only, and no demand asks for a star that its branch forbids to its teams."""
    own = all(links.parent[t] == b for b, t in zip(links.counts_branch, links.counts_team, strict=True))
    return own and all(demand.at_least <= team_room(demand.star, links) for demand in links.demands)


def two_passes(branch_cap: IntArray, team_cap: IntArray, links: Links) -> tuple[list[int], list[int]]:
    """Branches looked at once against the caps of their teams, then teams once against their branches."""
    branch = [_branch_room(b, int(cap), team_cap, links) for b, cap in enumerate(branch_cap)]
    limit = [len(links.branch_floor) if p < 0 else team_room(branch[p], links) for p in links.parent]
    return branch, [min(int(cap), most) for cap, most in zip(team_cap, limit, strict=True)]


def team_room(branch_star: int, links: Links) -> int:
    """The highest star that a branch of this star leaves open to its teams."""
    return sum(floor <= branch_star for floor in accumulate(links.branch_floor[1:], max))


def _branch_room(branch: int, cap: int, team_star: IntArray, links: Links) -> int:
    counted = [
        team_star[t] for b, t in zip(links.counts_branch, links.counts_team, strict=True) if b == branch
    ]
    missed = [d.star for d in links.demands if sum(s >= d.at_least for s in counted) < d.need[branch]]
    return min([cap, *(star - 1 for star in missed)])


def _allowed(branch: IntArray, team: IntArray, links: Links) -> np.ndarray:
    """For each column, one state: every star held, and every star below it, has its demands and its branch floor."""
    good = np.ones(branch.shape[1] if len(branch) else team.shape[1], dtype=bool)
    for demand in links.demands:
        for b, need in enumerate(demand.need):
            counted = team[links.counts_team[links.counts_branch == b]].astype(np.int64)
            have = ((counted >= demand.at_least) if demand.at_least else counted).sum(axis=0)
            good &= (branch[b] < demand.star) | (have >= need)
    for t, b in enumerate(links.parent):
        for star, floor in enumerate(links.floor_of.get(t, links.branch_floor)):
            if b >= 0 and star > 0:
                good &= (team[t] < star) | (branch[b] >= floor)
    return good
