"""民主评议: who is to be graded, how many may be 优秀, what is told, and what a grade does to the year of a member."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache

import openpyxl
import pytest
from kit.plant_on_disk import (
    changed,
    copied,
    looked_at,
    put,
    sample_blanks,
    sample_inbox,
    sample_seen,
    sent_by,
    told,
)
from kit.tiny_plant import branch, member, row, tables

from pipeline.core.period import Period
from pipeline.excel import layout
from pipeline.excel.corrections import declared_empty
from pipeline.excel.read.reader import read_workbook
from pipeline.rating.evaluate import evaluate
from pipeline.year.award import award
from pipeline.year.nominate import appraisals
from pipeline.year.page import annual_files
from pipeline.year.quarters import Year, graded, with_grades, year
from schemas.books import BOOKS
from schemas.words import EXCELLENT, FULL_MEMBER, MEMBER, MEMBER_GRADES

CONTROL = sent_by("热控支部")


@cache
def sample_year() -> Year:
    found = year(sample_inbox(), Period(2019), ())
    assert found is not None
    return found


@cache
def blank_of(period: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sample_blanks(period)["支部填报-检修支部.xlsx"]))


def ticked(book: openpyxl.Workbook) -> object:
    cover = book[layout.COVER]
    return next(
        cover.cell(line, 2).value
        for line in range(1, cover.max_row + 1)
        if cover.cell(line, 1).value == "民主评议"
    )


def test_the_quarter_in_which_it_is_due_lists_every_full_member():
    sheet = blank_of("2019Q4")["民主评议"]
    people = sample_seen().tables.frames["person"]
    full = people[people["branch"].eq("检修支部") & people["politics"].eq(FULL_MEMBER)]
    listed = [cell.value for cell in sheet["B"][layout.FIRST_ROW - 1 :] if cell.value]
    assert listed == list(full["person"]) and ticked(blank_of("2019Q4")) is None


def test_any_other_quarter_has_it_ticked_already_and_the_names_are_no_answer():
    """Who holds it early only clears the tick and writes the grades."""
    book = blank_of("2020Q1")
    sheet = book["民主评议"]
    listed = [cell.value for cell in sheet["B"][layout.FIRST_ROW - 1 :] if cell.value]
    assert ticked(book) == layout.TICK_YES and len(listed) > 10
    content = sample_blanks("2020Q1")["支部填报-检修支部.xlsx"]
    sent, _ = read_workbook("空白.xlsx", content, BOOKS)
    assert sent is not None and not declared_empty(sent).sheets["member_grade"].rows


def test_more_excellent_members_than_a_third_are_told_one_by_one(tmp_path):
    """23 full members: seven may be excellent, and seven are."""
    changed(
        copied(tmp_path),
        *[put(CONTROL, "民主评议", {"工号": one}, 等次=EXCELLENT) for one in ("04053", "04056", "04057")],
    )
    found = [cell for code, _, _, cell in told(looked_at(tmp_path).intake.findings) if code == "E318"]
    assert found == ["D26", "D27", "D28"]


def rows(*grades: str, voices: int = 0):
    """A branch with as many full members as grades; the first was told 不满意 by those whose wishes came true."""
    people = [member(f"{n:02}") for n in range(1, len(grades) + 1)]
    given = [
        row("member_grade", person=f"{n:02}", grade=grade, handling="限期改正")
        for n, grade in enumerate(grades, 1)
        if grade
    ]
    wishes = [
        row("wish", wish=f"WX-{n}", claimer="01", voice="不满意", realised="2019-08-20", state="已实现")
        for n in range(voices)
    ]
    return [branch("甲支部", groups=0), *people, *given, *wishes]


@pytest.mark.parametrize(("grade", "points"), list(zip(MEMBER_GRADES, (10, 8, 6, 0), strict=True)))
def test_the_grade_of_the_year_stands_in_place_of_voices_in_every_quarter(grade, points):
    made = evaluate(tables(*rows(grade, voices=2)), {})
    after = with_grades(made, graded([made.tables]))
    leaf = {at.rule.code: at for at in after.scores.leaves[MEMBER, "01"]}["MB05"]
    before = {at.rule.code: at for at in made.scores.leaves[MEMBER, "01"]}["MB05"]
    assert (before.points, leaf.points / leaf.max_points) == (0, Fraction(points, 10))
    assert [r for r in after.boards if r["unit_kind"] != MEMBER] == [
        r for r in made.boards if r["unit_kind"] != MEMBER
    ]


def test_a_member_without_a_grade_keeps_what_was_said():
    made = evaluate(tables(*rows("优秀", "", voices=2)), {})
    after = with_grades(made, graded([made.tables]))
    assert after.scores.leaves[MEMBER, "02"] == made.scores.leaves[MEMBER, "02"]
    assert after.scores.leaves[MEMBER, "01"] != made.scores.leaves[MEMBER, "01"]


def test_the_last_grade_of_the_year_stands():
    first, last = (
        tables(*rows(grade), period=name) for grade, name in (("合格", "2019Q1"), ("优秀", "2019Q4"))
    )
    assert graded([first, last])["01"].grade == "优秀"


def test_the_year_shows_what_was_decided_beside_what_was_proposed():
    decided = {a.branch: a for a in appraisals(award(sample_year()), {})}["热控支部"]
    assert dict(decided.counted) == {"优秀": 7, "合格": 14, "基本合格": 1, "不合格": 1}
    assert {d.person for d in decided.decided if d.proposed} == {c.unit for c in decided.proposed}
    files = annual_files(sample_year())
    book = openpyxl.load_workbook(io.BytesIO(files["年度定星.xlsx"]))
    assert book["民主评议等次"].max_row == 3 + 23
    page = files["index.html"].decode()
    assert (
        "热控支部民主评议的等次：优秀 7 名，合格 14 名，基本合格 1 名，不合格 1 名" in page
        and "还没有报民主评议的等次" in page
    )
