"""A .csv of one sheet as a workbook: the sheet is known by its headings, the cover stands in the lines above them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING, Cell, MergedCell

from pipeline.excel import layout
from pipeline.excel.cells.cell import normal
from pipeline.excel.other_kinds.file_kind import decoded
from pipeline.excel.package import same_bytes, xml_safe
from pipeline.excel.read.cover import cover_labels
from pipeline.excel.read.headings import NEARLY_ALL, SEARCHED_ROWS, share
from schemas.base import Book, Sheet, column_of, title
from schemas.cover import SUPPLEMENT, WAY, Cover

MOST_TEXT = 5_000_000  # bytes
MOST_CELLS = 200_000
_NEEDED = ("unit", "period", "as_of")  # of the cover: without them nobody knows whose rows these are
Lines = list[list[str]]


class NotASheet(Exception):
    """The text is no sheet of ours, or not enough of it; `sheet` is its title, "" where it has none, `lacking` what to add."""

    def __init__(self, sheet: str = "", lacking: Sequence[str] = ()) -> None:
        super().__init__(sheet)
        self.sheet, self.lacking = sheet, tuple(lacking)


def text_workbook(content: bytes, books: Sequence[Book]) -> bytes | NotASheet:
    """The .xlsx with that one sheet, each cell in its place and as text, and a cover from the lines above its headings."""
    lines = _lines(content)
    book, sheet = _meant(lines, books) if lines else (None, None)
    if book is None or sheet is None:
        return NotASheet()
    cover = _cover(lines, book)
    lacking = [_label(book, name) for name in _NEEDED if not cover.get(name)]
    if not book.ticks or lacking:
        return NotASheet(title(sheet), lacking if book.ticks else ())
    cover.setdefault(WAY, SUPPLEMENT)
    return _drawn({_label(book, name): value for name, value in cover.items()}, title(sheet), lines)


def _lines(content: bytes) -> Lines:
    """The cells of each line; none where it is no text, or too much of it."""
    text = decoded(content) if len(content) <= MOST_TEXT else None
    if text is None:
        return []
    first = "\n".join(text.splitlines()[:SEARCHED_ROWS])
    mark = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return []
    return lines if sum(map(len, lines)) <= MOST_CELLS else []


def _meant(lines: Lines, books: Sequence[Book]) -> tuple[Book | None, type[Sheet] | None]:
    """The sheet that has nearly all of its headings there, the one with most of them; none where two have as many."""
    shares = [(share(sheet, lines), book, sheet) for book in books for sheet in book.sheets]
    best = max(one for one, _, _ in shares)
    fits = [(book, sheet) for one, book, sheet in shares if one == best >= NEARLY_ALL]
    named = [one for one in fits if _NEEDED[0] in _cover(lines, one[0])]
    fits = named if len(fits) > 1 else fits
    return fits[0] if len(fits) == 1 else (None, None)


def _cover(lines: Lines, book: Book) -> dict[str, str]:
    """The fields of the cover that the first lines name, with their values."""
    labels = cover_labels(book)
    own = {
        normal(_label(book, field.name)): field for field in labels.values()
    }  # its own word for the unit, and no other
    pairs = [(own.get(normal(line[0])), line[1]) for line in lines[:SEARCHED_ROWS] if len(line) > 1]
    return {field.name: value for field, value in reversed(pairs) if field and value.strip()}


def _label(book: Book, name: str) -> str:
    """How the cover of that kind of workbook calls the field."""
    return book.unit if name == _NEEDED[0] and book.unit else column_of(Cover, name).title


def _drawn(cover: dict[str, str], sheet: str, lines: Lines) -> bytes:
    workbook = Workbook()
    front = workbook.active
    assert front is not None
    front.title = layout.COVER
    for row, (name, value) in enumerate(cover.items(), layout.COVER_FIRST_ROW):
        _write(front.cell(row, 1), name)
        _write(front.cell(row, 2), value)
    rows = workbook.create_sheet(sheet)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value:
                _write(rows.cell(row, column), value)
    return same_bytes(workbook)


def _write(cell: Cell | MergedCell, text: str) -> None:
    """The text as text, whatever it begins with."""
    assert isinstance(cell, Cell)
    cell.value = xml_safe(text)
    cell.data_type = TYPE_STRING
