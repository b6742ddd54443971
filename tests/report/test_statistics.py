import datetime as dt
import re
from collections import Counter
from dataclasses import replace

import pytest
from kit.frames import frame_of
from kit.tiny_plant import Row, branch, colleague, member, row, tables, team
from kit.whole_sample import pages, rating, seen

from pipeline.core.workdays import Workdays
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.report.pages.drawings.panels import words
from pipeline.report.pages.pages import report_pages
from pipeline.report.pages.system.members import members_page
from pipeline.report.pages.system.page import NAME, REGISTERS, registers_page, system_page
from pipeline.report.statistics import Statistics, statistics_of
from pipeline.report.statistics.inspections import ON_TIME, OVERDUE, RUNNING, TOO_LATE, state_of
from pipeline.report.statistics.pairing import Asked, StarLink
from pipeline.report.statistics.pledges import BELOW, LEFT, NOT_REVIEWED, PASSED
from schemas.words import BRANCH, DUTIES, MEMBER, STAR_DUTY, TEAM, THEMES, VOICES

PLANT = (branch(groups=0, has_committee="否"), team())


def made(*rows: Row, period: str = "2019Q3") -> Evaluation:
    return evaluate(tables(*PLANT, *rows, period=period), {})


def told(*rows: Row, period: str = "2019Q3") -> Statistics:
    return statistics_of(made(*rows, period=period))


def people(members: int, colleagues: int) -> list[Row]:
    return [member(f"1{i:02d}", team="锅炉班") for i in range(members)] + [
        colleague(f"2{i:02d}", team="锅炉班") for i in range(colleagues)
    ]


def pair(guide: str, learner: str | None, **cells: object) -> Row:
    given = {"type": "党员带群众", "guide": guide, "learner": learner, "start": "2019-02-01", "outcome": None}
    return row("pairing", **(given | cells))


def text(page: bytes) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", "", page.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", body)


# 一个目标


def test_party_and_business_goals_stand_side_by_side():
    goals = [
        row(
            "target",
            goal="A",
            unit="甲支部",
            examiner="本支部",
            unit_kind="党支部",
            category="党建工作",
            direction="越高越好",
            q3=80,
            weight=30,
        ),
        row(
            "target",
            goal="B",
            unit="甲支部",
            examiner="本支部",
            unit_kind="党支部",
            category="安全生产",
            direction="越低越好",
            q3=2,
            weight=50,
        ),
        row(
            "target",
            goal="C",
            unit="甲支部",
            examiner="本支部",
            unit_kind="党支部",
            category="党建工作",
            direction="达到",
            q3=5,
            weight=20,
        ),
    ]
    results = [row("target_actual", goal="A", actual=60), row("target_actual", goal="B", actual=1)]
    line = told(*people(2, 2), *goals, *results).goal_lines[0]
    safety, business, party = line["categories"]
    assert (safety.goals, safety.met, safety.achieved) == (1, 1, 100)
    assert (business.goals, business.achieved) == (0, None)
    assert (party.goals, party.met, party.achieved) == (2, 0, pytest.approx(100 * 0.75 * 30 / 50))
    assert line["whole"].achieved == pytest.approx((0.75 * 30 + 50) / 100 * 100)


def test_a_goal_without_a_result_says_so():
    goal = told(*people(2, 2), row("target", goal="A", unit="甲支部", unit_kind="党支部")).goals[0]
    assert (goal["actual"], goal["achieved"]) == (None, 0)


def test_the_goals_of_the_sample_weigh_what_the_indicator_weighs():
    leaves = rating().evaluation.scores.leaves
    for line in seen().goal_lines:
        own = next(x for x in leaves[line.unit_kind, line.unit] if x.rule.code in ("BR12", "TM02"))
        assert (line["whole"].achieved is not None) == own.applies
        assert line["whole"].achieved is None or line["whole"].achieved == pytest.approx(
            float(100 * own.value.ratio)
        )


# 一项领跑、一带一


