"""What stands in a sheet beside its rows: remarks, and cells that the reader of values did not give."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.core.finding import Finding
from pipeline.excel.cells.cell import COVERED, is_blank, like, normal, shown
from pipeline.excel.cells.kinds import show
from pipeline.excel.messages import NO_RESULT, TOTAL, say
from pipeline.excel.package import STRINGS, Parts, local
from pipeline.excel.read.preflight import SheetScan
from pipeline.excel.read.scan import Cell, Scan, letter, position
from pipeline.excel.read.source import EXAMPLE, NOTED, SheetSource, as_printed
from pipeline.excel.read.values import Rows
from pipeline.excel.workbook import RawSheet, listed, spans
from schemas.base import Column, Kind, columns, declaration


def remarks(source: SheetSource, raw: RawSheet, old: bool, named: Set[str]) -> list[Finding]:
    """Every finding about the form; `old`: of an earlier template, `told`: letters of columns that were named already."""
    used = {number for number, _ in raw.rows}
    return [
        *_errors(source, used),
        *_uncached(source, used),
        *_merges(source, used),
        *_examples(source, old),
        *_unmarked(source),
        *_totals(source, raw),
        *_hidden(source, raw),
        *_struck(source, raw),
        *_struck_in(source, raw),
        *_coloured(source, raw),
        *_aside(source, raw),
        *_computed(source, raw),
        *_near_midnight(source, used),
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


def _unmarked(source: SheetSource) -> Iterator[Finding]:
    """A row that is the printed example in every cell, its mark cleared: taken for what it is, but somebody may have meant it."""
    for number, mark in enumerate(source.marks, start=1):
        if mark == EXAMPLE and source.heads.mark is not None and not source.written_mark(number):
            index, column = min(source.declared().items())
            value = show(column.kind, source.values[number - 1][index])
            yield say("W337", source.at(number, index), column=column.title, value=value, row=number)


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


def _struck(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    """One warning for the rows with a line through all their cells, one for the single cells."""
    rows = [one.row for one in raw.struck if not one.letter]
    cells = [one for one in raw.struck if one.letter]
    if rows:
        yield say("W128", source.place, count=len(rows), rows=spans(rows))
    if cells:
        titles = {letter(index + 1): column.title for index, column in source.declared().items()}
        first = cells[0]
        value = shown(source.values[first.row - 1][position(first.cell)[1] - 1])
        listed_cells = listed(one.cell for one in cells)
        yield say("W129", first, column=titles[first.letter], value=value, cells=listed_cells)


def _struck_in(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    """A warning for each cell of which a part is struck out: the whole text is read."""
    titles = {letter(index + 1): column.title for index, column in source.declared().items()}
    for place, runs in raw.struck_in.items():
        value = shown(source.values[place.row - 1][position(place.cell)[1] - 1])
        struck = "”“".join(text.strip() for text, line in runs if line and text.strip())
        yield say("W415", place, column=titles[place.letter], value=value, struck=struck)


def _coloured(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    """A notice for the colours of a sheet: what they mean nobody can read."""
    if raw.fills:
        cells = listed(one.cell for one in raw.fills)
        yield say("N126", source.place, count=len(raw.fills), cells=cells)


def _aside(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    """One warning for the words in the column of marks, at the first."""
    if raw.aside:
        first = raw.aside[0]
        value = shown(source.values[first.row - 1][source.heads.mark or 0])
        yield say("W131", first, value=value, cells=listed(one.cell for one in raw.aside))


def _computed(source: SheetSource, raw: RawSheet) -> Iterator[Finding]:
    """A notice for the formulas of a sheet: a copy that is sent back has their results."""
    if raw.computed:
        yield say(
            "N123", source.place, count=len(raw.computed), cells=listed(one.cell for one in raw.computed)
        )


def _near_midnight(source: SheetSource, used: set[int]) -> Iterator[Finding]:
    """One warning a column for days that end within two minutes: a program may have lost seconds, and with them a day."""
    for index, column in sorted(source.declared().items()):
        if column.kind not in (Kind.DATE, Kind.MONTH):
            continue
        late = [row for row in sorted(used) if _ends_soon(source.values[row - 1][index])]
        if late:
            first = source.values[late[0] - 1][index]
            yield say(
                "W133",
                source.at(late[0], index),
                column=column.title,
                value=show(column.kind, first),
                count=len(late),
                moment=f"{first:%Y-%m-%d %H:%M:%S}",
                cells=listed(source.at(row, index).cell for row in late),
            )


def _ends_soon(value: object) -> bool:
    return isinstance(value, dt.datetime) and (value.hour, value.minute) >= (23, 58)


def _extra(source: SheetSource, named: Set[str]) -> Iterator[Finding]:
    """Columns that are not declared; those in `told` were named already as the likely place of a missing one."""
    below = zip(source.values[source.heads.row :], source.marks[source.heads.row :], strict=True)
    body = [row for row, mark in below if mark not in NOTED]
    missing = [column.title for column in columns(source.sheet) if column.name not in source.heads.at]
    removed = {normal(one) for one in declaration(source.sheet).removed}
    further: list[str] = []
    for index, heading in sorted(source.heads.extra.items()):
        if normal(heading) in removed:
            continue
        unseen = any(row > source.heads.row and column == index + 1 for row, column in source.scan.uncached)
        if letter(index + 1) in named or not (unseen or any(not is_blank(row[index]) for row in body)):
            continue
        place = source.at(source.heads.row, index)
        near = like(heading, missing) if heading else ""
        if declaration(source.sheet).pasted and not near:
            further.append(heading or f"{letter(index + 1)} 列")
            continue
        hint = f"；可能就是“{near}”" if near else ""
        yield say("W121" if heading else "W125", place, column=heading, value=place.letter, hint=hint)
    if further:
        yield say("N132", source.place, count=len(further), names=listed(further))


def lost_cells(content: bytes, sheet: SheetScan, values: Rows) -> list[Cell]:
    """The lost cells of the sheet, sorted; of two with the same address one is lost."""
    every = set(sheet.scan.cells)
    lost = (
        set()
        if len(every) == len(sheet.scan.cells)
        else {at for at, times in Counter(sheet.scan.cells).items() if times > 1}
    )
    if unseen := _unseen(every, values, sheet.scan):
        lost |= _with_text(content, sheet, unseen)
    return sorted(lost)


def _unseen(every: Set[Cell], values: Rows, scan: Scan) -> set[Cell]:
    """The cells without a value; errors and formulas without a result have none and are reported on their own."""
    unseen = {
        (row, column)
        for row, column in every
        if row > len(values) or column > len(values[row - 1]) or values[row - 1][column - 1] == ""
    }
    return unseen - scan.errors.keys() - set(scan.uncached)


def _with_text(content: bytes, sheet: SheetScan, cells: Set[Cell]) -> set[Cell]:
    """Those of the cells that hold a text."""
    with ZipFile(io.BytesIO(content)) as archive:
        parts = Parts(archive)
        shared = [_text(one) for one in parts.tree(STRINGS) if local(one) == "si"]
        with parts.opened(sheet.part) as part:
            return {at for at, cell in _cells_of(part) if at in cells and _content(cell, shared)}


def _cells_of(part: IO[bytes]) -> Iterator[tuple[Cell, ElementTree.Element]]:
    at = (0, 0)
    for event, one in ElementTree.iterparse(part, ("start", "end")):
        name = local(one)
        if event == "start" and name == "row":
            at = (int(one.get("r") or at[0] + 1), 0)
        elif event == "start" and name == "c":
            at = position(one.get("r", "")) if one.get("r") else (at[0], at[1] + 1)
        elif event == "end" and name == "c":
            yield at, one
            one.clear()


def _content(cell: ElementTree.Element, shared: list[str]) -> str:
    text = _text(cell)
    if cell.get("t") == "s" and text.isdecimal() and int(text) < len(shared):
        return shared[int(text)]
    return text


def _text(element: ElementTree.Element) -> str:
    """What is written in the element, formulas and readings of characters left out; however deep it stands."""
    texts, waiting = list[str](), [*reversed(element)]
    while waiting:
        one = waiting.pop()
        if local(one) in ("v", "t"):
            texts.append(one.text or "")
        elif local(one) not in ("f", "rPh"):
            waiting += reversed(one)
    return "".join(texts).strip()
