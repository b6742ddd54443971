"""What a 补报 or 整本替换 changed is counted on the check page, and each replaced row is listed with the one that stands for it."""

from __future__ import annotations

import shutil

from kit.plant_on_disk import (
    OVERHAUL,
    added,
    changed,
    checked_by,
    cover,
    edited,
    gone,
    looked_at,
    put,
    sent_by,
    table,
)
from kit.spoilt_plant import day

from pipeline.excel import layout
from pipeline.report.notices.check import check_files
from schemas.cover import REPLACEMENT, SUPPLEMENT

SENT, SAFETY, OTHER = sent_by(OVERHAUL), checked_by("安全监察部"), sent_by("热控支部")
MEETING = {"类型": "主题党日", "主题": "补记的活动", "日期": day("2019-09-20"), "主持人": "03001"}


def kept(path, **sheets):
    """Only these rows of these sheets stand in the workbook."""
    with edited(path) as workbook:
        for ws in workbook.worksheets:
            if ws.cell(layout.HEAD_ROW, 1).value == layout.MARK_TITLE:
                wanted = sheets.get(ws.title, 0)
                ws.delete_rows(layout.FIRST_ROW + wanted, max(1, ws.max_row))


def test_a_branch_a_department_and_a_whole_workbook_anew(lone_quarter):
    for name, file in (("补.xlsx", SENT), ("补考.xlsx", SAFETY), ("换.xlsx", OTHER)):
        shutil.copyfile(lone_quarter / file, lone_quarter / name)
    kept(lone_quarter / "补.xlsx", 微心愿=2)
    kept(lone_quarter / "补考.xlsx", 目标完成=1)
    changed(
        lone_quarter,
        put("补.xlsx", "微心愿", 2, 内容="改过的内容"),
        added("补.xlsx", "组织生活", **MEETING),
        put("补考.xlsx", "目标完成", 1, 完成值=1),
        put("换.xlsx", "微心愿", 1, 内容="改过的内容"),
        gone("换.xlsx", "双承诺", 3),
        added("换.xlsx", "组织生活", **MEETING | {"主持人": "04001"}),
    )
    for name in ("补.xlsx", "补考.xlsx"):
        cover(lone_quarter / name, 报送方式=SUPPLEMENT)
    cover(lone_quarter / "换.xlsx", 报送方式=REPLACEMENT)
    seen = looked_at(lone_quarter)
    found = {one.file: one for one in seen.intake.renewals}
    assert (found["补.xlsx"].added, found["补.xlsx"].replaced, found["补.xlsx"].dropped) == (1, 1, 0)
    assert [one.row for one in found["补.xlsx"].rows] == [(SENT, "微心愿", layout.FIRST_ROW + 1)]
    assert (found["补考.xlsx"].added, found["补考.xlsx"].replaced) == (0, 1)
    whole = found["换.xlsx"]
    assert (whole.way, whole.of, whole.added, whole.dropped) == (REPLACEMENT, OTHER, 1, 1)
    assert [one.row for one in whole.rows if one.by is None] == [(OTHER, "双承诺", layout.FIRST_ROW + 2)]
    files = check_files(seen)
    listed = table(files["replaced.csv"])
    assert len(listed) == sum(len(one.rows) for one in found.values())
    assert {
        "file": SENT,
        "sheet": "微心愿",
        "row": "7",
        "way": SUPPLEMENT,
        "by_file": "补.xlsx",
    }.items() <= listed[0].items()
    page = files["index.html"].decode()
    assert "补报和整本替换：新增和替换的行" in page and "被替换" in page
