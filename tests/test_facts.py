from typing import Any

import pandas as pd
import pytest
from tiny_plant import Row, branch, colleague, member, row, setting, tables, team

from pipeline.facts import facts_of
from pipeline.facts.people import people_of
from pipeline.facts.results import achieved


def fact(name: str, *rows: Row, **given: Any) -> pd.DataFrame:
    return facts_of(tables(*PLANT, *rows, **given))[name]


def column(frame: pd.DataFrame, *names: str) -> list[Any]:
    rows = [tuple(None if pd.isna(v) else v for v in line) for line in frame[list(names)].itertuples(index=False)]
    return sorted((line[0] if len(names) == 1 else line for line in rows), key=str)


PLANT = (
    branch("甲支部", has_committee="是"), branch("乙支部", has_committee="否"), team("锅炉班", of="甲支部"), team("汽机班", of="甲支部"),
    member("01", committee="是", group="一组"), member("02", team="锅炉班", group="一组", shift="是"),
    member("03", team="汽机班", group="二组"), colleague("04", team="锅炉班"), colleague("05", team="锅炉班"),
    member("11", of="乙支部", politics="预备党员"), member("12", of="乙支部", politics="入党积极分子"),
)


def test_head_counts_come_from_the_directory():
    bases = people_of(tables(*PLANT)).bases
    assert bases["branch", "职工数"] == {"甲支部": 5, "乙支部": 2}
    assert bases["branch", "党员数"] == {"甲支部": 3, "乙支部": 1}
    assert bases["branch", "可结对数"] == {"甲支部": 2, "乙支部": 1}
    assert bases["team", "可结对数"] == {"锅炉班": 2, "汽机班": 0}


def test_everyone_who_is_not_named_was_there_and_colleagues_are_not_expected():
    found = fact("出勤明细", row("meeting", type="支部党员大会", date="2019-08-15", absent="03", excused="01"))
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
    found = fact("出勤明细", row("training", type="道德小讲堂", audience="班组", host_unit="锅炉班", date="2019-08-01"))
    assert column(found, "person", "table") == [("02", "双星培训")]


def test_the_hours_of_a_training_count_members_who_came_activists_and_colleagues():
    found = fact("培训", row("training", type="专题党课", audience="支部", host_unit="甲支部", hours=1.5, absent="03",
                            excused=None, activists=1, colleagues=2))
    assert column(found, "branch", "team", "person_hours") == [("甲支部", None, 7.5)]


def test_the_grade_of_a_sampled_session_reaches_those_who_attended():
    sampled = row("inspection", unit="甲支部", session="主题党日", session_date="2019-08-15", grade="较好")
    found = fact("出勤明细", sampled, row("meeting", type="主题党日", date="2019-08-15", absent="03"),
                 row("meeting", type="主题党日", date="2019-07-15"))
    graded = found[found["credit"].notna()]
    assert column(graded, "person", "credit", "status") == [("01", 0.75, "出席"), ("02", 0.75, "出席"), ("03", 0.75, "缺席")]


def test_two_grades_of_one_kind_on_one_day_count_by_their_mean():
    sampled = [row("inspection", unit="甲支部", session="党小组会", session_date="2019-08-15", grade=g) for g in ("好", "一般")]
    found = fact("出勤明细", *sampled, row("meeting", type="党小组会", group="一组", date="2019-08-15"))
    assert column(found, "person", "credit") == [("01", 0.75), ("02", 0.75)]


def test_three_sessions_make_a_member_a_learner():
    held = [row("meeting", type="主题党日", date=f"2019-0{month}-15", absent="03" if month == 9 else None) for month in (7, 8, 9)]
    found = fact("党员概况", *held)
    assert column(found, "person", "sessions", "learned") == [("01", 3, "是"), ("02", 3, "是"), ("03", 2, "否"), ("11", 0, "否")]


# --- the work list


