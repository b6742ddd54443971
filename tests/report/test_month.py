from typing import Any

import pandas as pd
import pytest
from kit.frames import frame_of
from kit.plant_on_disk import looked_at, sample_rated, sample_seen
from kit.tiny_plant import Row, branch, member, row, setting, tables, team

from pipeline.core.period import month_title
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.report.page import environment
from pipeline.report.stage import DRAFT, NOTICE, PROCESS, stage_of
from pipeline.report.statistics import statistics_of
from pipeline.report.statistics.process import months
from pipeline.run import report_files
from schemas.base import When, columns, timing
from schemas.base import key as key_of
from schemas.books import CHECK, SHEETS, SUBMISSION
from schemas.words import BRANCH, MEMBER, TEAM


def evaluated(*rows: Row, period: str = "2019Q3", **more: Any) -> Evaluation:
    return evaluate(tables(branch(groups=0), member("01"), member("02"), *rows, period=period, **more), {})


def line(made: Evaluation, month: str, unit: tuple[str, str] = (BRANCH, "甲支部")) -> dict[str, Any]:
    found = months(made)
    (own,) = (row for row in (*found.branches, *found.teams) if row.key == unit)
    return next(cells for cells in own["months"] if cells["month"] == month)


def test_every_sheet_with_dates_is_read_by_them():
    dated = {
        key_of(s)
        for book in (SUBMISSION, CHECK)
        for s in book.sheets
        if any(c.name == "date" for c in columns(s))
    }
    assert {name for name, sheet in SHEETS.items() if timing(sheet).when is When.EVENT} == dated | {
        "meeting",
        "duty",
        "training",
        "action",
        "achievement",
        "check",
        "event",
    }


@pytest.mark.parametrize(
    ("month", "sheets"), [("2019-07", ("meeting", "training", "check")), ("2019-08", ("meeting", "action"))]
)
def test_a_month_is_evaluated_from_the_rows_dated_in_it(month: str, sheets: tuple[str, ...]):
    frames = sample_rated(month).tables.frames
    for key in sheets:
        assert set(frames[key]["date"].dt.strftime("%Y-%m")) == {month}


@pytest.mark.parametrize("month", ["2019-07", "2019-08", "2019-09"])
def test_a_month_of_a_sound_quarter_has_no_errors_and_scores_every_branch_that_is_asked_enough(month: str):
    """A branch without committee and groups has too little due in a month without a general meeting and a lecture."""
    assert sample_seen(month).clean
    stars = frame_of(sample_rated(month).stars)
    branches = stars[stars["unit_kind"].eq(BRANCH)]
    leaves = sample_rated(month).evaluation.scores.leaves
    enough = [sum(x.max_points for x in leaves[BRANCH, unit]) >= 70 for unit in branches["unit"]]
    assert list(branches["score"].notna()) == list(branches["place"].notna()) == enough
    assert [unit for unit, asked in zip(branches["unit"], enough, strict=True) if not asked] in (
        [],
        ["机关二支部"],
    )


def test_a_month_gives_no_star_and_says_why():
    stars = frame_of(sample_rated("2019-08").stars)
    assert stars["star"].isna().all()
    assert "月度过程评价只计分，不评星" in stars["because"].tolist()


def test_a_month_out_of_the_quarters_workbook_says_so():
    assert [w for w in sample_rated("2019-08").warnings if "事后还原" in w]


def test_goals_and_quarterly_items_do_not_apply_in_a_month():
    scores = frame_of(sample_rated("2019-08").scores)
    assert not scores[scores["indicator"].isin(["BR01a", "BR01d", "BR12", "TM02"])]["applies"].any()


def test_learning_asks_a_third_of_the_quarters_sessions_in_a_month():
    held = [
        row(
            "meeting",
            type="支部党员大会",
            group=None,
            date="2019-08-05",
            month=None,
            absent=None,
            excused=None,
            made_up=None,
        )
    ]
    quarter, month = (
        evaluated(*held, period=p).facts["党员概况"]["learned"].tolist() for p in ("2019Q3", "2019-08")
    )
    assert (quarter, month) == (["否", "否"], ["是", "是"])
    strict = (
        evaluated(*held, period="2019-08", rules=setting("学习达标次数", "4"))
        .facts["党员概况"]["learned"]
        .tolist()
    )
    assert strict == ["否", "否"]


def test_a_survey_taken_after_the_month_does_not_count_in_it(plant):
    """The quarter's workbook holds it; a month counts the latest of those taken by its last day."""
    days = {
        period: looked_at(plant, period).tables.frames["survey"]["date"] for period in ("2019-08", "2019Q3")
    }
    assert days["2019Q3"].max() > pd.Timestamp("2019-08-31") >= days["2019-08"].max()


def test_the_inspection_of_the_quarter_does_not_replace_a_months_points():
    checked = row(
        "inspection", unit_kind="党支部", unit="甲支部", indicator="BR04", score=1.0, problem="缺记录"
    )
    for period, count in (("2019Q3", 1), ("2019-08", 0)):
        leaves = evaluated(checked, period=period).scores.leaves[BRANCH, "甲支部"]
        assert sum(bool(leaf.reason) for leaf in leaves) == count


