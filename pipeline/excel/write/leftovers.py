"""What a workbook held beyond the form, so that the returned copy loses nothing of it: columns, sheets, notes, text boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.utils import column_index_from_string

from pipeline.core.finding import Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import is_blank, same_name, shown
from pipeline.excel.read.child import guarded
from pipeline.excel.read.floating import FloatingObject, Note, drawings, notes
from pipeline.excel.read.scan import is_address, letter, position
from pipeline.excel.read.values import Rows, values_in
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.excel.write.cover import cover_texts
from pipeline.excel.write.problems import HEAD_ROW, Leftover
from schemas.base import columns

_NOTE, _BOX = "批注", "文本框"


def others(content: bytes, sent: Workbook) -> list[Leftover]:
    """What stands under undeclared headings, beside the answers of the cover and on sheets that were not read, and the notes that
    people attached.

    `content` is the file that was read as `sent`."""
    carried = [one for one in sent.titles if same_name(one) == same_name(layout.OTHERS)][:1]
    front = [one for one in sent.titles if one == sent.cover_title]
    wanted = (
        [raw.title for raw in sent.sheets.values() if raw.extra or raw.totals or raw.aside]
        + list(sent.strangers)
        + carried
        + front
    )
    values = guarded(values_in, content, wanted)
    rows: Mapping[str, Rows] = values if isinstance(values, dict) else {}
    leftovers = [one for raw in sent.sheets.values() for one in _columns(sent, raw, rows.get(raw.title, []))]
    leftovers += [
        one for name, raw in sent.sheets.items() for one in _totals(sent, name, raw, rows.get(raw.title, []))
    ]
    leftovers += [
        Leftover(place, layout.MARK_TITLE, rows[raw.title][place.row - 1][position(place.cell)[1] - 1])
        for raw in sent.sheets.values()
        for place in raw.aside
        if raw.title in rows
    ]
    leftovers += [one for title in front for one in _cover(sent, rows.get(title, []))]
    leftovers += [one for title in sent.strangers for one in _sheet(sent, title, rows.get(title, []))]
    leftovers += [one for title in carried for one in _carried(sent, rows.get(title, []))]
    floating = guarded(_floating, content)
    notes_there, boxes = floating if isinstance(floating, tuple) else ([], [])
    return [*leftovers, *_formulas(sent), *_notes(notes_there, sent), *_boxes(boxes, sent)]


def _floating(content: bytes) -> tuple[list[Note], list[FloatingObject]]:
    return notes(content), drawings(content)


def _columns(sent: Workbook, raw: RawSheet, rows: Rows) -> Iterator[Leftover]:
    for name, heading in raw.extra.items():
        index = column_index_from_string(name) - 1
        for number, row in enumerate(rows[raw.head_row :], start=raw.head_row + 1):
            if index < len(row) and not is_blank(row[index]):
                yield Leftover(Place(sent.file, raw.title, number, name), heading, row[index])


def _titles(sent: Workbook, name: str, raw: RawSheet) -> dict[str, str]:
    """Letter -> heading of every column, declared or not."""
    return raw.extra | {
        raw.letters[one.name]: one.title for one in columns(sent.book.sheet(name)) if one.name in raw.letters
    }


def _totals(sent: Workbook, name: str, raw: RawSheet, rows: Rows) -> Iterator[Leftover]:
    """The rows that only add up others; what they hold in undeclared columns is there already."""
    titles = _titles(sent, name, raw)
    for number in raw.totals:
        for index, value in enumerate(rows[number - 1] if number <= len(rows) else ()):
            if not is_blank(value) and letter(index + 1) not in raw.extra:
                yield Leftover(
                    Place(sent.file, raw.title, number, letter(index + 1)),
                    titles.get(letter(index + 1), ""),
                    value,
                )


def _sheet(sent: Workbook, title: str, rows: Rows) -> Iterator[Leftover]:
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if not is_blank(value):
                yield Leftover(Place(sent.file, title, number, letter(index + 1)), "", value)


def _cover(sent: Workbook, rows: Rows) -> Iterator[Leftover]:
    """What somebody wrote on the cover beside its answers."""
    printed = {same_name(text) for text in cover_texts(sent.book)}
    asked = {cell.place.cell for cell in (*sent.cover.values(), *sent.ticks.values())}
    yield from (
        one
        for one in _sheet(sent, sent.cover_title, rows)
        if one.place.cell not in asked and same_name(shown(one.value)) not in printed
    )


def _formulas(sent: Workbook) -> Iterator[Leftover]:
    """The formulas without a result that have no place in the form, and those of which the copy has the result alone."""
    for title in sent.strangers:
        yield from (
            Leftover(Place(sent.file, title, row, letter(column)), "", text)
            for (row, column), text in sorted(sent.formulas.get(title, {}).items())
        )
    for name, raw in sent.sheets.items():
        headings = _titles(sent, name, raw)
        yield from (
            Leftover(place, f"公式（{headings.get(place.letter, '')}）", text)
            for place, text in raw.computed.items()
        )
        titles, totals = headings, set(raw.totals)
        for (row, column), text in sorted(sent.formulas.get(raw.title, {}).items()):
            if row in totals or (row > raw.head_row and letter(column) in raw.extra):
                yield Leftover(
                    Place(sent.file, raw.title, row, letter(column)), titles.get(letter(column), ""), text
                )


def _carried(sent: Workbook, rows: Rows) -> Iterator[Leftover]:
    """What an earlier returned copy had kept already."""
    for row in rows[HEAD_ROW:]:
        sheet, cell, heading = (shown(one) for one in [*row, "", "", ""][:3])
        if len(row) > 3 and not is_blank(row[3]):
            number, column = position(cell) if is_address(cell) else (0, 0)
            yield Leftover(Place(sent.file, sheet, number, letter(column)), heading, row[3])


def _notes(every: list[Note], sent: Workbook) -> Iterator[Leftover]:
    """The notes on cells, those left out that the form itself or we have written."""
    headings = {
        raw.title: {f"{one}{raw.head_row}" for one in raw.letters.values()} for raw in sent.sheets.values()
    }
    for one in every:
        if not (one.ours or one.cell in headings.get(one.sheet, ())):
            row, column = position(one.cell)
            yield Leftover(Place(sent.file, one.sheet, row, letter(column)), _heading(sent, one), one.text)


def _boxes(objects: list[FloatingObject], sent: Workbook) -> Iterator[Leftover]:
    """The words in text boxes, with the cell under the box."""
    for one in objects:
        if one.text:
            yield Leftover(Place(sent.file, one.sheet, one.row, letter(one.column)), _BOX, one.text)


def _heading(sent: Workbook, note: Note) -> str:
    """批注, with the heading of the column that it is attached to."""
    raw = next((raw for raw in sent.sheets.values() if same_name(raw.title) == same_name(note.sheet)), None)
    if raw is None:
        return _NOTE
    name = letter(position(note.cell)[1])
    titles = {sent.book.sheet(key): one for key, one in sent.sheets.items()}
    sheet = next(sheet for sheet, one in titles.items() if one is raw)
    heading = next((column.title for column in columns(sheet) if raw.letters.get(column.name) == name), "")
    return f"{_NOTE}（{heading}）" if heading else _NOTE
