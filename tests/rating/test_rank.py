from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.tiny_plant import rulebook

from pipeline.rating.rank import Tie, boards, side_score
from pipeline.rating.score import Leaf
from pipeline.rating.scoring import Value, peer_groups, places

F = Fraction

SCORES = st.lists(st.integers(0, 5).map(F), max_size=12)
RULES = rulebook()


@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([90, 85, 85, 80], [1, 2, 2, 4]),
        ([80, 85, 90, 85], [4, 2, 1, 2]),
        ([90, 90, 90], [1, 1, 1]),
        ([70], [1]),
        ([], []),
    ],
)
def test_a_rank_is_one_more_than_the_number_that_is_better(scores: list[int], ranks: list[int]):
    assert places([F(s) for s in scores]) == ranks


@given(SCORES)
def test_every_rank_counts_those_strictly_better(scores: list[F]):
    assert places(scores) == [1 + sum(other > score for other in scores) for score in scores]


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_no_rank(scores: list[F], random):
    order = list(range(len(scores)))
    random.shuffle(order)
    assert places([scores[i] for i in order]) == [places(scores)[i] for i in order]


def test_scores_a_hundredth_apart_are_not_equal():
    assert places([F("90.01"), F("90.00"), F("90.00")]) == [1, 2, 2]


def test_groups_under_five_are_compared_with_everyone():
    groups = {f"{n}支部": "生产" for n in range(5)} | {f"机关{n}支部": "管理服务" for n in range(4)}
    assert set(peer_groups(groups, 5).values()) == {"生产", "全厂"}
    assert set(peer_groups(groups, 4).values()) == {"生产", "管理服务"}
    assert {unit for unit, group in peer_groups(groups, 5).items() if group == "全厂"} == {
        f"机关{n}支部" for n in range(4)
    }


# --- boards


def leaf(unit: str, code: str, ratio: str | None) -> Leaf:
    rule = next(one for one in RULES.of("党支部") if one.code == code)
    value = None if ratio is None else F(ratio)
    points = rule.points * (value or 0)
    return Leaf(
        ("党支部", unit),
        rule,
        Value(None) if value is None else Value(value, value, F(1)),
        rule.points if value is not None else F(0),
        points,
        points,
    )


def board(
    leaves: dict[str, list[Leaf]], groups: dict[str, str] | None = None, name: str = "比奉献"
) -> dict[str, tuple]:
    rows = boards(
        "党支部",
        {("党支部", unit): of for unit, of in leaves.items()},
        groups or dict.fromkeys(leaves, "生产"),
        RULES,
    )
    return {
        row["unit"]: (row["quantity"], row["quality"], row["score"], row["rank"], row["group"])
        for row in rows
        if row["board"] == name
    }


def test_a_half_is_the_mean_of_its_ratios_weighted_by_points():
    leaves = [
        leaf("甲", "BR08a", "1"),
        leaf("甲", "BR08b", "0.5"),
        leaf("甲", "BR09a", "0"),
        leaf("甲", "BR06a", "0.9"),
    ]
    assert side_score(leaves, "比奉献", "数量") == F(4 + 2, 4 + 4 + 3) * 100
    assert side_score(leaves, "比奉献", "质量") == 90
    assert side_score(leaves, "比形象", "质量") is None


def test_a_leaf_weighs_what_it_can_earn_in_this_period():
    """BR02b does not apply outside the fourth quarter: BR02a then weighs all 5 points, BR02b none."""
    theme, study = leaf("甲", "BR02a", "0.5"), leaf("甲", "BR05a", "1")
    theme = replace(theme, max_points=F(5), points=F("2.5"))
    assert side_score([theme, leaf("甲", "BR02b", None), study], "比学习", "数量") == F(2.5 + 5) / 10 * 100


def test_a_board_weight_is_scaled_like_the_points():
    one = leaf("甲", "BR05a", "1")
    one = replace(one, rule=replace(one.rule, board_weight=F(2)), max_points=F(8), points=F(8))
    assert one.board_weight == F(2) * 8 / 5


