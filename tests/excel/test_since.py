"""A sheet that is asked from a quarter on: workbooks of earlier periods are neither asked for it nor old without it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from kit.drawing import COVER, GUESTS, MEALS, NAME, Guest, Meal, codes, cover, form, meals
from openpyxl import load_workbook

from pipeline.excel import layout
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.cover import blank
from pipeline.excel.write.guide import guide
from pipeline.excel.write.returned import returned
from schemas.base import Book, Sheet, Text, column, digest


class Tasting(Sheet):
    """一行一次试吃。"""

    taster: Text = column("试吃人", "谁试吃。", example="张示例")
    verdict: Text = column("结论", "一句话。", example="能吃")

    class Config:
        title = "试吃"
        name = "tasting"
        metadata = {"since": "2020Q1"}


LATER = Book("meals", "供餐", "学校", (Meal, Guest, Tasting), (Guest, Tasting))
BEFORE, FROM = dt.date(2019, 10, 1), dt.date(2020, 1, 1)
TASTED = form(Tasting, "| 试吃人 | 结论 |\n| 张三 | 能吃 |")


def read(period: str, **others):
    sheets = {"封面": cover(COVER | {"期间": period})} | others.pop("sheets", {})
    return read_workbook(NAME, meals(sheets=sheets, **others), (LATER,))


def test_the_workbook_of_an_earlier_period_is_the_one_without_the_sheet():
    assert LATER.asked_on(BEFORE) == MEALS
    assert digest(LATER.asked_on(BEFORE)) == digest(MEALS)
    assert LATER.asked_on(FROM) is LATER


@pytest.mark.parametrize("period", ["2019", "2019Q4", "2019-12"])
def test_an_earlier_workbook_is_not_asked_for_it(period):
    book, findings = read(period)
    assert findings == []
    assert (book.old, book.book.ticks) == (False, (Guest,))


@pytest.mark.parametrize("period", ["2020", "2020Q1", "2020-01", "2021Q2"])
def test_a_workbook_of_its_time_is(period):
    assert codes(read(period)[1]) == [("W104", ""), ("E121", "")]
    stamp = f"meals/{digest(LATER)}"
    book, findings = read(period, stamp=stamp, sheets={"试吃": TASTED})
    assert (findings, [row for _, row in book.sheets["tasting"].rows]) == ([], [("张三", "能吃")])


def test_rows_that_come_before_their_time_are_said_to_be_passed_over():
    book, findings = read("2019Q4", sheets={"试吃": TASTED})
    assert codes(findings) == [("W123", "")]
    assert "tasting" not in book.sheets


def test_a_sheet_that_is_not_asked_yet_is_not_looked_for_under_another_title():
    """A sheet with a wrong heading is not taken for one of later times whose headings are all there."""
    rows = [["姓名", "评语", "试吃人", "结论"], ["李四", "好", "", ""]]
    assert codes(read("2019Q4", guests=GUESTS, sheets={"来宾": rows})[1])[0][0] == "E124"


def test_a_blank_has_it_from_its_quarter_on_and_so_has_a_returned_copy():
    def sheets(content: bytes) -> list[str]:
        return load_workbook(BytesIO(content)).sheetnames

    for period, there in (("2019Q4", False), ("2020Q1", True)):
        empty = blank(LATER, {"period": period}, {}, {})
        assert ("试吃" in sheets(empty)) is there
        book, findings = read_workbook(NAME, empty, (LATER,))
        assert {code for code, _ in codes(findings)} == {"E201"}  # the cover, which nobody has filled in
        copy = returned(book, findings, {})
        assert ("试吃" in sheets(copy)) is there
        assert (
            "试吃" in {cell.value for (cell,) in load_workbook(BytesIO(empty))[layout.COVER]["A1:A20"]}
        ) is there


def test_the_guide_says_since_when_it_is_asked():
    heads = [line for line in guide((LATER,)).splitlines() if line.startswith("### ")]
    assert heads == ["### 供餐", "### 来宾", "### 试吃（2020年第一季度起填）"]
