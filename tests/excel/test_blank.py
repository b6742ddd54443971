"""A blank has the form its schemas declare, and holds what it is given."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_blank import behind, each_book, made, validations
from kit.sample_book import LISTS, SAMPLE, Visit
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from pipeline.excel.package import xml_safe
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.cover import blank, cover_rows, tick_head_row
from pipeline.excel.write.form import letter_of
from pipeline.excel.write.guide import example, example_row, shown
from schemas.base import Book, Kind, columns, declaration, digest, key, purpose, title
from schemas.books import CHECK, RULEBOOK
from schemas.cover import cover_columns
from schemas.indicator import Computation


@each_book
def test_a_blank_has_cover_guide_every_sheet_and_the_hidden_lists(book):
    workbook = made(book)
    assert workbook.sheetnames == [layout.COVER, layout.GUIDE, *map(title, book.sheets), layout.LISTS]
    assert workbook[layout.LISTS].sheet_state == "hidden"
    assert workbook.active.title == layout.COVER
    assert [ws.title for ws in workbook if ws.sheet_view.tabSelected] == [layout.COVER]


@each_book
def test_headings_help_and_example_stand_in_their_rows(book):
    workbook = made(book)
    for sheet in book.sheets:
        ws = workbook[title(sheet)]
        marks = [ws.cell(row, layout.MARK_COLUMN).value for row in range(layout.HEAD_ROW, layout.FIRST_ROW)]
        assert marks == [layout.MARK_TITLE, layout.HELP_MARK, layout.EXAMPLE_MARK]
        for at, column in enumerate(columns(sheet), start=layout.FIRST_COLUMN):
            assert ws.cell(layout.HEAD_ROW, at).value == column.title
            assert column.help in ws.cell(layout.HEAD_ROW, at).comment.text
            assert ws.cell(layout.HELP_ROW, at).value == column.help


def test_required_and_optional_headings_differ_in_colour():
    ws = made()["走访"]
    assert ws["B3"].fill.fgColor.rgb != ws["F3"].fill.fgColor.rgb


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code", "@"),
        ("remark", "@"),
        ("month", "@"),
        ("guests", "@"),
        ("day", "yyyy-mm-dd"),
        ("count", "0"),
    ],
)
def test_number_formats_belong_to_the_columns(name, expected):
    ws = made()["走访"]
    letter = letter_of([column.name for column in columns(Visit)].index(name))
    assert ws.column_dimensions[letter].number_format == expected
    assert not ws.column_dimensions[letter].protection.locked


@each_book
def test_blank_rows_have_no_cells(book):
    workbook = made(book)
    for sheet in book.sheets:
        assert workbook[title(sheet)].max_row == layout.EXAMPLE_ROW


@each_book
def test_the_stamp_names_the_book_and_its_schemas(book):
    assert made(book).custom_doc_props[layout.STAMP].value == f"{book.key}/{digest(book)}"


@each_book
def test_every_sheet_is_guarded_without_a_password_and_prints_on_a4(book):
    workbook = made(book)
    for sheet in book.sheets:
        ws = workbook[title(sheet)]
        # what is folded opens in an open sheet alone
        folds = any(column.folded for column in columns(sheet)) or bool(declaration(sheet).put_away)
        assert ws.protection.sheet != folds
        assert ws.protection.password is None
        assert folds or not ws.protection.insertRows
        assert folds or not ws.protection.formatColumns
        assert ws.page_setup.orientation == "landscape"
        assert ws.page_setup.fitToHeight == 0
        assert ws.print_title_rows == "$3:$3"
        assert ws.freeze_panes == "C4"


def folded(ws: Worksheet) -> set[str]:
    """The headings of the columns that are out of sight."""
    return {
        str(cell.value) for cell in ws[layout.HEAD_ROW] if ws.column_dimensions[cell.column_letter].hidden
    }


def test_columns_that_no_row_has_are_folded():
    names = {column.title for column in columns(Computation) if column.folded}
    assert folded(made(RULEBOOK)["计算设置"]) == names > {"计分办法", "方向", "适用条件"}
    scored = {"code": "BR99", "scoring": "达到得满分"}
    assert folded(made(RULEBOOK, given={"computation": [scored]})["计算设置"]) == names - {"计分办法"}


def test_what_an_office_does_not_print_is_folded_whatever_stands_there():
    away = {"所属项目", "依据"}
    assert folded(made(RULEBOOK)["评价细则"]) == away
    part = {"code": "BR99a", "parent": "BR99", "reference": "自定" * 99, "use": "否"}
    ws = made(RULEBOOK, given={"line": [part]})["评价细则"]
    assert folded(ws) == away and ws.row_dimensions[layout.FIRST_ROW].height is None
    assert ws.print_options.gridLines


@pytest.mark.parametrize("name", ["unit_check", "reported"])
def test_a_sheet_on_request_is_there_where_rows_of_it_are_given(name: str):
    row = {"unit_kind": "党支部", "unit": "甲支部", "indicator": "BR99"}
    sheet = title(CHECK.sheet(name))
    workbook = made(CHECK, given={name: [row]})
    assert sheet in workbook.sheetnames and sheet not in made(CHECK).sheetnames
    read, findings = read_workbook("部门.xlsx", saved(workbook), (CHECK,))
    assert read is not None and set(read.sheets) == {"check", "target_actual", name}
    assert not [one for one in findings if one.code in ("W104", "E121")]


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@each_book
def test_a_blank_is_small(book):
    assert len(blank(book, {}, {}, {})) < 1024 * (12 + 4.5 * len(book.sheets))


@each_book
def test_the_same_book_gives_the_same_bytes(book):
    rows = {key(sheet): [example_row(sheet)] for sheet in book.sheets}
    assert blank(book, {"plant": "甲"}, rows, LISTS) == blank(book, {"plant": "甲"}, rows, LISTS)


def as_stored(column, value):
    return value.isoformat() if isinstance(value, dt.date) and column.kind is not Kind.DATE else value


def read_back(value):
    return value.date() if isinstance(value, dt.datetime) else value


@each_book
def test_examples_given_as_rows_stand_in_the_right_cells(book):
    workbook = made(book, given={key(sheet): [example_row(sheet)] for sheet in book.sheets})
    for sheet in book.sheets:
        ws = workbook[title(sheet)]
        for at, column in enumerate(columns(sheet), start=layout.FIRST_COLUMN):
            for row in (layout.EXAMPLE_ROW, layout.FIRST_ROW):
                assert read_back(ws.cell(row, at).value) == (
                    as_stored(column, example(column)) if column.shown else None
                )


@each_book
def test_an_example_that_would_contradict_its_row_is_told_beside_its_heading_alone(book):
    workbook = made(book)
    for sheet in book.sheets:
        for at, column in enumerate(columns(sheet), start=layout.FIRST_COLUMN):
            note = workbook[title(sheet)].cell(layout.HEAD_ROW, at).comment.text
            assert column.shown or column.choices or "例如" in note
            assert not column.shown or f"例如 {shown(column)}。" not in note.removeprefix(column.help)
            assert column.shown or not column.required


def test_prefilled_cells_are_locked_and_their_neighbours_are_not():
    ws = made(given={"goal": [{"goal": "M-1", "actual": 2.5}, {"actual": 3.0}]})["目标"]
    assert [ws.cell(row, 1).value for row in (6, 7)] == [layout.GIVEN_MARK, None]
    assert ws["B6"].protection.locked
    assert not ws["C6"].protection.locked
    assert not ws["C7"].protection.locked


def test_given_rows_keep_the_format_of_their_column():
    ws = made(given={"visit": [{"code": "007", "day": dt.date(2019, 8, 1)}]})["走访"]
    assert (ws["B6"].value, ws["B6"].number_format) == ("007", "@")
    assert (ws["H6"].value, ws["H6"].number_format) == (dt.datetime(2019, 8, 1), "yyyy-mm-dd")


def test_a_month_is_written_as_text():
    ws = made(given={"visit": [{"month": dt.date(2019, 8, 1)}]})["走访"]
    assert ws["G6"].value == "2019-08"


@examples(25)
@given(st.text(max_size=60))
def test_given_text_never_becomes_a_formula(text):
    ws = made(given={"visit": [{"remark": text, "code": text}]}, cover={"plant": text})["走访"]
    expected = "s" if xml_safe(text) else "n"  # an empty cell counts as a number
    assert [ws[address].data_type for address in ("B6", "K6")] == [expected, expected]


def test_the_cover_holds_its_fields_and_calls_the_sender_by_the_books_word():
    ws = made(cover={"plant": "甲厂", "unit": "东街店", "as_of": dt.date(2019, 9, 30)})[layout.COVER]
    at = cover_rows(SAMPLE)
    labels = [ws.cell(row, 1).value for row in at.values()]
    assert labels == ["店主" if column.name == "unit" else column.title for column in cover_columns(SAMPLE)]
    assert [ws.cell(at[name], 2).value for name in ("plant", "unit", "as_of")] == [
        "甲厂",
        "东街店",
        dt.datetime(2019, 9, 30),
    ]
    assert ws.cell(at["plant"], 2).protection.locked
    assert not ws.cell(at["as_of"], 2).protection.locked
    assert not ws.cell(at["filled_by"], 2).protection.locked


def test_the_cover_has_a_tick_for_each_sheet_that_may_be_empty():
    workbook = made(ticked=["goal"])
    ws, head = workbook[layout.COVER], tick_head_row(SAMPLE)
    assert ws.cell(head, 2).value == layout.TICK_TITLE
    found = [(ws.cell(head + n, 1).value, ws.cell(head + n, 2).value) for n in (1, 2, 3)]
    assert found == [("走访", None), ("目标", layout.TICK_YES), (None, None)]
    assert behind(workbook, validations(ws)[f"B{head + 1}:B{head + 2}"].formula1) == [layout.TICK_YES]


def test_a_book_without_ticks_has_no_table_of_them():
    ws = made(Book("quiet", "无勾选", "", (Visit,)))[layout.COVER]
    assert layout.TICK_TITLE not in {cell.value for row in ws for cell in row}


@each_book
def test_the_guide_sheet_is_one_page_with_a_line_a_sheet(book):
    """What a column asks for stands above its rows, in its comment and in its prompt."""
    ws = made(book)[layout.GUIDE]
    lines = {row[0].value: (row[1].value, row[2].value) for row in ws.iter_rows() if row[1].value}
    for sheet in book.sheets:
        what, needed = lines[title(sheet)]
        typed = [column.title for column in columns(sheet) if column.required and not column.locked]
        assert what == purpose(sheet) and (needed.split("、") == typed or not typed)
    assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 1)
    assert ws.max_row <= 12 + len(book.sheets)


def test_the_guide_sheet_speaks_of_the_rows_of_the_layout():
    text = "".join(str(row[0].value) for row in made()[layout.GUIDE].iter_rows(max_row=12))
    assert re.findall(r"第 ?(\d) ?行", text) == [
        str(layout.FIRST_ROW),
        str(layout.HELP_ROW),
        str(layout.EXAMPLE_ROW),
    ]
