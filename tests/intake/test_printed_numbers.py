"""Numbers of wishes and requests are printed in the blank; a row with nothing else is none, one without a number is refused."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl
import pandas as pd
import pytest
from kit.plant_on_disk import OVERHAUL, cells, quarter, sample_blanks, sample_inbox

from pipeline.excel import layout
from pipeline.excel.cells.suggest import next_numbers
from pipeline.excel.check import check
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook
from pipeline.excel.write.problems import FIRST_ROW as FIRST_PROBLEM
from pipeline.excel.write.returned import returned
from pipeline.intake.forms.numbers import branch_codes, numbered_rows
from pipeline.intake.reading.unsent import is_unfilled
from pipeline.intake.select import select
from schemas.base import column_of, declaration, title
from schemas.books import BOOKS, SHEETS

LEDGERS = pytest.mark.parametrize("name", ["wish", "request"])
BLANK = f"支部填报-{OVERHAUL}.xlsx"
ANSWERS = {"内容": "想学习焊接技术", "提出日期": "2019-10-08"}


def form() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sample_blanks("2019Q4")[BLANK]))


def put(workbook: openpyxl.Workbook, name: str, row: int, **answers: object) -> None:
    """Answers by heading into a row of the sheet."""
    ws = workbook[title(SHEETS[name])]
    at = {cell.value: cell.column for cell in ws[layout.HEAD_ROW]}
    for heading, value in answers.items():
        ws.cell(row, at[heading]).value = value


def saved(workbook: openpyxl.Workbook) -> Workbook:
    stream = io.BytesIO()
    workbook.save(stream)
    sent, _ = read_workbook(BLANK, stream.getvalue(), BOOKS)
    assert sent is not None
    return sent


def printed_rows(name: str) -> list[tuple[int, str, str | None]]:
    """Excel row, number and team of each row that the blank has for what is new."""
    rows = cells(sample_blanks("2019Q4")[BLANK])[title(SHEETS[name])]
    heads = rows[layout.HEAD_ROW - 1]
    number, team, content = (heads.index(one) for one in ("编号", "班组", "内容"))
    return [
        (at, row[number], row[team] or None)
        for at, row in enumerate(rows, start=1)
        if at >= layout.FIRST_ROW and row[number] and not row[content]
    ]


def suggested(sent: Workbook, name: str) -> Iterable[tuple[str, str]]:
    """Cell and 建议值 of each line of the returned copy that says that a number is missing."""
    sheet, column = SHEETS[name], column_of(SHEETS[name], declaration(SHEETS[name]).number)
    frame, findings = typed(sheet, [sent])
    findings += check(sheet, frame, {sent.file: sent.sheets[name].letters})
    copy = openpyxl.load_workbook(io.BytesIO(returned(sent, findings, {})))[layout.PROBLEMS]
    heads = [cell.value for cell in copy[FIRST_PROBLEM - 1]]
    lines = [
        dict(zip(heads, row, strict=True)) for row in copy.iter_rows(min_row=FIRST_PROBLEM, values_only=True)
    ]
    return [(one["单元格"], one["建议值"]) for one in lines if one["列名"] == column.title]


@LEDGERS
def test_a_blank_prints_numbers_in_order_for_each_team_and_some_without(name):
    rows, letters = printed_rows(name), {"wish": "WX", "request": "SQ"}[name]
    assert [number for _, number, _ in rows] == [
        f"{letters}-JX-2019Q4-{at:02}" for at in range(1, len(rows) + 1)
    ]
    assert [at for at, *_ in rows] == list(range(rows[0][0], rows[0][0] + len(rows)))
    teams = [team for *_, team in rows]
    assert {teams.count(one) >= 4 for one in ("锅炉班", "汽机班", "电气检修班", "焊接班")} == {True}
    assert teams[-5:] == [None] * 5


@LEDGERS
def test_the_number_is_locked_and_the_rest_is_not(name):
    ws, (row, *_) = form()[title(SHEETS[name])], printed_rows(name)[0]
    assert ws.cell(row, layout.MARK_COLUMN).value == layout.GIVEN_MARK
    at = {cell.value: cell.column for cell in ws[layout.HEAD_ROW]}
    assert ws.cell(row, at["编号"]).protection.locked
    assert not ws.cell(row, at["班组"]).protection.locked


def test_a_blank_as_it_was_printed_says_nothing():
    sent = saved(form())
    assert is_unfilled(sent)
    for name in ("wish", "request"):
        numbers = {number for _, number, _ in printed_rows(name)}
        assert numbers.isdisjoint(str(cell) for _, row in sent.sheets[name].rows for cell in row)
        assert len(sent.sheets[name].waiting) == len(numbers)  # they stand in the returned copy


@LEDGERS
@pytest.mark.parametrize(
    ("answers", "rows"), [({}, 0), ({"班组": None}, 0), ({"班组": "焊接班"}, 0), (ANSWERS, 1)]
)
def test_a_row_counts_as_soon_as_something_is_said_beside_number_and_team(name, answers, rows):
    workbook, (row, *_) = form(), printed_rows(name)[0]
    put(workbook, name, row, **answers)
    assert sum(number == row for number, _ in saved(workbook).sheets[name].rows) == rows


@LEDGERS
def test_rows_added_below_without_a_number_are_told_the_next_that_are_free(name):
    workbook, printed = form(), printed_rows(name)
    below, last = printed[-1][0] + 1, printed[-1][1]
    for row in (below, below + 1):
        put(workbook, name, row, **ANSWERS)
    begin, count = last[:-2], int(last[-2:])
    assert suggested(saved(workbook), name) == [
        (f"B{below}", f"{begin}{count + 1:02}"),
        (f"B{below + 1}", f"{begin}{count + 2:02}"),
    ]


def test_a_pledge_without_a_number_is_told_the_next_too():
    workbook = form()
    row = workbook["双承诺"].max_row + 1
    put(workbook, "pledge", row, 党员="03001", 内容="每周带班下现场一次")
    ((cell, number),) = suggested(saved(workbook), "pledge")
    assert cell == f"B{row}" and number.startswith("JX-")


def test_a_number_that_stands_in_a_workbook_is_not_printed_again():
    """A blank made anew while the quarter goes on must not give a second wish the number of the first."""
    now, last = (select(sample_inbox(), quarter(name)) for name in ("2019Q3", "2019Q2"))
    for key, rows in numbered_rows(now, last, OVERHAUL, quarter("2019Q3")).items():
        numbers, used = [row[key] for row in rows], set(now.inbox.frames[key][key])
        assert used.isdisjoint(numbers) and len(set(numbers)) == len(numbers)
        assert any(number[:-2] == numbers[0][:-2] for number in used)


@pytest.mark.parametrize(
    ("known", "free"),
    [
        ([], []),
        (["一号", "二号"], []),
        (["WX-JX-2019Q3-09"], ["WX-JX-2019Q3-10", "WX-JX-2019Q3-11"]),
        (["WX-2", "WX-3", "WX-1"], ["WX-4", "WX-5"]),
        (["WX-JX-099", "WX-JX-099A"], ["WX-JX-100", "WX-JX-101"]),
        (["7"], ["8", "9"]),
    ],
)
def test_the_next_numbers_follow_the_last_and_leave_out_what_is_used(known, free):
    assert next_numbers(known, 2) == free


@pytest.mark.parametrize(
    ("codes", "known_by"),
    [
        ((None, None, None), ("01", "02", "03")),
        (("JX", None, "RK"), ("JX", "01", "RK")),
        ((None, "01", None), ("02", "01", "03")),
    ],
)
def test_a_branch_without_a_code_is_known_by_its_place(codes, known_by):
    branches = pd.DataFrame({"branch": ["甲支部", "乙支部", "丙支部"], "code": codes})
    assert tuple(branch_codes(branches).values()) == known_by