def test_pairs_are_counted_by_hand():
    rows = [
        pair("100", "200", outcome="会了"),
        pair("100", "201"),
        pair("101", "200", difficulty="忙", solved="否"),
    ]
    line = told(*people(3, 4), *rows).lead_run.lines[0]
    assert (line["members"], line["colleagues"], line["possible"]) == (3, 4, 4)
    assert (line["paired"], line["coverage"], line["pairs"]) == (2, 50.0, 3)
    assert (line["outcomes"], line["outcome_share"]) == (1, 33.33)
    assert (line["difficulties"], line["solved"], line["alone"]) == (1, 0, 2)
    assert line["score"] == 41.67


def test_members_without_a_pair_and_with_too_many_are_named():
    rows = [pair("100", "200"), pair("100", "201"), pair("100", "202"), pair("101", "203")]
    line = told(*people(3, 4), *rows).lead_run.lines[0]
    assert line["unpaired"] == ("员工102（102）",)
    assert line["overloaded"] == ("员工100（100） 带 3 人",)


def test_the_lead_run_board_is_one_table_a_category_and_a_small_one_is_placed_in_the_plant():
    large, small = seen().lead_run.groups
    assert (len(large.lines), len(small.lines), large.small, small.small) == (6, 2, False, True)
    assert "全厂支部中的名次" in small.heading and "全厂" not in large.heading
    for group, rivals in ((large, large.lines), (small, (*large.lines, *small.lines))):
        for line in group.lines:
            assert line["rank"] == 1 + sum(other["score"] > line["score"] for other in rivals)
        assert [line["rank"] for line in group.lines] == sorted(line["rank"] for line in group.lines)


def test_a_skill_studied_alone_has_no_learner():
    skill = told(*people(2, 2), pair("100", None, type="技能一带一", business="给水泵检修")).lead_run.skills[
        0
    ]
    assert (skill["guide"], skill["learner"], skill["business"]) == (
        "员工100（100）",
        "自行钻研",
        "给水泵检修",
    )


def test_a_team_carries_as_the_gates_say_and_only_what_is_missing_is_marked():
    star = {(r["unit_kind"], r["unit"]): r["star"] for r in frame_of(rating().stars).to_dict("records")}
    for link in seen().links:
        assert link.star == star[BRANCH, link.branch]
        for asked in link.held:
            assert asked.holds
            assert all(star[TEAM, name] >= asked.at_least for name in asked.carry)
            assert asked.nearest == ()
        counting = {t.team for t in link.teams if t.counts and not t.pending}
        for asked in link.held + link.next:
            assert {*asked.carry, *asked.nearest} <= counting and not {*asked.carry} & {*asked.nearest}
            assert len(asked.nearest) <= max(0, asked.need - asked.have)


def test_an_open_row_is_the_shortfall_of_the_report():
    gates = {(s.unit, s.at_least): (s.have, s.need) for s in rating().shortfalls if s.at_least}
    found = {(x.branch, a.at_least): (a.have, a.need) for x in seen().links for a in x.next if not a.holds}
    assert gates
    assert {key: found[key] for key in gates} == gates


def test_the_nearest_team_alone_is_told_what_the_next_star_lacks():
    held = Asked(3, 3, 1, 1, ("甲班",), ())
    after = (Asked(4, 4, 1, 1, ("甲班",), ()), Asked(4, 3, 1, 2, ("甲班",), ("乙班",)))
    link = StarLink("支部", 3, False, (), (held,), after)
    assert words(link, "甲班") == ("托住支部三星", "")
    assert words(link, "乙班") == ("", "支部升四星还差 1 个三星班组，最接近")
    assert words(link, "丙班") == ("", "")


# 三项职责


def test_every_member_has_a_profile_for_the_office():
    found = seen().profiles
    assert len(found.members) == 220 == sum(spread["members"] for spread in found.spreads)
    assert sum(profile.exceptions for profile in found.members) <= len(found.exceptions)
    assert all(
        len(profile.duties) == len(DUTIES) and any(duty.most for duty in profile.duties)
        for profile in found.members
    )


