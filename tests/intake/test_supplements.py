"""补报: rows are added to the standing workbook, none is thrown away unasked, and each keeps its own cell as evidence."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from kit.plant_on_disk import (
    OVERHAUL,
    REVIEW,
    added,
    changed,
    checked_by,
    cover,
    data_of,
    edited,
    looked_at,
    put,
    rated_from,
    row_number,
    sample_blanks,
    sample_seen,
    table,
    told,
)
from kit.spoilt_plant import day
from kit.supplement_forms import MEETING, SENT, fresh

from pipeline.excel import layout
from pipeline.intake.account import accounts
from pipeline.intake.examine import Examined
from schemas.cover import REPLACEMENT, SUPPLEMENT


def rows_in(folder: Path, sheet: str) -> int:
    return len(looked_at(folder).tables.frames[sheet])


def balanced(examined: Examined) -> bool:
    return all(
        a.read == a.used + a.refused + a.other + a.blank + a.replaced
        for a in accounts(examined.chosen, examined.tables)
    )


def test_one_forgotten_meeting_in_a_fresh_blank_is_added_and_nothing_else_changes(plant):
    """Goals without a result, and the pledges and open wishes that the office had prefilled, say nothing."""
    (plant / "补.xlsx").write_bytes(sample_blanks("2019Q3")[f"支部填报-{OVERHAUL}.xlsx"])
    cover(plant / "补.xlsx", 截至日期=day("2019-10-10"), 填报人="张示例", 报送方式=SUPPLEMENT)
    changed(plant, added("补.xlsx", "组织生活", **MEETING))
    seen = looked_at(plant)
    assert seen.clean and seen.chosen.submissions[OVERHAUL].file == SENT
    before = sample_seen().tables.frames
    for key, frame in seen.tables.frames.items():
        assert len(frame) == len(before[key]) + (key == "meeting"), key
    assert [f.code for f in seen.intake.findings if f.place.file == "补.xlsx" and f.code[0] != "N"] == []
    assert [r.state for r in seen.intake.received if r.file == "补.xlsx"] == ["补报，已并入"]
    assert "N404" in {f.code for f in seen.intake.findings if f.place.file == "补.xlsx"}
    assert balanced(seen)


def test_without_the_word_the_blank_would_throw_rows_away_and_both_are_told(lone_quarter):
    path = fresh(lone_quarter)
    cover(path, 双星培训=layout.TICK_YES, 助力行动=layout.TICK_YES)
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    seen = looked_at(lone_quarter)
    assert [f.place.file for f in seen.stops if f.code == "E417"] == ["补.xlsx"]
    assert [f.place.file for f in seen.stops if f.code == "E418"] == [SENT]
    assert re.search("“组织生活”15 行中的 1[45] 行", next(f.message for f in seen.stops if f.code == "E417"))
    assert not told(seen.intake.findings, "W402", "W410")
    assert {SENT, "补.xlsx"} <= seen.chosen.disputed.keys()
    stars = {r["unit"]: r["star"] for r in table(data_of(rated_from(lone_quarter), "stars"))}
    assert stars[OVERHAUL] == ""


def test_a_replacement_stands_without_the_rows_and_the_office_is_told(lone_quarter):
    fresh(lone_quarter, 报送方式=REPLACEMENT)
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    seen = looked_at(lone_quarter)
    assert seen.chosen.superseded == {SENT: "补.xlsx"}
    assert told(seen.intake.findings, "W412", "E417") == [("W412", "补.xlsx", "封面", "B10")]


def test_a_replacement_of_the_same_day_goes_before_the_other(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "换.xlsx")
    changed(lone_quarter, put("换.xlsx", "责任区示范岗", 1, 问题数=99))
    cover(lone_quarter / "换.xlsx", 报送方式=REPLACEMENT)
    seen = looked_at(lone_quarter)
    assert seen.clean and seen.chosen.submissions[OVERHAUL].file == "换.xlsx"


@pytest.mark.parametrize(
    ("file", "sheet", "row", "cells", "key"),
    [
        (SENT, "双承诺", {"承诺编号": "JX-G-004"}, {"内容": "改过的内容"}, "pledge"),
        (SENT, "微心愿", 1, {"内容": "改过的内容"}, "wish"),
        (SENT, "一带一", 1, {"本季成效": "独立顶岗"}, "pairing"),
        (SENT, "责任区示范岗", 1, {"问题数": 50}, "zone_post"),
        (SENT, "工作清单", 1, {"责任人": "03002"}, "duty"),
        (checked_by("安全监察部"), "目标完成", 1, {"完成值": 1}, "target_actual"),
        (REVIEW, "示范岗考评", 1, {"评语": "改过的评语"}, "post_review"),
    ],
)
def test_a_row_with_the_key_of_an_earlier_one_takes_its_place(lone_quarter, file, sheet, row, cells, key):
    """The supplement holds the changed row alone."""
    name = "补.xlsx"
    shutil.copyfile(lone_quarter / file, lone_quarter / name)
    with edited(lone_quarter / name) as workbook:
        number = row_number(workbook[sheet], row)
        for ws in workbook.worksheets:
            for gone in range(ws.max_row, layout.FIRST_ROW - 1, -1):
                if ws.cell(layout.HEAD_ROW, 1).value == layout.MARK_TITLE and (ws.title, gone) != (
                    sheet,
                    number,
                ):
                    ws.delete_rows(gone)
    changed(lone_quarter, put(name, sheet, 1, **cells))
    cover(lone_quarter / name, 报送方式=SUPPLEMENT)
    seen = looked_at(lone_quarter)
    assert not [f for f in seen.stops if f.place.file == name]
    frame, before = seen.tables.frames[key], sample_seen().tables.frames[key]
    assert len(frame) == len(before)
    assert [index for index in frame.index if index[0] == name] == [(name, sheet, layout.FIRST_ROW)]
    assert balanced(seen)


def test_a_faulty_row_that_a_supplement_puts_right_stops_nothing(lone_quarter):
    fresh(lone_quarter, 报送方式=SUPPLEMENT)
    with edited(lone_quarter / SENT) as workbook:
        cells = {
            c.value: workbook["双承诺"].cell(layout.FIRST_ROW, c.column).value
            for c in workbook["双承诺"][layout.HEAD_ROW]
        }
    changed(lone_quarter, put(SENT, "双承诺", 1, 类型="别的"))
    assert [f.code for f in looked_at(lone_quarter).stops] == ["E211"]
    cells.pop("行标", None)
    changed(lone_quarter, added("补.xlsx", "双承诺", **cells | {"内容": "重新写过"}))
    assert looked_at(lone_quarter).clean


def test_an_empty_sheet_that_a_supplement_fills_needs_no_tick(lone_quarter):
    cover(lone_quarter / SENT, 三责例外=None)
    assert [f.code for f in looked_at(lone_quarter).stops] == ["E405"]
    fresh(lone_quarter, 报送方式=SUPPLEMENT)
    changed(
        lone_quarter,
        added("补.xlsx", "三责例外", 工号="03012", 职责="党责", 事项="连续两次缺席", 处理="谈话提醒"),
    )
    assert looked_at(lone_quarter).clean


def test_an_identical_row_counts_once_in_a_sheet_without_a_key(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "补.xlsx")
    cover(lone_quarter / "补.xlsx", 报送方式=SUPPLEMENT)
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    seen = looked_at(lone_quarter)
    assert len(seen.tables.frames["meeting"]) == len(sample_seen().tables.frames["meeting"]) + 1
    assert balanced(seen)


def test_two_supplements_of_a_day_that_differ_are_told_at_both_cells(lone_quarter):
    for name, content in (("甲.xlsx", "一"), ("乙.xlsx", "二")):
        shutil.copyfile(lone_quarter / SENT, lone_quarter / name)
        cover(lone_quarter / name, 报送方式=SUPPLEMENT, 截至日期=day("2019-10-10"))
        changed(lone_quarter, put(name, "微心愿", 1, 内容=content))
    seen = looked_at(lone_quarter)
    found = [f for f in seen.stops if f.code == "E416"]
    assert {(f.place.file, f.value) for f in found} == {("甲.xlsx", "一"), ("乙.xlsx", "二")}
    assert all(f.place.sheet == "微心愿" and f.place.cell for f in found)
    cover(lone_quarter / "乙.xlsx", 截至日期=day("2019-10-11"))
    assert looked_at(lone_quarter).clean


def test_a_supplement_without_a_workbook_to_go_into_is_named(lone_quarter):
    cover(lone_quarter / SENT, 报送方式=SUPPLEMENT)
    seen = looked_at(lone_quarter)
    assert {f.code for f in seen.stops} == {"E409"}
    assert "补报，没有可补入的整本" in seen.stops[0].message
    assert told(seen.intake.findings, "E415") == [("E415", SENT, "封面", "B10")]


def test_a_later_whole_workbook_takes_what_was_added_before_it(lone_quarter):
    fresh(lone_quarter, 报送方式=SUPPLEMENT, as_of="2019-10-05")
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "新.xlsx")
    cover(lone_quarter / "新.xlsx", 截至日期=day("2019-10-10"))
    seen = looked_at(lone_quarter)
    assert seen.chosen.superseded == {SENT: "新.xlsx", "补.xlsx": "新.xlsx"}
    assert rows_in(lone_quarter, "meeting") == len(sample_seen().tables.frames["meeting"])


def test_a_word_that_is_none_of_the_three_is_told_at_its_cell(lone_quarter):
    cell = cover(lone_quarter / SENT, 报送方式="补冲")
    assert told(looked_at(lone_quarter).stops) == [("E211", SENT, "封面", cell)]


@pytest.mark.parametrize("word", ["补充", "替换", "全量"])
def test_another_word_for_how_it_is_sent_is_one_error_and_the_rest_is_compared_as_meant(lone_quarter, word):
    path = fresh(lone_quarter)
    if word == "补充":
        changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    else:
        path.write_bytes((lone_quarter / SENT).read_bytes())
    cover(path, 截至日期=day("2019-10-10"), 报送方式=word)
    assert [(f.code, f.value) for f in looked_at(lone_quarter).stops] == [("E211", word)]


def test_a_score_points_to_the_cell_of_the_supplement(lone_quarter):
    fresh(lone_quarter, 报送方式=SUPPLEMENT)
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING))
    assert "补.xlsx" in {row["file"] for row in table(data_of(rated_from(lone_quarter), "evidence"))}
