"""A name in place of a 工号, and lists of several, can be accepted with a tick where it is certain who is meant."""

from __future__ import annotations

import io

import openpyxl
import pytest
from kit.plant_on_disk import NAMES, OVERHAUL, SAMPLE, cells, changed, looked_at, put, sent_by

from pipeline.excel.layout import ACCEPTED, HEADS, SUGGESTED, VALUE
from pipeline.intake.forms.proof import prove
from pipeline.report.notices.check import check_files

SENT = sent_by(OVERHAUL)


def people():
    """工号 -> name of the overhaul branch's members whose name nobody else bears."""
    rows = [row[1:] for row in cells((SAMPLE / NAMES).read_bytes())["人员"][5:]]
    names = [row[1] for row in rows]
    return {
        row[0]: row[1]
        for row in rows
        if row[2] == OVERHAUL and row[6] == "正式党员" and names.count(row[1]) == 1
    }


ONE, OTHER = list(people())[:2]
FIRST, SECOND = people()[ONE], people()[OTHER]


def offered(folder):
    """The returned copy, and what 问题清单 says of value and suggestion."""
    content = check_files(looked_at(folder))[f"returned/{SENT}"]
    rows = openpyxl.load_workbook(io.BytesIO(content))["问题清单"].iter_rows(min_row=4, values_only=True)
    lines = [dict(zip(HEADS, row, strict=True)) for row in rows]
    return content, [(line[VALUE], line[SUGGESTED]) for line in lines if line["程度"] == "错误"]


def ticked(content, path):
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    ws = workbook["问题清单"]
    for row in range(4, ws.max_row + 1):
        if ws.cell(row, HEADS.index(SUGGESTED) + 1).value:
            ws.cell(row, HEADS.index(ACCEPTED) + 1).value = "√"
    workbook.save(path)


@pytest.mark.parametrize(
    ("written", "better"),
    [
        (FIRST, ONE),
        (f"{FIRST}、{SECOND}", f"{ONE}、{OTHER}"),
        (f"{ONE}，{SECOND}", f"{ONE}、{OTHER}"),
        (f"{FIRST} {ONE}", ONE),
        (ONE.lstrip("0"), ONE),
        (f"{FIRST}；{OTHER}（{SECOND}）", f"{ONE}、{OTHER}"),
    ],
)
def test_names_in_a_list_are_put_right_with_one_tick(lone_quarter, written, better):
    changed(lone_quarter, put(SENT, "组织生活", 3, 缺席人员=written))
    content, lines = offered(lone_quarter)
    assert {better} == {suggestion for _, suggestion in lines}
    ticked(content, lone_quarter / SENT)
    assert looked_at(lone_quarter).clean


def test_a_name_in_a_cell_for_one_person_is_put_right_with_one_tick(lone_quarter):
    changed(lone_quarter, put(SENT, "责任区示范岗", 1, 责任党员=FIRST))
    content, lines = offered(lone_quarter)
    assert lines == [(FIRST, ONE)]
    ticked(content, lone_quarter / SENT)
    assert looked_at(lone_quarter).clean


@pytest.mark.parametrize("written", [f"{FIRST}、许多人", f"{ONE}、39999", "各班组长"])
def test_nothing_is_suggested_for_a_list_in_which_one_is_in_doubt(lone_quarter, written):
    changed(lone_quarter, put(SENT, "组织生活", 3, 缺席人员=written))
    assert {suggestion for _, suggestion in offered(lone_quarter)[1]} == {None}


def test_a_name_that_two_people_bear_is_not_suggested(lone_quarter):
    changed(
        lone_quarter,
        put(NAMES, "人员", {"工号": OTHER}, 姓名=FIRST),
        put(SENT, "责任区示范岗", 1, 责任党员=FIRST),
    )
    assert offered(lone_quarter)[1] == [(FIRST, None)]


def test_a_reason_in_a_list_of_choices_is_suggested_item_by_item(lone_quarter):
    changed(lone_quarter, put(SENT, "双承诺", 7, 未通过项="切实可行的、能够做到"))
    assert offered(lone_quarter)[1][0] == ("切实可行的、能够做到", "切实可行、能够做到")


def test_the_proof_takes_the_name_for_what_it_means(lone_quarter):
    changed(lone_quarter, put(SENT, "组织生活", 1, 缺席人员=f"{FIRST}、{SECOND}"))
    proof = prove(looked_at(lone_quarter), ())
    assert (proof.repaired, proof.new, proof.stuck) == (1, (), ())
