"""A returned copy keeps the colours and the lines drawn through, in whatever sheet and column, and says what it read."""

from __future__ import annotations

import io

import openpyxl
import pytest
from kit.sample_file import FAULTS, examined, filled, sent_back
from kit.sample_file import opened as workbook_of
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from pipeline.excel.layout import OWN_FILLS
from pipeline.excel.package import same_bytes
from pipeline.excel.read.looks import Looks, struck_runs
from pipeline.excel.read.scan import scan_sheet
from pipeline.excel.write.styles import LOOKS

LINE = InlineFont(strike=True)
CELLS = [("走访", "C6"), ("走访", "F6"), ("走访", "K6"), ("目标", "B6")]


def sent(change, cells=()):
    workbook = workbook_of(filled(cells))
    change(workbook)
    return same_bytes(workbook)


def rich(content: bytes, sheet: str, cell: str):
    return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)[sheet][cell].value


@pytest.mark.parametrize(("sheet", "cell"), CELLS)
def test_a_part_that_is_struck_out_is_told_and_kept(sheet, cell):
    def change(workbook):
        text = str(workbook[sheet][cell].value)
        workbook[sheet][cell].value = CellRichText(TextBlock(LINE, text[0]), text[1:])

    content = sent(change)
    _, findings = examined(content)
    assert [(one.place.sheet, one.place.cell) for one in findings if one.code == "W415"] == [(sheet, cell)]
    copy = sent_back(content)
    kept = [(one.text, bool(one.font.strike)) for one in rich(copy, sheet, cell)]
    assert (
        kept[0][1]
        and not kept[1][1]
        and "".join(text for text, _ in kept) == str(workbook_of(content)[sheet][cell].value)
    )
    assert {(f.code, f.place) for f in examined(copy)[1]} == {(f.code, f.place) for f in findings}


def test_texts_that_are_shared_by_cells_are_seen_too():
    """As Excel and WPS save them: the cell holds the number of its text."""
    table = (
        b"<sst><si><t>a</t></si><si><r><rPr><strike/></rPr><t>\xe4\xbd\x9c\xe5\xba\x9f</t></r><r><t>b</t></r></si>"
        b"<si><r><rPr><strike val='0'/></rPr><t>c</t></r></si><si><r><rPr><strike/></rPr><t>d</t></r></si></sst>"
    )
    runs = struck_runs(io.BytesIO(table))
    assert runs == {"1": (("作废", True), ("b", False)), "3": (("d", True),)}
    cells = b"".join(b"<c r='A%d' t='s'><v>%d</v></c>" % (at + 1, at) for at in range(4))
    scan = scan_sheet(
        io.BytesIO(b"<worksheet><row r='1'>" + cells + b"</row></worksheet>"), looks=Looks(runs=runs)
    )
    assert scan.runs == {(2, 1): runs["1"]} and scan.struck == {(4, 1)}


def test_a_text_struck_out_in_all_its_parts_is_a_struck_out_cell():
    def change(workbook):
        workbook["走访"]["K6"].value = CellRichText(TextBlock(LINE, "无"), TextBlock(LINE, "事"), " ")

    assert [one.code for one in examined(sent(change))[1]] == ["W129"]


@pytest.mark.parametrize(("sheet", "cell"), CELLS)
def test_a_line_through_a_cell_is_kept(sheet, cell):
    def change(workbook):
        workbook[sheet][cell].font = Font(strike=True)

    content = sent(change)
    assert workbook_of(sent_back(content))[sheet][cell].font.strike
    assert [one.code for one in examined(sent_back(content))[1]] == [one.code for one in examined(content)[1]]


def test_a_line_through_a_row_is_kept():
    def change(workbook):
        for cell in workbook["走访"][6][1:]:
            cell.font = Font(strike=True)

    content = sent(change, FAULTS)
    kept = workbook_of(sent_back(content))["走访"]
    assert all(cell.font.strike for cell in kept[6] if cell.value is not None)
    assert "W128" in {one.code for one in examined(sent_back(content))[1]}


@pytest.mark.parametrize("color", [Color(rgb="FFFFFF00"), Color(theme=5, tint=0.4), Color(indexed=13)])
@pytest.mark.parametrize(("sheet", "cell"), CELLS)
def test_a_colour_is_kept_and_told_once_a_sheet(sheet, cell, color):
    def change(workbook):
        workbook[sheet][cell].fill = PatternFill("solid", fgColor=color)

    content = sent(change)
    (one,) = [one for one in examined(content)[1] if one.code == "N126"]
    assert one.place.sheet == sheet and cell in one.message
    kept = workbook_of(sent_back(content))[sheet][cell].fill
    assert (kept.fill_type, kept.fgColor.type, kept.fgColor.value) == ("solid", color.type, color.value)


def test_our_own_colours_and_white_are_none_of_theirs():
    def change(workbook):
        workbook["走访"]["K6"].fill = PatternFill("solid", fgColor="FFFFFFFF")

    assert examined(sent(change))[1] == []
    assert "N126" not in {one.code for one in examined(sent_back(filled(FAULTS)))[1]}
    assert {look.fill for look in LOOKS.values()} - {""} <= OWN_FILLS
