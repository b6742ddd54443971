"""A new sheet is a class and its line in the list of its workbook: declared here, and everything follows from that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from kit.drawing import form
from kit.plant_on_disk import (
    BRANCHES,
    OVERHAUL,
    SAMPLE,
    cells,
    edited,
    looked_at,
    quarter,
    sample_seen,
    sent_by,
    told,
)

from pipeline.excel import layout
from pipeline.excel.read.reader import read_workbook
from pipeline.intake.forms.blanks import blanks
from pipeline.run import read
from schemas.base import Date, Sheet, Text, Timing, When, column, declaration
from schemas.books import DECLARED, SHEETS, SUBMISSION
from schemas.directory import staff_number

TITLE = "读书分享"


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """The sheet is declared in this file alone and cannot be named to another process."""
    monkeypatch.setattr("pipeline.intake.reading.known.read_guarded", read_workbook)


def reading(since: str) -> type[Sheet]:
    class Reading(Sheet):
        """一行一次读书分享。"""

        person: Text = staff_number("分享人", "分享人的工号。", example="0105")
        book: Text = column("书名", "分享的书。", example="红岩")
        date: Date = column("日期", "分享的日期。", example="2020-02-20")

        class Config:
            title = TITLE
            name = "reading"
            metadata = {"timing": Timing(When.EVENT, "date"), "since": since, "own": ("person",)}

    return Reading


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], type[Sheet]]]:
    """Puts the sheet into 支部填报, as its line in schemas/books.py would."""
    before = {name: getattr(SUBMISSION, name) for name in ("sheets", "ticks")}

    def declare(since: str) -> type[Sheet]:
        sheet = reading(since)
        monkeypatch.setitem(SHEETS, "reading", sheet)
        monkeypatch.setitem(DECLARED, "reading", declaration(sheet))
        for name, sheets in before.items():
            object.__setattr__(SUBMISSION, name, (*sheets, sheet))
        return sheet

    yield declare
    for name, sheets in before.items():
        object.__setattr__(SUBMISSION, name, sheets)


def test_the_workbooks_of_earlier_quarters_stay_as_good_as_they_were(declared):
    known = sample_seen()
    declared("2020Q1")
    seen = looked_at(SAMPLE)
    assert (seen.intake.findings, seen.clean) == (known.intake.findings, known.clean)
    assert [seen.tables.frames["reading"].empty, *(w.old for w in seen.inbox.workbooks)].count(True) == 1


def test_blanks_have_it_from_its_quarter_on(declared):
    declared("2020Q1")
    inbox = read(SAMPLE)
    for period, there in (("2019Q4", set()), ("2020Q1", {f"支部填报-{branch}.xlsx" for branch in BRANCHES})):
        made = {name: cells(content) for name, content in blanks(inbox, quarter(period)).items()}
        assert {name for name, sheets in made.items() if TITLE in sheets} == there
        asked = {
            name
            for name, sheets in made.items()
            if [TITLE, None] in [row[:2] for row in sheets[layout.COVER]]
        }
        assert asked == there


def test_from_its_quarter_on_it_is_asked_for_and_its_people_are_those_of_the_branch(declared, lone_quarter):
    sheet = declared("2019Q3")
    with edited(lone_quarter / sent_by(OVERHAUL)) as workbook:
        ws = workbook.create_sheet(TITLE)
        for row in form(
            sheet, "| 分享人 | 书名 | 日期 |\n| 01001 | 红岩 | @2019-08-20 |\n| 99999 | 红岩 | @2019-08-20 |"
        ):
            ws.append(row)
    seen = looked_at(lone_quarter)
    file = sent_by(OVERHAUL)
    assert told(seen.intake.findings, "E301", "E302") == [
        ("E302", file, TITLE, "B6"),
        ("E301", file, TITLE, "B7"),
    ]
    others = {sent_by(branch) for branch in BRANCHES} - {file}
    assert {one[1] for one in told(seen.intake.findings, "E121")} == others
    assert {one[1] for one in told(seen.intake.findings, "W104")} == {*others, file}
