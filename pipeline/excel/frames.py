"""One typed frame for a kind of sheet over all workbooks; a cell that cannot be read becomes NA and a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.cells.cell import BLANK, Broken, Parsed
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.messages import say
from pipeline.excel.workbook import RawSheet, Workbook
from schemas.base import Column, Kind, Sheet, columns, key

INDEX = ("file", "sheet", "row")


def _sheets_of(sheet: type[Sheet], workbooks: Iterable[Workbook]) -> list[tuple[Workbook, RawSheet]]:
    name = key(sheet)
    return [
        (book, book.sheets[name])
        for book in sorted(workbooks, key=lambda one: one.file)
        if name in book.sheets
    ]


def typed(sheet: type[Sheet], workbooks: Sequence[Workbook]) -> tuple[pd.DataFrame, list[Finding]]:
    """All rows of that kind of sheet, columns and dtypes as declared, by file, sheet (its title) and Excel row."""
    sheets = _sheets_of(sheet, workbooks)
    rows = [cells for _, raw in sheets for _, cells in raw.rows]
    late = (
        [book.from_1904 for book, raw in sheets for _ in raw.rows]
        if any(b.from_1904 for b, _ in sheets)
        else None
    )
    places = [(book.file, raw, number) for book, raw in sheets for number, _ in raw.rows]
    findings: list[Finding] = []
    data: dict[str, Any] = {}
    by_column = zip(*rows, strict=True) if rows else ((),) * len(columns(sheet))
    for column, values in zip(columns(sheet), by_column, strict=True):
        parsed = _parse(column, values, late)
        data[column.name] = _array(column, sheet, parsed)
        findings += [
            _say(column, places[at], values[at], one)
            for at, one in enumerate(parsed)
            if one.problem or one.repaired
        ]
    frame = pd.DataFrame(
        data, index=_index(sheets), columns=[column.name for column in columns(sheet)], copy=False
    )
    return frame, sorted(findings)


def _parse(column: Column, values: Sequence[object], late: list[bool] | None) -> list[Parsed]:
    """The cells of a column; a value that was met before is not parsed again."""
    kind, choices = column.kind, column.choices
    known: dict[object, Parsed] = {(str, ""): BLANK}
    parsed = []
    for at, value in enumerate(values):
        # 1, 1.0 and True differ
        one = (type(value), value) if late is None else (type(value), value, late[at])
        if (cell := known.get(one)) is None:
            from_1904 = late is not None and late[at]
            cell = known[one] = BLANK if type(value) is Broken else parse(kind, value, choices, from_1904)
        parsed.append(cell)
    return parsed


def _array(column: Column, sheet: type[Sheet], parsed: list[Parsed]) -> Any:
    values: list[Any] = [one.value for one in parsed]
    if column.kind is Kind.DATE:
        return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    return pd.Series(values, dtype=str(sheet.to_schema().columns[column.name].dtype)).array


def _index(sheets: list[tuple[Workbook, RawSheet]]) -> pd.MultiIndex:
    files = [book.file for book, raw in sheets for _ in raw.rows]
    titles = [raw.title for _, raw in sheets for _ in raw.rows]
    numbers = [number for _, raw in sheets for number, _ in raw.rows]
    return pd.MultiIndex.from_arrays([files, titles, numbers], names=list(INDEX))


def _say(column: Column, where: tuple[str, RawSheet, int], value: object, parsed: Parsed) -> Finding:
    file, raw, number = where
    place = Place(file, raw.title, number, raw.letters.get(column.name, ""))
    return say(
        parsed.problem or "N201",
        place,
        column=column.title,
        value=show(column.kind, value),
        repaired=parsed.repaired,
        example=show(column.kind, column.example),
    )


def unreadable(
    sheet: type[Sheet], workbooks: Sequence[Workbook], findings: Iterable[Finding]
) -> set[tuple[str, int, str]]:
    """(file, row, column name) of the cells that are NA because they could not be read, not because they are blank."""
    sheets = _sheets_of(sheet, workbooks)
    names = {column.title: column.name for column in columns(sheet)}
    titles = {(book.file, raw.title) for book, raw in sheets}
    cells = {
        (one.place.file, one.place.row, names[one.column])
        for one in findings
        if one.severity is Severity.ERROR
        and one.place.row
        and one.column in names
        and (one.place.file, one.place.sheet) in titles
    }
    order = [column.name for column in columns(sheet)]
    return cells | {
        (book.file, number, order[at])
        for book, raw in sheets
        for number, cells_ in raw.rows
        for at, value in enumerate(cells_)
        if type(value) is Broken
    }
