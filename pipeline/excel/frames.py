"""One typed frame for a kind of sheet over all workbooks; a cell that cannot be read becomes NA and a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.cells.cell import BLANK, Broken, Parsed
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.cells.kinds import (
    ITEM_MARK,
    SCALED,
    counted,
    is_percent,
    meaning,
    parse,
    scaled_text,
    show,
)
from pipeline.excel.messages import say
from pipeline.excel.workbook import RawSheet, Workbook
from schemas.base import Column, Counts, Kind, Sheet, columns, declaration, key

INDEX = ("file", "sheet", "row")
Frames = Mapping[str, pd.DataFrame]  # key of a sheet -> its rows
_NO_FRAMES: Frames = {}


def _sheets_of(sheet: type[Sheet], workbooks: Iterable[Workbook]) -> list[tuple[Workbook, RawSheet]]:
    name = key(sheet)
    return [
        (book, book.sheets[name])
        for book in sorted(workbooks, key=lambda one: one.file)
        if name in book.sheets
    ]


def typed(
    sheet: type[Sheet], workbooks: Sequence[Workbook], known: Frames = _NO_FRAMES
) -> tuple[pd.DataFrame, list[Finding]]:
    """All rows of that kind of sheet, columns and dtypes as declared, by file, sheet (its title) and Excel row.

    `known`: other sheets that were typed already; a row that refers to one takes the unit of its numbers from there."""
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
    by_column = list(zip(*rows, strict=True)) if rows else [()] * len(columns(sheet))
    counting = _Counting(sheet, by_column, [book for book, raw in sheets for _ in raw.rows], workbooks, known)
    for column, values in zip(columns(sheet), by_column, strict=True):
        parsed = _parse(column, values, late)
        if column.kind in (Kind.NUMBER, Kind.WHOLE):
            counting.read(column, parsed, values)
        data[column.name] = _array(column, sheet, parsed)
        plain = _own_form(column, parsed)
        findings += [
            _say(column, places[at], values[at], one, plain)
            for at, one in enumerate(parsed)
            if one.problem or one.repaired
        ]
    frame = pd.DataFrame(
        data, index=_index(sheets), columns=[column.name for column in columns(sheet)], copy=False
    )
    for name, once in declaration(sheet).asked_once.items():
        answers = _said_once(frame, once.line, frame[name].dtype, [book for book, _ in sheets])
        frame[name] = frame[name].fillna(answers.where(once.takes(frame, answers)))
    for name, said in declaration(sheet).follows.items():
        frame[name] = frame[name].fillna(said(frame))
    return frame, sorted(findings)


def _said_once(frame: pd.DataFrame, line: str, dtype: Any, books: Iterable[Workbook]) -> pd.Series:
    """Row by row what that line of the cover of its workbook says."""
    said = {book.file: cell.value for book in books if (cell := book.line(line))}
    files = frame.index.get_level_values("file")
    return pd.Series([said.get(one) for one in files], index=frame.index, dtype=object).astype(dtype)


def _parse(column: Column, values: Sequence[object], late: list[bool] | None) -> list[Parsed]:
    """The cells of a column; a value that was met before is not parsed again."""
    kind, choices = column.kind, column.choices
    known: dict[object, Parsed] = {(str, ""): BLANK}
    parsed = []
    for at, value in enumerate(values):
        # 1, 1.0 and True differ
        own: object = value.text if type(value) is Formatted else type(value)
        one = (own, value) if late is None else (own, value, late[at])
        if (cell := known.get(one)) is None:
            from_1904 = late is not None and late[at]
            cell = BLANK if type(value) is Broken else parse(kind, value, choices, from_1904)
            cell = known[one] = meaning(column, value, cell)
        parsed.append(cell)
    return parsed


@dataclass(frozen=True)
class _Counting:
    """The rows of a sheet while their numbers are read that show otherwise than they are stored."""

    sheet: type[Sheet]
    cells: Sequence[Sequence[object]]  # of each column
    books: Sequence[Workbook]  # of each row
    workbooks: Sequence[Workbook]
    known: Frames
    units: dict[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def read(self, column: Column, parsed: list[Parsed], values: Sequence[object]) -> None:
        """Put those numbers of the column right by what their column, or their row, counts."""
        for at, value in enumerate(values):
            scaled = (
                value.power or value.unseen or value.unsigned
                if type(value) is Formatted
                else parsed[at].problem == SCALED
            )
            if scaled:
                parsed[at] = counted(column.kind, value, self._counts(column, at))

    def _counts(self, column: Column, at: int) -> Counts:
        if not column.counts_in:
            return column.counts
        unit = self._unit(column.counts_in, at)
        return Counts.PERCENT if is_percent(unit) or not unit else Counts.NUMBER

    def _unit(self, where: str, at: int) -> str:
        """The unit of measure of a row: its own, or that of what it refers to; "" where nothing says it."""
        home, _, name = where.partition(".")
        for column, values in zip(columns(self.sheet), self.cells, strict=True):
            if home == key(self.sheet) and column.name == name:
                return show(column.kind, values[at])
            if home != key(self.sheet) and column.refers_to.startswith(f"{home}."):
                code = show(column.kind, parse(column.kind, values[at]).value)
                if where not in self.units:
                    self.units[where] = self._units(where, column.refers_to.partition(".")[2])
                units = self.units[where]
                return units.get((_year(self.books[at]), code)) or units.get(("", code), "")
        return ""

    def _units(self, where: str, number: str) -> Mapping[tuple[str, str], str]:
        """(year, value of the column `number`) -> unit; with the year "" of whichever year."""
        home, _, name = where.partition(".")
        rows = self.known.get(home)
        if rows is None:
            return {}
        years = {book.file: _year(book) for book in self.workbooks}
        pairs = rows[[number, name]].dropna().itertuples(name=None)
        units: dict[tuple[str, str], str] = {}
        for (file, *_), code, unit in pairs:
            units[years.get(file, ""), code] = units["", code] = unit
        return units


def _year(book: Workbook) -> str:
    """The year of the period on the cover."""
    return str(book.cover["period"].value or "")[:4] if "period" in book.cover else ""


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


def _own_form(column: Column, parsed: list[Parsed]) -> str:
    """What a cell of the column looks like in this very plant; the column's example where it has none or they are free."""
    if not column.refers_to or column.kind not in (Kind.CODE, Kind.LIST):
        return show(column.kind, column.example)
    good = (one.value for one in parsed if isinstance(one.value, str) and not one.repaired)
    return str(next(good, show(column.kind, column.example))).split(ITEM_MARK)[0]


def _say(
    column: Column, where: tuple[str, RawSheet, int], value: object, parsed: Parsed, example: str
) -> Finding:
    file, raw, number = where
    place = Place(file, raw.title, number, raw.letters.get(column.name, ""))
    return say(
        parsed.problem or parsed.notice,
        place,
        column=column.title,
        value=show(column.kind, value),
        repaired=parsed.repaired,
        example=example,
        shown=scaled_text(value),
        number=_plain_number(value),
    )


def _plain_number(value: object) -> str:
    """The number that is stored under what is shown; of a text the number that it says."""
    if type(value) is Formatted:
        return show(Kind.NUMBER, float(value))
    text = scaled_text(value)
    return show(Kind.NUMBER, counted(Kind.NUMBER, value, Counts.SHARE).value) if text else ""


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
