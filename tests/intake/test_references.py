"""What workbooks say together: the faults of every kind at once, those that stop everything, and the sound sample."""

from __future__ import annotations

import io
from collections import Counter

import openpyxl
import pytest
from kit.plant_on_disk import (
    GOALS,
    NAMES,
    OVERHAUL,
    added,
    changed,
    checked_by,
    cover,
    edited,
    gone,
    letters,
    looked_at,
    put,
    sample_seen,
    sent_by,
    told,
)
from kit.spoilt import spoilt
from kit.spoilt_plant import ROWS, twin
from openpyxl.utils import column_index_from_string

from pipeline.core.finding import Severity
from pipeline.excel.cells import suggest
from pipeline.intake.checks import references
from pipeline.intake.forms.marked import returned_files
from pipeline.report.notices.check import check_files


def test_a_fault_says_what_stands_there_what_is_needed_and_what_to_do():
    seen = spoilt(ROWS)
    one = next(f for f in seen.found if f.code == "E301" and f.value == "锅炉办")
    assert told([one]) == seen.expected[ROWS.faults[0]]
    assert one.message == "“班组”是“锅炉办”，组织名册的“班组”表里没有，是不是“锅炉班”"
    assert (one.column, one.unit, one.remedy) == (
        "班组",
        OVERHAUL,
        "请照组织名册的“班组”表改正；如果是那里漏了，请办公室补上",
    )


def test_rows_of_the_directory_that_lack_a_branch_are_told_beside_refused_rows_that_name_them(lone_quarter):
    sent = sent_by(OVERHAUL)
    places = changed(
        lone_quarter,
        put(NAMES, "班组", {"班组": "锅炉班"}, 所属支部=None),
        put(NAMES, "人员", {"工号": "03013"}, 所属支部=None),
        put(NAMES, "人员", {"工号": "03012"}, 政治面貌=None),
        put(sent, "微心愿", 1, 状态="快了", 班组="锅炉班"),
        put(sent, "组织生活", 1, 类型="座谈会", 主持人="03013"),
        put(sent, "组织生活", 2, 类型="座谈会", 主持人="03012"),
    )
    codes = ("E201", "E201", "E201", "E211", "E211", "E211")
    expected = [(code, *place) for code, place in zip(codes, places, strict=True)]
    assert sorted(told(looked_at(lone_quarter).intake.findings, "E201", "E211", "E302", "E303", "E306")) == (
        sorted(expected)
    )


def test_a_wrong_number_of_a_person_brings_up_nobody_else(lone_quarter):
    sent = sent_by(OVERHAUL)
    changed(
        lone_quarter,
        put(NAMES, "人员", {"工号": "03013"}, 姓名="独一无"),
        *[
            put(sent, "组织生活", row, 主持人=written)
            for row, written in enumerate(("03999", "30013", "3013", "03013 独一无", "独一无"), start=1)
        ],
    )
    found = [
        f.message.partition("表里没有")[2]
        for f in sorted(looked_at(lone_quarter).stops)
        if f.column == "主持人"
    ]
    assert found == ["", "", *["，是不是“03013”"] * 2]  # with its name beside it, 03013 is the number


def test_a_value_that_is_wrong_in_many_rows_is_thought_about_once(lone_quarter, monkeypatch):
    sent, asked = sent_by(OVERHAUL), Counter[str]()
    row = {"职责": "党责", "事项": "未参加", "处理": "谈话"}
    changed(lone_quarter, *[added(sent, "三责例外", 工号="39999", **row) for _ in range(30)])
    for module in (references, suggest):
        monkeypatch.setattr(
            module, "meant_code", lambda text, *_, of=module.__name__: asked.update([of]) or ""
        )
    examined = looked_at(lone_quarter)
    assert sent in returned_files(examined)
    assert len([f for f in examined.stops if f.value == "39999"]) == 30
    assert set(asked.values()) == {1} and len(asked) == 2


def test_a_cell_that_is_wrong_is_not_also_told_how_it_was_understood(lone_quarter):
    changed(
        lone_quarter,
        put(sent_by(OVERHAUL), "组织生活", 1, 主持人="０３９９９"),
        put(sent_by(OVERHAUL), "组织生活", 2, 主持人="０３０１３"),
    )
    assert [f.code for f in sorted(looked_at(lone_quarter).intake.findings) if f.column == "主持人"] == [
        "E301",
        "N201",
    ]


@pytest.mark.parametrize("name", ["组织生活 (2)", "组织生活会议"])
def test_a_renamed_sheet_comes_back_under_its_name_with_all_its_rows(lone_quarter, name):
    path = lone_quarter / sent_by(OVERHAUL)
    with edited(path) as workbook:
        workbook["组织生活"].title = name
    examined = looked_at(lone_quarter)
    assert told(examined.stops) == [("E132", sent_by(OVERHAUL), name, "")]
    path.write_bytes(returned_files(examined)[sent_by(OVERHAUL)])
    assert looked_at(lone_quarter).clean


