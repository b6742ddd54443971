"""What was sent again or added later: it alone speaks, in every check, in the next blank and in later periods."""

from __future__ import annotations

import shutil

import pytest
from kit.plant_on_disk import OVERHAUL, REVIEW, added, changed, cover, edited, looked_at, put
from kit.spoilt_plant import day
from kit.supplement_forms import MEETING, SENT, fresh
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from pipeline.intake.examine import Examined
from pipeline.intake.forms.carried import carried
from schemas.cover import SUPPLEMENT


def test_an_identical_row_renews_nothing(lone_quarter):
    for name, as_of in (("甲.xlsx", "2019-10-05"), ("乙.xlsx", "2019-10-08"), ("丙.xlsx", "2019-10-09")):
        fresh(lone_quarter, name=name, as_of=as_of, 报送方式=SUPPLEMENT)
        changed(lone_quarter, added(name, "组织生活", **MEETING))
    said = {f.place.file: f.message for f in looked_at(lone_quarter).intake.findings if f.code == "N403"}
    assert said["甲.xlsx"].endswith("新增 1 行，更新 0 行")
    assert said["乙.xlsx"].endswith("新增 0 行，更新 0 行") and said["丙.xlsx"].endswith(
        "新增 0 行，更新 0 行"
    )


def test_what_was_added_after_the_quarter_is_in_the_next_blank_too(lone_quarter):
    fresh(lone_quarter, 报送方式=SUPPLEMENT)
    with edited(lone_quarter / SENT) as workbook:
        firsts = {one: _first(workbook[one]) for one in ("双承诺", "微心愿", "群众诉求")}
    new = {
        "双承诺": {"承诺编号": "JX-G-999", "状态": "践诺中"},
        "微心愿": {"编号": "WX-JX-999", "状态": "已认领", "实现日期": None, "评价": None},
        "群众诉求": {"编号": "SQ-JX-999", "状态": "办理中", "办结日期": None, "群众评价": None},
    }
    for sheet, cells in new.items():
        changed(lone_quarter, added("补.xlsx", sheet, **firsts[sheet] | cells))
    seen = looked_at(lone_quarter)
    assert not seen.inbox.bad["pledge"] | seen.inbox.bad["wish"] | seen.inbox.bad["request"]
    given = carried(seen.chosen, OVERHAUL, seen.chosen.period.following())
    for key, number in (("pledge", "JX-G-999"), ("wish", "WX-JX-999"), ("request", "SQ-JX-999")):
        assert number in {row[key] for row in given[key]}


def _first(ws: Worksheet) -> dict[str, object]:
    cells = {str(c.value): ws.cell(layout.FIRST_ROW, c.column).value for c in ws[layout.HEAD_ROW]}
    return {name: value for name, value in cells.items() if name != layout.MARK_TITLE}


@pytest.mark.parametrize("as_of", [None, "2019-10-20"], ids=["the same twice", "sent again later"])
def test_a_review_workbook_sent_again_contradicts_nothing(lone_quarter, as_of):
    before = looked_at(lone_quarter)
    shutil.copyfile(lone_quarter / REVIEW, lone_quarter / "又.xlsx")
    if as_of:
        cover(lone_quarter / "又.xlsx", 截至日期=day(as_of))
    seen = looked_at(lone_quarter)
    assert seen.clean
    for key in ("survey", "event", "verification"):
        assert len(seen.tables.frames[key]) == len(before.tables.frames[key])


@pytest.mark.parametrize(
    ("sheet", "row", "cells"),
    [
        ("满意度测评", 1, {"满意": 1}),
        ("已公布星级", {"单位": "热控支部"}, {"星级": 1}),
        ("加减分与否决", 1, {"依据文号": "示例安〔2019〕99号"}),
        ("认定", 1, {"结论": "不同意"}),
    ],
)
def test_what_an_older_review_workbook_says_otherwise_is_nothing_any_more(lone_quarter, sheet, row, cells):
    shutil.copyfile(lone_quarter / REVIEW, lone_quarter / "旧.xlsx")
    cover(lone_quarter / "旧.xlsx", 截至日期=day("2019-09-29"))
    changed(lone_quarter, put("旧.xlsx", sheet, row, **cells))
    seen = looked_at(lone_quarter)
    assert seen.clean
    for key in ("survey", "event", "verification"):
        assert seen.tables.frames[key].equals(sample_of(seen, key))


def sample_of(seen: Examined, key: str) -> object:
    """The rows of the sheet in the review workbook that stands."""
    frame = seen.tables.frames[key]
    return frame[frame.index.get_level_values("file") != "旧.xlsx"]


def test_a_conclusion_may_come_as_a_supplement(lone_quarter):
    before = looked_at(lone_quarter)
    shutil.copyfile(lone_quarter / REVIEW, lone_quarter / "补.xlsx")
    cover(lone_quarter / "补.xlsx", 报送方式=SUPPLEMENT, 截至日期=day("2019-10-20"))
    conclusion = {"表": "双承诺", "编号": "RL-G-006", "事项": "客观原因", "结论": "同意"}
    changed(lone_quarter, added("补.xlsx", "认定", **conclusion, 日期=day("2019-09-28")))
    seen = looked_at(lone_quarter)
    assert seen.clean
    assert len(seen.tables.frames["verification"]) == len(before.tables.frames["verification"]) + 1