def test_a_profile_is_the_sum_of_its_indicators():
    leaves = rating().evaluation.scores.leaves
    for profile in seen().profiles.units:
        own = [x for x in leaves[profile.unit_kind, profile.unit] if x.applies]
        for name, duty in zip(DUTIES, profile.duties, strict=True):
            assert duty.points == pytest.approx(float(sum(x.points for x in own if x.rule.duty == name)))
        assert sum(d.most for d in profile.duties) == pytest.approx(float(sum(x.max_points for x in own)))


def test_every_unit_has_its_first_responsible_person():
    assert all(profile.head for profile in seen().profiles.units)
    heads = dict(zip(*(rating().tables.frames["branch"][c] for c in ("branch", "secretary")), strict=True))
    for profile in seen().profiles.units:
        if profile.unit_kind == BRANCH:
            assert heads[profile.unit] in profile.head


def test_every_member_with_an_indicator_is_in_one_band():
    leaves = rating().evaluation.scores.leaves
    home = rating().evaluation.people.members["branch"]
    for spread in seen().profiles.spreads:
        own = [leaves[MEMBER, person] for person in home[home == spread.unit].index]
        for name, bands in zip(DUTIES, spread["bands"], strict=True):
            if name != STAR_DUTY:
                assert sum(bands) == sum(
                    any(x.rule.duty == name and x.applies and x.max_points for x in xs) for xs in own
                )


def test_who_leads_a_unit_answers_for_its_star():
    """Members have no indicator of 星责: secretaries and leaders have that of their unit, the others none."""
    profiles = seen().profiles
    units = {profile.head: profile.duties[DUTIES.index(STAR_DUTY)] for profile in profiles.units}
    secretaries = {profile.head for profile in profiles.units if profile.unit_kind == BRANCH}
    found = {profile.unit: profile.duties[DUTIES.index(STAR_DUTY)] for profile in profiles.members}
    assert all(found[head].points == units[head].points and found[head].most for head in secretaries)
    assert not any(duty.most for member, duty in found.items() if member not in units)


# 双星培训


def test_hours_a_head_are_those_of_the_group():
    held = row(
        "training",
        host_unit="甲支部",
        hours=2,
        audience="支部",
        absent="100",
        activists=1,
        colleagues=3,
        type="专题党课",
    )
    active = member("300", politics="入党积极分子")
    line = told(*people(4, 6), active, held).training.rows[0]
    assert (line["sessions"], line["hours"]) == (1, 2)
    assert (line["per_member"], line["per_activist"], line["per_colleague"]) == (1.5, 2, 1)


def test_a_session_that_both_ratings_used_counts_for_both():
    lecture = row("training", host_unit="甲支部", type="专题党课", date="2019-08-20")
    team_talk = row("training", host_unit="锅炉班", type="道德小讲堂", audience="班组", date="2019-08-21")
    whole = told(*people(4, 6), lecture, team_talk).training.whole
    assert (whole["by_branch"], whole["by_team"], whole["by_both"]) == (2, 1, 1)


# 组织生活


def test_the_work_list_adds_up():
    rows = [
        row("meeting", type="主题党日", date="2019-07-10"),
        row("meeting", type="主题党日", date="2019-09-02", month="2019-08"),
        row("meeting", type="支部党员大会", date="2019-09-10"),
    ]
    found = told(*people(2, 2), *rows).work_list
    line = found.lines[0]
    july, august, september = line["months"]
    assert (july.on_time, july.late) == (1, 0)
    assert (august.on_time, august.late) == (0, 1)
    assert september.on_time == 1
    assert line["due"] == line["on_time"] + line["late"] + line["missing"]
    assert line["due"] == sum(month.due for month in line["months"])
    theme = found.compliance.rows[0]["tallies"][found.items.index("主题党日")]
    assert theme is not None
    assert (theme.due, theme.on_time, theme.late, theme.missing) == (3, 1, 1, 1)
    assert "9月主题党日" in line["undone"]


