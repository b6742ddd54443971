from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from kit.tiny_plant import rulebook

from pipeline.rating.measures import MEASURE_OF, measure, rows_of
from pipeline.rating.score import ratios
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.indicators import Indicator
from schemas.base import Sheet, by_title
from schemas.facts import (
    CheckFact,
    GoalFact,
    PairFact,
    PostFact,
    SurveyFact,
    TeamScore,
    TrainingFact,
    ZoneFact,
)
from schemas.words import MEASURES

F = Fraction

HEADS = {
    ("branch", "职工数"): {"甲支部": 10, "乙支部": 0, "丙支部": 4},
    ("branch", "可结对数"): {"甲支部": 4, "乙支部": 0, "丙支部": 2},
}


def rule(sheet: type[Sheet], how: str, counted: str = "", expected: str = "", **given: object) -> Indicator:
    known = by_title(sheet)
    blank = {
        "field": "",
        "base_field": "",
        "base": "",
        "target": F(1),
        "floor": None,
        "missing": "不适用",
        "unit_kind": "党支部",
        "points": F(10),
    }
    return replace(
        rulebook().indicators[0],
        measure=how,
        counted=parse_condition(counted, known)[0],
        expected=parse_condition(expected, known)[0],
        **(blank | given),
    )


def facts(text: str) -> pd.DataFrame:
    heads, *lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines()
    ]
    columns = {name: [line[i] or None for line in lines] for i, name in enumerate(heads)}
    numbers = (
        "found",
        "closed",
        "score",
        "hours",
        "person_hours",
        "deduction",
        "weight",
        "achieved",
        "points",
        "credit",
    )
    return pd.DataFrame(
        {
            name: pd.Series([None if v is None else float(v) for v in cells], dtype="Float64")
            if name in numbers
            else pd.Series(cells, dtype="string")
            for name, cells in columns.items()
        }
    )


def measured(one: Indicator, rows: str) -> dict[str, tuple[F, F]]:
    return measure(one, rows_of(one, facts(rows), HEADS))


ZONES = """
    | branch | found | closed |
    | 甲支部 | 4     | 3      |
    | 甲支部 | 0     | 0      |
    | 乙支部 | 0     | 0      |
    | 丙支部 | 2     | 2      |
    |        | 5     | 5      |
"""


def test_a_completion_rate_sums_its_fields_and_nothing_by_nothing_does_not_apply():
    assert measured(rule(ZoneFact, "完成率", field="closed", base_field="found"), ZONES) == {
        "甲支部": (3, 4),
        "丙支部": (2, 2),
    }


def test_a_completion_rate_without_fields_counts_rows():
    pairs = """
        | branch | outcome |
        | 甲支部 | 是      |
        | 甲支部 | 否      |
        | 乙支部 | 否      |
    """
    assert measured(rule(PairFact, "完成率", counted="有成效=是"), pairs) == {
        "甲支部": (1, 2),
        "乙支部": (0, 1),
    }


def test_rows_that_are_not_expected_count_nowhere():
    pairs = """
        | branch | type       | outcome |
        | 甲支部 | 党员带群众 | 是      |
        | 甲支部 | 支部带班组 | 是      |
        | 乙支部 | 支部带班组 | 是      |
    """
    one = rule(PairFact, "完成率", counted="有成效=是", expected="类型=党员带群众")
    assert measured(one, pairs) == {"甲支部": (1, 1)}


def test_a_completion_rate_may_have_the_heads_of_the_directory_below():
    assert measured(rule(TrainingFact, "完成率", base="职工数"), "| branch |\n| 甲支部 |") == {
        "甲支部": (1, 10),
        "丙支部": (0, 4),
    }


def test_the_work_list_gives_part_of_a_point_to_what_was_late():
    rows = "| branch | credit |\n| 甲支部 | 1 |\n| 甲支部 | 0.5 |\n| 甲支部 | 0 |"
    assert measured(rule(ZoneFact, "清单率", field="credit"), rows) == {"甲支部": (F("1.5"), 3)}


def test_a_total_is_a_number_of_rows_or_the_sum_of_a_field():
    rows = "| branch | hours |\n| 甲支部 | 1.5 |\n| 甲支部 | 2 |"
    assert measured(rule(TrainingFact, "合计"), rows) == {"甲支部": (2, 1)}
    assert measured(rule(TrainingFact, "合计", field="hours"), rows) == {"甲支部": (F("3.5"), 1)}


def test_a_mean_leaves_out_blanks_and_counts_what_is_under_the_floor_as_nothing():
    rows = (
        "| branch | score |\n| 甲支部 | 90 |\n| 甲支部 | 69.9 |\n| 甲支部 | |\n| 乙支部 | |\n| 丙支部 | 70 |"
    )
    assert measured(rule(PostFact, "均值", field="score"), rows) == {
        "甲支部": (F("159.9"), 2),
        "丙支部": (70, 1),
    }
    assert measured(rule(PostFact, "均值", field="score", floor=70.0), rows) == {
        "甲支部": (90, 2),
        "丙支部": (70, 1),
    }


