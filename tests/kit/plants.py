"""Plants for the tests of linked stars: written by hand, drawn at random, reordered, or put side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from kit.oracle import team_room
from pipeline.rating.link import Demand, IntArray, Links, linked, need_of

Row = tuple[int, int, Fraction | None, int | None]  # star, at least, share or count

DEFAULT_ROWS: list[Row] = [
    (5, 5, None, 1), (5, 4, Fraction("0.5"), None), (5, 3, Fraction("0.8"), None),
    (4, 4, None, 1), (4, 3, Fraction("0.5"), None), (4, 2, Fraction("0.8"), None),
    (3, 3, None, 1),
]  # fmt: skip
DEFAULT_FLOOR = (0, 0, 0, 0, 0, 3)
SHARES = [Fraction(text) for text in ("0.14", "0.29", "0.5", "2/3", "0.8", "1")]


@dataclass(frozen=True, eq=False)
class Plant:
    branch_cap: IntArray
    team_cap: IntArray
    links: Links

    def stars(self) -> tuple[list[int], list[int]]:
        branch, team = linked(self.branch_cap, self.team_cap, self.links)
        return branch.tolist(), team.tolist()


def ints(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def plant_of(
    branch_cap: Sequence[int],
    team_cap: Sequence[int],
    parent: Sequence[int],
    counts: Sequence[tuple[int, int]] | None = None,
    rows: Sequence[Row] = DEFAULT_ROWS,
    floor: tuple[int, ...] = DEFAULT_FLOOR,
    spared: frozenset[tuple[int, int]] = frozenset(),
) -> Plant:
    pairs = [(b, t) for t, b in enumerate(parent) if b >= 0] if counts is None else list(counts)
    sizes = [sum(b == branch for b, _ in pairs) for branch in range(len(branch_cap))]
    demands = tuple(
        Demand(
            star,
            at_least,
            ints([0 if (i, b) in spared else need_of(share, count, n) for b, n in enumerate(sizes)]),
        )
        for i, (star, at_least, share, count) in enumerate(rows)
    )
    counts_branch, counts_team = ints([b for b, _ in pairs]), ints([t for _, t in pairs])
    links = Links(ints(parent), counts_branch, counts_team, demands, floor)
    return Plant(ints(branch_cap), ints(team_cap), links)


@st.composite
def plants(
    draw: st.DrawFn, top: int, most: int, own_only: bool = False, floor: tuple[int, ...] | None = None
) -> Plant:
    """Up to `most` units: own or paired teams, uncounted teams, teams without branch, shares, counts and size bands."""
    branches = draw(st.integers(1, 3))
    teams = most - branches - draw(st.sampled_from([0, 0, 0, 1, 2]))
    star, high = st.integers(0, top), st.sampled_from([top, top, top, *range(top, -1, -1)])
    parent = draw(
        st.lists(st.sampled_from([*range(branches), *range(-1, branches)]), min_size=teams, max_size=teams)
    )
    rated = draw(st.lists(st.sampled_from([True, True, False]), min_size=teams, max_size=teams))
    counts = [(b, t) for t, b in enumerate(parent) if b >= 0 and rated[t]]
    if not own_only and teams and draw(st.booleans()):
        pair = st.tuples(st.integers(0, branches - 1), st.integers(0, teams - 1))
        counts = draw(st.lists(pair, unique=True, min_size=teams, max_size=teams + 3))
    share, count = st.tuples(st.sampled_from(SHARES), st.none()), st.tuples(st.none(), st.integers(1, 2))
    levels = st.tuples(st.integers(1, top), st.integers(1, top))
    rows = [
        (*level, *ask)
        for level, ask in draw(st.lists(st.tuples(levels, st.one_of(share, count)), min_size=1, max_size=6))
    ]
    spared = draw(st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=3))
    caps = draw(st.lists(high, min_size=branches + teams, max_size=branches + teams))
    floors = floor or (0, *draw(st.lists(star, min_size=top, max_size=top)))
    return plant_of(caps[:branches], caps[branches:], parent, counts, rows, floors, spared)


@st.composite
def unequal_plants(draw: st.DrawFn, most: int) -> Plant:
    """Branches and teams with different numbers of levels, gates on the mean of the teams, teams with floors of their own."""
    tops = draw(st.tuples(st.integers(2, 5), st.integers(2, 3)))
    plant = draw(plants(max(tops), most))
    links, teams = plant.links, len(plant.team_cap)
    sizes = np.bincount(links.counts_branch, minlength=len(plant.branch_cap))
    means = draw(st.lists(st.tuples(st.integers(1, tops[0]), st.sampled_from(SHARES)), max_size=3))
    demands = [
        Demand(star, 0, ints([need_of(share * tops[1], None, int(n)) for n in sizes]))
        for star, share in means
    ]
    floors = st.tuples(st.just(0), *[st.integers(0, tops[0])] * max(tops))
    own = draw(st.dictionaries(st.integers(0, teams - 1), floors, max_size=2)) if teams else {}
    return Plant(
        np.minimum(plant.branch_cap, tops[0]),
        np.minimum(plant.team_cap, tops[1]),
        replace(links, demands=(*links.demands, *demands), floor_of=own),
    )


def without_far_demands(plant: Plant) -> Plant:
    near = tuple(
        demand for demand in plant.links.demands if demand.at_least <= team_room(demand.star, plant.links)
    )
    return replace(plant, links=replace(plant.links, demands=near))


def renamed(plant: Plant, branch_order: Sequence[int], team_order: Sequence[int]) -> Plant:
    """The same plant with its units, its pairs and its demands written in another order."""
    old, to_branch, to_team = plant.links, np.argsort(branch_order), np.argsort(team_order)
    parent = ints([to_branch[b] if b >= 0 else -1 for b in old.parent])[list(team_order)]
    pairs = sorted(zip(to_branch[old.counts_branch], to_team[old.counts_team], strict=True))
    demands = tuple(replace(d, need=d.need[list(branch_order)]) for d in reversed(old.demands))
    links = Links(parent, ints([b for b, _ in pairs]), ints([t for _, t in pairs]), demands, old.branch_floor)
    return Plant(plant.branch_cap[list(branch_order)], plant.team_cap[list(team_order)], links)


def side_by_side(left: Plant, right: Plant) -> Plant:
    """One plant of two that nothing connects."""
    a, b, n, m = left.links, right.links, len(left.branch_cap), len(left.team_cap)
    links = Links(
        np.concatenate([a.parent, np.where(b.parent < 0, -1, b.parent + n)]),
        np.concatenate([a.counts_branch, b.counts_branch + n]),
        np.concatenate([a.counts_team, b.counts_team + m]),
        tuple(replace(d, need=np.concatenate([d.need, 0 * right.branch_cap])) for d in a.demands)
        + tuple(replace(d, need=np.concatenate([0 * left.branch_cap, d.need])) for d in b.demands),
        a.branch_floor,
    )
    caps = (
        np.concatenate([left.branch_cap, right.branch_cap]),
        np.concatenate([left.team_cap, right.team_cap]),
    )
    return Plant(*caps, links)
