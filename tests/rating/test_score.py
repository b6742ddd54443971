from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.tiny_plant import Row, branch, member, row, rulebook, setting, tables, team

from pipeline.core.exact import half_up
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.score import Leaf, base_score, max_points
from pipeline.rating.scoring import Value
from pipeline.rating.stars import Standing

F = Fraction

BRANCH, TEAM = rulebook().of("党支部"), rulebook().of("班组")
CODES = [rule.code for rule in BRANCH]


def applying(*without: str) -> dict[str, bool]:
    return {rule.code: rule.code not in without for rule in (*BRANCH, *TEAM)}


def leaves(
    earned: Mapping[str, str] | None = None, without: tuple[str, ...] = (), most: bool = True
) -> list[Leaf]:
    """The leaves of a branch: full points but for those named, `without` those that do not apply."""
    top = max_points(BRANCH, applying(*without), rulebook())
    told = {code: F(points) for code, points in (earned or {}).items()}
    return [
        Leaf(
            ("党支部", "甲支部"),
            rule,
            Value(None if rule.code in without else F(1)),
            top[rule.code],
            told.get(rule.code, top[rule.code]),
            told.get(rule.code, top[rule.code] if most else F(0)),
        )
        for rule in BRANCH
    ]


def total(**given: Any) -> F | None:
    return base_score(leaves(**given), rulebook(), "党支部")


# --- points


def test_when_everything_applies_the_points_are_those_of_the_rulebook():
    assert max_points(BRANCH, applying(), rulebook()) == {rule.code: rule.points for rule in BRANCH}
    assert sum(max_points(BRANCH, applying(), rulebook()).values()) == 100


def test_points_of_a_part_that_does_not_apply_go_to_its_sisters_first():
    found = max_points(BRANCH, applying("BR01b"), rulebook())
    assert [found[f"BR01{part}"] for part in "abcd"] == [F("5.46"), 0, F("4.09"), F("5.45")]
    assert {code: points for code, points in found.items() if code[:4] != "BR01"} == {
        rule.code: rule.points for rule in BRANCH if rule.family != "BR01"
    }


def test_the_last_part_that_applies_carries_the_whole_indicator():
    assert max_points(BRANCH, applying("BR01b", "BR01c", "BR01d"), rulebook())["BR01a"] == 15


def test_an_indicator_that_does_not_apply_at_all_carries_nothing():
    found = max_points(BRANCH, applying("BR08a", "BR08b"), rulebook())
    assert found["BR08a"] == found["BR08b"] == 0
    assert sum(found.values()) == 92


@given(st.sets(st.sampled_from(CODES)))
def test_printed_maxima_add_up_to_the_indicators_that_apply(without: set[str]):
    found = max_points(BRANCH, applying(*without), rulebook())
    families = {rule.family for rule in BRANCH if rule.code not in without}
    assert sum(found.values()) == sum(rulebook().families[code][1] for code in families)
    assert all(points * 100 % 1 == 0 for points in found.values())


# --- totals


def test_full_points_are_a_hundred_whatever_does_not_apply():
    assert total() == 100
    assert total(without=("BR08a", "BR08b", "BR10")) == 100


def test_a_total_is_the_sum_of_the_printed_leaves():
    assert total(earned={"BR03": "5.55", "BR12": "14.21"}) == F("98.76")


def test_what_does_not_apply_rescales_the_rest_and_is_rounded_half_up():
    assert total(without=("BR10",), earned={"BR12": "0"}) == F("83.70")  # 77 ÷ 92 = 83.6956…
    assert total(without=("BR08a", "BR08b", "BR10"), earned={"BR12": "14.79"}) == F("99.75")  # 83.79 ÷ 84


def test_a_unit_is_scored_from_seventy_points_on():
    assert total(without=("BR12", "BR01a", "BR01b", "BR01c", "BR01d")) == 100  # 70 left
    assert total(without=("BR12", "BR01a", "BR01b", "BR01c", "BR01d", "BR09a", "BR09b")) is None  # 65 left


def test_a_unit_without_any_applying_leaf_has_no_score():
    assert total(without=tuple(CODES)) is None


@given(
    st.lists(st.integers(0, 100), min_size=len(CODES), max_size=len(CODES)),
    st.sets(st.sampled_from(CODES), max_size=4),
)
def test_the_total_is_what_anyone_gets_who_adds_up_the_printed_leaves(shares: list[int], without: set[str]):
    top = max_points(BRANCH, applying(*without), rulebook())
    told = {code: str(F(int(top[code] * share), 100)) for code, share in zip(CODES, shares, strict=True)}
    found = total(without=tuple(without), earned=told)
    live = sum(top.values())
    assert (found is None) == (live < 70)
    if found is not None:
        assert abs(found - sum(F(points) for points in told.values()) / live * 100) <= F(1, 200)