def test_what_does_not_apply_is_named():
    found = told(*people(2, 2)).work_list
    assert "支委会" in found.lines[0]["unasked"]
    assert "党小组会" in found.lines[0]["unasked"]
    assert found.not_yet == ("组织生活会", "民主评议党员", "谈心谈话", "党费收缴公示", "民主生活会")


def test_the_tally_of_the_sample_is_that_of_its_facts():
    facts = rating().evaluation.facts["清单执行"]
    status = Counter(facts["status"])
    lines = seen().work_list.lines
    assert sum(x["due"] for x in lines) == len(facts)
    assert [sum(x[name] for x in lines) for name in ("on_time", "late", "missing")] == [
        status[word] for word in ("按期", "补办", "未办")
    ]


def test_attendance_of_members_adds_up_to_that_of_the_branch():
    rows = [
        row("meeting", type="主题党日", date="2019-07-10", absent="100", excused="101"),
        row("meeting", type="支部党员大会", date="2019-09-10", absent="100"),
    ]
    found = told(*people(3, 2), *rows)
    whole, worst = found.attendance.rows[0], found.member_attendance[0]
    assert (whole["expected"], whole["present"], whole["absent"], whole["excused"], whole["rate"]) == (
        6,
        3,
        2,
        1,
        60.0,
    )
    assert (worst["member"], worst["rate"]) == ("员工100（100）", 0)
    assert sum(m["expected"] for m in found.member_attendance) == whole["expected"]


def test_the_committee_is_counted_by_its_own_list():
    rows = [
        row("committee_duty", item="DW01", month="2019-07", done="2019-07-20"),
        row("committee_duty", item="DW01", month="2019-08", done="2019-09-03"),
        row("committee_duty", item="DW02", month="2019-09", done=None),
    ]
    found = told(*people(2, 2), *rows).overdue
    assert (found.committee_due, found.committee_kept) == (5, 1)
    assert found.as_of == dt.date(2019, 10, 10)
    assert [(x.name, x.days) for x in found.made_up if x.who == "党委"] == [("党委理论学习中心组学习", 3)]
    open_ = [(x.name, x.month, x.days) for x in found.branches if x.who == "党委"]
    assert ("党委理论学习中心组学习", "2019-09", 10) in open_
    assert len(open_) == 3


def test_an_item_that_is_not_yet_due_is_not_overdue():
    found = told(*people(2, 2)).overdue
    assert "季度工作安排" not in {x.name for x in found.branches}  # its grace ends on the day of counting
    assert all(x.days > 0 for x in found.branches + found.teams)


# 星级建设标准化


@pytest.mark.parametrize(
    ("due", "fixed", "state", "days"),
    [
        ("2019-09-10", "2019-09-10", ON_TIME, 0),
        ("2019-09-10", "2019-09-13", TOO_LATE, 3),
        ("2019-09-10", None, OVERDUE, 20),
        ("2019-10-20", None, RUNNING, 0),
        ("2019-09-30", None, RUNNING, 0),
    ],
)
def test_a_problem_is_late_by_the_days_after_its_term(due: str, fixed: str | None, state: str, days: int):
    day = None if fixed is None else dt.date.fromisoformat(fixed)
    assert state_of(dt.date.fromisoformat(due), day, dt.date(2019, 9, 30), Workdays()) == (state, days)


def test_the_difference_is_what_the_check_changed():
    found = seen().rectification
    leaves = rating().evaluation.scores.leaves
    assert len(found.checked.rows) == sum(
        r["score"] == r["score"]
        for r in rating().tables.frames["inspection"].to_dict("records")
        if r["score"] is not None and str(r["score"]) != "<NA>"
    )
    for line in found.lines:
        own = [c["difference"] for c in found.checked if c.key == line.key]
        assert line["difference"] == pytest.approx(sum(own))
        assert line["total"] == pytest.approx(
            float(sum(x.points for x in leaves[line.unit_kind, line.unit] if x.applies))
        )


