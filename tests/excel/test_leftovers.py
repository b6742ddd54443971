"""A returned workbook loses nothing of what was sent: columns, sheets and notes of their own come along."""

from __future__ import annotations

import re

from kit.drawing import full, meals, opened, repacked, with_cells
from kit.floating import BOX, CHART, PICTURE, with_drawing
from kit.sample_book import LISTS, SAMPLE
from kit.sample_file import FILE, examined, filled, sent_back
from kit.sample_file import opened as workbook_of
from openpyxl.comments import Comment

from pipeline.excel import layout
from pipeline.excel.package import same_bytes
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Cells
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.problems import FIRST_ROW
from pipeline.excel.write.returned import returned


def sent(change):
    workbook = workbook_of(filled())
    change(workbook)
    return same_bytes(workbook)


def kept(content):
    workbook = workbook_of(content)
    return (
        []
        if layout.OTHERS not in workbook.sheetnames
        else list(workbook[layout.OTHERS].iter_rows(min_row=FIRST_ROW, values_only=True))
    )


def draft(workbook):
    workbook.create_sheet("草稿")["B2"] = "自用的合计"


def remark(workbook):
    workbook["走访"]["D6"].comment = Comment("请李四核对", "张三")


def test_words_on_the_cover_beside_its_answers_come_along():
    def change(workbook):
        workbook[layout.COVER]["B11"], workbook[layout.COVER]["E4"] = "9月底前补齐", 7

    content = sent(change)
    assert kept(sent_back(content)) == [
        (layout.COVER, "E4", None, 7),
        (layout.COVER, "B11", None, "9月底前补齐"),
    ]
    assert kept(sent_back(sent_back(content))) == kept(sent_back(content))


def test_a_sheet_of_their_own_comes_along():
    assert kept(sent_back(sent(draft))) == [("草稿", "B2", None, "自用的合计")]


def test_the_formulas_of_a_sheet_of_their_own_come_along_as_text():
    def change(workbook):
        draft(workbook)
        workbook["草稿"]["B3"] = "=SUM(C1:C9)"

    content = sent_back(sent(change))
    assert kept(content) == [("草稿", "B2", None, "自用的合计"), ("草稿", "B3", None, "=SUM(C1:C9)")]
    assert workbook_of(content)[layout.OTHERS]["D5"].data_type == "s"


def test_a_row_that_adds_up_the_others_comes_along_and_is_linked():
    def change(workbook):
        workbook["走访"]["B7"], workbook["走访"]["I7"], workbook["走访"]["J7"] = "合计", 3, "=SUM(J6:J6)"

    content = sent_back(sent(change))
    assert kept(content) == [
        ("走访", "B7", "编号", "合计"),
        ("走访", "I7", "人数", 3),
        ("走访", "J7", "评分", "=SUM(J6:J6)"),
    ]
    assert workbook_of(content)["走访"]["B7"].value is None
    assert workbook_of(content)[layout.PROBLEMS].cell(FIRST_ROW, 4).hyperlink.location == "'其他内容'!D4"


def test_a_note_of_their_own_comes_along_and_ours_do_not():
    assert kept(sent_back(sent(remark))) == [("走访", "D6", "批注（颜色）", "请李四核对")]


def test_what_was_kept_once_is_kept_when_the_copy_comes_back_again():
    once = sent_back(sent(draft))
    assert kept(sent_back(once)) == kept(once)


def test_a_sheet_whose_headings_are_gone_comes_along_too():
    def change(workbook):
        workbook["走访"].delete_rows(1, 5)

    content = sent(change)
    workbook, findings = read_workbook(FILE, content, [SAMPLE])
    assert ("走访", "B1", None, "007") in kept(returned(workbook, findings, LISTS, others(content, workbook)))


def test_what_floats_over_the_cells_is_said_and_the_words_in_it_come_along():
    content = with_drawing(filled(), 3, PICTURE, PICTURE, CHART, BOX)
    _, found = examined(content)
    assert [(one.code, one.place.sheet) for one in found] == [("W127", "走访")]
    assert "图片 2 个、图表 1 个、文本框或图形 1 个" in found[0].message
    copy = sent_back(content)
    assert kept(copy) == [("走访", "E7", "文本框", "已与安监部核对\n王五")]
    assert kept(sent_back(copy)) == kept(copy) and "W127" not in {one.code for one in examined(copy)[1]}


def test_a_damaged_drawing_costs_its_words_and_nothing_else():
    broken = repacked(
        with_drawing(filled(), 3, BOX),
        lambda name, data: data[:-30] if name.endswith("drawing9.xml") else data,
    )
    assert examined(broken)[1] == [] and kept(sent_back(broken)) == []


def test_a_picture_inside_a_cell_is_called_a_picture():
    cell = b'<c r="D6" t="e" vm="1"><v>#VALUE!</v></c>'
    content = repacked(
        filled(),
        lambda name, data: (
            re.sub(rb'<c r="D6"[^>]*?(/>|>.*?</c>)', cell, data) if name.endswith("sheet3.xml") else data
        ),
    )
    assert [(one.code, one.place.cell) for one in examined(content)[1]] == [("E209", "D6")]


def test_a_damaged_part_of_notes_costs_the_notes_and_nothing_else():
    broken = repacked(
        sent(remark), lambda name, data: data[:-20] if "comment" in name and name.endswith("xml") else data
    )
    assert examined(sent_back(broken))[0] is not None


def test_every_cell_has_its_fate():
    def change(book):
        book["供餐"].merge_cells("C7:D7")
        book["供餐"]["P3"], book["供餐"]["P6"] = "备注", "好"
        book.create_sheet("草稿")["A1"] = "x"

    table = full("编号=A01; 菜名（主菜）=豆腐", "编号=A02; 菜名（主菜）=白菜; 份量=大份")
    content = with_cells(meals(table, change=change), 2, '<row r="9"><c r="B9"><v></v></c></row>')
    book = opened(content)
    cells = book.sheets["meal"].cells
    assert (cells.used, cells.blank, cells.outside) == (4, 1, 1)
    assert book.cells.outside == 2
    assert book.cells == sum((raw.cells for raw in book.sheets.values()), Cells(form=14, outside=1))