def test_a_copy_that_keeps_the_rows_of_a_sheet_elsewhere_says_so_before_it_may_be_ticked(lone_quarter):
    path = lone_quarter / sent_by(OVERHAUL)
    with edited(path) as workbook:
        workbook.copy_worksheet(workbook["组织生活"]).title = "组织生活 (2)"
        workbook["组织生活"].title = "组织生活 (1)"
    path.write_bytes(returned_files(looked_at(lone_quarter))[sent_by(OVERHAUL)])
    remedy = next(f.remedy for f in looked_at(lone_quarter).stops if f.code == "E405")
    assert remedy == "有内容就填写（返还的副本里，没有读取的内容在“其他内容”表），没有才在封面勾“本季无”"


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [("双承诺", "评诺结果"), ("双承诺", "督诺日期"), ("组织生活", "党小组"), ("群众诉求", "时限")],
)
def test_a_column_that_is_missing_is_told_once(lone_quarter, sheet, heading):
    with edited(lone_quarter / sent_by(OVERHAUL)) as workbook:
        workbook[sheet].delete_cols(column_index_from_string(letters(workbook[sheet])[heading]))
    found = [
        f
        for f in looked_at(lone_quarter).intake.findings
        if (f.place.file, f.place.sheet) == (sent_by(OVERHAUL), sheet)
    ]
    assert [(f.code, f.column) for f in found if f.column == heading or f.severity is Severity.ERROR] == [
        ("E124", heading)
    ]


def test_a_word_in_the_place_of_a_tick_is_asked_about_and_nothing_else_is(lone_quarter):
    address = cover(lone_quarter / sent_by(OVERHAUL), 三责例外="待定")
    assert told(looked_at(lone_quarter).stops) == [("E131", sent_by(OVERHAUL), "封面", address)]


def test_the_tick_of_a_filled_sheet_is_what_the_returned_copy_marks(lone_quarter):
    address = cover(lone_quarter / sent_by(OVERHAUL), 微心愿="√")
    found = looked_at(lone_quarter)
    assert told(found.stops) == [("E406", sent_by(OVERHAUL), "封面", address)]
    copy = openpyxl.load_workbook(io.BytesIO(returned_files(found)[sent_by(OVERHAUL)]))
    assert copy["问题清单"]["D4"].value == address and copy["封面"][address].comment is not None


def test_every_finding_is_whole():
    for one in spoilt(ROWS).found:
        assert not one.place.cell or one.column, one
        assert one.place.file and one.place.sheet, one


@pytest.mark.parametrize(
    ("team", "cells", "codes"),
    [
        ("集控三值", {"扣分": "五分"}, ["E202"]),
        ("集控三值", {"班组": "集控三"}, ["E301"]),
        ("集控三值", {"指标编码": "TM3"}, ["E301", "E372"]),
    ],
)
def test_a_check_with_a_slip_is_not_also_called_missing(lone_quarter, team, cells, codes):
    changed(lone_quarter, put(checked_by("生产技术部"), "班组考评", {"班组": team}, **cells))
    assert sorted(finding.code for finding in looked_at(lone_quarter).stops) == codes


def test_a_check_with_a_slip_hides_no_check_that_is_missing(lone_quarter):
    file = checked_by("生产技术部")
    changed(lone_quarter, put(file, "班组考评", {"班组": "集控三值"}, 班组="集控三"))
    changed(lone_quarter, gone(file, "班组考评", {"班组": "集控四值"}))
    said = sorted(looked_at(lone_quarter).stops, key=lambda one: one.code)
    assert [one.code for one in said] == ["E301", "E372"] and "集控四值" in said[1].message


def test_without_goals_and_with_two_directories_both_are_told(plant):
    (plant / GOALS).unlink()
    changed(plant, put(twin(plant, NAMES, "名册.xlsx"), "人员", 1, 岗位="专业工程师"))
    examined = looked_at(plant)
    assert examined.tables is None and not examined.clean
    assert {("E402", "", "", ""), ("E403", "", "", "")} <= set(told(examined.stops))
    assert "目标责任书" in next(f.message for f in examined.stops if f.code == "E402")
    assert all(
        name in next(f.message for f in examined.stops if f.code == "E403") for name in (NAMES, "名册.xlsx")
    )
    assert "没有" in check_files(examined)["index.html"].decode()


def test_the_sample_has_no_errors():
    assert sample_seen().clean
    assert {
        f.code for f in sample_seen().intake.findings if f.place.file.startswith(("2019Q3", "2019/"))
    } == {"W304", "W305", "W306", "W311", "W321", "W322", "W323", "W324", "W325", "W326", "W362"}
