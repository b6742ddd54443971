"""What a later edition of the forms brought: a workbook of the template before is good without it, today's is asked for it."""

from __future__ import annotations

from io import BytesIO

import pytest
from kit.drawing import COVER, GUESTS, MEAL, NAME, Guest, Meal, codes, cover, draw, form
from openpyxl import load_workbook

from pipeline.excel import layout
from pipeline.excel.check import check
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.cover import blank
from pipeline.excel.write.returned import returned
from schemas.base import Book, Date, Kind, Number, Sheet, Text, Whole, column, digest
from schemas.words import MEETINGS


class Tray(Sheet):
    """一行一个餐盘，后来多问了几项。"""

    code: Text = column("编号", "编号。", example="A01")
    made: Text = column("材质", "从下拉中选。", example="木", choices=("木", "铁"), edition=2, default="铁")
    holds: Whole = column("格数", "几格。", example=4, minimum=1, maximum=9, edition=2, default=3)
    weight: Number = column("重量", "千克。", example=0.5, edition=2, default=0.25)
    bought: Date = column("买入日期", "哪天买的。", example="2019-08-01", edition=2, default="2019-01-01")
    kinds: Text = column(
        "用于", "哪些会。", example="支委会", kind=Kind.LIST, choices=MEETINGS, edition=2, default="支委会"
    )
    mark: Text = column("标记", "有标记的写。", example="红", optional=True, edition=2)

    class Config:
        title = "餐盘"
        name = "tray"
        metadata = {"removed": ("颜色",)}


class Spoon(Sheet):
    """一行一把勺。"""

    code: Text = column("编号", "编号。", example="S01")

    class Config:
        title = "勺"
        name = "spoon"
        metadata = {"edition": 2}


BOOK = Book("meals", "供餐", "学校", (Meal, Guest, Tray, Spoon), (Guest, Spoon), removed=("筷子",))
NEW = ["材质", "格数", "重量", "买入日期", "用于", "标记"]
STAMPS = {"before": "meals/0123456789ab", "none": "", "today": f"meals/{digest(BOOK)}"}
DEFAULTS = ["铁", 3, 0.25, "2019-01-01", "支委会", None]


def drawn(stamp: str, trays: str = "| 编号 |\n| A01 |", spoons: str = "", **sheets) -> bytes:
    rows = {"封面": cover(), "供餐": form(Meal, MEAL), "来宾": form(Guest, GUESTS), "餐盘": form(Tray, trays)}
    return draw(rows | ({"勺": form(Spoon, spoons)} if spoons else {}) | sheets, STAMPS[stamp])


def read(content: bytes):
    book, findings = read_workbook(NAME, content, (BOOK,))
    assert book is not None
    return book, [one for one in findings if one.code != "W104"]


def of_sheets(book):
    """What was taken as default in the sheets; the cover has a line of the second edition too."""
    return tuple(one for one in book.defaults if not one.startswith("封面的"))


def rows_of(book):
    frame, findings = typed(Tray, [book])
    findings += check(Tray, frame, {book.file: book.sheets["tray"].letters})
    return [
        [str(v)[:10] if c == "bought" else v for c, v in r.items()] for r in frame.to_dict("records")
    ], findings


@pytest.mark.parametrize("stamp", ["before", "none"])
def test_a_workbook_of_the_template_before_has_the_defaults(stamp):
    book, findings = read(drawn(stamp))
    assert findings == []
    (row,), of_cells = rows_of(book)
    assert (row[1:6], of_cells) == (DEFAULTS[:5], [])
    assert of_sheets(book) == ("勺表", *(f"餐盘的{one}" for one in NEW))


@pytest.mark.parametrize("stamp", ["before", "none", "today"])
def test_what_stands_in_a_new_column_counts_whatever_the_template(stamp):
    table = f"| 编号 | {' | '.join(NEW)} |\n| A01 | 木 | #4 | #0.5 | @2019-08-01 | 支委会 | 红 |"
    book, findings = read(drawn(stamp, table, "| 编号 |\n| S01 |"))
    assert (findings, of_sheets(book)) == ([], ())
    assert rows_of(book)[0] == [["A01", "木", 4, 0.5, "2019-08-01", "支委会", "红"]]


@pytest.mark.parametrize("gone", NEW)
def test_one_new_column_alone_may_be_missing(gone):
    there = [one for one in NEW if one != gone]
    cells = dict(zip(NEW, ["木", "#4", "#0.5", "@2019-08-01", "支委会", "红"], strict=True))
    table = f"| 编号 | {' | '.join(there)} |\n| A01 | {' | '.join(cells[one] for one in there)} |"
    book, findings = read(drawn("before", table, "| 编号 |\n| S01 |"))
    assert (findings, of_sheets(book)) == ([], (f"餐盘的{gone}",))
    assert codes(read(drawn("today", table, "| 编号 |\n| S01 |"))[1]) == [("E124", "")]


def test_a_new_cell_left_blank_is_asked_for():
    table = f"| 编号 | {' | '.join(NEW)} |\n| A01 | | #4 | #0.5 | @2019-08-01 | 支委会 | |"
    for stamp in STAMPS:
        book, _ = read(drawn(stamp, table, "| 编号 |\n| S01 |"))
        assert codes(rows_of(book)[1]) == [("E201", "C6")]


def test_the_template_of_today_asks_for_all_of_it():
    assert codes(read(drawn("today"))[1]) == [("E124", "")] * len(NEW) + [("E121", "")]


def test_what_the_first_edition_asked_for_is_asked_for_in_every_workbook():
    for stamp in STAMPS:
        table = f"| {' | '.join(NEW)} |\n| 木 | #4 | #0.5 | @2019-08-01 | 支委会 | 红 |"
        assert codes(read(drawn(stamp, table, "| 编号 |\n| S01 |"))[1]) == [("E124", "")]


def test_what_was_taken_out_of_the_form_is_passed_over_without_a_word():
    table = f"| 编号 | {' | '.join(NEW)} | 颜色 |\n| A01 | 木 | #4 | #0.5 | @2019-08-01 | 支委会 | 红 | 蓝 |"
    sticks = {"筷子": [["编号"], ["K01"]]}
    book, findings = read(drawn("before", table, "| 编号 |\n| S01 |", **sticks))
    assert findings == []
    assert list(book.sheets["tray"].extra.values()) == ["颜色"]  # so that a returned copy keeps it
    assert book.strangers == ("筷子",)


def test_a_returned_copy_shows_what_counted_and_asks_from_then_on():
    book, findings = read(drawn("before"))
    copy = returned(book, findings, {})
    ws = load_workbook(BytesIO(copy))["餐盘"]
    shown = [ws.cell(layout.FIRST_ROW, number).value for number in range(3, 7)]
    assert [str(one)[:10] for one in shown] == ["铁", "3", "0.25", "2019-01-01"]
    again, more = read(copy)
    assert (again.defaults, more) == ((), [])


def test_a_blank_asks_for_it():
    empty = blank(BOOK, {"period": COVER["期间"]}, {}, {})
    book = load_workbook(BytesIO(empty))
    assert "勺" in book.sheetnames
    assert [cell.value for cell in book["餐盘"][layout.HEAD_ROW]][2:8] == NEW


def test_a_new_column_that_must_be_filled_in_needs_a_default():
    with pytest.raises(ValueError, match="needs a default"):
        column("新", "新。", example="新", edition=2)
