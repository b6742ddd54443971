"""Why an indicator does not apply, how much of a unit's points does, and how what was reached above the target is told."""

from fractions import Fraction

import pytest
from kit.plant_on_disk import sample_rated
from kit.tiny_plant import Row, branch, colleague, member, row, setting, tables, team

from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.explain.coverage import coverage
from pipeline.rating.explain.leaves import because, measured
from schemas.words import BRANCH, MEMBER, TEAM

AUGUST = "2019-08"


def evaluated(*rows: Row, period: str = AUGUST, **more: object) -> Evaluation:
    return evaluate(
        tables(
            branch(groups=0, has_committee="否"),
            team(),
            member("01"),
            colleague("02", team="锅炉班"),
            *rows,
            period=period,
            **more,
        ),
        {},
    )


def covered(made: Evaluation, kind: str, name: str):
    return coverage(made.tables, (kind, name), made.scores.leaves[kind, name])


def why(made: Evaluation, kind: str, name: str, code: str) -> str:
    return next(because(x, made.tables) for x in made.scores.leaves[kind, name] if x.rule.code == code)


def test_a_branch_without_committee_and_groups_is_told_what_does_not_apply_and_what_it_would_take():
    made = evaluated()
    found = covered(made, BRANCH, "甲支部")
    (meetings,) = (x for x in found.lacks if x.code == "BR01")
    assert meetings.points == 15
    assert [r.why for r in meetings.reasons] == [
        "支部党员大会每季一次，本期没有到期",
        "支委会只要求“设支委会=是”的支部",
        "支部没有党小组",
        "党课每季一次，本期没有到期",
    ]
    assert not found.enough and all(r.needed for r in meetings.reasons)
    assert (BRANCH, "甲支部") not in made.scores.base


def test_in_a_month_goals_are_not_asked_and_in_a_quarter_they_are_missing():
    assert [why(evaluated(period=p), BRANCH, "甲支部", "BR12") for p in (AUGUST, "2019Q3")] == [
        "目标完成：目标按季设节点，月度不考核，不适用",
        "目标完成：没有本期节点的目标，不适用",
    ]


def test_a_team_that_no_department_examined_is_told_so():
    made = evaluated()
    assert why(made, TEAM, "锅炉班", "TM01") == "安全管理：没有考评部门的记录，不适用"
    assert {x.code for x in covered(made, TEAM, "锅炉班").lacks} >= {"TM01", "TM02", "TM03"}


def test_a_group_that_is_there_is_asked():
    made = evaluated(member("03", group="一组"))
    assert why(made, BRANCH, "甲支部", "BR01c").startswith("三会一课·党小组会：0/1")


def test_a_team_founded_later_was_asked_nothing_before():
    made = evaluated(team("新班", founded="2019-09-02"))
    assert why(made, TEAM, "新班", "TM04") == "培训与技能：成立以前不要求，不适用"


def test_a_member_whose_sessions_were_not_sampled_is_not_told_that_there_were_none():
    held = row(
        "meeting",
        type="主题党日",
        group=None,
        date="2019-08-05",
        month=None,
        absent=None,
        excused=None,
        made_up=None,
    )
    assert why(evaluated(held), MEMBER, "01", "MB02") == "学习质量：参加的活动没有被抽查，不适用"
    assert (
        why(evaluated(), MEMBER, "01", "MB01") == "组织生活出勤：没有应计出勤的活动（请假、补学不计），不适用"
    )


@pytest.mark.parametrize("period", ["2019-07", AUGUST, "2019-09", "2019Q3"])
def test_a_unit_has_a_score_exactly_where_enough_of_its_points_applies(period):
    made = sample_rated(period).evaluation
    for unit, leaves in made.scores.leaves.items():
        found = coverage(made.tables, unit, leaves)
        assert found.enough == (unit in made.scores.base), unit
        assert found.applies == sum(leaf.max_points for leaf in leaves)
        assert found.applies + sum(lack.points for lack in found.lacks) == 100


def test_the_least_share_of_points_is_the_rulebook_s():
    assert covered(evaluated(rules=setting("适用分下限", "85")), BRANCH, "甲支部").least == Fraction(85)


def pairs(count: int) -> list[Row]:
    return [
        row("pairing", type="党员带群众", guide="01", learner=f"2{i:02d}", start="2019-02-01", outcome=None)
        for i in range(count)
    ]


@pytest.mark.parametrize(("guided", "value"), [(2, "2/2"), (3, "3/2，按 100% 计")])
def test_what_lies_above_all_that_could_be_asked_is_told_to_count_as_all(guided, value):
    made = evaluated(
        *(colleague(f"2{i:02d}", team="锅炉班") for i in range(5)),
        member("09", team="锅炉班"),
        *pairs(guided),
    )
    (leaf,) = (x for x in made.scores.leaves[TEAM, "锅炉班"] if x.rule.code == "TM07b")
    assert measured(leaf) == value
    assert leaf.ratio == 1


def test_what_lies_above_a_target_is_told_to_count_as_all():
    helps = [row("action", date=f"2019-08-0{i}", members="01") for i in (2, 3, 4)]
    assert (
        why(evaluated(*helps), MEMBER, "01", "MB04")
        == "解决实际问题：3，目标 2，超过目标，按 100% 计，得 20.00 分（满分 20.00）"
    )
    assert "按 100% 计" not in why(evaluated(*helps[:2]), MEMBER, "01", "MB04")


def test_no_ratio_above_one_is_printed_without_a_word():
    for leaf in (x for leaves in sample_rated("2019Q3").evaluation.scores.leaves.values() for x in leaves):
        above, divided, below = measured(leaf).partition("/")
        if divided and "按 100% 计" not in below:
            assert float(above) <= float(below) * max(1, float(leaf.rule.target)), leaf
