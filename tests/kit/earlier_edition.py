"""A workbook as it was before the latest edition of the forms: without its columns, sheets, lines of the cover and settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kit.plant_on_disk import edited
from pipeline.excel import layout
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from schemas.base import Sheet, column_of, columns, declaration, key, title
from schemas.books import BOOKS, RULEBOOK
from schemas.cover import Cover
from schemas.department import Check, Conclusion
from schemas.indicator import LAYERS, Indicator, Line
from schemas.rulebook import NEW_SETTINGS, Setting

OLD_STAMP = "0123456789ab"


def made_earlier(path: Path) -> list[str]:
    """The workbook on disk put back by an edition; what it has lost, in words."""
    days = _days_said_once(path)
    with edited(path) as workbook:
        kind = next(
            one for one in BOOKS if one.key == str(properties(workbook)[layout.STAMP].value).partition("/")[0]
        )
        lost = [*_cover(workbook)]
        for titled, row, heading, day in days:  # they stood in the rows before the cover asked for them once
            workbook[titled].cell(row, _heads(workbook[titled])[heading], day)
        if kind is RULEBOOK:
            _on_one_sheet(workbook)
        for sheet in kind.sheets:
            if title(sheet) not in workbook.sheetnames:  # on request
                continue
            ws = workbook[title(sheet)]
            if declaration(sheet).edition > 1:
                if sheet is Conclusion:
                    _clean_rows(workbook)
                workbook.remove(ws)
                lost += [] if declaration(sheet).on_request else [title(sheet)]
                continue
            heads = _heads(ws)
            newer = [one.title for one in columns(sheet) if one.edition > 1]
            for number in sorted((heads[one] for one in newer), reverse=True):
                ws.delete_cols(number)
            lost += newer
        if kind is RULEBOOK:
            lost += _settings(workbook)
        properties(workbook)[layout.STAMP].value = f"{kind.key}/{OLD_STAMP}"
        return lost


def _clean_rows(workbook: Workbook) -> None:
    """A row without a deduction for each team that a tick speaks for, as there was one before there were ticks."""
    lists, ws, last = workbook[layout.LISTS], workbook[title(Check)], dt.date(2019, 9, 30)
    at = next(cell.column for cell in lists[1] if cell.value == f"list_{key(Check)}_team")
    teams = [line[0] for line in lists.iter_rows(2, None, at, at, values_only=True) if line[0]]
    written = {line[:2] for line in ws.iter_rows(layout.FIRST_ROW, None, 2, 3, values_only=True)}
    for code, _, rest in workbook[title(Conclusion)].iter_rows(
        layout.FIRST_ROW, None, 2, 4, values_only=True
    ):
        for team in teams if rest else ():
            if (team, code) not in written:
                ws.append([None, team, code, 0, None, last])


def _days_said_once(path: Path) -> list[tuple[str, int, str, Any]]:
    """Sheet, row, heading and day of each empty cell for which a newer line of the cover answers."""
    workbook, _ = read_workbook("", path.read_bytes(), BOOKS)
    assert workbook is not None
    newer = {one.name for one in columns(Cover) if one.edition > 1}
    days: list[tuple[str, int, str, Any]] = []
    for sheet in workbook.book.sheets:
        raw = workbook.sheets.get(key(sheet))
        for name, once in declaration(sheet).asked_once.items() if raw and raw.rows else ():
            at = [one.name for one in columns(sheet)].index(name)
            answered = zip(raw.rows, typed(sheet, [workbook])[0][name], strict=True) if raw else ()
            days += [
                (title(sheet), row, column_of(sheet, name).title, day)
                for (row, cells), day in answered
                if once.line in newer and cells[at] in (None, "") and not pd.isna(day)
            ]
    return days


def properties(workbook: Any) -> Any:
    """The custom properties of a workbook, which the types of openpyxl do not know."""
    return workbook.custom_doc_props


def _heads(ws: Worksheet) -> dict[str, int]:
    """Heading -> number of its column."""
    return {str(cell.value): number for number, cell in enumerate(ws[layout.HEAD_ROW], start=1)}


def _cover(workbook: Workbook) -> list[str]:
    newer = {one.title for one in columns(Cover) if one.edition > 1}
    ws, lost = workbook[layout.COVER], []
    for number in range(ws.max_row, 0, -1):
        if (label := str(ws.cell(number, 1).value)) in newer:
            ws.delete_rows(number)
            lost.append(label)
    return lost


def _on_one_sheet(workbook: Workbook) -> None:
    """The indicators of both layers on the one sheet 指标, as they were before, under their own headings."""
    line, computed = (_rows(workbook[title(layer)], layer) for layer in LAYERS)
    ws = workbook.create_sheet(title(Indicator), workbook.sheetnames.index(title(Line)))
    every = columns(Indicator)
    for at, heading in enumerate((layout.MARK_TITLE, *(one.title for one in every)), start=1):
        ws.cell(layout.HEAD_ROW, at, heading)
    for number, (code, cells) in enumerate(line.items(), start=layout.FIRST_ROW):
        follows = "须填报" if cells["origin"] in ("考评打分", "扣分", "部门报数") else "不适用"
        whole = {"missing": follows, **_filled(computed.get(code, {})), **_filled(cells)}
        for at, column in enumerate(every, start=layout.FIRST_COLUMN):
            ws.cell(number, at, whole.get(column.name))
    for layer in LAYERS:
        workbook.remove(workbook[title(layer)])


def _rows(ws: Worksheet, sheet: type[Sheet]) -> dict[str, dict[str, object]]:
    at = _heads(ws)
    rows: list[dict[str, object]] = [
        {one.name: ws.cell(number, at[one.title]).value for one in columns(sheet)}
        for number in range(layout.FIRST_ROW, ws.max_row + 1)
    ]
    return {str(cells["code"]): cells for cells in rows if cells["code"]}


def _filled(cells: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in cells.items() if value is not None}


def _settings(workbook: Workbook) -> list[str]:
    ws = workbook[title(Setting)]
    column = _heads(ws)[column_of(Setting, "name").title]
    for number in range(ws.max_row, layout.FIRST_ROW - 1, -1):
        if str(ws.cell(number, column).value) in NEW_SETTINGS:
            ws.delete_rows(number)
    return list(NEW_SETTINGS)
