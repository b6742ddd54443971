"""What is wrong with the form of a sheet that was read: formulas, merged cells, lines of the blank, totals, columns of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from pipeline.core.finding import Finding
from pipeline.excel.cells.cell import COVERED, is_blank, like, shown
from pipeline.excel.cells.kinds import show
from pipeline.excel.messages import NO_RESULT, TOTAL, say
from pipeline.excel.read.scan import letter
from pipeline.excel.read.source import NOTED, SheetSource, as_printed
from pipeline.excel.workbook import RawSheet, listed, spans
from schemas.base import Column, columns


def remarks(source: SheetSource, raw: RawSheet, old: bool, named: Set[str]) -> list[Finding]:
    """Every finding about the form; `old`: of an earlier template, `told`: letters of columns that were named already."""
    used = {number for number, _ in raw.rows}
    return [
        *_errors(source, used),
        *_uncached(source, used),
        *_merges(source, used),
        *_examples(source, old),
        *_totals(source, raw),
        *_hidden(source, raw),
        *_extra(source, named),
    ]


def _broken_cells(
    source: SheetSource, cells: Iterable[tuple[int, int]], used: set[int]
) -> Iterator[tuple[int, int, Column]]:
    declared = source.declared()
    for row, column in sorted(cells):
        if row in used and column - 1 in declared and source.values[row - 1][column - 1] is not COVERED:
            yield row, column - 1, declared[column - 1]


def _errors(source: SheetSource, used: set[int]) -> Iterator[Finding]:
    for row, index, column in _broken_cells(source, source.scan.errors, used):
        code = "E209" if (row, index + 1) in source.scan.pictures else "E210"
        yield say(
            code,
            source.at(row, index),
            column=column.title,
            value=source.scan.errors[row, index + 1],
            example=show(column.kind, column.example),
        )


def _uncached(source: SheetSource, used: set[int]) -> Iterator[Finding]:
    """One finding for all of them, at the first; the copy that is sent back marks each."""
    cells = list(_broken_cells(source, source.scan.uncached, used))
    if cells:
        row, index, column = cells[0]
        yield say(
            NO_RESULT,
            source.at(row, index),
            column=column.title,
            value=source.scan.uncached[row, index + 1],
            count=len(cells),
            cells=listed(source.at(row, index).cell for row, index, _ in cells),
        )


def _merges(source: SheetSource, used: set[int]) -> Iterator[Finding]:
    declared = source.declared()
    for box in source.scan.merges:
        touched = [index for index in declared if box.left <= index + 1 <= box.right]
        if touched and any(row in used for row in range(box.top, min(box.bottom, len(source.values)) + 1)):
            yield say(
                "E127", source.at(box.top, box.left - 1), value=str(box), column=declared[min(touched)].title
            )


def _examples(source: SheetSource, old: bool) -> Iterator[Finding]:
    """Lines marked as help or example that hold something else: they are not read, so what was put there must be told."""
    for number in range(source.heads.row + 1, len(source.values) + 1):
        mark = source.marks[number - 1]
        if mark not in NOTED:
            continue
        for index, column in sorted(source.declared().items()):
            value = source.values[number - 1][index]
            if not is_blank(value) and not as_printed(column, value, mark):
                yield say(
                    "W124" if old else "E128",
                    source.at(number, index),
                    column=column.title,
                    value=show(column.kind, value),
                    mark=mark,
                    row=number,
                )
                break


def _totals(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    for number in raw.totals:
        values = source.values[number - 1]
        index = next(index for index, value in enumerate(values) if not is_blank(value))
        column = source.declared().get(index)
        yield say(
            TOTAL,
            source.at(number, index),
            column=column.title if column else "",
            value=shown(values[index]),
            row=number,
        )


def _hidden(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    if raw.hidden:
        yield say("W122", source.place, count=len(raw.hidden), rows=spans(raw.hidden))


def _extra(source: SheetSource, named: Set[str]) -> Iterator[Finding]:
    """Columns that are not declared; those in `told` were named already as the likely place of a missing one."""
    below = zip(source.values[source.heads.row :], source.marks[source.heads.row :], strict=True)
    body = [row for row, mark in below if mark not in NOTED]
    missing = [column.title for column in columns(source.sheet) if column.name not in source.heads.at]
    for index, heading in sorted(source.heads.extra.items()):
        unseen = any(row > source.heads.row and column == index + 1 for row, column in source.scan.uncached)
        if letter(index + 1) in named or not (unseen or any(not is_blank(row[index]) for row in body)):
            continue
        place = source.at(source.heads.row, index)
        near = like(heading, missing) if heading else ""
        hint = f"；可能就是“{near}”" if near else ""
        yield say("W121" if heading else "W125", place, column=heading, value=place.letter, hint=hint)
