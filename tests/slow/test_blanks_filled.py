"""Every blank of the sample quarter, filled in with nothing but the sample's answers, gives the sample's results."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from kit.plant_on_disk import SAMPLE, copied, data_of, edited, quarter, rated_from, sample_rated, sample_seen
from kit.remembered import Shared
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from pipeline.intake.forms.blanks import blanks
from pipeline.report.result import Result
from schemas.base import column_of, key, row_key
from schemas.books import BOOKS

QUARTER = "2019Q3"
SHEETS = {(book.title, sheet.to_schema().title): sheet for book in BOOKS for sheet in book.sheets}
PREFILLED = {
    "check": ("team", "indicator"),
    "survey": ("unit_kind", "unit"),
}  # sheets without a key of their own
OWN = ("支部填报", "部门考评", "党委考评")


@pytest.fixture(scope="module")
def plant(shared: Shared) -> Path:
    """The sample with the blanks of its last quarter, filled in, in place of the workbooks that were sent."""
    return shared("filled", _filled) / "input"


def _filled(place: Path) -> None:
    folder = copied(place / "input")
    made = blanks(sample_seen().inbox, quarter(QUARTER))
    for sent in sorted((SAMPLE / QUARTER).glob("*.xlsx")):
        if sent.name.startswith(OWN):
            (folder / QUARTER / sent.name).write_bytes(made[sent.name])
            _fill_in(folder / QUARTER / sent.name, sent)


@pytest.fixture(scope="module")
def rated(plant) -> Result:
    return rated_from(plant)


def _fill_in(blank: Path, sent: Path) -> None:
    """Write the answers into the prefilled rows that they belong to, what has none below."""
    said = openpyxl.load_workbook(sent)
    with edited(blank) as workbook:
        for line in said[layout.COVER].iter_rows(min_row=layout.COVER_FIRST_ROW, min_col=2, max_col=2):
            workbook[layout.COVER].cell(line[0].row, 2).value = line[0].value
        for ws in workbook.worksheets:
            if (sheet := SHEETS.get((sent.stem.partition("-")[0], ws.title))) is not None:
                by = PREFILLED.get(key(sheet), row_key(sheet))
                _rows(ws, said[ws.title], [column_of(sheet, name).title for name in by])


def _rows(ws: Worksheet, said: Worksheet, by: list[str]) -> None:
    at = {cell.value: cell.column for cell in ws[layout.HEAD_ROW]}
    assert list(at) == [cell.value for cell in said[layout.HEAD_ROW]]
    prefilled: dict[object, list[int]] = {}
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        prefilled.setdefault(tuple(ws.cell(number, at[head]).value for head in by), []).append(number)
    free = ws.max_row + 1
    for number in range(layout.FIRST_ROW, said.max_row + 1):
        mine = prefilled.get(tuple(said.cell(number, at[head]).value for head in by), []) if by else []
        row = mine.pop(0) if mine else free
        free = max(free, row + 1)
        for column in range(layout.FIRST_COLUMN, len(at) + 1):
            ws.cell(row, column).value = said.cell(number, column).value


@pytest.mark.parametrize("table", ["stars", "scores", "ranks"])
def test_the_blanks_filled_in_give_the_results_of_the_sample(rated, table):
    assert rated.stage.name == sample_rated().stage.name
    assert data_of(rated, table) == data_of(sample_rated(), table)
