"""The sample plant as workbooks on disk: copies of input/, one cell or row changed at a time, read and rated."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from kit.patched import NotPlain, Sheet, patched
from kit.remembered import worked_out_once
from pipeline.core.finding import Finding
from pipeline.core.period import Period, parse_period
from pipeline.excel import layout
from pipeline.intake.collect import Inbox
from pipeline.intake.examine import Examined, examine
from pipeline.intake.forms.blanks import blanks
from pipeline.report.data import data_files
from pipeline.report.result import Result
from pipeline.run import rate, read, report_files

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "input"
OVERHAUL, RUNNING, STAFF = "检修支部", "发电运行一支部", "机关二支部"
BRANCHES = (
    RUNNING,
    "发电运行二支部",
    "检修支部",
    "热控支部",
    "燃料支部",
    "环保化学支部",
    "机关一支部",
    STAFF,
)
NAMES, REVIEW = "2019Q3/组织名册.xlsx", "2019Q3/党委考评.xlsx"
GOALS, RULES = "2019/目标责任书.xlsx", "2019/评价细则.xlsx"

Row = int | Mapping[str, object]  # the first, second … row of data, or what stands in it by heading


def sent_by(branch: str, period: str = "2019Q3") -> str:
    """The file of a branch."""
    return f"{period}/支部填报-{branch}.xlsx"


def checked_by(department: str, period: str = "2019Q3") -> str:
    """The file of an examining department."""
    return f"{period}/部门考评-{department}.xlsx"


@dataclass(frozen=True)
class Change:
    """Cells of a row given anew, a new row, or a row taken away. `row` None is a new row; `cells` None takes it away."""

    file: str
    sheet: str
    row: Row | None
    cells: Mapping[str, object] | None

    def where(self, ws: Any) -> tuple[str, str, str]:
        """File, sheet and address of the first cell that is changed."""
        number = ws.max_row + 1 if self.row is None else row_number(ws, self.row)
        letter = letters(ws)[next(iter(self.cells))] if self.cells else ""
        return self.file, self.sheet, f"{letter}{number}"


def put(file: str, sheet: str, row: Row, **cells: object) -> Change:
    return Change(file, sheet, row, cells)


def added(file: str, sheet: str, **cells: object) -> Change:
    return Change(file, sheet, None, cells)


def gone(file: str, sheet: str, row: Row) -> Change:
    return Change(file, sheet, row, None)


def letters(ws: Any) -> dict[str, str]:
    """Heading -> column letter; of a cover the label's own row is asked for instead."""
    return {str(cell.value): cell.column_letter for cell in ws[layout.HEAD_ROW] if cell.value}


def row_number(ws: Any, row: Row) -> int:
    """The Excel row of the first, second … row of data, or of the first that holds these cells."""
    if isinstance(row, int):
        return layout.FIRST_ROW - 1 + row
    if isinstance(ws, Sheet) and any(isinstance(value, dt.date) for value in row.values()):
        raise NotPlain
    at = letters(ws)
    return next(
        number
        for number in range(layout.FIRST_ROW, ws.max_row + 1)
        if all(ws[f"{at[heading]}{number}"].value == value for heading, value in row.items())
    )


@contextmanager
def edited(path: Path) -> Iterator[openpyxl.Workbook]:
    """The workbook to be changed by hand; saved at the end, its stamp with it."""
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.save(path)


def changed(folder: Path, *changes: Change) -> list[tuple[str, str, str]]:
    """Make the changes; gives file, sheet and cell of each."""
    places: dict[int, tuple[str, str, str]] = {}
    for file in dict.fromkeys(change.file for change in changes):
        of_file = {number: change for number, change in enumerate(changes) if change.file == file}
        try:
            with patched(folder / file) as workbook:
                places |= _made(workbook, of_file)
        except NotPlain:
            with edited(folder / file) as workbook:
                places |= _made(workbook, of_file)
    return [places[number] for number in range(len(changes))]


def _made(workbook: Any, changes: Mapping[int, Change]) -> dict[int, tuple[str, str, str]]:
    places = {}
    for number, change in changes.items():
        places[number] = change.where(workbook[change.sheet])
        _apply(workbook[change.sheet], change)
    return places


