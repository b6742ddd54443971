"""考评结论 in a department's workbook: what its blank has, what a tick stands for, and what is asked where there is none."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from kit.plant_on_disk import (
    added,
    cells,
    changed,
    checked_by,
    cover,
    edited,
    gone,
    letters,
    looked_at,
    put,
    sample_blanks,
    told,
)

from pipeline.excel import layout
from pipeline.intake.examine import Examined
from pipeline.intake.forms.marked import returned_files

SAFETY, ENGINEERING, PERSONNEL = map(checked_by, ("安全监察部", "生产技术部", "人力资源部"))
TICK = "D6"


def unanswered(folder: Path, file: str, rest: str | None = None) -> None:
    """The department's workbook with the teams of its blank and no deduction; its cover is not ticked."""
    with edited(folder / file) as workbook:
        ws = workbook["班组考评"]
        at = letters(ws)
        for number in range(layout.FIRST_ROW, ws.max_row + 1):
            for heading in ("扣分", "原因", "日期"):
                ws[f"{at[heading]}{number}"].value = None
        workbook["考评结论"][TICK].value = rest


def errors(examined: Examined) -> list[tuple[str, str, str, str]]:
    return told(examined.stops)


def blank(department: str) -> dict[str, list[list[object]]]:
    return cells(sample_blanks("2019Q4")[f"部门考评-{department}.xlsx"])


def rows(of: dict[str, list[list[object]]], sheet: str) -> list[list[object]]:
    return [row for row in of[sheet][layout.FIRST_ROW - 1 :] if any(row[1:])]


def test_a_blank_asks_for_a_tick_for_each_indicator_and_lists_the_teams_that_may_have_lost_points():
    made = blank("安全监察部")
    assert rows(made, "考评结论") == [["预填", "TM01", "安全管理", None]]
    assert {tuple(row[2:]) for row in rows(made, "班组考评")} == {("TM01", None, None, None)}
    assert len(rows(made, "班组考评")) == 26


def test_who_registers_no_deductions_is_not_asked_for_a_conclusion():
    assert "考评结论" not in blank("经营财务部")


def test_every_team_stands_in_the_blank_of_somebody_who_shares_the_indicator():
    listed = {row[1] for name in ("生产技术部", "人力资源部") for row in rows(blank(name), "班组考评")}
    assert len(listed) == 26


@pytest.mark.parametrize("declared", [None, layout.TICK_YES])
def test_a_tick_is_all_that_a_department_without_deductions_writes(lone_quarter, declared):
    unanswered(lone_quarter, ENGINEERING, "√")
    cover(lone_quarter / ENGINEERING, 班组考评=declared)
    assert not looked_at(lone_quarter).stops


def test_without_a_tick_the_conclusion_is_asked_for_once(lone_quarter):
    unanswered(lone_quarter, ENGINEERING)
    (one,) = looked_at(lone_quarter).stops
    assert told([one]) == [("E372", ENGINEERING, "考评结论", TICK)]
    assert "TM03 基础管理与台账" in one.message and "等24个" in one.message


def test_ticked_empty_on_the_cover_is_no_conclusion(lone_quarter):
    unanswered(lone_quarter, ENGINEERING)
    cover(lone_quarter / ENGINEERING, 班组考评="√")
    assert errors(looked_at(lone_quarter)) == [("E372", ENGINEERING, "考评结论", TICK)]


def test_the_returned_copy_marks_the_cell_and_keeps_the_teams(lone_quarter):
    unanswered(lone_quarter, ENGINEERING)
    copy = openpyxl.load_workbook(io.BytesIO(returned_files(looked_at(lone_quarter))[ENGINEERING]))
    assert copy["考评结论"][TICK].comment is not None
    assert copy["班组考评"].cell(layout.FIRST_ROW, 2).value == "集控一值"


def test_zero_rows_stand_as_before_with_and_without_the_tick(lone_quarter):
    lacking = ("集控一值", "集控二值", "热控一班", "化验班")
    clean = [
        added(SAFETY, "班组考评", 班组=team, 指标编码="TM01", 扣分=0, 日期="2019-08-06") for team in lacking
    ]
    changed(lone_quarter, *clean)
    assert not looked_at(lone_quarter).stops
    changed(lone_quarter, put(SAFETY, "考评结论", 1, 其余合格=None))
    assert not looked_at(lone_quarter).stops
    changed(lone_quarter, gone(SAFETY, "班组考评", {"班组": "化验班"}))
    assert errors(looked_at(lone_quarter)) == [("E372", SAFETY, "考评结论", TICK)]


@pytest.mark.parametrize(("mark", "codes"), [("是", []), ("✓", []), ("×", ["E211"])])
def test_other_marks_are_read_or_asked_about(lone_quarter, mark: str, codes: list[str]):
    changed(lone_quarter, put(SAFETY, "考评结论", 1, 其余合格=mark))
    assert [one.code for one in looked_at(lone_quarter).stops] == codes


def test_a_tick_of_a_department_that_does_not_examine_the_indicator_does_not_count(lone_quarter):
    unanswered(lone_quarter, ENGINEERING, "√")
    changed(lone_quarter, put(ENGINEERING, "考评结论", 1, 指标编码="TM01"))
    found = errors(looked_at(lone_quarter))
    assert ("E514", ENGINEERING, "考评结论", "B6") in found
    assert {code for code, *_ in found} == {"E514", "E312", "E372"}


def test_a_row_that_is_refused_is_said_at_its_cell_alone(lone_quarter):
    changed(lone_quarter, put(SAFETY, "班组考评", {"班组": "锅炉班"}, 扣分="十分"))
    assert [one.code for one in looked_at(lone_quarter).stops] == ["E202"]