def duty(frame: pd.DataFrame, item: str, *names: str) -> list[Any]:
    return column(frame[frame["item"].eq(item)], *(names or ("branch", "month", "status", "credit")))


def test_a_monthly_item_is_due_three_times_a_quarter_and_made_up_counts_half():
    found = fact("清单执行", row("meeting", type="主题党日", date="2019-07-15"),
                 row("meeting", type="主题党日", date="2019-09-02", month="2019-08"))
    assert duty(found[found["branch"].eq("甲支部")], "ZB04") == [
        ("甲支部", "2019-07", "按期", 1), ("甲支部", "2019-08", "补办", 0.5), ("甲支部", "2019-09", "未办", 0)]


def test_a_quarterly_item_may_be_done_in_any_month_of_the_quarter():
    found = fact("清单执行", row("meeting", type="支部党员大会", date="2019-07-02"))
    assert duty(found, "ZB01") == [("乙支部", "2019-09", "未办", 0), ("甲支部", "2019-09", "按期", 1)]


def test_a_yearly_item_is_due_in_its_month_only():
    held = row("meeting", type="组织生活会", date="2019-12-20")
    assert duty(fact("清单执行", held), "ZB05") == []
    assert duty(fact("清单执行", held, period="2019Q4"), "ZB05") == [("乙支部", "2019-12", "未办", 0), ("甲支部", "2019-12", "按期", 1)]


def test_a_half_yearly_item_is_due_in_its_month_of_both_halves():
    def half(rules):
        next(one for one in rules["duty_item"] if one["item"] == "ZB13").update(frequency="每半年", due_month=3)

    talk = row("duty", item="ZB13", unit="甲支部", month="2019-09", done="2019-09-20")
    assert duty(fact("清单执行", talk, rules=half), "ZB13") == [("乙支部", "2019-09", "未办", 0), ("甲支部", "2019-09", "按期", 1)]
    assert duty(fact("清单执行", period="2019Q1", rules=half), "ZB13", "month") == ["2019-03", "2019-03"]
    assert duty(fact("清单执行", period="2019Q2", rules=half), "ZB13") == []


@pytest.mark.parametrize(("done", "status", "credit"), [("2019-09-01", "按期", 1), ("2019-10-10", "按期", 1),
                                                        ("2019-10-11", "补办", 0.5)])
def test_days_of_grace_reach_into_the_next_month(done: str, status: str, credit: float):
    found = fact("清单执行", row("duty", item="ZB11", unit="甲支部", month="2019-09", done=done))
    assert duty(found, "ZB11")[1] == ("甲支部", "2019-09", status, credit)


def test_the_grace_of_december_ends_in_january():
    found = fact("清单执行", row("duty", item="ZB11", unit="甲支部", month="2019-12", done="2020-01-10"), period="2019Q4")
    assert duty(found, "ZB11")[1] == ("甲支部", "2019-12", "按期", 1)


def test_an_item_asked_four_times_a_month_wants_four_rows():
    weekly = [row("duty", item="BZ11", unit="锅炉班", month="2019-08", done=f"2019-08-{day}") for day in ("05", "12", "26")]
    found = fact("清单执行", *weekly, period="2019-08")
    assert duty(found[found["team"].eq("锅炉班")], "BZ11", "status") == ["按期", "按期", "按期", "未办"]


def test_a_month_asks_no_quarterly_item_before_the_quarter_ends():
    assert duty(fact("清单执行", period="2019-08"), "ZB01") == []
    assert len(duty(fact("清单执行", period="2019-09"), "ZB01")) == 2


def test_a_branch_without_a_committee_owes_no_committee_meetings():
    assert {name for name, *_ in duty(fact("清单执行"), "ZB02")} == {"甲支部"}


def test_each_group_owes_its_meetings_and_a_branch_without_groups_owes_none():
    found = fact("清单执行", row("meeting", type="党小组会", group="一组", date="2019-08-01"), period="2019-08")
    assert duty(found, "XZ01", "branch", "group", "status") == [("甲支部", "一组", "按期"), ("甲支部", "二组", "未办")]


