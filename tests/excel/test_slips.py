"""Slips that a person sees in a sheet and a program does not: each is understood, or told, with its neighbours."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from kit.drawing import Meal, codes, form, found_in, full, meals, opened, read, repacked
from openpyxl.comments import Comment

from pipeline.excel import layout
from pipeline.excel.cells.kinds import meaning, parse
from pipeline.excel.check import check
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import RawSheet, SheetAccount
from pipeline.excel.write.cover import blank
from pipeline.excel.write.leftovers import others
from schemas.base import Kind, column_of, columns, title
from schemas.books import BOOKS
from schemas.directory import Person
from schemas.review import Decision
from schemas.rulebook import Example
from schemas.submission_life import Meeting, Training

DISH = "菜名（主菜）=豆腐"
ONE = full(f"编号=A01; {DISH}")


@pytest.mark.parametrize("book", BOOKS, ids=[book.key for book in BOOKS])
def test_a_blank_whose_column_of_marks_was_deleted_in_every_sheet_has_no_row(book):
    workbook = openpyxl.load_workbook(io.BytesIO(blank(book, {"period": "2019Q4"}, {}, {})))
    for sheet in book.sheets:
        if sheet.to_schema().title in workbook.sheetnames:
            workbook[sheet.to_schema().title].delete_cols(1)
    saved = io.BytesIO()
    workbook.save(saved)
    sent, findings = read_workbook("a.xlsx", saved.getvalue(), BOOKS)
    assert sent and {name: raw.rows for name, raw in sent.sheets.items() if raw.rows} == {}
    assert {one.code for one in findings} <= {"E201", "E130"}  # of the cover, that nobody filled in


@pytest.mark.parametrize("book", BOOKS, ids=[book.key for book in BOOKS])
def test_an_example_whose_mark_was_cleared_is_told_and_not_read_in_every_sheet(book):
    workbook = openpyxl.load_workbook(io.BytesIO(blank(book, {"period": "2019Q4"}, {}, {})))
    sheets = [title(sheet) for sheet in book.sheets if title(sheet) in workbook.sheetnames]
    for name in sheets:
        workbook[name].cell(layout.EXAMPLE_ROW, layout.MARK_COLUMN).value = None
    saved = io.BytesIO()
    workbook.save(saved)
    sent, findings = read_workbook("a.xlsx", saved.getvalue(), BOOKS)
    assert sent and {name: raw.rows for name, raw in sent.sheets.items() if raw.rows} == {}
    assert [one.place.sheet for one in findings if one.code == "W337"] == sheets


@pytest.mark.parametrize("book", BOOKS, ids=[book.key for book in BOOKS])
def test_where_headings_are_missing_a_row_is_not_taken_for_the_example_by_what_is_left_of_it(book):
    workbook = openpyxl.load_workbook(io.BytesIO(blank(book, {"period": "2019Q4"}, {}, {})))
    asked = {
        title(one): {column.title for column in columns(one) if column.required and column.edition == 1}
        for one in book.sheets
        if title(one) in workbook.sheetnames and not any(column.locked for column in columns(one))
    }
    for name in asked:
        workbook[name].cell(layout.EXAMPLE_ROW, layout.MARK_COLUMN).value = None
        heads = [
            cell for cell in workbook[name][layout.HEAD_ROW] if str(cell.value).rstrip("*＊ ") in asked[name]
        ]
        heads[-1].value = "另有说明"
    saved = io.BytesIO()
    workbook.save(saved)
    sent, findings = read_workbook("a.xlsx", saved.getvalue(), BOOKS)
    assert sent and [raw.title for raw in sent.sheets.values() if raw.title in asked and not raw.rows] == []
    assert not [one for one in findings if one.code == "W337"]


@pytest.mark.parametrize(
    "words",
    ["本季度共 3 次", "汇总", "合计", "小计", "总计：3", "本月小计", "共3项", "以上共 12 人次", "累计 5 次"],
)
def test_a_row_of_totals_is_one_sentence(words):
    rows = [*form(Meal, ONE), [None, words]]
    assert codes(found_in(meals(sheets={"供餐": rows}))) == [("W126", "B7")]


@pytest.mark.parametrize("words", ["共产党员突击队", "汇总各班意见", "合计班"])
def test_a_word_that_only_begins_like_a_total_is_none(words):
    rows = [*form(Meal, ONE), [None, words]]
    assert "W126" not in [code for code, _ in codes(found_in(meals(sheets={"供餐": rows})))]


@pytest.mark.parametrize(
    ("mark", "told"), [("缺席：03012", True), ("见附件", True), (7, False), ("3、", False), ("预填", False)]
)
def test_words_in_the_column_of_marks_are_told_and_kept(mark, told):
    rows = [*form(Meal, ONE), [mark]]
    content = meals(sheets={"供餐": rows})
    assert [one for one in codes(found_in(content)) if one[0] == "W131"] == ([("W131", "A7")] if told else [])
    assert [one.value for one in others(content, opened(content)) if one.place.cell == "A7"] == (
        [mark] if told else []
    )


@pytest.mark.parametrize("text", ["同上", "″", "〃", "同左", "“"])
def test_the_same_as_above_is_to_be_written_out(text):
    for name in ("topic", "group", "host", "absent"):
        column = column_of(Meeting, name)
        assert meaning(column, text, parse(column.kind, text)).problem == "E224"
    remark = column_of(Meal, "reason")
    assert meaning(remark, text, parse(remark.kind, text)).problem is None


@pytest.mark.parametrize("text", ["无", "/", "-", "没有", "—", "暂无"])
def test_a_word_for_nothing_is_a_blank_where_a_list_is_referred_to(text):
    for sheet, name in ((Meeting, "group"), (Decision, "unit"), (Person, "team"), (Person, "group")):
        column = column_of(sheet, name)
        parsed = meaning(column, text, parse(column.kind, text))
        if not column.required:
            assert (parsed.value, parsed.notice, parsed.problem) == (None, "N204", None), name


@pytest.mark.parametrize("text", ["03001、03001", "03001，03002，03001", "03001 03001 03001", "03001；03001"])
def test_a_code_that_stands_twice_in_a_cell_counts_once(text):
    for name in ("absent", "excused", "made_up"):
        column = column_of(Meeting, name)
        parsed = meaning(column, text, parse(Kind.LIST, text))
        assert str(parsed.value).split("、") == list(dict.fromkeys(str(parsed.value).split("、")))
        assert parsed.notice == "N203"


def test_a_list_of_grades_keeps_those_that_are_alike():
    column = column_of(Example, "teams")
    assert meaning(column, "4、4、3", parse(Kind.LIST, "4、4、3")).value == "4、4、3"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (dt.datetime(2019, 9, 1, 23, 59, 17), True),
        (dt.datetime(2019, 9, 1, 23, 58), True),
        (dt.datetime(2019, 9, 1, 23, 59, 59), True),
        (dt.datetime(2019, 9, 1, 23, 57, 59), False),
        (dt.datetime(2019, 9, 1, 0, 1), False),
    ],
)
def test_a_day_that_ends_within_two_minutes_is_told(moment, told):
    rows = form(Meal, full(f"编号=A01; {DISH}", f"编号=A02; {DISH}"))
    for row in rows[-2:]:
        row.extend([None] * (5 - len(row)))
        row[4] = moment
    assert codes(found_in(meals(sheets={"供餐": rows}))) == ([("W133", "E6")] if told else [])


@pytest.mark.parametrize(
    ("cell", "told"), [("D6", True), ("D9", True), ("B6", False), ("B3", False), ("Z9", False)]
)
def test_a_note_on_an_empty_cell_to_fill_in_is_told(cell, told):
    def change(workbook):
        workbook["供餐"][cell].comment = Comment("三人请假", "张示例")

    assert codes(found_in(meals(ONE, change=change))) == ([("W135", "")] if told else [])


@pytest.mark.parametrize("name", ["菜单", "Sheet2", "三会一课"])
def test_a_lone_sheet_with_the_headings_of_a_missing_one_is_that_one(name):
    book, findings = read(meals(sheets={"供餐": None, name: form(Meal, ONE)}))
    assert codes(findings) == [("E132", "")] and book and len(book.sheets["meal"].rows) == 1


@pytest.mark.parametrize("name", ["供餐8月", "供餐（续）", "Sheet2"])
def test_rows_in_a_second_sheet_with_our_headings_are_an_error(name):
    more = form(Meal, full(f"编号=A07; {DISH}"))
    assert codes(found_in(meals(ONE, sheets={name: more}))) == [("E135", "")]
    assert codes(found_in(meals(ONE, sheets={name: form(Meal, ONE)}))) == [("W123", "")]
    assert codes(found_in(meals(ONE, sheets={name: [["菜谱"], ["豆腐", 3]]}))) == [("W123", "")]


@pytest.mark.parametrize("flag", ["1", "true"])
def test_days_of_one_system_under_the_other_are_one_sentence_that_says_1904(flag):
    rows = form(
        Meal, full(f"编号=A01; {DISH}; 供餐日期=@2019-09-02", f"编号=A02; {DISH}; 供餐日期=@2019-09-03")
    )
    content = repacked(
        meals(sheets={"供餐": rows}),
        lambda name, data: (
            data.replace(b"<workbookPr", f'<workbookPr date1904="{flag}"'.encode(), 1)
            if name == "xl/workbook.xml"
            else data
        ),
    )
    findings = [one for one in read(content)[1] if one.code == "E148"]
    assert (
        codes(findings) == [("E148", "E6")]
        and "1904" in findings[0].message
        and "2019-09-02" in findings[0].message
    )


def test_days_as_they_should_be_are_no_matter():
    assert "E148" not in [
        code for code, _ in codes(found_in(meals(full(f"编号=A01; {DISH}; 供餐日期=@2019-09-02"))))
    ]


@pytest.mark.parametrize("number", ["07001", "3012", "A-17"])
def test_a_remedy_speaks_of_numbers_as_the_plant_has_them(number):
    raw = [number, "", "０１", 12345678901234567.0]
    cells = {column.name: None for column in columns(Training)}
    rows = [(at, tuple((cells | {"speaker": one}).values())) for at, one in enumerate(raw, start=6)]
    sheet = RawSheet("双星培训", 3, {"speaker": "B"}, rows, frozenset(), {}, (), SheetAccount(4, 4, 0, 0))
    book = replace(opened(meals()), sheets={"training": sheet})
    frame, findings = typed(Training, [book])
    findings += [one for one in check(Training, frame, {book.file: sheet.letters}) if one.column == "主讲人"]
    assert {one.code for one in findings} == {"N201", "E208", "E201"}
    assert all(number in one.remedy for one in findings)


def test_formulas_are_named_and_kept_where_the_copy_has_their_results():
    content = repacked(
        meals(full(f"编号=A01; {DISH}; 计划份数=#7")),
        lambda name, data: (
            data.replace(b"<v>7</v>", b"<f>3+4</f><v>7</v>") if name.endswith("sheet2.xml") else data
        ),
    )
    assert codes(found_in(content)) == [("N123", "")]
    kept = [(one.place.cell, one.value) for one in others(content, opened(content)) if one.place.row == 6]
    assert kept == [("H6", "=3+4")]