def _apply(ws: Any, change: Change) -> None:
    number = ws.max_row + 1 if change.row is None else row_number(ws, change.row)
    if change.cells is None:
        if isinstance(ws, Sheet):
            raise NotPlain  # everything below it moves up
        ws.delete_rows(number)
        return
    at = letters(ws)
    for heading, value in change.cells.items():
        ws[f"{at[heading]}{number}"].value = value


def formatted(folder: Path, change: Change, code: str) -> tuple[str, str, str]:
    """Make the change and show its first cell by that number format."""
    with edited(folder / change.file) as workbook:
        file, sheet, cell = change.where(workbook[change.sheet])
        _apply(workbook[change.sheet], change)
        workbook[sheet][cell].number_format = code
    return file, sheet, cell


def cover(path: Path, **fields: object) -> str:
    """Answer the cover's fields anew, or tick a sheet; gives the address of the first."""
    try:
        with patched(path) as workbook:
            return _answered(workbook, fields)
    except NotPlain:
        with edited(path) as workbook:
            return _answered(workbook, fields)


def _answered(workbook: Any, fields: Mapping[str, object]) -> str:
    ws = workbook[layout.COVER]
    at = {str(ws.cell(number, 1).value): number for number in range(1, ws.max_row + 1)}
    for label, value in fields.items():
        ws.cell(at[label], 2).value = value
    return f"B{at[next(iter(fields))]}"


def emptied(path: Path, *titles: str) -> None:
    """Take every row out of these sheets and tick them 本季无."""
    with edited(path) as workbook:
        for title in titles:
            workbook[title].delete_rows(layout.FIRST_ROW, workbook[title].max_row)
    cover(path, **dict.fromkeys(titles, layout.TICK_YES))


def copied(into: Path, periods: Iterable[str] = ("2019", "2019Q1", "2019Q2", "2019Q3")) -> Path:
    """A copy of the sample's folders to be changed at will."""
    for period in periods:
        shutil.copytree(SAMPLE / period, into / period)
    return into


def quarter(name: str = "2019Q3") -> Period:
    period = parse_period(name)
    assert period is not None
    return period


def looked_at(folder: Path, period: str = "2019Q3", without: tuple[str, ...] = ()) -> Examined:
    """Everything in the folder read and checked."""
    return examine(read(folder), quarter(period), without)


@cache
def sample_seen(period: str = "2019Q3") -> Examined:
    """The committed sample, checked once for all tests."""
    return examine(sample_inbox(), quarter(period), ())


@cache
def sample_inbox() -> Inbox:
    """The committed sample, read once for all tests; what is worked out of it is kept with it."""
    return read(SAMPLE)


@cache
def sample_rated(period: str = "2019Q3") -> Result:
    """The committed sample, rated once for all tests."""
    return rate(sample_seen(period), False, ())


@cache
def sample_report(period: str = "2019Q3") -> Mapping[str, bytes]:
    """The report of the committed sample, rendered once for all tests."""
    files, faults = report_files(sample_rated(period))
    assert not faults
    return files


@cache
def sample_blanks(period: str) -> Mapping[str, bytes]:
    """The blanks of a period as the sample plant gets them, written once for all workers."""
    return worked_out_once(f"blanks {period}", lambda: blanks(sample_inbox(), quarter(period)))


def rated_from(folder: Path, period: str = "2019Q3", without: tuple[str, ...] = ()) -> Result:
    """The folder rated; as a draft where it has errors."""
    examined = looked_at(folder, period, without)
    return rate(examined, not examined.clean, without)


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a data file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def data_of(rating: Result, name: str) -> bytes:
    """One of the data files of a rating, by name."""
    return data_files(rating)[f"{name}.csv"]


def told(findings: Iterable[Finding], *codes: str) -> list[tuple[str, str, str, str]]:
    """Code, file, sheet and cell of the findings, of these codes or of all."""
    return [
        (f.code, f.place.file, f.place.sheet, f.place.cell)
        for f in sorted(findings)
        if not codes or f.code in codes
    ]


def cells(content: bytes) -> dict[str, list[list[Any]]]:
    """Sheet title -> rows of values of a workbook."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return {ws.title: [list(row) for row in ws.iter_rows(values_only=True)] for ws in workbook}
