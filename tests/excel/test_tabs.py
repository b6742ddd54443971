"""Sheets whose titles are wrong: known by their headings and labels, said in one sentence, and nothing of them lost."""

from __future__ import annotations

import io
import itertools

import openpyxl
import pytest
from kit.plant_on_disk import OVERHAUL, edited, looked_at, sent_by, told

from pipeline.excel.read.reader import read_workbook
from pipeline.intake.forms.proof import prove
from pipeline.report.notices.check import check_files
from schemas.base import title
from schemas.books import BOOKS

SENT = sent_by(OVERHAUL)


def rows(folder):
    """Sheet key -> the cells of its rows, as they are read from the branch's workbook or its returned copy."""
    book, _ = read_workbook(
        SENT, folder if isinstance(folder, bytes) else (folder / SENT).read_bytes(), BOOKS
    )
    return {key: [cells for _, cells in raw.rows] for key, raw in book.sheets.items()}


def retitled(folder, *moves):
    with edited(folder / SENT) as workbook:
        sheets = [workbook[before] for before, _ in moves]
        for number, ws in enumerate(sheets):
            ws.title = f"暂{number}"
        for ws, (_, after) in zip(sheets, moves, strict=True):
            ws.title = after


def pasted(folder, source, target):
    with edited(folder / SENT) as workbook:
        workbook[target].delete_rows(1, workbook[target].max_row)
        for cell in itertools.chain(*workbook[source].iter_rows()):
            workbook[target][cell.coordinate].value = cell.value


@pytest.mark.parametrize(
    "moves",
    [
        [("微心愿", "群众诉求"), ("群众诉求", "微心愿")],
        [("组织生活", "双承诺"), ("双承诺", "组织生活")],
        [("双承诺", "一带一"), ("一带一", "微心愿"), ("微心愿", "双承诺")],
    ],
)
def test_titles_that_changed_places_are_one_sentence_and_the_copy_has_every_row_in_its_sheet(
    lone_quarter, moves
):
    before = rows(lone_quarter)
    retitled(lone_quarter, *moves)
    seen = looked_at(lone_quarter)
    assert [f.code for f in seen.stops] == ["E133"]
    assert all(f"“{after}”里是“{first}”" in seen.stops[0].message for first, after in moves)
    assert rows(lone_quarter) == before == rows(check_files(seen)[f"returned/{SENT}"])
    assert prove(seen, ()).elsewhere == ()


def test_a_sheet_in_the_place_of_another_is_one_sentence_and_the_copy_keeps_what_stands_there(lone_quarter):
    pasted(lone_quarter, "一带一", "创新成果")
    seen = looked_at(lone_quarter)
    assert (
        told(seen.stops) == [("E134", SENT, "创新成果", "")] and "里是“一带一”的表" in seen.stops[0].message
    )
    copy = openpyxl.load_workbook(io.BytesIO(check_files(seen)[f"returned/{SENT}"]))
    assert "创新成果" in {row[0] for row in copy["其他内容"].iter_rows(min_row=4, values_only=True)}


@pytest.mark.parametrize("book", BOOKS, ids=[book.title for book in BOOKS])
def test_no_sheet_is_taken_for_another_while_two_of_its_headings_stand(book):
    from pipeline.excel.read.headings import tabs
    from schemas.base import columns

    for sheet in book.sheets:
        names = [column.title for column in columns(sheet)]
        for left in itertools.combinations(names, max(2, len(names) - 1)):
            assert not tabs(book.sheets, {sheet: title(sheet)}, {title(sheet): [list(left)]}).moved


@pytest.mark.parametrize("name", ["封面1", "Sheet1", "首页"])
def test_a_cover_is_known_by_its_labels_whatever_its_title(lone_quarter, name):
    retitled(lone_quarter, ("封面", name))
    seen = looked_at(lone_quarter)
    assert told(seen.stops) == [("E132", SENT, name, "")] and "名称改回“封面”" in seen.stops[0].remedy
    assert "封面" in openpyxl.load_workbook(io.BytesIO(check_files(seen)[f"returned/{SENT}"])).sheetnames
    assert prove(seen, ()).elsewhere == ()


def test_two_sheets_that_could_be_the_cover_are_no_cover_and_the_copy_keeps_both(lone_quarter):
    with edited(lone_quarter / SENT) as workbook:
        workbook["封面"].title = "封面1"
        workbook.copy_worksheet(workbook["封面1"]).title = "封面2"
    seen = looked_at(lone_quarter)
    assert [f.code for f in seen.stops] == ["E409"] and "没有封面" in seen.stops[0].message
    assert ("E121", SENT, "封面", "") in told(seen.intake.findings)
    copy = openpyxl.load_workbook(io.BytesIO(check_files(seen)[f"returned/{SENT}"]))
    assert {"封面1", "封面2"} <= {row[0] for row in copy["其他内容"].iter_rows(min_row=4, values_only=True)}


def test_a_period_that_is_a_formula_without_result_is_said_so_and_the_copy_shows_it(lone_quarter):
    with edited(lone_quarter / SENT) as workbook:
        workbook["封面"]["B5"] = '="2019"&"Q3"'
    seen = looked_at(lone_quarter)
    assert ("E126", SENT, "封面", "B5") in told(seen.intake.findings)
    assert [f.code for f in seen.stops] == ["E409"] and "封面的期间是没有结果的公式" in seen.stops[0].message
    copy = openpyxl.load_workbook(io.BytesIO(check_files(seen)[f"returned/{SENT}"]))
    assert copy["封面"]["B5"].value == '没有结果的公式 ="2019"&"Q3"'
