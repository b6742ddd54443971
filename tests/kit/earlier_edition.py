"""A workbook as it was before the latest edition of the forms: without its columns, sheets, lines of the cover and settings."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

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
        kind = next(one for one in BOOKS if one.key == _stamp(workbook).partition("/")[0])
        lost = [*_cover(workbook)]
        for sheet in kind.sheets:
            ws = workbook[title(sheet)]
            if declaration(sheet).edition > 1:
                workbook.remove(ws)
                lost.append(title(sheet))
                continue
            heads = {cell.value: cell.column for cell in ws[layout.HEAD_ROW]}
            newer = [one.title for one in columns(sheet) if one.edition > 1]
            for number in sorted((heads[one] for one in newer), reverse=True):
                ws.delete_cols(number)
            lost += newer
        if kind is RULEBOOK:
            lost += _settings(workbook)
        workbook.custom_doc_props[layout.STAMP].value = f"{kind.key}/{OLD_STAMP}"
        return lost


def _stamp(workbook: Workbook) -> str:
    return str(workbook.custom_doc_props[layout.STAMP].value)


def _cover(workbook: Workbook) -> list[str]:
    newer = {one.title for one in columns(Cover) if one.edition > 1}
    ws = workbook[layout.COVER]
    for number in range(ws.max_row, 0, -1):
        if ws.cell(number, 1).value in newer:
            ws.delete_rows(number)
    return sorted(newer)


def _settings(workbook: Workbook) -> list[str]:
    ws = workbook[title(Setting)]
    heads = {cell.value: cell.column for cell in ws[layout.HEAD_ROW]}
    column = heads[column_of(Setting, "name").title]
    for number in range(ws.max_row, layout.FIRST_ROW - 1, -1):
        if ws.cell(number, column).value in NEW_SETTINGS:
            ws.delete_rows(number)
    return list(NEW_SETTINGS)
