"""No earlier workbook may go while a row of it stands nowhere else, whichever kind it is of and however it was sent."""

from __future__ import annotations

import shutil

import pytest
from kit.plant_on_disk import OVERHAUL, REVIEW, added, changed, checked_by, cover, gone, looked_at, put
from kit.spoilt_plant import day
from kit.supplement_forms import MEETING, SENT, fresh

from pipeline.excel import layout
from schemas.cover import REPLACEMENT, SUPPLEMENT

SAFETY = checked_by("安全监察部")
WISH = {
    "编号": "WX-JX-099",
    "心愿人": "匿名",
    "内容": "补登的心愿",
    "提出日期": day("2019-09-02"),
}


def said(folder, name):
    found = looked_at(folder).intake.findings
    return {f.code: f.message for f in found if f.place.file == name and f.code in ("W340", "W402", "W410")}


@pytest.mark.parametrize(
    ("unit", "sheet", "cells"),
    [
        (OVERHAUL, "组织生活", MEETING),
        (OVERHAUL, "微心愿", WISH),
        (OVERHAUL, "助力行动", {"类型": "重点工作", "主题": "补记", "日期": day("2019-09-03")}),
        ("安全监察部", "班组考评", {"班组": "汽机班", "指标编码": "TM01", "扣分": 2, "原因": "补记"}),
    ],
)
def test_a_supplement_whose_rows_the_whole_workbook_after_it_lacks(lone_quarter, unit, sheet, cells):
    fresh(lone_quarter, unit, as_of="2019-09-20", 报送方式=SUPPLEMENT)
    changed(lone_quarter, added("补.xlsx", sheet, **cells))
    told = said(lone_quarter, "补.xlsx")
    assert list(told) == ["W340"] and f"“{sheet}”第 {layout.FIRST_ROW} 行" in told["W340"]


@pytest.mark.parametrize(
    ("file", "sheet", "row"),
    [
        (SENT, "组织生活", 3),
        (SENT, "一带一", 1),
        (SENT, "创新成果", 1),
        (SAFETY, "班组考评", 2),
        (REVIEW, "满意度测评", 2),
        (REVIEW, "加减分与否决", 1),
    ],
)
def test_a_row_that_only_the_earlier_workbook_has(lone_quarter, file, sheet, row):
    shutil.copyfile(lone_quarter / file, lone_quarter / "旧.xlsx")
    cover(lone_quarter / "旧.xlsx", 截至日期=day("2019-09-10"))
    changed(lone_quarter, gone(file, sheet, row))
    told = said(lone_quarter, "旧.xlsx")
    assert list(told) == ["W340"] and f"“{sheet}”第 {layout.FIRST_ROW + row - 1} 行" in told["W340"]


@pytest.mark.parametrize(
    ("file", "sheet", "cells"),
    [
        (SENT, "组织生活", {"主题": "改过的主题"}),
        (SENT, "微心愿", {"内容": "改过的内容"}),
        (SAFETY, "班组考评", {"扣分": 0.5, "原因": "改过的原因"}),
        (REVIEW, "满意度测评", {"测评日期": day("2019-09-20")}),
    ],
)
def test_a_row_that_the_later_workbook_has_corrected_is_not_lost(lone_quarter, file, sheet, cells):
    shutil.copyfile(lone_quarter / file, lone_quarter / "旧.xlsx")
    cover(lone_quarter / "旧.xlsx", 截至日期=day("2019-09-10"))
    changed(lone_quarter, put(file, sheet, 1, **cells))
    assert list(said(lone_quarter, "旧.xlsx")) == ["W402"]


def test_what_replaced_all_says_what_went_with_it(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "旧.xlsx")
    cover(lone_quarter / "旧.xlsx", 截至日期=day("2019-09-10"))
    changed(lone_quarter, gone(SENT, "双星培训", 2))
    cover(lone_quarter / SENT, 报送方式=REPLACEMENT)
    assert list(said(lone_quarter, "旧.xlsx")) == ["W340"]


def test_a_supplement_that_the_later_workbook_has_taken_up_may_go(lone_quarter):
    fresh(lone_quarter, as_of="2019-09-20", 报送方式=SUPPLEMENT)
    changed(lone_quarter, added("补.xlsx", "组织生活", **MEETING), added(SENT, "组织生活", **MEETING))
    assert list(said(lone_quarter, "补.xlsx")) == ["W402"]
