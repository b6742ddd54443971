from collections import Counter

import pandas as pd
from kit.sample_rows import books, listed, members, rows, whole

from pipeline.core.period import parse_period
from pipeline.sample.books import QUARTERS, Row
from schemas.base import Kind, Sheet, When, columns, declaration, key, timing
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET

DTYPES = {Kind.WHOLE: "Int64", Kind.NUMBER: "Float64", Kind.DATE: "datetime64[s]"}


def frame(sheet: type[Sheet], found: list[Row]) -> pd.DataFrame:
    typed = {
        c.name: pd.Series([row[c.name] for row in found], dtype=DTYPES.get(c.kind, "string"))
        for c in columns(sheet)
    }
    made = pd.DataFrame(typed)
    for name, said in declaration(sheet).follows.items():
        made[name] = made[name].fillna(said(made))
    return made


def test_a_year_is_one_target_book_four_quarters_of_fourteen_and_a_later_version():
    count = Counter(book.path.split("/")[0] for book in books())
    assert count == {"2019": 1, "2019Q1": 14, "2019Q2": 14, "2019Q3": 15, "2019Q4": 14}
    kinds = Counter(book.book.key for book in books())
    assert kinds == {TARGET.key: 1, DIRECTORY.key: 4, SUBMISSION.key: 32, CHECK.key: 16, REVIEW.key: 5}


def test_the_plant_has_its_published_size():
    for quarter in QUARTERS:
        assert len(rows("branch", quarter)) == 8
        assert len(members(quarter)) == 220
        assert 650 <= len(rows("person", quarter)) <= 750
    assert len(rows("team", "2019Q3")) == 26


def test_every_member_has_one_approved_pledge_of_each_type():
    approved = [p for p in rows("pledge", "2019Q3") if p["verdict"] == "通过"]
    assert Counter(p["type"] for p in approved) == {"岗位承诺": 220, "服务承诺": 220}
    assert {(p["person"], p["type"]) for p in approved} == {
        (m["person"], kind) for m in members("2019Q3") for kind in ("岗位承诺", "服务承诺")
    }


def test_each_branch_secretary_leads_one_zone():
    zones = [z for z in rows("zone_post", "2019Q3") if z["type"] == "责任区"]
    assert len(zones) == 8
    assert {z["person"] for z in zones} == {b["secretary"] for b in rows("branch", "2019Q3")}


def test_there_are_eighteen_model_posts_and_each_is_reviewed():
    posts = [p["name"] for p in rows("zone_post", "2019Q3") if p["type"] == "示范岗"]
    assert len(posts) == 18
    assert sorted(posts) == sorted(str(r["name"]) for r in rows("post_review", "2019Q3"))


def test_the_year_counts_25_helps_for_safety_and_8_for_the_overhaul():
    helps = Counter(row["theme"] for sheet in ("meeting", "action") for row in whole(sheet) if row["theme"])
    assert helps["安全文明生产标准化"] == 25
    assert helps["机组检修"] == 8
    assert not [row for row in whole("action") if row["type"] == "主题党日"]


def test_in_a_good_branch_every_member_guides_two_colleagues():
    pairs = Counter(p["guide"] for p in rows("pairing", "2019Q3") if p["type"] == "党员带群众")
    good = [m["person"] for m in members("2019Q3") if m["branch"] == "发电运行一支部"]
    assert {pairs[person] for person in good} == {2}
    assert max(pairs.values()) == 2


def test_every_row_obeys_its_schema():
    for book in books():
        for sheet in book.book.sheets:
            sheet.validate(
                frame(sheet, [row for row in book.rows[key(sheet)] if answered(sheet, row)]), lazy=True
            )


def answered(sheet, row) -> bool:
    """False for a row that the blank fills in and that may wait, where nobody wrote anything."""
    asked = [column for column in columns(sheet) if not column.locked]
    return not declaration(sheet).may_wait or any(row[column.name] is not None for column in asked)


def test_sheets_are_ticked_exactly_when_they_are_empty():
    for book in books():
        assert set(book.ticked) == {key(sheet) for sheet in book.book.ticks if not book.rows[key(sheet)]}


def test_unique_columns_are_unique_in_each_book():
    for book in books():
        for sheet in book.book.sheets:
            for column in columns(sheet):
                values = [row[column.name] for row in book.rows[key(sheet)] if row[column.name]]
                assert not column.unique or len(values) == len(set(values)), (book.path, column.title)


def test_references_hold():
    for book in books():
        directory = "2019Q3" if book.book is TARGET else str(book.cover["period"])
        for sheet in book.book.sheets:
            for column in columns(sheet):
                source, _, field = column.refers_to.partition(".")
                if source not in ("person", "team", "branch", "target"):
                    continue
                found = rows(source, "2019" if source == "target" else directory)
                known = {row[field] for row in found}
                used = {v for row in book.rows[key(sheet)] for v in listed(row[column.name])}
                assert used <= known, (book.path, key(sheet), column.title)


