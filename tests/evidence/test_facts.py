from typing import Any

import pytest
from kit.fact_plant import PLANT, column, concluded, fact
from kit.tiny_plant import Row, row, tables

from pipeline.evidence.facts import fact_of, facts_of
from pipeline.evidence.people import counted_politics, people_of


def test_head_counts_come_from_the_directory():
    bases = people_of(tables(*PLANT)).bases
    assert bases["branch", "职工数"] == {"甲支部": 5, "乙支部": 2}
    assert bases["branch", "党员数"] == {"甲支部": 3, "乙支部": 1}
    assert bases["branch", "可结对数"] == {"甲支部": 2, "乙支部": 1}
    assert bases["team", "可结对数"] == {"锅炉班": 2, "汽机班": 0}


def test_everyone_who_is_not_named_was_there_and_colleagues_are_not_expected():
    found = fact(
        "出勤明细", row("meeting", type="支部党员大会", date="2019-08-15", absent="03", excused="01")
    )
    assert column(found, "person", "status") == [("01", "请假"), ("02", "出席"), ("03", "缺席")]


def test_learning_afterwards_counts_for_those_on_shift_only():
    found = fact("出勤明细", row("meeting", type="主题党日", date="2019-08-15", made_up="02、03"))
    assert column(found, "person", "status") == [("01", "出席"), ("02", "补学"), ("03", "缺席")]


def test_a_committee_meeting_expects_its_members_and_a_group_meeting_its_group():
    found = fact("出勤明细", row("meeting", type="支委会", date="2019-08-01", group=None))
    assert column(found, "person") == ["01"]
    found = fact("出勤明细", row("meeting", type="党小组会", group="一组", date="2019-08-01"))
    assert column(found, "person") == ["01", "02"]


def test_a_training_of_a_team_expects_the_members_of_the_team():
    found = fact(
        "出勤明细", row("training", type="道德小讲堂", audience="班组", host_unit="锅炉班", date="2019-08-01")
    )
    assert column(found, "person", "table") == [("02", "双星培训")]


def test_the_hours_of_a_training_count_members_who_came_activists_and_colleagues():
    found = fact(
        "培训",
        row(
            "training",
            type="专题党课",
            audience="支部",
            host_unit="甲支部",
            hours=1.5,
            absent="03",
            excused=None,
            activists=1,
            colleagues=2,
        ),
    )
    assert column(found, "branch", "team", "person_hours") == [("甲支部", None, 7.5)]


def test_the_grade_of_a_sampled_session_reaches_those_who_attended():
    sampled = row("inspection", unit="甲支部", session="主题党日", session_date="2019-08-15", grade="较好")
    found = fact(
        "出勤明细",
        sampled,
        row("meeting", type="主题党日", date="2019-08-15", absent="03"),
        row("meeting", type="主题党日", date="2019-07-15"),
    )
    graded = found[found["credit"].notna()]
    assert column(graded, "person", "credit", "status") == [
        ("01", 0.75, "出席"),
        ("02", 0.75, "出席"),
        ("03", 0.75, "缺席"),
    ]


def test_two_grades_of_one_kind_on_one_day_count_by_their_mean():
    sampled = [
        row("inspection", unit="甲支部", session="党小组会", session_date="2019-08-15", grade=g)
        for g in ("好", "一般")
    ]
    found = fact("出勤明细", *sampled, row("meeting", type="党小组会", group="一组", date="2019-08-15"))
    assert column(found, "person", "credit") == [("01", 0.75), ("02", 0.75)]


def test_three_sessions_make_a_member_a_learner():
    held = [
        row("meeting", type="主题党日", date=f"2019-0{month}-15", absent="03" if month == 9 else None)
        for month in (7, 8, 9)
    ]
    found = fact("党员概况", *held)
    assert column(found, "person", "sessions", "learned") == [
        ("01", 3, "是"),
        ("02", 3, "是"),
        ("03", 2, "否"),
        ("11", 0, "否"),
    ]


