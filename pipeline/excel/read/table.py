"""One sheet of a workbook: from the values of its cells to the rows that count, and the account of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import COVERED, Broken, is_blank
from pipeline.excel.cells.formats import formatted
from pipeline.excel.cells.named import Called, has_names, without_names
from pipeline.excel.layout import OWN_FILLS
from pipeline.excel.read.headings import find_headings, without_blank
from pipeline.excel.read.looks import Fill
from pipeline.excel.read.remarks import remarks
from pipeline.excel.read.scan import Cell, Scan, letter
from pipeline.excel.read.source import GIVEN, NOTED, SheetSource, is_total
from pipeline.excel.read.values import Rows
from pipeline.excel.workbook import Cells, RawSheet, SheetAccount, Template
from schemas.base import Sheet, columns, declaration

T = TypeVar("T")
Row = tuple[int, tuple[object, ...]]  # Excel's number and the cells in declared order
USED, WAITING = "used", "waiting"
_WHITE = (
    {"rgb": "FFFFFFFF"},
    {"rgb": "00FFFFFF"},
    {"theme": "0"},
    {"indexed": "9"},
    {"indexed": "64"},
    {"indexed": "65"},
)


def read_sheet(
    place: Place,
    sheet: type[Sheet],
    values: Rows,
    scan: Scan,
    template: Template,
    added: AbstractSet[str] = frozenset(),
) -> tuple[RawSheet | None, list[Finding]]:
    """The sheet's rows and findings about its form; `values` are all rows from the first one, and are changed here; `added`: its columns
    that came with an upgrade."""
    _fill_out(values, scan)
    _format(values, scan)
    heads, heading_findings = find_headings(place, sheet, values, template is Template.CURRENT)
    if heads is None:
        return None, heading_findings
    heads = without_blank(heads, values, added) if added else heads
    source = SheetSource(place, sheet, values, scan, heads)
    _mark_broken(source)
    raw = _rows(source)
    cells, cells_in = _cells(source, {number for number, _ in raw.rows}, set(raw.totals))
    raw = replace(raw, cells=cells, cells_in=cells_in)
    return raw, [
        *heading_findings,
        *remarks(source, raw, template is Template.OLD, {one.place.letter for one in heading_findings}),
    ]


def _fill_out(values: Rows, scan: Scan) -> None:
    """Give every cell of the XML a place among the values."""
    width = max(scan.last_column, len(values[0]) if values else 0)
    if values and len(values[0]) < width:
        for row in values:
            row.extend([""] * (width - len(row)))
    values.extend([""] * width for _ in range(scan.last_row - len(values)))


def _format(values: Rows, scan: Scan) -> None:
    """Let the numbers know how they are shown."""
    for (row, column), code in scan.formats.items():
        number = values[row - 1][column - 1]
        if type(number) is float:
            values[row - 1][column - 1] = formatted(number, code)


def _mark_broken(source: SheetSource) -> None:
    values, first = source.values, source.heads.row
    for box in source.scan.merges:
        for row in range(max(box.top, first + 1), min(box.bottom, len(values)) + 1):
            for column in range(box.left, min(box.right, len(values[0])) + 1):
                if (row, column) != (box.top, box.left):
                    values[row - 1][column - 1] = COVERED
    unreadable = dict.fromkeys(source.scan.uncached, "") | source.scan.errors
    for (row, column), name in unreadable.items():
        if row > first and values[row - 1][column - 1] is not COVERED:
            values[row - 1][column - 1] = Broken(name)


def _counts(values: Iterable[object]) -> bool:
    """True if something stands in one of the cells, readable or not."""
    return any(
        (value != "" and not is_blank(value)) or (type(value) is Broken and value is not COVERED)
        for value in values
    )


def _rows(source: SheetSource) -> RawSheet:
    heads, width = source.heads, len(source.values[0])
    beyond = {column.name: width + at for at, column in enumerate(heads.newer, start=1)}
    defaults = ["" if column.default is None else column.default for column in heads.newer]
    order = [(heads.at | beyond).get(column.name, width) for column in columns(source.sheet)]
    rows, waiting = list[Row](), list[Row]()
    given, noted, totals = set[int](), 0, list[int]()
    for number, values in enumerate(source.values[heads.row :], start=heads.row + 1):
        mark = source.marks[number - 1]
        if mark in NOTED:
            noted += 1
        elif is_total(source.sheet, heads, values):
            totals.append(number)
        elif fate := _fate(source, mark, values):
            cells = [*values, "", *defaults]
            (waiting if fate is WAITING else rows).append((number, tuple([cells[index] for index in order])))
            if mark == GIVEN:
                given.add(number)
    called = {**_take_names_off(source, rows), **_take_names_off(source, waiting)}
    return RawSheet(
        title=source.place.sheet,
        head_row=heads.row,
        letters={name: letter(index + 1) for name, index in heads.at.items()},
        rows=rows,
        given=frozenset(given),
        extra={letter(index + 1): text for index, text in heads.extra.items()},
        hidden=tuple(number for number, _ in rows if number in source.scan.hidden_rows),
        computed=_computed(source, {number for number, _ in rows}),
        aside=tuple(_aside(source)),
        struck=_struck(source, [number for number, _ in rows]),
        struck_in=_of_used(source, source.scan.runs, rows),
        fills=_of_used(source, _foreign(source.scan.fills), rows),
        account=_account(len(source.values) - heads.row, len(rows), noted + len(totals)),
        totals=tuple(totals),
        newer=tuple(column.title for column in heads.newer),
        waiting=tuple(waiting),
        called=called,
    )


def _take_names_off(source: SheetSource, rows: list[Row]) -> dict[Place, tuple[Called, ...]]:
    """Leave of codes that stand with a name the codes, and give what was taken off."""
    found = {}
    named = [
        (at, column)
        for at, column in enumerate(columns(source.sheet))
        if has_names(column) and column.name in source.heads.at
    ]
    for index, (number, cells) in enumerate(rows):
        for at, column in named:
            code, called = without_names(column, cells[at])
            if called:
                cells = (*cells[:at], code, *cells[at + 1 :])
                rows[index] = number, cells
                found[source.at(number, source.heads.at[column.name])] = called
    return found


def _fate(source: SheetSource, mark: str, values: list[object]) -> str:
    """Whether a row counts, is prefilled and waits for an answer, or is nothing ("")."""
    declared, may_wait = source.declared(), declaration(source.sheet).may_wait
    known = declaration(source.sheet).prefilled if may_wait and mark == GIVEN else ()
    asked = [at for at, column in declared.items() if not (column.locked or column.name in known)]
    answered = _counts([values[at] for at in asked])
    if answered or (mark == GIVEN and not may_wait):
        return USED
    if not _counts([values[index] for index in declared]):
        return ""
    return WAITING if mark == GIVEN else USED


def _computed(source: SheetSource, rows: set[int]) -> dict[Place, str]:
    """The formulas whose results are used."""
    declared = source.declared()
    return {
        source.at(row, column - 1): text
        for (row, column), text in source.scan.computed.items()
        if row in rows and column - 1 in declared and "DISPIMG(" not in text  # a picture, which is told
    }


def _aside(source: SheetSource) -> Iterator[Place]:
    """Words of theirs in the column of marks; numbers there only count the rows."""
    mark = source.heads.mark
    if mark is None:
        return
    for number in range(source.heads.row + 1, len(source.values) + 1):
        text = source.marks[number - 1]
        if text and text not in (*NOTED, GIVEN) and not text.strip(".、").isdecimal():
            yield source.at(number, mark)


def _struck(source: SheetSource, rows: list[int]) -> tuple[Place, ...]:
    """Of the rows that count: those struck out as a whole, without a letter, and the single cells in the others."""
    if not source.scan.struck:
        return ()
    places: list[Place] = []
    for number in rows:
        there = [at for at in source.declared() if not is_blank(source.values[number - 1][at])]
        struck = [at for at in there if (number, at + 1) in source.scan.struck]
        whole = len(struck) == len(there)
        places += [replace(source.place, row=number)] if whole else [source.at(number, at) for at in struck]
    return tuple(places)


def _of_used(source: SheetSource, there: Mapping[Cell, T], rows: list[tuple[int, Any]]) -> dict[Place, T]:
    """What was seen of the declared cells in rows that count."""
    used, declared = {number for number, _ in rows}, source.declared()
    return {
        source.at(row, column - 1): one
        for (row, column), one in sorted(there.items())
        if row in used and column - 1 in declared
    }


def _foreign(fills: Mapping[Cell, Fill]) -> dict[Cell, Fill]:
    """The colours that are not the form's own, nor white."""
    return {
        at: fill
        for at, fill in fills.items()
        if dict(fill.color).get("rgb") not in OWN_FILLS and dict(fill.color) not in _WHITE
    }


def _account(present: int, used: int, noted: int) -> SheetAccount:
    return SheetAccount(present, used, noted, present - used - noted)


def _cells(source: SheetSource, used: set[int], totals: set[int]) -> tuple[Cells, Mapping[int, int]]:
    """What became of each cell that the XML of the sheet holds, and how many are used in each row."""
    mark = None if source.heads.mark is None else source.heads.mark + 1
    known = {index + 1 for index in source.declared()} | {mark}
    fates: Counter[str] = Counter()
    of_row: Counter[int] = Counter()
    for row, column in source.scan.cells:
        value = source.values[row - 1][column - 1]
        if row <= source.heads.row or source.marks[row - 1] in NOTED:
            fates["form"] += 1
        elif value is COVERED:
            fates["covered"] += 1
        elif column not in known or row in totals:
            fates["outside"] += 1
        elif value == "" and type(value) is str:
            fates["blank"] += 1
        elif row in used:
            of_row[row] += 1
        else:
            fates["idle"] += 1
    return Cells(used=of_row.total(), **fates), of_row