def test_a_sampled_session_counts_in_its_own_month_only():
    sampled = row(
        "inspection",
        unit_kind="党支部",
        unit="甲支部",
        indicator=None,
        score=None,
        session="主题党日",
        session_date="2019-08-15",
        grade="好",
        problem=None,
        due=None,
        fixed=None,
    )
    assert [
        len(evaluated(sampled, period=p).facts["抽查等级"]) for p in ("2019-07", "2019-08", "2019Q3")
    ] == [0, 1, 1]


def meeting(date: str, **cells: Any) -> Row:
    return row(
        "meeting",
        **{
            "type": "主题党日",
            "group": None,
            "date": date,
            "month": None,
            "absent": None,
            "excused": None,
            "made_up": None,
            "theme": None,
            **cells,
        },
    )


def test_a_quarter_shows_its_three_months():
    made = evaluated(meeting("2019-07-10"), meeting("2019-09-03", month="2019-08"))
    theme_day = [
        (line(made, m)["due"], line(made, m)["on_time"], line(made, m)["late"])
        for m in ("2019-07", "2019-08")
    ]
    assert theme_day == [(3, 1, 0), (3, 0, 1)]  # 主题党日、支委会、党小组会 (rules 10.7)
    assert [
        line(made, m)["due"] - line(made, m)["on_time"] - line(made, m)["late"] - line(made, m)["missing"]
        for m in ("2019-07", "2019-08", "2019-09")
    ] == [0, 0, 0]


def test_attendance_leaves_the_excused_out():
    made = evaluated(meeting("2019-07-10", absent="01"), meeting("2019-07-20", excused="01"))
    told = line(made, "2019-07")
    assert (told["expected"], told["attended"], told["rate"]) == (3, 2, 66.7)
    assert line(made, "2019-08")["rate"] is None and line(made, "2019-08")["expected"] == 0


def test_helps_are_counted_in_their_month():
    made = evaluated(meeting("2019-07-10", theme="机组检修"), row("action", date="2019-08-02", members="01"))
    assert [line(made, m)["helps"] for m in ("2019-07", "2019-08", "2019-09")] == [1, 1, 0]


def test_a_team_is_told_its_own_items():
    told = line(evaluated(team("锅炉班")), "2019-07", (TEAM, "锅炉班"))
    assert (told["due"], told["missing"]) == (6, 6)


def test_the_months_of_a_quarter_add_up_to_its_work_list():
    made = sample_rated("2019Q3").evaluation
    found, facts = months(made), made.facts["清单执行"]
    every = [month for row in (*found.branches, *found.teams) for month in row["months"]]
    assert sum(month["due"] for month in every) == len(facts)
    assert sum(month["missing"] for month in every) == int(facts["status"].eq("未办").sum())


def test_the_partial_prints_every_branch_and_month():
    rows = months(sample_rated("2019Q3").evaluation).branches
    assert [len(r["months"]) for r in rows] == [3] * 8
    template = environment().from_string('{% import "parts/months.html.j2" as m %}{{ m.section(b, [], t) }}')
    page = template.render(b=rows, t=[month_title(n) for n in ("2019-07", "2019-08", "2019-09")])
    assert all(r.unit in page for r in rows)
    assert "7月" in page


def test_members_are_scored_in_a_month_too():
    assert [unit for unit in sample_rated("2019-08").evaluation.scores.base if unit[0] == MEMBER]


def test_a_months_stage_is_a_process_evaluation_however_far_the_quarter_has_got():
    decided = row("decision", step="党委会议", unit=None, date="2019-10-15", number="2019第10号", until=None)
    stages = [evaluated(decided, period=p).tables for p in ("2019-08", "2019Q3")]
    assert [stage_of(t, False).name for t in stages] == [PROCESS, NOTICE]
    assert stage_of(stages[0], True).name == DRAFT


def test_a_month_has_pages_and_data_and_nothing_to_publish():
    rating = sample_rated("2019-08")
    files, faults = report_files(rating)
    assert not faults
    assert not [name for name in files if name.endswith((".xlsx", ".docx"))]
    page = files["index.html"].decode()
    assert "2019年8月党支部与班组月度评价" in page
    assert "当月过程" in page
    assert not [word for word in ("星级区间", "升星", ">星级<", "初评稿") if word in page]
    own = files["支部/检修支部.html"].decode()
    assert "为什么" not in own
    assert [mark for mark in "一二三四五六七" if f"{mark}、" in own] == list("一二三四五六")


def test_the_months_of_teams_stand_in_the_month_page():
    rows = statistics_of(sample_rated("2019-08").evaluation).months.teams
    assert {r.unit for r in rows} == set(sample_rated("2019-08").tables.frames["team"]["team"])


def test_a_month_counts_what_was_done_by_its_last_day_and_the_quarter_what_was_made_up_later():
    month, whole = (sample_rated(name).tables.frames["duty"] for name in ("2019-08", "2019Q3"))
    august = whole[whole["month"].eq("2019-08")]
    late = august["done"] > "2019-08-31"
    assert late.any() and list(month.index) == list(august[~late].index)