def test_mean_and_spread_of_a_department_are_those_of_its_rows():
    rows = [team("汽机班"), team("焊接班")] + [
        row("check", by="安监部", team=name, indicator="TM01", deduction=points)
        for name, points in (("锅炉班", 1), ("锅炉班", 2), ("汽机班", 0), ("焊接班", 6))
    ]
    (examiner,) = told(*people(2, 2), *rows).departments.examiners.rows
    assert (examiner.unit, examiner["teams"], examiner["lost"]) == ("安监部", 3, 2)
    assert tuple(examiner[name] for name in ("mean", "spread", "least", "most")) == (3, 2.45, 0, 6)


# 双承诺


def test_due_pledges_are_kept_excused_or_overdue():
    def pledge(number: str, **cells: object) -> Row:
        given = {
            "pledge": number,
            "person": "100",
            "verdict": "通过",
            "set_on": "2019-02-01",
            "deadline": "2019-08-31",
            "state": "践诺中",
        }
        return row("pledge", **(given | cells))

    rows = [
        pledge(
            "A",
            state="已评诺",
            done="2019-08-20",
            reviewed="2019-09-01",
            published="2019-02-05",
            grade="满意",
        ),
        pledge("B", state="已完成", done="2019-09-20"),
        pledge("C", state="终止", reason="客观原因"),
        pledge("D"),
        pledge("E", deadline="2019-12-31"),
        pledge("F", verdict="不通过", state="草拟", set_on=None),
    ]
    agreed = row(
        "verification", table="双承诺", number="C", matter="客观原因", verdict="同意", date="2019-09-20"
    )
    line = told(*people(2, 2), *rows, agreed).pledges.lines[0]
    assert (line["due"], line["on_time"], line["excused"], line["overdue"], line["kept"]) == (
        4,
        1,
        1,
        2,
        33.33,
    )
    assert line["steps"] == (5, 0, 1, 0, 2, 1)
    assert (line["refused"], line["voices"]) == (1, (1, 0, 0, 0))
    assert sum(line["states"]) == sum(line["types"]) == sum(line["sources"]) == 6


def test_what_the_page_calls_kept_is_what_the_indicator_paid():
    values = {
        unit[1]: x.value
        for unit, xs in rating().evaluation.scores.leaves.items()
        for x in xs
        if x.rule.code == "BR06b"
    }
    for line in seen().pledges.lines:
        assert (line["on_time"], line["due"] - line["excused"]) == (
            values[line.unit].above,
            values[line.unit].below,
        )


# 助力、责任区、示范岗


def test_helps_of_the_page_are_the_figures_of_the_report():
    figures = {f.name: f.value for f in rating().figures}
    whole = dict(zip(THEMES, seen().helps.whole["themes"], strict=True))
    assert whole["安全文明生产标准化"] == figures["安全文明生产标准化助力"] == 25
    assert whole["机组检修"] == figures["机组检修助力"] == 8
    assert sum(line["helps"] for line in seen().helps) == seen().helps.whole["helps"]


@pytest.mark.parametrize(
    ("score", "withdrawn", "state"),
    [(70, None, PASSED), (69.9, None, BELOW), (None, None, NOT_REVIEWED), (60, "2019-09-01", LEFT)],
)
def test_a_post_below_the_line_loses_its_plate(score: float | None, withdrawn: str | None, state: str):
    rows = [row("zone_post", type="示范岗", name="岗一", withdrawn=withdrawn, self_score=99)]
    rows += [] if score is None else [row("post_review", branch="甲支部", name="岗一", score=score)]
    (place,) = told(*people(2, 2), *rows).places
    assert (place["state"], place["self_score"], place["review"]) == (state, 99, score)


def test_a_position_is_listed_and_not_judged():
    (place,) = told(*people(2, 2), row("zone_post", type="阵地", name="党员之家")).places
    assert (place["type"], place["state"], place["review"]) == ("阵地", "", None)


# 微心愿、群众诉求、创新