# --- whole units


CLEAN = (
    branch("甲支部", has_committee="否"),
    member("01"),
    team("锅炉班"),
    *(row("check", by="安监部", team="锅炉班", indicator=code, deduction=0) for code in ("TM01", "TM03")),
    row(
        "target",
        goal="M1",
        unit_kind="班组",
        unit="锅炉班",
        direction="越高越好",
        q3=10,
        weight=100,
        examiner="本支部",
    ),
    row("target_actual", by="锅炉班", goal="M1", actual=10),
    *(row("meeting", type="主题党日", date=f"2019-0{month}-15") for month in (7, 8, 9)),
    row("meeting", type="支部党员大会", date="2019-08-01"),
    row("training", type="专题党课", host_unit="甲支部", date="2019-08-01"),
    row("target", goal="M2", unit="甲支部", direction="越高越好", q3=10, weight=100, examiner="本支部"),
    row("target_actual", goal="M2", actual=10),
    row(
        "survey",
        unit="甲支部",
        entitled=10,
        issued=10,
        returned=10,
        very=10,
        mostly=0,
        fair=0,
        bad=0,
        unknown=0,
    ),
    *(
        row("duty", unit="甲支部", item=item, month=month, done=f"{month}-20")
        for item, month in (("ZB12", month) for month in ("2019-07", "2019-08", "2019-09"))
    ),
    *(
        row(
            "pledge",
            pledge=kind,
            person="01",
            type=kind,
            verdict="通过",
            state="已完成",
            done="2019-08-01",
            deadline="2019-08-31",
        )
        for kind in ("岗位承诺", "服务承诺")
    ),
)


def evaluated(*rows: Row, **given: Any) -> Evaluation:
    return evaluate(tables(*CLEAN, *rows, **given), {})


def leaf(made: Evaluation, code: str, unit: tuple[str, str] = ("党支部", "甲支部")) -> Leaf:
    return next(one for one in made.scores.leaves[unit] if one.rule.code == code)


BOILER, FIRST = ("班组", "锅炉班"), ("党支部", "甲支部")


def test_a_checked_score_replaces_the_leaf_and_keeps_what_the_branch_gave_itself():
    made = evaluated(row("inspection", unit="甲支部", indicator="BR03", score=4.5, problem="两人代签"))
    checked = leaf(made, "BR03")
    assert (checked.self_points, checked.points, checked.reason, checked.max_points) == (
        6,
        F("4.5"),
        "两人代签",
        6,
    )
    earned, live = (
        sum(getattr(one, name) for one in made.scores.leaves[FIRST]) for name in ("points", "max_points")
    )
    assert made.scores.base[FIRST] == half_up(earned / live * 100, 2)
    assert evaluated().scores.base[FIRST] == half_up((earned + F("1.5")) / live * 100, 2)


def test_a_checked_score_is_given_in_standard_points_and_shared_like_the_leaf():
    made = evaluated(row("inspection", unit="甲支部", indicator="BR02a", score=1.5, problem="记录不全"))
    assert (leaf(made, "BR02a").max_points, leaf(made, "BR02a").points) == (5, F("2.5"))


def test_of_checked_scores_that_contradict_each_other_none_counts():
    rows = [
        row("inspection", unit="甲支部", indicator="BR03", score=score, problem="不一") for score in (1, 5)
    ]
    assert leaf(evaluated(*rows), "BR03").points == leaf(evaluated(), "BR03").points
    assert leaf(evaluated(rows[0], rows[0]), "BR03").points == 1


@pytest.mark.parametrize(
    ("votes", "points"),
    [
        ({"very": 31, "mostly": 1}, "7.95"),
        ({"very": 43, "mostly": 21}, "7.48"),
        ({"very": 5, "fair": 11}, "5.80"),
    ],
)
def test_no_value_is_rounded_on_the_way_to_a_leaf(votes: dict[str, int], points: str):
    counted = {"very": 0, "mostly": 0, "fair": 0, "bad": 0, "unknown": 0} | votes
    size = sum(votes.values())
    survey = row(
        "survey", unit="甲支部", date="2019-09-25", entitled=size, issued=size, returned=size, **counted
    )
    exactly = F(100 * votes["very"] + 80 * votes.get("mostly", 0) + 60 * votes.get("fair", 0), size)
    assert leaf(evaluated(survey), "BR10").points == half_up(exactly * 8 / 100, 2) == F(points)


def test_a_threshold_compares_the_exact_value():
    votes = {"very": 0, "mostly": 0, "fair": 14999, "bad": 1, "unknown": 0}  # 59.996: printed as 60.00
    made = evaluated(
        row("survey", unit="甲支部", date="2019-09-25", entitled=15000, issued=15000, returned=15000, **votes)
    )
    assert any(step.rule.startswith("CP02") for step in standing(made).trace)