def test_an_indicator_without_points_may_weigh_on_a_board():
    only = [leaf("甲", "BRX1", "0.5"), leaf("甲", "BR05a", "1")]
    assert side_score(only, "比学习", "数量") == F(1.5 + 5) / 8 * 100


def test_a_board_is_the_mean_of_the_halves_that_are_there():
    both = {"甲": [leaf("甲", "BR08a", "1"), leaf("甲", "BR06a", "0.5")]}
    assert board(both)["甲"][:3] == (100, 50, 75)
    one = {"甲": [leaf("甲", "BR08a", None), leaf("甲", "BR06a", "0.5")]}
    assert board(one)["甲"][:3] == (None, 50, 50)
    assert board({"甲": [leaf("甲", "BR08a", None)]}) == {}


def quality(of: dict[str, str]) -> dict[str, list[Leaf]]:
    return {unit: [leaf(unit, "BR06a", ratio)] for unit, ratio in of.items()}


def test_boards_rank_by_the_printed_score():
    found = board(quality({"甲": "0.900001", "乙": "0.9", "丙": "0.8"}))
    assert {unit: row[3] for unit, row in found.items()} == {"甲": 1, "乙": 1, "丙": 3}


def test_a_group_of_five_is_ranked_by_itself_and_a_smaller_one_among_everyone():
    scores = {f"生产{n}": f"0.{n}" for n in range(1, 6)} | {"机关一": "0.45", "机关二": "0.05"}
    groups = {unit: "生产" if unit.startswith("生产") else "管理服务" for unit in scores}
    found = board(quality(scores), groups)
    assert {unit: row[3:] for unit, row in found.items() if unit.startswith("生产")} == {
        f"生产{n}": (6 - n, "生产") for n in range(1, 6)
    }
    assert (found["机关一"][3:], found["机关二"][3:]) == ((2, "全厂"), (7, "全厂"))


def test_a_group_is_as_large_as_the_units_that_have_a_place_on_the_board():
    """Five in the group, four with a record: they are compared with everyone."""
    nothing = replace(leaf("生产5", "BR06a", "0"), value=Value(F(0)))
    leaves = quality({f"生产{n}": f"0.{n}" for n in range(1, 5)}) | {"生产5": [nothing]}
    groups = dict.fromkeys(leaves, "生产") | {"机关": "管理服务"}
    found = board(leaves | quality({"机关": "0.9"}), groups)
    assert found["生产4"][3:] == (2, "全厂")
    assert found["生产5"][2:] == (0, None, "全厂")


def test_equals_are_parted_by_rates_in_their_order_and_share_what_is_left():
    leaves = {("党支部", unit): of for unit, of in quality(dict.fromkeys("甲乙丙丁", "0.9")).items()}
    rates = {"甲": (F(90), F(1)), "乙": (F(95), F(0)), "丙": (F(90), F("0.5")), "丁": (F(90), F(1))}
    parted = {
        ("比奉献", ("党支部", unit)): Tie(values, f"按期办结率 {values[0]}") for unit, values in rates.items()
    }
    rows = boards("党支部", leaves, dict.fromkeys("甲乙丙丁", "生产"), RULES, (), parted)
    placed = {row["unit"]: row["rank"] for row in rows if row["board"] == "比奉献"}
    assert placed == {"乙": 1, "甲": 2, "丁": 2, "丙": 4}
    assert {row["note"] for row in rows if row["unit"] == "乙"} == {"按期办结率 95"}


def test_who_is_in_no_group_is_not_ranked():
    assert set(board(quality({"甲": "1", "乙": "0.5"}), {"乙": "生产"})) == {"乙"}


def test_who_is_not_rated_has_scores_and_takes_no_place_from_others():
    leaves = {("党支部", unit): of for unit, of in quality({"新建": "1", "甲": "0.9", "乙": "0.8"}).items()}
    rows = boards(
        "党支部", leaves, dict.fromkeys(("新建", "甲", "乙"), "生产"), RULES, frozenset({("党支部", "新建")})
    )
    assert [(row["unit"], row["score"], row["rank"]) for row in rows] == [
        ("甲", 90, 1),
        ("乙", 80, 2),
        ("新建", 100, None),
    ]
