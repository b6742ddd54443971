from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.oracle import greatest, holds, two_passes, two_passes_suffice
from kit.plants import (
    DEFAULT_FLOOR,
    Plant,
    Row,
    ints,
    plant_of,
    plants,
    renamed,
    side_by_side,
    unequal_plants,
    without_far_demands,
)

from pipeline.rating.link import TeamsWanted, linked, need_of, shortfalls


@examples(2500)
@given(plants(top=3, most=6))
def test_up_to_three_stars_equal_brute_force(plant: Plant) -> None:
    assert plant.stars() == greatest(plant.branch_cap, plant.team_cap, plant.links)


@examples(500)
@given(plants(top=5, most=5))
def test_up_to_five_stars_equal_brute_force(plant: Plant) -> None:
    assert plant.stars() == greatest(plant.branch_cap, plant.team_cap, plant.links)


@examples(500)
@given(unequal_plants(most=6))
def test_unequal_levels_means_and_floors_of_single_teams_equal_brute_force(plant: Plant) -> None:
    assert plant.stars() == greatest(plant.branch_cap, plant.team_cap, plant.links)


@examples(500)
@given(plants(top=5, most=12, own_only=True).map(without_far_demands))
def test_own_teams_without_far_demands_need_two_passes_only(plant: Plant) -> None:
    assert two_passes_suffice(plant.links)
    assert plant.stars() == two_passes(plant.branch_cap, plant.team_cap, plant.links)


@examples(300)
@given(plants(top=5, most=12), st.data())
def test_a_better_cap_never_costs_a_star(plant: Plant, data: st.DataObject) -> None:
    gain = ints(data.draw(st.lists(st.integers(0, 2), min_size=12, max_size=12)))
    n = len(plant.branch_cap)
    better = replace(
        plant,
        branch_cap=np.minimum(5, plant.branch_cap + gain[:n]),
        team_cap=np.minimum(5, plant.team_cap + gain[n : n + len(plant.team_cap)]),
    )
    (branch, team), (better_branch, better_team) = plant.stars(), better.stars()
    assert all(a <= b for a, b in zip(branch + team, better_branch + better_team, strict=True))


@examples(300)
@given(plants(top=5, most=12))
def test_linked_stars_hold_are_final_and_leave_the_caps_as_they_were(plant: Plant) -> None:
    before = plant.branch_cap.tolist(), plant.team_cap.tolist()
    branch, team = linked(plant.branch_cap, plant.team_cap, plant.links)
    assert (branch <= plant.branch_cap).all()
    assert (team <= plant.team_cap).all()
    assert holds(branch.tolist(), team.tolist(), plant.links)
    assert Plant(branch, team, plant.links).stars() == (branch.tolist(), team.tolist())
    assert (plant.branch_cap.tolist(), plant.team_cap.tolist()) == before


@examples(300)
@given(plants(top=5, most=12), st.data())
def test_the_order_of_branches_teams_and_rows_changes_no_star(plant: Plant, data: st.DataObject) -> None:
    branches = data.draw(st.permutations(range(len(plant.branch_cap))))
    teams = data.draw(st.permutations(range(len(plant.team_cap))))
    branch, team = plant.stars()
    assert renamed(plant, branches, teams).stars() == (
        [branch[b] for b in branches],
        [team[t] for t in teams],
    )


@examples(300)
@given(plants(top=5, most=8, floor=DEFAULT_FLOOR), plants(top=5, most=8, floor=DEFAULT_FLOOR))
def test_units_that_nothing_connects_do_not_touch_each_other(left: Plant, right: Plant) -> None:
    (left_branch, left_team), (right_branch, right_team) = left.stars(), right.stars()
    assert side_by_side(left, right).stars() == (left_branch + right_branch, left_team + right_team)


@examples(300)
@given(plants(top=5, most=12))
def test_a_branch_below_its_cap_is_told_why_and_owes_nothing_for_its_star(plant: Plant) -> None:
    branch, team = linked(plant.branch_cap, plant.team_cap, plant.links)
    for b, star in enumerate(branch.tolist()):
        assert shortfalls(b, star, team, plant.links) == ()
        assert star == plant.branch_cap[b] or {
            s.star for s in shortfalls(b, star + 1, team, plant.links)
        } == {star + 1}


def default_branch(branch_cap: int, team_caps: Sequence[int]) -> tuple[int, list[int]]:
    branch, team = plant_of([branch_cap], team_caps, [0] * len(team_caps)).stars()
    return branch[0], team


