from fractions import Fraction
from typing import Any

import pytest
from kit.fact_plant import column, fact
from kit.tiny_plant import Row, row, setting

from pipeline.evidence.results import achieved

EXAMINER = "生产技术部"


@pytest.mark.parametrize(
    ("actual", "node", "direction", "share"),
    [
        (92.5, 92.5, "越高越好", 1),
        (95, 92.5, "越高越好", 1),
        (46.25, 92.5, "越高越好", 0.5),
        (-1, 92.5, "越高越好", 0),
        (2, 3, "越高越好", Fraction(2, 3)),
        (5, 0, "越高越好", 1),
        (-10, -5, "越高越好", 0),
        (300, 300, "越低越好", 1),
        (290, 300, "越低越好", 1),
        (400, 300, "越低越好", 0.75),
        (1, 0, "越低越好", 0),
        (0, 0, "越低越好", 1),
        (1, 1, "达到", 1),
        (0.99, 1, "达到", 0),
        (2, 1, "达到", 1),
    ],
)
def test_a_goal_is_reached_by_its_direction(actual: float, node: float, direction: str, share: float):
    assert achieved(actual, node, direction) == share


def goal(number: str, **cells: Any) -> Row:
    return row(
        "target",
        **{
            "goal": number,
            "unit": "甲支部",
            "examiner": EXAMINER,
            "direction": "越高越好",
            "q3": 10,
            "weight": 40,
            **cells,
        },
    )


def test_a_goal_without_a_result_has_achieved_nothing_and_keeps_its_weight():
    found = fact(
        "目标完成",
        goal("M1"),
        goal("M2", unit_kind="班组", unit="锅炉班"),
        row("target_actual", by=EXAMINER, goal="M1", actual=5),
    )
    assert column(found, "branch", "team", "achieved", "weight") == [
        ("甲支部", None, 0.5, 40),
        (None, "锅炉班", 0, 40),
    ]
    assert column(found, "key", "field") == [("target", "q3"), ("target_actual", "actual")]


@pytest.mark.parametrize("first", ["a", "z"])
def test_only_the_examiner_of_a_goal_is_believed_and_never_one_that_contradicts_itself(first: str):
    others = [row("target_actual", by=f"{name}部", goal="M1", actual=9) for name in (first, "m")]
    believed = fact("目标完成", goal("M1"), *others, row("target_actual", by=EXAMINER, goal="M1", actual=5))
    assert column(believed, "achieved") == [Fraction(1, 2)]
    assert column(fact("目标完成", goal("M1"), *others), "achieved") == [0]
    twice = [row("target_actual", by=EXAMINER, goal="M1", actual=value) for value in (5, 9)]
    assert column(fact("目标完成", goal("M1"), *twice), "achieved") == [0]


def test_a_month_has_no_goals():
    assert fact("目标完成", goal("M1"), period="2019-08").empty


def voted(unit: str = "甲支部", date: str = "2019-09-20", **votes: int) -> Row:
    counted = {"very": 0, "mostly": 0, "fair": 0, "bad": 0, "unknown": 0} | votes
    returned = sum(counted[name] for name in ("very", "mostly", "fair", "bad", "unknown"))
    return row(
        "survey",
        unit=unit,
        date=date,
        **{"entitled": returned, "issued": returned, "returned": returned, **counted},
    )


@pytest.mark.parametrize(
    ("votes", "score"),
    [
        ({"very": 40, "mostly": 10, "fair": 4, "bad": 1, "unknown": 1}, Fraction(1008, 11)),  # 5040 ÷ 55
        ({"very": 5}, 100),
        ({"bad": 5}, 0),
        ({"very": 4, "bad": 1}, 80),
        ({"very": 4, "unknown": 9}, None),
        ({"unknown": 9}, None),  # fewer than five valid votes
        ({"very": 10, "entitled": 20, "issued": 20}, 100),
        ({"very": 10, "entitled": 21, "issued": 21}, None),  # half came back
        ({"very": 10, "issued": 9}, None),  # more came back than were handed out
    ],
)
def test_a_survey_counts_with_enough_votes_and_unknown_is_left_out(
    votes: dict[str, int], score: Fraction | int | None
):
    assert column(fact("满意度测评", voted(**votes)), "branch", "score") == (
        [] if score is None else [("甲支部", score)]
    )