def test_learning_afterwards_is_a_session_too():
    held = [
        row("meeting", type="主题党日", date=f"2019-0{month}-15", made_up="02、03") for month in (7, 8, 9)
    ]
    assert column(fact("党员概况", *held), "person", "sessions") == [
        ("01", 3),
        ("02", 3),
        ("03", 0),
        ("11", 0),
    ]


# --- which sessions attendance is measured on


def required(*held: Row, **given: Any) -> list[Any]:
    """Day and persons counted of the sessions that attendance is measured on."""
    found = fact("出勤明细", *held, **given)
    return column(found[found["required"].eq("是")].astype({"date": "str"}), "date", "person", "status")


def theme_day(date: str, absent: str | None = None, **cells: Any) -> Row:
    return row("meeting", type="主题党日", date=date, absent=absent, **cells)


def test_of_two_theme_days_in_a_month_the_one_with_the_better_attendance_counts():
    found = required(theme_day("2019-08-05", "01、02"), theme_day("2019-08-20", "03"))
    assert found == [("2019-08-20", "01", "出席"), ("2019-08-20", "02", "出席"), ("2019-08-20", "03", "缺席")]


def test_equals_are_told_apart_by_their_day_whatever_the_order_of_the_rows():
    held = [theme_day("2019-08-20", "03"), theme_day("2019-08-05", "02")]
    assert (
        {day for day, *_ in required(*held)} == {day for day, *_ in required(*held[::-1])} == {"2019-08-05"}
    )


def test_a_meeting_held_again_for_its_month_counts_its_absentees_once():
    found = required(theme_day("2019-07-15", "01、02"), theme_day("2019-08-02", "02", month="2019-07"))
    assert [status for _, _, status in found].count("缺席") == 1


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ({"type": "支部党员大会"}, True),
        ({"type": "党小组会", "group": "一组"}, True),
        ({"type": "组织生活会"}, True),  # of the year, whenever it is held
        ({"type": "支委会", "by": "乙支部"}, False),  # a branch without a committee owes none
    ],
)
def test_a_session_counts_where_it_proves_an_item_of_the_work_list(cells: dict[str, Any], counts: bool):
    by = cells.pop("by", "甲支部")
    held = row("meeting", by, date="2019-08-15", **cells)
    committee = row("person", person="13", branch="乙支部", committee="是", politics="正式党员", shift="否")
    assert bool(required(held, committee)) is counts


def test_a_session_from_which_everybody_was_excused_takes_no_place():
    held = [theme_day("2019-08-05", "03"), theme_day("2019-08-01", excused="01、02、03")]
    assert {day for day, *_ in required(*held)} == {"2019-08-05"}


@pytest.mark.parametrize("trained", [0, 1, 3])
def test_trainings_have_no_say_in_which_meetings_count(trained: int):
    """Attendance is measured on meetings: with full lectures beside it the near-empty theme day would give the better rate."""
    lectures = [
        row("training", type="专题党课", host_unit="甲支部", audience="支部", date=f"2019-0{7 + n}-02")
        for n in range(trained)
    ]
    held = [theme_day("2019-08-15", "03"), theme_day("2019-08-03", "01", excused="02、03")]
    rest = [row("meeting", type="支部党员大会", date="2019-08-01"), theme_day("2019-07-15", "02")]
    found = required(*held, *rest, *lectures)
    assert {day for day, *_ in found if day in ("2019-08-15", "2019-08-03")} == {"2019-08-15"}


def test_the_choice_gives_the_best_rate_of_the_whole_and_not_of_each_month():
    """One of one is the better rate of August, yet 9 of 10 beside a bad July gives the better rate of both."""
    crowd = [
        row("person", person=f"9{n}", branch="甲支部", politics="正式党员", shift="否") for n in range(7)
    ]
    everyone = ["01", "02", "03", *(f"9{n}" for n in range(7))]
    july = theme_day("2019-07-15", "、".join(everyone[:5]))
    held = [theme_day("2019-08-05", "03"), theme_day("2019-08-20", excused="、".join(everyone[1:]))]
    assert {day for day, *_ in required(july, *held, *crowd)} == {"2019-07-15", "2019-08-05"}