def test_hours_a_head_have_the_directory_below():
    rows = "| branch | person_hours |\n| 甲支部 | 15 |\n| 乙支部 | 15 |"
    assert measured(rule(TrainingFact, "人均", field="person_hours", base="职工数"), rows) == {
        "甲支部": (15, 10),
        "丙支部": (0, 4),
    }


def test_coverage_counts_everyone_once_and_does_not_apply_where_nobody_could_be_paired():
    rows = """
        | branch | learner |
        | 甲支部 | 01      |
        | 甲支部 | 01      |
        | 甲支部 | 02      |
        | 乙支部 | 03      |
    """
    one = rule(PairFact, "覆盖率", field="learner", base="可结对数")
    assert measured(one, rows) == {"甲支部": (2, 4), "丙支部": (0, 2)}


def test_a_survey_gives_its_score():
    assert measured(rule(SurveyFact, "满意度", field="score"), "| branch | score |\n| 甲支部 | 91.25 |") == {
        "甲支部": (F("91.25"), 1)
    }


def test_deductions_leave_what_is_left_never_less_than_nothing_and_need_a_row():
    rows = """
        | team | indicator | deduction |
        | 一班 | TM01      | 3         |
        | 一班 | TM01      | 0.5       |
        | 二班 | TM01      | 0         |
        | 三班 | TM01      | 12        |
        | 四班 | TM03      | 0         |
    """
    one = rule(CheckFact, "扣分", counted="指标编码=TM01", field="deduction", unit_kind="班组")
    assert measured(one, rows) == {"一班": (F("6.5"), 10), "二班": (10, 10), "三班": (0, 10)}


def test_bonus_points_add_up():
    rows = "| team | points |\n| 一班 | 1 |\n| 一班 | 0.5 |"
    assert measured(rule(ZoneFact, "加分", field="points", unit_kind="班组"), rows) == {"一班": (F("1.5"), 1)}


def test_the_mean_of_the_teams_counts_each_at_most_as_a_hundred():
    rows = "| branch | score |\n| 甲支部 | 104 |\n| 甲支部 | 90 |"
    assert measured(rule(TeamScore, "下级均分", field="score"), rows) == {"甲支部": (190, 2)}


def test_goals_count_by_their_weight():
    rows = "| branch | weight | achieved |\n| 甲支部 | 30 | 1 |\n| 甲支部 | 70 | 0.5 |"
    assert measured(rule(GoalFact, "达标", field="achieved", base_field="weight"), rows) == {
        "甲支部": (65, 100)
    }


def test_every_measure_that_the_rulebook_offers_is_computed():
    assert tuple(MEASURE_OF) == MEASURES


@pytest.mark.parametrize("how", MEASURES)
def test_a_measure_kind_declares_everything_that_is_asked_of_it(how: str):
    kind = MEASURE_OF[how]
    assert kind.name == how and kind.says and kind.reads(F(1), F(2), F(1))
    assert set(kind.needs) <= {"field", "base_field", "base"}


@pytest.mark.parametrize("how", MEASURES)
def test_a_measure_kind_is_computed_from_the_columns_that_it_needs(how: str):
    given = {"field": "achieved", "base_field": "weight", "base": "职工数"}
    one = rule(GoalFact, how, **{column: given[column] for column in MEASURE_OF[how].needs})
    measured(one, "| branch | weight | achieved |\n| 甲支部 | 30 | 1 |")


@pytest.mark.parametrize("how", MEASURES)
def test_no_rows_at_all_give_no_value(how: str):
    one = rule(GoalFact, how, field="achieved", base_field="weight")
    assert measured(one, "| branch | weight | achieved |") == {}


@pytest.mark.parametrize(
    ("parts", "target", "missing", "ratio"),
    [
        ((F(9), F(10)), F("0.9"), "不适用", F(1)),
        ((F(10), F(10)), F("0.9"), "不适用", F(1)),
        ((F(45), F(100)), F("0.9"), "不适用", F(1, 2)),
        ((F(3), F(1)), F(2), "不适用", F(1)),
        ((F(0), F(5)), F(1), "不适用", F(0)),
        (None, F(1), "不适用", None),
        (None, F(1), "须填报", None),
        (None, F(1), "计零", F(0)),
    ],
)
def test_a_ratio_is_measured_against_the_target_and_never_above_one(
    parts, target: F, missing: str, ratio: F | None
):
    one = rule(ZoneFact, "完成率", target=target, missing=missing)
    assert ratios(one, {"甲支部": parts} if parts else {}, ["甲支部"])["甲支部"].ratio == ratio
