"""A workbook as it was before the latest edition of the forms: without its columns, sheets, lines of the cover and settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kit.plant_on_disk import edited
from pipeline.excel import layout
from schemas.base import column_of, columns, declaration, title
from schemas.books import BOOKS, RULEBOOK
from schemas.cover import Cover
from schemas.rulebook import NEW_SETTINGS, Setting

OLD_STAMP = "0123456789ab"


def made_earlier(path: Path) -> list[str]:
    """The workbook on disk put back by an edition; what it has lost, in words."""
    with edited(path) as workbook:
        kind = next(
            one for one in BOOKS if one.key == str(properties(workbook)[layout.STAMP].value).partition("/")[0]
        )
        lost = [*_cover(workbook)]
        for sheet in kind.sheets:
            if title(sheet) not in workbook.sheetnames:  # on request
                continue
            ws = workbook[title(sheet)]
            if declaration(sheet).edition > 1:
                workbook.remove(ws)
                lost.append(title(sheet))
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


def _settings(workbook: Workbook) -> list[str]:
    ws = workbook[title(Setting)]
    column = _heads(ws)[column_of(Setting, "name").title]
    for number in range(ws.max_row, layout.FIRST_ROW - 1, -1):
        if str(ws.cell(number, column).value) in NEW_SETTINGS:
            ws.delete_rows(number)
    return list(NEW_SETTINGS)