def test_no_valid_vote_is_no_survey_whatever_the_least_number():
    assert fact("满意度测评", voted(unknown=9), rules=setting("测评最少有效票", "0")).empty


def test_the_latest_survey_stands():
    rows = (
        voted(very=9, date="2019-06-20"),
        voted(bad=9, date="2019-09-20"),
        voted(unit="乙支部", very=9, date="2019-05-20"),
    )
    assert column(fact("满意度测评", *rows), "branch", "score") == [("乙支部", 100), ("甲支部", 0)]


def won(number: str = "CG-1", **cells: Any) -> Row:
    return row(
        "achievement",
        **{
            "achievement": number,
            "type": "技能竞赛",
            "level": "公司",
            "place": "第三名",
            "people": "03",
            **cells,
        },
    )


def test_an_achievement_pays_every_unit_that_completed_it():
    found = fact(
        "创新成果",
        won(team="锅炉班、汽机班"),
        won(by="乙支部", people="11、03"),
        won("CG-2", level="厂", place="其他", people="11"),  # of nobody in 甲支部, which lists it
    )
    assert column(found, "branch", "team", "achievement") == [
        ("乙支部", None, "CG-1"),
        ("甲支部", None, "CG-1"),
        (None, "汽机班", "CG-1"),
        (None, "锅炉班", "CG-1"),
    ]


@pytest.mark.parametrize("other", [{"level": "集团"}, {"place": "第一名"}, {"type": "技术攻关"}])
@pytest.mark.parametrize("by", ["甲支部", "乙支部"])
def test_claims_of_one_number_that_differ_pay_nobody(other: dict[str, str], by: str):
    assert fact("创新成果", won(), won(by=by, people="03、11", **other)).empty


@pytest.mark.parametrize("order", [("锅炉班", "汽机班"), ("汽机班", "锅炉班")])
def test_teams_of_one_achievement_are_paid_whatever_the_order_of_their_rows(order: tuple[str, str]):
    found = fact("创新成果", *(won(team=name) for name in order))
    assert column(found, "branch", "team") == [("甲支部", None), (None, "汽机班"), (None, "锅炉班")]


@pytest.mark.parametrize(
    ("unit_kind", "unit"), [("班组", "锅炉班"), ("党支部", "甲支部")], ids=["the team", "its branch"]
)
def test_a_sampled_session_of_a_team_is_named_by_the_team_or_by_its_branch(unit_kind: str, unit: str):
    sampled = row(
        "inspection",
        unit_kind=unit_kind,
        unit=unit,
        indicator=None,
        session="道德小讲堂",
        session_date="2019-08-15",
        grade="一般",
    )
    held = row("training", type="道德小讲堂", date="2019-08-15", host_unit="锅炉班", audience="班组")
    assert column(fact("抽查等级", sampled, held), "team", "credit") == [("锅炉班", 0.5)]


def test_deductions_keep_their_zeros():
    rows = [row("check", by="安监部", team="锅炉班", indicator="TM01", deduction=d) for d in (0, 5)]
    assert column(fact("班组考评", *rows), "team", "indicator", "deduction") == [
        ("锅炉班", "TM01", 0),
        ("锅炉班", "TM01", 5),
    ]


def test_every_fact_knows_the_cell_it_came_from():
    found = fact(
        "出勤明细", row("meeting", type="支部党员大会", date="2019-08-15", absent="03", made_up="02")
    )
    assert column(found, "person", "file", "key", "field") == [
        ("01", "甲支部.xlsx", "meeting", "date"),
        ("02", "甲支部.xlsx", "meeting", "made_up"),
        ("03", "甲支部.xlsx", "meeting", "absent"),
    ]