def test_inspections_without_a_checked_score_change_nothing():
    made = evaluated(row("inspection", unit="甲支部", indicator="BR03", problem="会议室标牌陈旧"))
    assert made.scores.base == evaluated().scores.base


def test_a_team_without_its_explicit_row_does_not_earn_the_points():
    made = evaluate(tables(*(one for one in CLEAN if one.cells.get("indicator") != "TM01")), {})
    assert not leaf(made, "TM01", BOILER).applies
    assert leaf(evaluated(), "TM01", BOILER).points == 25


def test_the_mean_of_the_teams_is_taken_from_their_printed_scores():
    made = evaluated()
    assert leaf(made, "BR11").value.above == made.scores.base[BOILER]


def test_paired_teams_carry_gates_and_no_points():
    made = evaluated(branch("乙支部", paired_teams="锅炉班"), member("11", of="乙支部"))
    assert not leaf(made, "BR11", ("党支部", "乙支部")).applies
    assert leaf(made, "BR11").value.above == made.scores.base[BOILER]


def test_a_missing_branch_and_its_teams_have_no_score_and_never_a_zero():
    made = evaluated(branch("乙支部"), team("运行班", of="乙支部"), missing=("乙支部",))
    assert {("党支部", "乙支部"), ("班组", "运行班")} & set(made.scores.base) == set()
    assert {("党支部", "乙支部"), ("班组", "运行班")} & set(made.scores.leaves) == set()


# --- bonus and penalty


def event(kind: str, points: float | None = None, unit: str = "甲支部", **cells: Any) -> Row:
    unit_kind = "党支部" if unit.endswith("支部") else "班组"
    return row(
        "event",
        **{
            "unit_kind": unit_kind,
            "unit": unit,
            "type": kind,
            "points": points,
            "date": "2019-08-01",
            **cells,
        },
    )


def standing(made: Evaluation, unit: tuple[str, str] = FIRST) -> Standing:
    return made.rated.standings[unit]


def test_a_bonus_moves_the_total_and_never_the_base_or_the_star():
    plain, rich = evaluated(), evaluated(event("加分", 3))
    assert rich.scores.base == plain.scores.base
    assert standing(rich).star == standing(plain).star
    assert rich.total(FIRST) == plain.scores.base[FIRST] + 3


def test_bonuses_of_a_quarter_stop_at_five_and_the_total_at_a_hundred_and_five():
    made = evaluated(event("加分", 4), event("加分", 4, document="二号"))
    assert made.awards.bonus[FIRST] == 5
    assert made.total(FIRST) == min(F(105), made.scores.base[FIRST] + 5)
    loose = evaluated(event("加分", 20), rules=setting("加分上限", "20"))
    assert loose.total(FIRST) == 105


def test_a_penalty_lowers_the_base_by_five_at_most():
    plain = evaluated().scores.base[FIRST]
    assert evaluated(event("减分", 2)).scores.base[FIRST] == plain - 2
    assert evaluated(event("减分", 4), event("减分", 4, document="二号")).scores.base[FIRST] == plain - 5


def won(**cells: Any) -> Row:
    return row(
        "achievement",
        **{
            "achievement": "CG-1",
            "type": "技能竞赛",
            "level": "公司",
            "place": "第一名",
            "people": "01",
            **cells,
        },
    )  # 2 points


@pytest.mark.parametrize("points", [None, 1, 2, 3])
def test_an_achievement_earns_its_branch_once_and_what_it_is_worth(points: float | None):
    assert evaluated(won()).awards.bonus[FIRST] == 2
    assert evaluated(won(), event("加分", points, achievement="CG-1")).awards.bonus[FIRST] == 2


def test_an_achievement_that_nobody_lists_earns_what_was_decided():
    assert evaluated(won(), event("加分", 3, achievement="CG-2")).awards.bonus[FIRST] == 5


def test_an_achievement_that_an_indicator_of_the_team_paid_is_no_bonus_of_the_team():
    made = evaluated(won(team="锅炉班"), event("加分", 3, unit="锅炉班", achievement="CG-1"))
    assert leaf(made, "TM05", BOILER).points == 2
    assert BOILER not in made.awards.bonus


def test_an_achievement_that_no_team_was_paid_for_may_earn_a_team_a_bonus():
    made = evaluated(won(), event("加分", 3, unit="锅炉班", achievement="CG-1"))
    assert leaf(made, "TM05", BOILER).points == 0
    assert made.awards.bonus[BOILER] == 2  # what the achievement is worth


@pytest.mark.parametrize("number", [None, "CG-7"])
def test_awards_without_a_common_achievement_stand_side_by_side(number: str | None):
    assert (
        evaluated(event("加分", 1, achievement=number), event("加分", 2, document="二号")).awards.bonus[FIRST]
        == 3
    )