def test_the_items_of_a_team_are_its_own_and_not_its_branch_s():
    found = fact("清单执行", row("training", type="道德小讲堂", host_unit="锅炉班", date="2019-08-01"))
    assert duty(found, "BZ15", "branch", "team", "status") == [(None, "汽机班", "未办"), (None, "锅炉班", "按期")]


def test_nothing_is_due_from_a_branch_whose_workbook_is_missing():
    found = fact("清单执行", missing=("甲支部",))
    assert {name for name in found["branch"].dropna()} == {"乙支部"}
    assert found["team"].isna().all()


# --- pledges, wishes, requests


def pledged(**cells: Any) -> Row:
    return row("pledge", **{"pledge": "C-1", "person": "01", "verdict": "通过", "state": "践诺中", "deadline": "2019-08-31", **cells})


@pytest.mark.parametrize(
    ("cells", "due", "on_time"),
    [
        ({"state": "已完成", "done": "2019-08-31"}, "是", "是"),
        ({"state": "已完成", "done": "2019-09-01"}, "是", "否"),
        ({}, "是", "否"),
        ({"deadline": "2019-02-28"}, "是", "否"),
        ({"deadline": "2019-09-30"}, "是", "否"),
        ({"deadline": "2019-10-01"}, "否", "否"),
        ({"deadline": "2018-12-31"}, "否", "否"),
        ({"state": "草拟"}, "否", "否"),
    ],
)
def test_a_pledge_is_due_from_new_year_to_the_end_of_the_period(cells: dict[str, Any], due: str, on_time: str):
    assert column(fact("双承诺", pledged(**cells)), "due", "on_time", "excused") == [(due, on_time, "否")]


def test_a_pledge_that_failed_for_outer_reasons_is_excused_and_one_for_own_reasons_is_not():
    found = fact("双承诺", pledged(reason="客观原因"), pledged(pledge="C-2", reason="主观原因"))
    assert column(found, "excused") == ["否", "是"]


def test_a_pledge_that_was_not_approved_is_none():
    assert fact("双承诺", pledged(verdict="不通过"), pledged(pledge="C-2", verdict=None)).empty


def test_a_pledge_that_answers_a_wish_is_paid_there_once():
    wish = row("wish", wish="WX-1", claimer="01", due="2019-08-31", realised="2019-08-20")
    found = facts_of(tables(*PLANT, wish, pledged(linked="WX-1", state="已完成", done="2019-08-20")))
    assert column(found["双承诺"], "due") == ["否"]
    assert column(found["微心愿"], "due", "on_time") == [("是", "是")]
    assert column(fact("双承诺", pledged(linked="WX-9", state="已完成", done="2019-08-20")), "due") == ["是"]


LEDGERS = [("微心愿", "wish", "wish", "realised", "已实现", "realised"), ("群众诉求", "request", "request", "closed", "已办结", "closed")]


@pytest.mark.parametrize(("name", "sheet", "number", "closing", "state", "flag"), LEDGERS)
@pytest.mark.parametrize(
    ("due", "closed", "is_due", "on_time", "now"),
    [
        ("2019-08-31", "2019-08-31", "是", "是", "是"),
        ("2019-08-31", "2019-09-01", "是", "否", "是"),
        ("2019-08-31", None, "是", "否", "否"),
        ("2019-11-30", "2019-09-30", "是", "是", "是"),  # early: counts where it was closed
        ("2019-11-30", None, "否", "否", "否"),
        ("2019-06-30", "2019-07-15", "否", "否", "是"),  # late: counted against the quarter in which it was due
        (None, None, "否", "否", "否"),
    ],
)
def test_what_is_asked_for_counts_when_it_is_due_or_closed_early(name, sheet, number, closing, state, flag, due, closed, is_due,
                                                                 on_time, now):
    given = row(sheet, **{number: "N-1", "due": due, closing: closed, "state": state})
    assert column(fact(name, given), "due", "on_time", flag) == [(is_due, on_time, now)]