# --- pledges, wishes, requests


def pledged(**cells: Any) -> Row:
    return row(
        "pledge",
        **{
            "pledge": "C-1",
            "person": "01",
            "verdict": "通过",
            "state": "践诺中",
            "deadline": "2019-08-31",
            **cells,
        },
    )


@pytest.mark.parametrize(
    ("cells", "due", "on_time"),
    [
        ({"state": "已完成", "done": "2019-08-31"}, "是", "是"),
        ({"state": "已完成", "done": "2019-09-01"}, "是", "否"),
        ({}, "是", "否"),
        ({"deadline": "2019-06-30"}, "是", "否"),  # open for a second quarter
        ({"deadline": "2019-06-30", "state": "已完成", "done": "2019-08-01"}, "否", "否"),
        ({"deadline": "2019-03-31"}, "否", "否"),  # twice is enough
        ({"deadline": "2019-09-30"}, "是", "否"),
        ({"deadline": "2019-10-01"}, "否", "否"),
        ({"deadline": "2018-12-31"}, "否", "否"),
        ({"deadline": "2019-09-30", "state": "已完成", "done": "2019-03-15"}, "是", "是"),
        ({"state": "草拟"}, "是", "否"),  # once approved, the office must agree that it is taken back
    ],
)
def test_a_pledge_is_due_in_the_quarter_of_its_term_and_once_more_while_it_is_open(
    cells: dict[str, Any], due: str, on_time: str
):
    assert column(fact("双承诺", pledged(**cells)), "due", "on_time", "excused") == [(due, on_time, "否")]


def test_outer_reasons_excuse_only_where_the_office_agreed():
    pledges = [pledged(pledge=f"C-{n}", reason=why) for n, why in enumerate(["客观原因"] * 3 + ["主观原因"])]
    found = fact(
        "双承诺",
        *pledges,
        *[
            concluded(f"C-{n}", "客观原因", said, table="双承诺")
            for n, said in ((0, "同意"), (1, "不同意"), (3, "同意"))
        ],
    )
    assert list(found["excused"]) == ["是", "否", "否", "否"]


def test_a_pledge_that_was_not_approved_is_none():
    assert fact("双承诺", pledged(verdict="不通过"), pledged(pledge="C-2", verdict=None)).empty


def test_a_pledge_that_answers_a_wish_is_paid_there_once():
    wish = row("wish", wish="WX-1", claimer="01", due="2019-08-31", realised="2019-08-20")
    found = facts_of(tables(*PLANT, wish, pledged(linked="WX-1", state="已完成", done="2019-08-20")))
    assert column(found["双承诺"], "due") == ["否"]
    assert column(found["微心愿"], "due", "on_time") == [("是", "是")]
    left_the_ledger = pledged(linked="WX-9", state="已完成", done="2019-08-20")
    assert column(fact("双承诺", left_the_ledger), "due") == [
        "是"
    ]  # its wish was realised in an earlier quarter
    somebody_elses = pledged(linked="WX-1", person="02", state="已完成", done="2019-08-20")
    assert column(fact("双承诺", wish, somebody_elses), "due") == ["是"]
    several = [pledged(pledge=f"C-{n}", linked="WX-1") for n in (1, 2)]
    assert list(fact("双承诺", wish, *several)["due"]) == ["否", "是"]
    kept = pledged(pledge="C-0", linked="WX-1", state="已完成", done="2019-08-20")
    assert list(fact("双承诺", wish, kept, pledged(pledge="C-1", linked="WX-1"))["due"]) == ["是", "否"]


