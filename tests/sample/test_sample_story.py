"""The sample shows each part of the system, with numbers that a plant can have."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from kit.plant_on_disk import sample_rated
from kit.sample_rows import REPORTED, books, members, rows, whole

from pipeline.sample.books import QUARTERS
from schemas.base import column_of, key
from schemas.books import DECLARED, SUBMISSION
from schemas.words import EVENTS, LEVELS


def test_the_third_quarter_tells_its_story():
    events = {(row["type"], row["code"]) for row in rows("event", "2019Q3")}
    assert {("否决", "VT03"), ("封顶", "CP01")} <= events
    assert dt.date(2019, 8, 1) in {team["founded"] for team in rows("team", "2019Q3")}
    twice = [
        n
        for n, count in Counter(r["achievement"] for r in rows("achievement", "2019Q3")).items()
        if count > 1
    ]
    assert twice == [row["achievement"] for row in rows("event", "2019Q3") if row["achievement"]]
    assert [row["unit"] for row in rows("receipt", "2019Q3") if row["late"] == "是"] == ["机关二支部"]
    assert {row["step"] for row in rows("decision", "2019Q3")} == {"支部核对"}
    surveys = rows("survey", "2019Q3")
    assert [s["unit"] for s in surveys if int(str(s["returned"])) * 2 < int(str(s["entitled"]))] == [
        "采制样班"
    ]
    assert [s["unit"] for s in surveys if int(str(s["returned"])) - int(str(s["unknown"])) < 5] == ["焊接班"]


@pytest.mark.parametrize(("sheet", "column"), [("wish", "state"), ("request", "state")])
def test_the_ledgers_show_every_state(sheet: str, column: str):
    declared, rows_of_year = next(s for s in SUBMISSION.sheets if key(s) == sheet), whole(sheet)
    follows = DECLARED[sheet].follows[column](pd.DataFrame(rows_of_year))  # where nothing is written
    states = {row[column] or said for row, said in zip(rows_of_year, follows, strict=True)}
    assert states == set(column_of(declared, column).choices)


@pytest.mark.parametrize(("quarter", "before"), [("2019Q2", "2019Q1"), ("2019Q3", "2019Q2")])
def test_the_published_stars_are_what_the_quarter_before_was_rated(quarter: str, before: str):
    published = {
        (r["unit_kind"], r["unit"]): r for r in rows("published_star", quarter) if r["period"] == before
    }
    shown = {star.key: star for star in sample_rated(before).stars if star.shown is not None}
    assert published.keys() == shown.keys()
    assert all(
        (row["star"], row["score"]) == (shown[unit].star, shown[unit].score)
        for unit, row in published.items()
    )


def test_no_quarter_knows_the_stars_of_a_later_one():
    told = {quarter: {str(row["period"]) for row in rows("published_star", quarter)} for quarter in QUARTERS}
    assert told == {quarter: {"2018", *QUARTERS[:number]} for number, quarter in enumerate(QUARTERS)}


def test_last_years_stars_are_known_from_the_first_quarter_on():
    for quarter in REPORTED:
        units = {row["unit"] for row in rows("published_star", quarter) if row["period"] == "2018"}
        assert units == {row["branch"] for row in rows("branch", "2019Q1")} | {
            row["team"] for row in rows("team", "2019Q1")
        }


def test_no_more_activists_and_colleagues_come_than_there_are():
    for book in (b for b in books() if b.book is SUBMISSION):
        people = rows("person", str(book.cover["period"]))
        for session in (row for sheet in ("training", "meeting", "action") for row in book.rows[sheet]):
            unit = session.get("host_unit") or book.cover["unit"]
            of = Counter(p["politics"] for p in people if unit in (p["branch"], p["team"]))
            assert (session.get("activists") or 0) <= of["入党积极分子"], (book.path, session)
            assert (session["colleagues"] or 0) <= of["群众"], (book.path, session)


def missed_goals(quarter: str) -> Counter[object]:
    kinds = {goal["goal"]: goal for goal in rows("target", "2019")}
    missed: Counter[object] = Counter()
    for row in rows("target_actual", quarter):
        goal = kinds[row["goal"]]
        low = goal["direction"] == "越低越好"
        missed[row["unit"]] += row["actual"] > row["node"] if low else row["actual"] < row["node"]
    return missed


def test_strong_branches_miss_one_goal_at_most_and_weak_ones_more():
    missed = missed_goals("2019Q3")
    found = {str(b["branch"]): missed[b["branch"]] for b in rows("branch", "2019Q3")}
    assert found == {
        "发电运行一支部": 0,
        "热控支部": 1,
        "检修支部": 1,
        "机关一支部": 1,
        "发电运行二支部": 2,
        "环保化学支部": 2,
        "机关二支部": 2,
        "燃料支部": 3,
    }
    first = {row["unit"]: row["indicator"] for row in rows("target_actual", "2019Q3") if row["note"]}
    assert len({first[unit] for unit in ("热控支部", "检修支部", "机关一支部")}) == 3


def test_no_rate_that_counts_what_was_done_is_above_a_hundred():
    rates = {goal["goal"] for goal in rows("target", "2019") if goal["measure_unit"] == "%"}
    assert all(float(str(row["actual"])) <= 100 for row in whole("target_actual") if row["goal"] in rates)


def test_no_goal_and_no_exception_repeats_what_another_sheet_tells():
    told = [
        str(row[column])
        for sheet, column in (("duty_exception", "matter"), ("target_actual", "indicator"))
        for row in whole(sheet)
    ]
    assert not [
        text
        for text in told
        if any(word in text for word in ("参加", "参与", "出勤", "主题党日", "培训", "满意"))
    ]
    assert {row["duty"] for row in whole("duty_exception")} == {"本责", "党责", "星责"}


def test_a_branch_of_six_members_has_no_committee_and_holds_no_committee_meeting():
    for quarter in REPORTED:
        without = [b["branch"] for b in rows("branch", quarter) if b["has_committee"] == "否"]
        assert without == ["机关二支部"]
        people = [m for m in members(quarter) if m["branch"] in without]
        assert (len(people), {m["committee"] for m in people}) == (6, {"否"})
    assert not [
        row
        for book in books()
        if book.cover["unit"] == "机关二支部"
        for row in book.rows.get("meeting", [])
        if row["type"] == "支委会"
    ]


@pytest.mark.parametrize(
    ("source", "sheet", "met"), [("心愿", "wish", "realised"), ("诉求", "request", "closed")]
)
def test_a_pledge_for_a_wish_or_a_request_inherits_its_dates(source: str, sheet: str, met: str):
    asked = {row[sheet]: row for row in rows(sheet, "2019Q3")}
    answering = [row for row in rows("pledge", "2019Q3") if row["linked"] and row["source"] == source]
    assert answering
    for pledge in answering:
        item = asked[pledge["linked"]]
        assert (pledge["deadline"], pledge["done"], pledge["type"]) == (item["due"], item[met], "服务承诺")
        assert pledge["person"] in (item.get("claimer"), item.get("handler"))


def test_a_pledge_is_looked_after_before_it_is_done():
    for pledge in whole("pledge"):
        assert not pledge["supervised"] or not pledge["done"] or pledge["supervised"] <= pledge["done"], (
            pledge
        )


def test_the_year_has_every_kind_of_decision_and_an_objection_of_either_sort():
    by_other_rules = {
        "降级",
        "清零",
        "直接定级",
        "不参评",
    }  # consequences that the default rulebook does not have
    assert {row["type"] for row in whole("event")} == set(EVENTS) - by_other_rules
    assert {bool(row["answer"]) for row in rows("objection", "2019Q3")} == {True, False}


def test_one_branch_earns_the_ceiling_of_bonus_points_with_an_achievement_of_the_country():
    stars = {star.unit: star.bonus for star in sample_rated().stars}
    assert [unit for unit, points in stars.items() if points == 5] == ["发电运行一支部"]
    assert {row["level"] for row in whole("achievement")} == set(LEVELS)


def test_the_earlier_quarters_are_published_and_the_last_one_is_not():
    assert [sample_rated(quarter).stage.name for quarter in REPORTED] == [
        "正式通报",
        "正式通报",
        "初评稿",
    ]


def test_a_team_under_investigation_shows_no_star_until_it_is_lifted():
    """脱硫除灰班 was suspended in winter and lifted in May, so its first quarter is known since then."""
    pending = {
        quarter: [star.unit for star in sample_rated(quarter).stars if star.pending] for quarter in REPORTED
    }
    assert pending == {"2019Q1": [], "2019Q2": [], "2019Q3": ["输煤运行二班"]}


def test_members_share_their_colleagues_before_anybody_guides_two():
    pairs = Counter(p["guide"] for p in rows("pairing", "2019Q3") if p["type"] == "党员带群众")
    staff = [m["person"] for m in members("2019Q3") if m["branch"] == "机关一支部"]
    assert max(pairs[person] for person in staff) == 1