@pytest.mark.parametrize(("name", "sheet", "number", "closing", "state", "flag"), LEDGERS)
@pytest.mark.parametrize("gone", ["撤回", "转办"])
def test_what_was_withdrawn_or_passed_on_is_not_due(name, sheet, number, closing, state, flag, gone):
    assert column(fact(name, row(sheet, **{number: "N-1", "due": "2019-08-31", "state": gone})), "due") == ["否"]


def test_real_problems_of_a_member_are_wishes_requests_and_helps_of_the_period():
    found = fact(
        "解决问题", row("wish", wish="W1", claimer="01", due="2019-08-31", realised="2019-08-20"),
        row("wish", wish="W2", claimer="01", due="2019-06-30", realised="2019-06-20"),
        row("request", request="S1", handler="02", due="2019-08-31", closed="2019-09-20"),
        row("request", request="S2", handler="02", due="2019-08-31"),
        row("action", members="01、02、04", date="2019-08-01"))
    assert column(found, "person", "type") == [("01", "助力"), ("01", "心愿"), ("02", "助力"), ("02", "诉求")]


def test_the_voices_of_those_served_are_points():
    found = fact("服务评价", row("wish", wish="W1", claimer="01", due="2019-08-31", realised="2019-08-20", voice="基本满意"),
                 row("request", request="S1", handler="01", due="2019-08-31", closed="2019-09-20", voice="不满意"))
    assert column(found, "person", "score") == [("01", 0), ("01", 80)]


def test_a_pair_belongs_to_the_team_of_the_learner():
    found = fact("一带一", row("pairing", type="党员带群众", guide="01", learner="04", outcome="会了"),
                 row("pairing", type="支部带班组", guide="甲支部", learner="汽机班"))
    assert column(found, "team", "learner", "outcome") == [("汽机班", "汽机班", "否"), ("锅炉班", "04", "是")]


def test_a_post_is_reviewed_only_while_it_is_in_use_and_a_zone_counts_what_it_found():
    rows = (row("zone_post", type="示范岗", name="岗一"), row("zone_post", type="责任区", name="区一", found=4, closed=3),
            row("post_review", branch="甲支部", name="岗一", score=88), row("post_review", branch="甲支部", name="岗二", score=99))
    assert column(fact("示范岗考评", *rows), "name", "score") == [("岗一", 88)]
    assert column(fact("责任区", *rows), "branch", "found", "closed") == [("甲支部", 4, 3)]


# --- goals, surveys, achievements


@pytest.mark.parametrize(
    ("actual", "node", "direction", "share"),
    [
        (92.5, 92.5, "越高越好", 1), (95, 92.5, "越高越好", 1), (46.25, 92.5, "越高越好", 0.5), (-1, 92.5, "越高越好", 0),
        (2, 3, "越高越好", 0.6667), (5, 0, "越高越好", 1), (-10, -5, "越高越好", 0),
        (300, 300, "越低越好", 1), (290, 300, "越低越好", 1), (400, 300, "越低越好", 0.75), (1, 0, "越低越好", 0), (0, 0, "越低越好", 1),
        (1, 1, "达到", 1), (0.99, 1, "达到", 0), (2, 1, "达到", 1),
    ],
)
def test_a_goal_is_reached_by_its_direction(actual: float, node: float, direction: str, share: float):
    assert achieved(actual, node, direction) == share


def goal(number: str, **cells: Any) -> Row:
    return row("target", **{"goal": number, "unit": "甲支部", "direction": "越高越好", "q3": 10, "weight": 40, **cells})