@pytest.mark.parametrize(
    ("cells", "approved"),
    [
        ({}, True),
        ({"state": "上年未兑现", "deadline": "2018-12-31"}, False),
        ({"state": "已完成", "deadline": "2018-11-30", "done": "2019-08-01"}, False),
        ({"state": "已完成", "deadline": "2019-01-01", "done": "2019-08-01"}, True),
    ],
)
def test_a_pledge_of_last_year_is_neither_due_nor_one_of_this_year(cells: dict[str, Any], approved: bool):
    found = fact("双承诺", pledged(**cells))
    assert found["approved"].tolist() == [approved]
    assert approved or column(found, "due") == ["否"]


def test_real_problems_of_a_member_are_wishes_requests_and_helps_of_the_period():
    found = fact(
        "解决问题",
        row("wish", wish="W1", claimer="01", due="2019-08-31", realised="2019-08-20"),
        row("wish", wish="W2", claimer="01", due="2019-06-30", realised="2019-06-20"),
        row("request", request="S1", handler="02", due="2019-08-31", closed="2019-09-20"),
        row("request", request="S2", handler="02", due="2019-08-31"),
        row("action", members="01、02、04", date="2019-08-01"),
    )
    assert column(found, "person", "type") == [("01", "助力"), ("01", "心愿"), ("02", "助力"), ("02", "诉求")]


def test_the_voices_of_those_served_are_points():
    found = fact(
        "服务评价",
        row("wish", wish="W1", claimer="01", due="2019-08-31", realised="2019-08-20", voice="基本满意"),
        row("request", request="S1", handler="01", due="2019-08-31", closed="2019-09-20", voice="不满意"),
    )
    assert column(found, "person", "score") == [("01", 0), ("01", 80)]


def test_a_pair_belongs_to_the_team_of_the_learner():
    found = fact(
        "一带一",
        row("pairing", type="党员带群众", guide="01", learner="04", outcome="会了"),
        row("pairing", type="支部带班组", guide="甲支部", learner="汽机班"),
    )
    assert column(found, "team", "learner", "outcome") == [("汽机班", "汽机班", "否"), ("锅炉班", "04", "是")]


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ({"learner": "04"}, "是"),
        ({"learner": "12"}, "否"),  # of another branch
        ({"learner": "02"}, "否"),  # a member by now
        ({"learner": "99"}, "否"),  # nobody
        ({"learner": "02", "type": "技能一带一"}, "是"),
        ({"learner": None, "type": "技能一带一"}, "是"),
        ({"learner": "12", "type": "技能一带一"}, "否"),
        ({"guide": "甲支部", "learner": "锅炉班", "type": "支部带班组"}, "是"),
    ],
)
def test_a_pair_counts_by_its_learner(cells: dict[str, Any], counts: str):
    given = {"type": "党员带群众", "guide": "01", **cells}
    assert column(fact("一带一", row("pairing", **given)), "counts") == [counts]


def test_a_person_named_twice_in_a_list_is_one():
    held = row("meeting", type="主题党日", date="2019-08-15", absent="03、03", excused="01、01")
    assert len(fact("出勤明细", held)) == 3
    assert len(fact("解决问题", row("action", members="01、01、02", date="2019-08-01"))) == 2


@pytest.mark.parametrize(("grades", "enough"), [(1, "否"), (2, "是"), (3, "是")])
def test_one_sampled_session_makes_no_mean(grades: int, enough: str):
    sampled = [
        row("inspection", unit="甲支部", session="主题党日", session_date=f"2019-08-{n + 1:02}", grade="好")
        for n in range(grades)
    ]
    assert set(column(fact("抽查等级", *sampled), "enough")) == {enough}


def test_a_post_is_reviewed_only_while_it_is_in_use_and_a_zone_counts_what_it_found():
    rows = (
        row("zone_post", type="示范岗", name="岗一"),
        row("zone_post", type="责任区", name="区一", found=4, closed=3),
        row("post_review", branch="甲支部", name="岗一", score=88),
        row("post_review", branch="甲支部", name="岗二", score=99),
    )
    assert column(fact("示范岗考评", *rows), "name", "score") == [("岗一", 88)]
    assert column(fact("责任区", *rows), "branch", "found", "closed") == [("甲支部", 4, 3)]


