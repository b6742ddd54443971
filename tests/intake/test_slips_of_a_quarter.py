"""Rows that only another row, another workbook or the last quarter shows to be wrong: each kind of slip with its neighbours."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from copy import copy
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    REVIEW,
    RUNNING,
    Change,
    changed,
    checked_by,
    copied,
    edited,
    gone,
    letters,
    looked_at,
    put,
    row_number,
    sent_by,
    told,
)

from pipeline.excel import layout
from schemas.base import columns, title
from schemas.books import SUBMISSION

SENT, FIRST, SECOND = sent_by(OVERHAUL), sent_by(RUNNING), sent_by("发电运行二支部")
HEAT, FUEL = sent_by("热控支部"), sent_by("燃料支部")
PRODUCTION, SAFETY, STAFF = (checked_by(name) for name in ("生产技术部", "安全监察部", "人力资源部"))
Where = tuple[str, str, str]  # file, sheet and cell


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


PASTED = (
    (REVIEW, "示范岗考评"),
    (HEAT, "组织生活"),
    (HEAT, "双星培训"),
    (FUEL, "助力行动"),
    (SAFETY, "班组考评"),
    (REVIEW, "对照检查"),
)
ORDER = (
    put(SENT, "责任区示范岗", 1, 退出日期=day("2019-02-01")),
    put(SENT, "一带一", 5, 结束日期=day("2018-12-31")),
    put(SENT, "微心愿", 1, 实现日期=day("2019-07-01")),
    put(SENT, "群众诉求", 3, 办结日期=day("2019-07-01")),
    put(REVIEW, "异议", 1, 答复日期=day("2019-10-08")),
)
LATER = (
    put(SENT, "双承诺", 1, 督诺日期=day("2029-09-18")),
    put(HEAT, "微心愿", 1, 实现日期=day("2019-10-20")),
    put(FUEL, "群众诉求", 1, 办结日期=day("2019-11-20")),
    put(HEAT, "创新成果", 1, 日期=day("2020-09-20")),
    put(PRODUCTION, "班组考评", 1, 日期=day("2019-12-02")),
)
OVERWRITTEN = (
    put(PRODUCTION, "目标完成", 2, 指标="机组等效可用系数率"),
    put(PRODUCTION, "目标完成", 3, 单位="别的班"),
    put(STAFF, "目标完成", 1, 本期节点=12345),
    put(HEAT, "民主评议", 1, 姓名="别的人"),
)
MOVED_TO = "机关一支部"


@cache
def spoilt() -> tuple[dict[str, list[Where]], set[tuple[str, ...]]]:
    """Where each kind of slip was made in one folder, and what was told there."""
    folder = copied(Path(tempfile.mkdtemp(prefix="slips-")), ("2019", "2019Q2", "2019Q3"))
    places = {
        "twice": [_pasted(folder, file, sheet) for file, sheet in PASTED],
        "moved": _moved(folder),
        "order": changed(folder, *ORDER),
        "later": changed(folder, *LATER),
        "overwritten": changed(folder, *OVERWRITTEN),
        "vanished": [(file, sheet, "") for file, sheet, _ in changed(folder, *_open_rows(folder))],
    }
    return places, set(told(looked_at(folder).intake.findings))


def _pasted(folder: Path, file: str, sheet: str) -> Where:
    """The first row once more below the last."""
    with edited(folder / file) as workbook:
        ws = workbook[sheet]
        row = ws.max_row + 1
        for cell in list(ws[layout.FIRST_ROW]):
            ws.cell(row, cell.column).value = cell.value
            ws.cell(row, cell.column).number_format = copy(cell.number_format)
    return file, sheet, f"B{row}"


def _moved(folder: Path) -> list[Where]:
    """People of a branch who are named in it, while the directory has them in another one by now."""
    workbook = openpyxl.load_workbook(folder / FIRST)
    cells = [
        _first(workbook, sheet, heading)
        for sheet, heading in (
            ("组织生活", "缺席人员"),
            ("双星培训", "缺席人员"),
            ("责任区示范岗", "责任党员"),
        )
    ]
    codes = {str(workbook[sheet][cell].value).split("、")[0] for sheet, cell in cells}
    changed(
        folder,
        *(put(NAMES, "人员", {"工号": code}, 所属支部=MOVED_TO, 班组=None, 党小组=None) for code in codes),
    )
    return [(FIRST, sheet, cell) for sheet, cell in cells]


def _first(workbook: openpyxl.Workbook, sheet: str, heading: str) -> tuple[str, str]:
    """The first cell that is filled in under the heading."""
    ws = workbook[sheet]
    letter = letters(ws)[heading]
    rows = range(layout.FIRST_ROW, ws.max_row + 1)
    return sheet, next(f"{letter}{row}" for row in rows if ws[f"{letter}{row}"].value)


def _open_rows(folder: Path) -> Iterable[Change]:
    """Rows of the ledgers that were open in the quarter before and stand there still: they are taken away."""
    for sheet, heading, number in (("双承诺", "承诺编号", "YB-G-001"), ("微心愿", "编号", "WX-YB-2019Q2-02")):
        yield gone(SECOND, sheet, {heading: number})
    workbook = openpyxl.load_workbook(folder / SECOND)
    for sheet, pair in (("一带一", {"类型": "支部带班组"}), ("责任区示范岗", {"类型": "责任区"})):
        assert row_number(workbook[sheet], pair)
        yield gone(SECOND, sheet, pair)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("twice", {"W132"}),
        ("order", {"E215", "E217"}),
        ("later", {"E419"}),
        ("vanished", {"W413"}),
        ("overwritten", {"E146", "E147"}),
        ("moved", {"W414"}),
    ],
)
def test_a_slip_is_told_at_its_cell_in_every_sheet(kind, codes):
    places, findings = spoilt()
    assert len(places[kind]) >= 3
    assert [place for place in places[kind] if not any((code, *place) in findings for code in codes)] == []


def test_nobody_guides_themselves(lone_quarter):
    same = ((SENT, 1, OVERHAUL), (HEAT, 1, "热控支部"), (FUEL, 1, "燃料支部"))
    places = changed(lone_quarter, *(put(file, "一带一", row, 被带方=name) for file, row, name in same))
    assert told(looked_at(lone_quarter).intake.findings, "E215") == sorted(("E215", *one) for one in places)


LEDGERS = (
    (SENT, "双承诺"),
    (HEAT, "微心愿"),
    (FUEL, "群众诉求"),
    (SECOND, "一带一"),
    (FIRST, "责任区示范岗"),
)


def test_a_ledgers_row_may_lack_any_of_its_cells(lone_quarter):
    """A refused row still says what may be due: it is examined with what is left of it."""
    sheets = {title(sheet): sheet for sheet in SUBMISSION.sheets}
    empty = [
        put(file, name, at % 3 + 1, **{one.title: None})
        for file, name in LEDGERS
        for at, one in enumerate(c for c in columns(sheets[name]) if c.required)
    ]
    places = changed(lone_quarter, *empty)
    assert set(places) <= {one[1:] for one in told(looked_at(lone_quarter).intake.findings, "E201")}