def test_wishes_count_on_the_day_they_come_true():
    def wish(number: str, **cells: object) -> Row:
        given = {
            "wish": number,
            "team": "锅炉班",
            "raised": "2019-06-20",
            "claimer": "100",
            "due": "2019-08-31",
            "state": "已认领",
        }
        return row("wish", **(given | cells))

    rows = [
        wish("A", state="已实现", realised="2019-07-10", voice="满意"),
        wish("B", state="已实现", realised="2019-09-08", voice="一般", raised="2019-07-01"),
        wish("C", state="已实现", realised="2019-06-30"),  # before the period
        wish("D"),
        wish("E", state="转办"),
        wish("F", state="待认领", claimer=None, due=None, raised="2019-09-01"),
    ]
    line = told(*people(4, 8), *rows).service.wishes.branches.whole
    assert (line["in_hand"], line["raised"], line["claimed"], line["passed_on"], line["closed"]) == (
        6,
        2,
        5,
        1,
        2,
    )
    assert (line["due"], line["on_time"]) == (4, 1)  # A; C counted in the quarter in which it was closed
    assert line["days"] == (20 + 69) / 2
    assert line["voices"] == (1, 0, 1, 0)


def test_the_wishes_of_the_year_stand_beside_the_staff_each_number_once():
    now = [row("wish", wish="A", raised="2019-06-20"), row("wish", wish="B", raised="2019-08-01")]
    before = [
        row("wish", wish=number, raised=day, state="待认领")
        for number, day in (("A", "2019-06-20"), ("C", "2019-02-01"), ("D", "2018-12-30"))
    ]
    found = statistics_of(
        evaluate(tables(*PLANT, *people(4, 8), *now, earlier=[*PLANT, *before]), {})
    ).service.wishes.year
    assert found == (("甲支部", 3, 12), ("全厂", 3, 12))


def test_opinions_on_pledges_are_listed():
    rows = [
        row("request", request="A", category="监督意见", content="承诺没有公开"),
        row("request", request="B", category="生活冷暖"),
    ]
    found = told(*people(4, 8), *rows).service
    assert [(o["request"], o["content"]) for o in found.opinions] == [("A", "承诺没有公开")]
    assert found.requests.branches.whole["in_hand"] == 2


def test_a_small_team_shows_no_wishes_outside_the_office():
    page = text(pages()["班组/焊接班.html"])
    assert "焊接班" in seen().service.small
    assert "心愿和诉求按规定不在这里公布" in page
    assert "微心愿：本期台账" not in page
    assert "微心愿 K" not in page and "群众诉求 K" not in page and page.count("不足十人，不公布") == 2
    assert "微心愿：本期台账" in text(pages()["班组/锅炉班.html"])


def test_claims_of_an_achievement_that_differ_are_shown_and_not_counted():
    rows = [
        row("achievement", achievement="A", type="技术攻关", level="厂", place="第一名"),
        row("achievement", by="乙支部", achievement="A", type="技术攻关", level="公司", place="第一名"),
    ]
    found = told(*people(2, 2), branch("乙支部"), *rows).achievements
    assert [(a.unit, a["counts"]) for a in found.all] == [("乙支部", False), ("甲支部", False)]
    assert sum(n for kind in found.kinds for n in kind["levels"]) == 0


# 页面


def test_objections_stand_in_the_report():
    page = text(pages()["index.html"])
    answered, still_open = rating().objections
    assert answered.matter in page
    assert answered.answer in page
    assert still_open.matter in page
    assert page.count("尚未答复") == 1
    without = report_pages(replace(rating(), objections=()))["index.html"]
    assert "异议：无" in text(without)


def test_a_branch_without_teams_is_drawn_with_those_it_is_paired_with():
    page = pages()["支部/机关一支部.html"].decode()
    assert "<title>机关一支部各班组的星级</title>" in page
    assert "化验班 四星；电气二次班 四星" in page or "电气二次班 四星；化验班 四星" in page


