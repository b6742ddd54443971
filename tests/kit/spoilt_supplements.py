"""Faults of how a workbook was sent: supplements and replacements, in the sample."""

from __future__ import annotations

from pathlib import Path

from kit.plant_on_disk import (
    BRANCHES,
    GOALS,
    RUNNING,
    STAFF,
    changed,
    copied,
    cover,
    edited,
    put,
    sent_by,
)
from kit.spoilt import Fault, Scene, Told
from kit.spoilt_plant import CHEMISTRY, FUEL, NEXT, STAFF_1, day, twin
from pipeline.excel import layout
from schemas.cover import REPLACEMENT, SUPPLEMENT

WAY = "B10"


def hollow(path: Path, *kept: str) -> None:
    """Take the rows out of every sheet but these."""
    with edited(path) as workbook:
        for ws in workbook.worksheets:
            if ws.cell(layout.HEAD_ROW, 1).value == layout.MARK_TITLE and ws.title not in kept:
                ws.delete_rows(layout.FIRST_ROW, ws.max_row)


def _shorter(folder: Path, file: str, older: str) -> str:
    """Sent ten days earlier with its work list; what came then has none."""
    cover(folder / twin(folder, file, older), 截至日期=day("2019-09-20"))
    with edited(folder / file) as workbook:
        workbook["工作清单"].delete_rows(layout.FIRST_ROW, 200)
    cover(folder / file, 工作清单=layout.TICK_YES)
    return older


def rows_thrown_away(folder: Path) -> list[Told]:
    return [("E417", FUEL, layout.COVER, WAY), ("E418", _shorter(folder, FUEL, "全.xlsx"), layout.COVER, WAY)]


def rows_kept_for_now(folder: Path) -> list[Told]:
    file = sent_by(BRANCHES[1])
    older = _shorter(folder, file, "全的.xlsx")
    return [("E418", older, layout.COVER, WAY), ("E417", file, layout.COVER, WAY)]


def nothing_to_add_to(folder: Path) -> list[Told]:
    cover(folder / STAFF_1, 报送方式=SUPPLEMENT)
    return [("E415", STAFF_1, layout.COVER, WAY), ("E409", "", "", "")]


def _supplement(folder: Path, of: str, name: str, content: str) -> str:
    hollow(folder / twin(folder, of, name), "微心愿")
    cover(folder / name, 截至日期=day("2019-10-10"), 报送方式=SUPPLEMENT)
    changed(folder, put(name, "微心愿", 1, 内容=content))
    return name


def two_that_differ(folder: Path) -> list[Told]:
    names = [_supplement(folder, CHEMISTRY, f"{text}.xlsx", text) for text in ("甲", "乙")]
    cell = f"E{layout.FIRST_ROW}"
    return [
        (code, name, *where)
        for name in names
        for code, where in (("E416", ("微心愿", cell)), ("N403", ("", "")))
    ]


def all_replaced(folder: Path) -> list[Told]:
    cover(folder / twin(folder, NEXT, "旧.xlsx"), 截至日期=day("2019-09-20"))
    return [
        ("W412", NEXT, layout.COVER, cover(folder / NEXT, 报送方式=REPLACEMENT)),
        ("W402", "旧.xlsx", "", ""),
    ]


def a_row_that_the_newer_lacks(folder: Path) -> list[Told]:
    """Added ten days before the unit sent all of its workbook again, which does not have it."""
    file, name = sent_by("热控支部"), "先补的.xlsx"
    hollow(folder / twin(folder, file, name), "组织生活")
    cover(folder / name, 截至日期=day("2019-09-20"), 报送方式=SUPPLEMENT)
    changed(folder, put(name, "组织生活", 1, 主题="补记的会议", 日期=day("2019-09-19"), 主持人="04003"))
    return [("W340", name, "", "")]


def rows_added(folder: Path) -> list[Told]:
    return [("N403", _supplement(folder, sent_by(STAFF), "补.xlsx", "改过"), "", "")]


def as_it_was_handed_out(folder: Path) -> list[Told]:
    """A wish as it stood a quarter ago, closed since."""
    name, of = "补旧.xlsx", sent_by(RUNNING, "2019Q2")
    changed(folder, put(sent_by(RUNNING), "双承诺", 1, 内容="全年的内容改过"))
    hollow(folder / twin(folder, of, name), "双承诺")
    cover(folder / name, 期间="2019Q3", 截至日期=day("2019-10-10"), 报送方式=SUPPLEMENT)
    return [("N404", name, "", "")]


def goals_cut_short(folder: Path) -> list[Told]:
    name = "2019/目标责任书-新.xlsx"
    with edited(folder / twin(folder, GOALS, name)) as workbook:
        workbook["目标"].delete_rows(layout.FIRST_ROW + 2, workbook["目标"].max_row)
    return [("E367", name, layout.COVER, cover(folder / name, 截至日期=day("2020-01-10")))]


_FAULTS = (
    Fault("E367", "goals that would be thrown away", goals_cut_short),
    Fault("E417", "a later one would throw rows away", rows_thrown_away),
    Fault("E418", "the rows that it would throw away", rows_kept_for_now),
    Fault("E415", "nothing to add it to", nothing_to_add_to),
    Fault("E416", "two of one day that differ", two_that_differ),
    Fault("W412", "one that replaces all", all_replaced),
    Fault("W340", "rows that the newer one lacks", a_row_that_the_newer_lacks),
    Fault("N403", "a few rows more", rows_added),
    Fault("N404", "rows as they were handed out", as_it_was_handed_out),
)

SUPPLEMENTS = Scene("supplements", lambda folder: copied(folder, ("2019", "2019Q2", "2019Q3")), _FAULTS)