def test_a_goal_without_a_result_has_achieved_nothing_and_keeps_its_weight():
    found = fact("目标完成", goal("M1"), goal("M2", unit_kind="班组", unit="锅炉班"), row("target_actual", goal="M1", actual=5))
    assert column(found, "branch", "team", "achieved", "weight") == [("甲支部", None, 0.5, 40), (None, "锅炉班", 0, 40)]
    assert column(found, "key", "field") == [("target", "q3"), ("target_actual", "actual")]


def test_a_month_has_no_goals():
    assert fact("目标完成", goal("M1"), period="2019-08").empty


def voted(unit: str = "甲支部", date: str = "2019-09-20", **votes: int) -> Row:
    counted = {"very": 0, "mostly": 0, "fair": 0, "bad": 0, "unknown": 0} | votes
    returned = sum(counted[name] for name in ("very", "mostly", "fair", "bad", "unknown"))
    return row("survey", unit=unit, date=date, **{"entitled": returned, "issued": returned, "returned": returned, **counted})


@pytest.mark.parametrize(
    ("votes", "score"),
    [
        ({"very": 40, "mostly": 10, "fair": 4, "bad": 1, "unknown": 1}, 91.64),  # 5040 ÷ 55 = 91.636…
        ({"very": 5}, 100), ({"bad": 5}, 0), ({"very": 4, "bad": 1}, 80),
        ({"very": 4, "unknown": 9}, None), ({"unknown": 9}, None),  # fewer than five valid votes
        ({"very": 10, "entitled": 20, "issued": 20}, 100), ({"very": 10, "entitled": 21, "issued": 21}, None),  # half came back
        ({"very": 10, "issued": 9}, None),  # more came back than were handed out
    ],
)
def test_a_survey_counts_with_enough_votes_and_unknown_is_left_out(votes: dict[str, int], score: float | None):
    assert column(fact("满意度测评", voted(**votes)), "branch", "score") == ([] if score is None else [("甲支部", score)])


def test_no_valid_vote_is_no_survey_whatever_the_least_number():
    assert fact("满意度测评", voted(unknown=9), rules=setting("测评最少有效票", "0")).empty


def test_the_latest_survey_stands():
    rows = voted(very=9, date="2019-06-20"), voted(bad=9, date="2019-09-20"), voted(unit="乙支部", very=9, date="2019-05-20")
    assert column(fact("满意度测评", *rows), "branch", "score") == [("乙支部", 100), ("甲支部", 0)]


def won(number: str = "CG-1", **cells: Any) -> Row:
    return row("achievement", **{"achievement": number, "type": "技能竞赛", "level": "公司", "place": "第三名", **cells})


def test_an_achievement_is_paid_once_at_its_highest():
    found = fact("创新成果", won(), won(level="集团", place="第一名", by="乙支部"), won("CG-2", level="厂", place="其他"))
    assert column(found, "branch", "achievement", "points") == [("乙支部", "CG-1", 3), ("甲支部", "CG-2", 0)]


@pytest.mark.parametrize("order", [("锅炉班", "汽机班"), ("汽机班", "锅炉班")])
def test_equal_teams_of_one_achievement_do_not_win_by_the_order_of_their_rows(order: tuple[str, str]):
    assert column(fact("创新成果", *(won(team=name) for name in order)), "team") == ["汽机班"]


def test_deductions_keep_their_zeros():
    rows = [row("check", by="安监部", team="锅炉班", indicator="TM01", deduction=d) for d in (0, 5)]
    assert column(fact("班组考评", *rows), "team", "indicator", "deduction") == [("锅炉班", "TM01", 0), ("锅炉班", "TM01", 5)]


def test_every_fact_knows_the_cell_it_came_from():
    found = fact("出勤明细", row("meeting", type="支部党员大会", date="2019-08-15", absent="03", made_up="02"))
    assert column(found, "person", "file", "key", "field") == [
        ("01", "甲支部.xlsx", "meeting", "date"), ("02", "甲支部.xlsx", "meeting", "made_up"), ("03", "甲支部.xlsx", "meeting", "absent")]
