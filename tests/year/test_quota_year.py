from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.oracle import holds
from kit.plants import Plant, plant_of, plants, renamed

from pipeline.rating.quota import Enforced, Limit, Priority, enforced
from schemas.words import BRANCH, TEAM

F = Fraction


def run(
    plant: Plant, limits: Sequence[Limit], branch: Sequence[Priority], team: Sequence[Priority] = ()
) -> Enforced:
    teams = team or [(F(0),)] * len(plant.team_cap)
    everyone = {BRANCH: [True] * len(plant.branch_cap), TEAM: [True] * len(plant.team_cap)}
    return enforced(
        plant.branch_cap, plant.team_cap, plant.links, limits, {BRANCH: branch, TEAM: teams}, everyone
    )


def best(plant: Plant, quotas: dict[int, int], priority: Sequence[Priority]) -> tuple[list[int], list[int]]:
    n = len(plant.branch_cap)
    order = sorted(range(n), key=lambda b: priority[b], reverse=True)
    found = None
    for state in product(*[range(int(cap) + 1) for cap in [*plant.branch_cap, *plant.team_cap]]):
        branch, team = list(state[:n]), list(state[n:])
        if any(sum(s >= star for s in branch) > most for star, most in quotas.items()) or not holds(
            branch, team, plant.links
        ):
            continue
        key = (
            [branch[b] >= star for star in sorted(quotas, reverse=True) for b in order],
            [branch[b] for b in order],
            team,
        )
        found = max(found or (key, branch, team), (key, branch, team))
    assert found is not None
    return found[1], found[2]


def nested(data: st.DataObject, stars: Sequence[int], most: int) -> dict[int, int]:
    """Quotas that leave at a lower star at least the places of a higher one, as shares of the same number do."""
    drawn = sorted(data.draw(st.lists(st.integers(0, most), min_size=len(stars), max_size=len(stars))))
    return dict(zip(sorted(stars, reverse=True), drawn, strict=True))


def distinct(data: st.DataObject, n: int) -> list[Priority]:
    return [(F(p),) for p in data.draw(st.permutations(range(n)))]


@examples(150)
@given(plants(top=3, most=5, own_only=True), st.data())
def test_strict_priorities_equal_brute_force(plant: Plant, data: st.DataObject) -> None:
    n = len(plant.branch_cap)
    quotas = nested(data, data.draw(st.lists(st.integers(1, 3), min_size=1, unique=True)), n)
    priority = distinct(data, n)
    made = run(plant, [Limit(BRANCH, star, most) for star, most in quotas.items()], priority)
    assert (made.branch.tolist(), made.team.tolist()) == best(plant, quotas, priority)
    assert not made.kept


def rooms(data: st.DataObject, n: int) -> list[Limit]:
    """Quotas of branches in any number: at most so many from a star on, or at least so many of them at a star or below, of all
    branches or of some; also such as exclude each other."""
    made = []
    for _ in range(data.draw(st.integers(1, 4))):
        star, least = data.draw(st.integers(1, 3)), data.draw(st.integers(0, n))
        units = data.draw(st.none() | st.frozensets(st.integers(0, n - 1)))
        size = n if units is None else len(units)
        forced = data.draw(st.booleans())
        # at least `least` at the star or below leaves the rest of them above it
        made.append(Limit(BRANCH, star + forced, max(0, size - least) if forced else least, units))
    return made


def best_under(plant: Plant, limits: Sequence[Limit], priority: Sequence[Priority]) -> list[int]:
    """Brute force: of all that hold under every quota, the best for the first unit at the highest star of a quota, then for the
    second … then at the next star of a quota; at last the highest star for each."""
    order = sorted(range(len(plant.branch_cap)), key=lambda b: priority[b], reverse=True)
    every = product(*[range(int(cap) + 1) for cap in plant.branch_cap])
    held = [
        branch
        for branch in every
        if all(
            sum(one >= limit.star for b, one in enumerate(branch) if limit.concerns(b)) <= limit.most
            for limit in limits
        )
    ]
    stars = sorted({limit.star for limit in limits}, reverse=True)

    def places(branch: tuple[int, ...]) -> tuple[list[bool], list[int]]:
        return [branch[b] >= star for star in stars for b in order], [branch[b] for b in order]

    return list(max(held, key=places))


@examples(6000)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.data())
def test_quotas_of_both_directions_and_of_categories_equal_brute_force(
    caps: list[int], data: st.DataObject
) -> None:
    plant, n = alone(*caps), len(caps)
    limits, priority = rooms(data, n), distinct(data, n)
    made = run(plant, limits, priority)
    assert made.branch.tolist() == best_under(plant, limits, priority)
    assert not made.kept


@examples(200)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.data())
def test_being_better_never_costs_a_unit_its_own_star(caps: list[int], data: st.DataObject) -> None:
    """A higher score puts it before others and lets it hold more by itself; what its own star is then never falls."""
    limits, priority = rooms(data, len(caps)), distinct(data, len(caps))
    unit, steps = data.draw(st.integers(0, len(caps) - 1)), data.draw(st.integers(0, 6))
    better = [(one[0] + steps + F(1, 2),) if i == unit else one for i, one in enumerate(priority)]
    raised = [cap + data.draw(st.integers(0, 2)) if i == unit else cap for i, cap in enumerate(caps)]
    before, after = run(alone(*caps), limits, priority), run(alone(*raised), limits, better)
    assert after.branch[unit] >= before.branch[unit]