# --- who is away, and how the national standard names people

AWAY = {"posted": "产假", "away_from": "2019-08-10"}


def plant_with(**cells: Any) -> list[Row]:
    """The plant with these cells of its member 03."""
    return [
        Row(one.sheet, one.file, {**one.cells, **cells}) if one.cells.get("person") == "03" else one
        for one in PLANT
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (AWAY, ["2019-07-15"]),
        ({**AWAY, "posted": "借调", "away_from": "2019-01-01"}, []),
        ({**AWAY, "away_to": "2019-08-15"}, ["2019-07-15", "2019-09-15"]),
        ({**AWAY, "posted": "在岗", "away_to": "2019-08-31"}, ["2019-07-15", "2019-09-15"]),
        ({"posted": "在岗"}, ["2019-07-15", "2019-08-15", "2019-09-15"]),
    ],
)
def test_who_is_away_on_the_day_is_not_expected(cells: dict[str, Any], expected: list[str]):
    held = [theme_day(f"2019-0{month}-15") for month in (7, 8, 9)]
    found = fact_of(tables(*plant_with(**cells), *held), "出勤明细")
    assert column(found[found["person"].eq("03")].astype({"date": "str"}), "date") == expected


@pytest.mark.parametrize(("cells", "at_work", "possible"), [(AWAY, "否", 2), ({}, "是", 2)])
def test_who_is_away_at_the_end_owes_no_pledge(cells: dict[str, Any], at_work: str, possible: int):
    plant = tables(*plant_with(**cells))
    found = fact_of(plant, "党员概况")
    assert column(found[found["person"].eq("03")], "at_work") == [at_work]
    assert people_of(plant).bases["branch", "可结对数"]["甲支部"] == possible


def test_a_colleague_who_is_away_is_no_possible_learner():
    away = [
        Row(one.sheet, one.file, {**one.cells, **AWAY}) if one.cells.get("person") == "04" else one
        for one in PLANT
    ]
    plant = tables(*away, row("pairing", type="党员带群众", guide="01", learner="04"))
    assert people_of(plant).bases["branch", "可结对数"]["甲支部"] == 1
    assert column(fact_of(plant, "一带一"), "counts") == ["否"]


@pytest.mark.parametrize(
    ("politics", "stage", "counted"),
    [
        ("中共党员", None, "正式党员"),
        ("中共预备党员", None, "预备党员"),
        ("共青团员", None, "群众"),
        ("共青团员", "发展对象", "入党积极分子"),
        ("群众", "入党申请人", "群众"),
        ("九三学社社员", "入党积极分子", "入党积极分子"),
        ("无党派人士", None, "群众"),
    ],
)
def test_people_are_counted_by_the_national_standard_too(politics: str, stage: str | None, counted: str):
    plant = tables(*plant_with(politics=politics, stage=stage))
    everyone = people_of(plant)
    assert counted_politics(everyone.all)["03"] == counted
    assert ("03" in set(everyone.members["person"])) is (counted in ("正式党员", "预备党员"))


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"learner": "04", "outcome_kind": "取证"}, "是"),
        ({"learner": "04", "outcome": "会了"}, "是"),  # as workbooks of before have it
        ({"learner": "04"}, "否"),
        ({"type": "技能一带一", "learner": "02", "outcome_kind": "解决难题", "business": "给水泵检修"}, "否"),
        ({"type": "技能一带一", "learner": "02", "outcome_kind": "解决难题"}, "否"),
        ({"type": "技能一带一", "learner": "02", "outcome_kind": "解决难题", "business": "CG-1"}, "是"),
    ],
)
def test_an_outcome_is_named_and_that_of_a_skill_is_an_achievement(cells: dict[str, Any], outcome: str):
    made = row("achievement", achievement="CG-1", date="2019-08-01")
    given = {"type": "党员带群众", "guide": "01", **cells}
    assert column(fact("一带一", made, row("pairing", **given)), "outcome") == [outcome]