def test_people_named_by_a_branch_are_its_own():
    for book in (b for b in books() if b.book is SUBMISSION):
        period = str(book.cover["period"])
        own = {p["person"] for p in rows("person", period) if p["branch"] == book.cover["unit"]}
        for sheet in SUBMISSION.sheets:
            for column in (c for c in columns(sheet) if c.refers_to == "person.person"):
                assert {v for row in book.rows[key(sheet)] for v in listed(row[column.name])} <= own
        pairs = [p for p in book.rows["pairing"] if p["type"] != "支部带班组"]
        assert {str(v) for p in pairs for v in (p["guide"], p["learner"]) if v} <= own


def test_the_absent_excused_and_made_up_were_expected_and_are_named_once():
    for book in (b for b in books() if b.book is SUBMISSION):
        people = {p["person"]: p for p in members(str(book.cover["period"]))}
        for meeting in book.rows["meeting"]:
            away = [p for column in ("absent", "excused", "made_up") for p in listed(meeting[column])]
            assert len(away) == len(set(away))
            assert meeting["host"] not in away
            assert all(people[p]["shift"] == "是" for p in listed(meeting["made_up"]))
            assert meeting["type"] != "党小组会" or {people[p]["group"] for p in away} <= {meeting["group"]}
            assert meeting["type"] != "支委会" or {people[p]["committee"] for p in away} <= {"是"}


def test_event_rows_are_dated_in_their_quarter_and_ledgers_are_open_in_it():
    for book in (b for b in books() if b.book is not TARGET):
        period = parse_period(str(book.cover["period"]))
        assert period
        for sheet in book.book.sheets:
            rule = timing(sheet)
            for row in book.rows[key(sheet)]:
                if rule.when is When.EVENT and not row.get("lifted"):
                    day = row[rule.start]
                    assert day in period.month_names() if isinstance(day, str) else period.contains(day)
                if rule.when is When.LEDGER:
                    assert row[rule.start] <= period.end
                    assert row[rule.end] is None or period.contains(row[rule.end])


def test_no_date_lies_after_the_day_up_to_which_a_branch_speaks():
    for book in (b for b in books() if b.book is SUBMISSION):
        for sheet in book.book.sheets:
            for column in (
                c for c in columns(sheet) if c.kind is Kind.DATE and c.name not in ("deadline", "due")
            ):
                days = [row[column.name] for row in book.rows[key(sheet)] if row[column.name]]
                assert all(day <= book.cover["as_of"] for day in days)


def test_every_goal_is_reported_once_a_quarter_by_its_examiner():
    goals = rows("target", "2019")
    for quarter in QUARTERS:
        reported = [
            (book.cover["unit"], row)
            for book in books()
            if book.cover["period"] == quarter
            for row in book.rows.get("target_actual", [])
        ]
        assert sorted(str(row["goal"]) for _, row in reported) == sorted(str(goal["goal"]) for goal in goals)
        told = {row["goal"]: (unit, row) for unit, row in reported}
        for goal in goals:
            unit, row = told[goal["goal"]]
            assert unit == (goal["unit"] if goal["examiner"] == "本支部" else goal["examiner"])
            assert row["node"] == goal[f"q{quarter[-1]}"]
    assert {goal["examiner"] for goal in goals} == {
        "本支部",
        "安全监察部",
        "生产技术部",
        "人力资源部",
        "经营财务部",
    }


def test_the_weights_of_every_unit_add_up():
    weights: Counter[object] = Counter()
    for goal in rows("target", "2019"):
        weights[goal["unit"]] += goal["weight"]
    assert set(weights.values()) == {100}


def test_every_team_is_checked_once_for_safety_and_once_for_its_basics_or_is_among_the_rest():
    for quarter in QUARTERS:
        checked = Counter((row["team"], row["indicator"]) for row in rows("check", quarter))
        ticked = {row["indicator"] for row in rows("conclusion", quarter) if row["rest"]}
        every = {(t["team"], code) for t in rows("team", quarter) for code in ("TM01", "TM03")}
        assert set(checked.values()) == {1} and checked.keys() <= every
        assert {code for _, code in every - checked.keys()} == ticked


def test_sampled_sessions_were_held():
    for quarter in QUARTERS:
        held = {
            (unit, row["type"], row["date"])
            for book in books()
            if book.cover["period"] == quarter
            for sheet in ("meeting", "training")
            for row in book.rows.get(sheet, [])
            for unit in (
                book.cover["unit"],
                row.get("host_unit"),
            )  # a team's session is sampled as the team's
        }
        sampled = [row for row in rows("inspection", quarter) if row["session"]]
        assert {"专题党课", "党员技术党课", "主题党日", "党小组会"} <= {row["session"] for row in sampled}
        assert {(row["unit"], row["session"], row["session_date"]) for row in sampled} <= held