def test_the_picture_of_a_branch_says_how_many_teams_its_next_star_wants():
    page = pages()["支部/检修支部.html"].decode()
    gate = next(s for s in rating().shortfalls if s.unit == "检修支部" and s.at_least)
    assert f"有 {gate.have} 要 {gate.need}" in page


def test_every_page_but_the_registers_is_within_its_size():
    assert {
        path: len(page) for path, page in pages().items() if len(page) > 400_000 and path != REGISTERS
    } == {}


def test_the_page_of_the_system_is_the_office_s():
    page = pages()[NAME]
    assert '<b class="tag">内部</b>' in page.decode()
    assert all("内部</b>" not in other.decode() for path, other in pages().items() if "/" in path)


def test_no_unit_page_names_a_member_who_was_away_or_has_no_pair():
    named = {name for line in seen().lead_run.lines for name in line["unpaired"]}
    named |= {m["member"] for m in seen().member_attendance if m["absent"]}
    named -= {profile.head for profile in seen().profiles.units}
    numbers = {re.sub(r".*（(.*)）", r"\1", name) for name in named}
    for path, page in pages().items():
        if "/" in path:
            shown = set(re.findall(r"（(\d{5})）", text(page)))
            assert not shown & numbers, path


def test_every_table_and_drawing_of_the_new_pages_has_its_name():
    for path in (NAME, "支部/检修支部.html", "班组/锅炉班.html"):
        page = pages()[path].decode()
        assert page.count("<table") == page.count("<caption")
        assert page.count("<svg") == page.count("<title>") - 1 == page.count("<desc>")
        assert not re.findall(r"<th(?![^>]*scope)[ >]", page)


@pytest.mark.parametrize("period", ["2019-08", "2019Q3"])
def test_a_plant_with_nothing_filled_in_still_has_its_page(period: str):
    evaluated = made(*people(2, 2), period=period)
    result, statistics = replace(rating(), stars=(), shortfalls=()), statistics_of(evaluated)
    for page in (system_page, members_page, registers_page):
        assert b"</html>" in page(result, statistics)


def test_the_same_evaluation_gives_the_same_page():
    assert report_pages(rating())[NAME] == pages()[NAME]


def test_the_months_of_a_unit_stand_on_its_page():
    for kind, unit in ((BRANCH, "检修支部"), (TEAM, "锅炉班")):
        page = pages()[f"{'支部' if kind == BRANCH else '班组'}/{unit}.html"].decode()
        own = page[page.index('id="months"') :]
        table = own[: own.index("</table>")]
        line = next(x for x in seen().work_list.lines if (x.unit_kind, x.unit) == (kind, unit))
        cells = [
            re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", one)
            for one in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        assert [c[:5] for c in cells[1:4]] == [
            [f"2019-0{i}", *map(str, (t.due, t.on_time, t.late, t.missing))]
            for i, t in zip((7, 8, 9), line["months"], strict=True)
        ]
        if kind == BRANCH:
            (months,) = (x["months"] for x in seen().months.branches if x.unit == unit)
            assert [c[7] for c in cells[1:4]] == [str(m["helps"]) for m in months]


def test_voices_and_claims_stand_on_the_page_of_a_unit():
    for folder, unit, ledgers in (("支部", "检修支部", "branches"), ("班组", "锅炉班", "teams")):
        page = text(pages()[f"{folder}/{unit}.html"])
        for word, taken, ledger in (
            ("微心愿", "已认领", seen().service.wishes),
            ("群众诉求", "已承办", seen().service.requests),
        ):
            found = getattr(ledger, ledgers)
            line = next(x for x in found if x.unit == unit)
            told = next(
                one for one in page.splitlines() if one.startswith(f"{word}：本期台账 {line['in_hand']} 件")
            )
            assert f"{taken} {line['claimed']}，" in told
            if line["closed"]:
                voices = "，".join(f"{v} {n}" for v, n in zip(VOICES, line["voices"], strict=True))
                assert f"服务对象评价：{voices}，没有评价 {line['closed'] - sum(line['voices'])}。" in told