@examples(200)
@given(plants(top=4, most=8, own_only=True), st.data())
def test_every_quota_is_kept_to_whatever_the_others_say(plant: Plant, data: st.DataObject) -> None:
    limits = rooms(data, len(plant.branch_cap)) if len(plant.branch_cap) else []
    made = run(plant, limits, distinct(data, len(plant.branch_cap)), distinct(data, len(plant.team_cap)))
    assert holds(made.branch.tolist(), made.team.tolist(), plant.links)
    for limit in limits:
        assert sum(s >= limit.star for b, s in enumerate(made.branch) if limit.concerns(b)) <= limit.most


@examples(300)
@given(plants(top=5, most=10, own_only=True), st.data())
def test_the_order_of_rows_never_matters(plant: Plant, data: st.DataObject) -> None:
    n, m = len(plant.branch_cap), len(plant.team_cap)
    limits = [Limit(kind, star, data.draw(st.integers(0, 3))) for kind in (BRANCH, TEAM) for star in (5, 4)]
    some = st.tuples(st.integers(0, 2).map(F))
    branch, team = (
        data.draw(st.lists(some, min_size=n, max_size=n)),
        data.draw(st.lists(some, min_size=m, max_size=m)),
    )
    bs, ts = data.draw(st.permutations(range(n))), data.draw(st.permutations(range(m)))
    made = run(plant, limits, branch, team)
    other = run(
        renamed(plant, bs, ts),
        data.draw(st.permutations(limits)),
        [branch[b] for b in bs],
        [team[t] for t in ts],
    )
    assert other.branch.tolist() == [made.branch.tolist()[b] for b in bs]
    assert other.team.tolist() == [made.team.tolist()[t] for t in ts]
    old = {BRANCH: bs, TEAM: ts}
    assert sorted(((kind, old[kind][i]), star) for (kind, i), star in other.kept) == list(made.kept)


@examples(200)
@given(plants(top=5, most=10, own_only=True), st.data())
def test_what_is_left_holds_and_nobody_rises(plant: Plant, data: st.DataObject) -> None:
    limits = [Limit(kind, *quota) for kind in (BRANCH, TEAM) for quota in nested(data, (5, 3), 3).items()]
    made = run(plant, limits, distinct(data, len(plant.branch_cap)), distinct(data, len(plant.team_cap)))
    before = plant.stars()
    assert holds(made.branch.tolist(), made.team.tolist(), plant.links)
    assert (np.array(before[0]) >= made.branch).all()
    assert (np.array(before[1]) >= made.team).all()
    for limit in limits:
        assert ((made.branch if limit.unit_kind == BRANCH else made.team) >= limit.star).sum() <= limit.most


def alone(*caps: int) -> Plant:
    return plant_of(caps, [], [], rows=[])


def test_units_that_are_equal_on_the_line_are_all_kept_and_named() -> None:
    made = run(alone(5, 5, 5, 5), [Limit(BRANCH, 5, 2)], [(F(97),), (F(96),), (F(96),), (F(95),)])
    assert made.branch.tolist() == [5, 5, 5, 4]
    assert made.kept == (((BRANCH, 1), 5), ((BRANCH, 2), 5))
    assert made.lowered == (((BRANCH, 3), 5),)


def test_satisfaction_decides_between_equal_scores() -> None:
    made = run(alone(5, 5), [Limit(BRANCH, 5, 1)], [(F(96), F(88)), (F(96), F(90))])
    assert made.branch.tolist() == [4, 5]
    assert not made.kept


def test_a_place_goes_to_the_next_one_when_a_gate_has_already_closed_for_the_first() -> None:
    gated = plant_of([5, 5], [5], [1], rows=[(5, 5, None, 1)])
    assert run(gated, [Limit(BRANCH, 5, 1)], [(F(96),), (F(95),)]).branch.tolist() == [4, 5]


def test_one_who_holds_a_higher_star_keeps_the_place_at_the_lower_one() -> None:
    caps = plant_of([5, 4, 4], [], [], rows=[])
    made = run(caps, [Limit(BRANCH, 5, 1), Limit(BRANCH, 4, 2)], [(F(90),), (F(96),), (F(95),)])
    assert made.branch.tolist() == [5, 4, 3]


def test_a_team_follows_its_branch_when_that_one_is_lowered() -> None:
    plant = plant_of([4, 4], [5, 5], [0, 1], rows=[], floor=(0, 0, 0, 0, 0, 4))
    made = run(plant, [Limit(BRANCH, 4, 1)], [(F(96),), (F(95),)])
    assert (made.branch.tolist(), made.team.tolist()) == ([4, 3], [5, 4])


def test_units_that_take_no_place_are_left_alone() -> None:
    plant = alone(5, 5)
    counts = {BRANCH: [False, True], TEAM: []}
    made = enforced(
        plant.branch_cap,
        plant.team_cap,
        plant.links,
        [Limit(BRANCH, 5, 1)],
        {BRANCH: [(F(1),), (F(0),)], TEAM: []},
        counts,
    )
    assert made.branch.tolist() == [5, 5]