@pytest.mark.parametrize(
    ("branch_cap", "team_caps", "branch"),
    [
        (5, [5, 4, 4, 3, 1], 5),  # one at 5, three of five at 4 or more, four of five at 3 or more
        (5, [4, 4, 4, 4, 4], 4),  # nobody at 5
        (5, [5, 4, 3, 3, 3], 4),  # two of five at 4 or more, three are needed
        (5, [5, 5, 5, 2, 2], 4),  # three of five at 3 or more, four are needed
        (5, [5, 5, 5, 1, 1], 3),  # three of five at 2 or more, four are needed
        (5, [3, 3, 3, 3, 3], 3),
        (5, [3, 0, 0, 0, 0], 3),
        (5, [2, 2, 2, 2, 2], 2),  # nothing is asked below 3
        (4, [5, 5, 5, 5, 5], 4),  # its own score stands above it
        (5, [5], 5),
        (5, [5, 3], 5),  # half of two is one
        (5, [5, 4, 2], 4),  # 80 % of three is three
    ],
)
def test_the_usual_gates_of_a_branch(branch_cap: int, team_caps: list[int], branch: int) -> None:
    assert default_branch(branch_cap, team_caps)[0] == branch


@pytest.mark.parametrize(("branch_cap", "team"), [(5, 5), (3, 5), (2, 4), (0, 4)])
def test_a_team_of_five_stars_needs_a_branch_of_three(branch_cap: int, team: int) -> None:
    assert default_branch(branch_cap, [5]) == (branch_cap, [team])


def test_a_branch_that_loses_a_paired_team_takes_its_own_teams_along() -> None:
    rows: list[Row] = [(3, 5, None, 1)]
    chain = plant_of([2, 5, 5], [5, 5, 5], [0, 1, 2], counts=[(0, 0), (1, 0), (2, 1)], rows=rows)
    assert chain.stars() == ([2, 2, 2], [4, 4, 4])
    chain = plant_of([3, 5, 5], [5, 5, 5], [0, 1, 2], counts=[(0, 0), (1, 0), (2, 1)], rows=rows)
    assert chain.stars() == ([3, 5, 5], [5, 5, 5])


def test_a_branch_and_a_team_that_need_each_other_keep_what_both_earned() -> None:
    assert plant_of([3], [3], [0], rows=[(k, k, None, 1) for k in (1, 2, 3)], floor=(0, 1, 2, 3)).stars() == (
        [3],
        [3],
    )


def test_the_ladder_holds_a_team_at_the_first_floor_its_branch_does_not_reach() -> None:
    assert plant_of([2], [5], [0], rows=[], floor=(0, 0, 3, 1, 1, 1)).stars() == ([2], [1])


def test_a_team_that_is_not_counted_opens_no_gate_and_a_team_without_branch_has_no_limit() -> None:
    assert plant_of([5, 2], [5, 5], [0, -1], counts=[]).stars() == ([2, 2], [4, 5])


def test_a_size_band_asks_nothing_of_the_branches_outside_it() -> None:
    only_first = frozenset({(0, 1)})
    assert plant_of([5, 5], [1, 1], [0, 1], rows=[(4, 4, None, 1)], spared=only_first).stars()[0] == [3, 5]


def test_a_plant_without_branches_or_teams_is_no_trouble() -> None:
    assert plant_of([], [], []).stars() == ([], [])
    assert plant_of([], [5], [-1]).stars() == ([], [5])
    assert plant_of([2], [], []).stars() == ([2], [])


def test_every_demand_not_met_is_listed_lowest_star_first() -> None:
    plant = plant_of([5], [4, 3, 1, 0, 0], [0] * 5)
    assert shortfalls(0, 5, plant.team_cap, plant.links) == (
        TeamsWanted(star=4, at_least=3, have=2, need=3),
        TeamsWanted(star=4, at_least=2, have=2, need=4),
        TeamsWanted(star=5, at_least=5, have=0, need=1),
        TeamsWanted(star=5, at_least=4, have=1, need=3),
        TeamsWanted(star=5, at_least=3, have=2, need=4),
    )
    assert shortfalls(0, 3, plant.team_cap, plant.links) == ()


@pytest.mark.parametrize(
    ("share", "count", "size", "need"),
    [
        ("0.14", None, 50, 7), ("0.29", None, 100, 29), ("0.07", None, 100, 7), ("0.8", None, 5, 4),
        ("0.8", None, 6, 5), ("0.5", None, 3, 2), ("1/3", None, 3, 1), ("1", None, 7, 7), ("0", None, 7, 0),
        ("0.8", None, 0, 0), (None, 1, 0, 1), (None, 2, 9, 2), ("0.1", 2, 9, 2), ("0.5", 2, 9, 5), (None, None, 9, 0),
    ],
)  # fmt: skip
def test_shares_are_exact(share: str | None, count: int | None, size: int, need: int) -> None:
    assert need_of(None if share is None else Fraction(share), count, size) == need


@given(st.integers(0, 100), st.integers(0, 300))
def test_a_share_in_percent_is_the_smallest_number_that_reaches_it(percent: int, size: int) -> None:
    need = need_of(Fraction(percent, 100), None, size)
    assert need * 100 >= percent * size > (need - 1) * 100 or need == 0 == percent * size
