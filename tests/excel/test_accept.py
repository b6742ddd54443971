"""A suggestion that was ticked is taken; a cell repaired by hand wins."""

from __future__ import annotations

import pytest
from kit.sample_book import SAMPLE, Visit
from kit.sample_file import FILE, filled, opened, sent_back
from kit.sample_folder import BRANCH, QUARTER, changed, examined, folder

from pipeline.excel import layout
from pipeline.excel.corrections import accepted
from pipeline.excel.layout import ACCEPTED, CELL, HEADS, SUGGESTED
from pipeline.excel.package import same_bytes
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.problems import FIRST_ROW as FIRST_PROBLEM
from pipeline.intake.forms.marked import returned_files
from schemas.base import columns


def ticked(content, mark=layout.TICK_YES, **changed):
    workbook = opened(content)
    ws = workbook[layout.PROBLEMS]
    for row in range(FIRST_PROBLEM, ws.max_row + 1):
        ws.cell(row, HEADS.index(ACCEPTED) + 1).value = mark
    for address, value in changed.items():
        workbook["走访"][address].value = value
    return same_bytes(workbook)


def taken(content):
    workbook, _ = read_workbook(FILE, content, [SAMPLE])
    return dict(
        zip((one.name for one in columns(Visit)), accepted(workbook).sheets["visit"].rows[0][1], strict=True)
    )


NEAR = {"走访": {"B6": "００７", "D6": "第5种颜"}}


def test_an_accepted_suggestion_takes_the_place_of_the_value():
    found = taken(ticked(sent_back(filled(NEAR))))
    assert (found["code"], found["colour"]) == ("007", "第5种颜色")


def test_a_suggestion_that_is_not_ticked_changes_nothing():
    found = taken(sent_back(filled(NEAR)))
    assert (found["code"], found["colour"]) == ("００７", "第5种颜")


def test_a_cell_repaired_by_hand_wins_over_the_suggestion():
    found = taken(ticked(sent_back(filled(NEAR)), D6="绿"))
    assert (found["code"], found["colour"]) == ("007", "绿")


def test_a_workbook_without_a_list_of_problems_is_left_alone():
    content = filled(NEAR)
    workbook, _ = read_workbook(FILE, content, [SAMPLE])
    assert accepted(workbook) is workbook


def suggested(content):
    ws = opened(content)[layout.PROBLEMS]
    rows = [[cell.value for cell in row] for row in ws.iter_rows(min_row=FIRST_PROBLEM, max_col=len(HEADS))]
    return {row[HEADS.index(CELL)]: row[HEADS.index(SUGGESTED)] for row in rows}


@pytest.mark.parametrize(("group", "offered"), [("第一党小组", None), (None, "支部党员大会")])
def test_a_suggestion_that_would_contradict_its_row_is_not_offered(tmp_path, group, offered):
    source = folder(tmp_path)

    def change(workbook):
        ws = workbook["组织生活"]
        at = {ws.cell(3, number).value: number for number in range(2, ws.max_column + 1)}
        ws.cell(6, at["类型"]).value, ws.cell(6, at["党小组"]).value = "支部党员大", group

    changed(source / QUARTER / BRANCH, change)
    back = returned_files(examined(source))
    (copy,) = back.values()
    assert [better for cell, better in suggested(copy).items() if cell.endswith("6")] == [offered]
