"""One sheet of a form: headings, help, example, checks on entry, and the rows that are already known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from pipeline.excel.cells.cell import is_blank
from pipeline.excel.cells.suggest import options
from pipeline.excel.layout import AUTHOR
from pipeline.excel.package import xml_safe
from pipeline.excel.write.dropdowns import LAST_ROW, Names, dependent_list, hint, validation
from pipeline.excel.write.guide import example_row
from pipeline.excel.write.styles import FORMATS, CellSpace, Styles, dress, put, raise_rows, wide
from pipeline.excel.write.text import write, write_text
from schemas.base import Book, Column, Kind, Sheet, columns, declaration, purpose, title

Row = Mapping[str, object]  # column name -> value; layout.MARK_TITLE -> the row's mark, where it has one
_WIDTHS = {
    Kind.CODE: 12,
    Kind.MONTH: 10,
    Kind.PERIOD: 10,
    Kind.WHOLE: 10,
    Kind.NUMBER: 10,
    Kind.DATE: 12,
    Kind.LIST: 18,
}
_NARROWEST, _WIDEST, _MARK_WIDTH, _ONE_LINE, _MOST_FOR_NAMES = 10, 34, 6, 12, 17
_HELP_LINE, _ROW_LINE, _COMMENT_LINE = (
    13,
    14.0,
    20,
)  # heights of a line: points in a cell, pixels in a comment


@dataclass(frozen=True, slots=True)
class NewWorkbook:
    """A workbook being made and what its sheets share."""

    workbook: Workbook
    book: Book
    styles: Styles
    names: Names
    lists: Mapping[str, Sequence[str]]


def letter_of(index: int) -> str:
    """The letter of a sheet's declared column, 0-based."""
    return get_column_letter(layout.FIRST_COLUMN + index)


def write_form(draft: NewWorkbook, sheet: type[Sheet], rows: Iterable[tuple[int, Row]]) -> None:
    """Add the sheet to the workbook, with rows at the Excel row numbers given."""
    ws = draft.workbook.create_sheet(title(sheet))
    _head(ws, sheet, draft.styles)
    for index, column in enumerate(columns(sheet)):
        letter = letter_of(index)
        dimension = ws.column_dimensions[letter]
        dimension.width = max(width(column), _room_for_names(column, draft.lists))
        dress(dimension, draft.styles[f"open {FORMATS[column.kind]}"])
        name = draft.names.get(options(column, draft.lists))
        if column.offers:
            name = dependent_list(draft.book, sheet, column, layout.FIRST_ROW)
        ws.add_data_validation(validation(column, f"{letter}{layout.FIRST_ROW}:{letter}{LAST_ROW}", name))
    written = list(rows)
    _rows(ws, sheet, written, draft.styles)
    folds = fold(
        ws, sheet, {name for _, row in written for name, value in row.items() if not is_blank(value)}
    )
    ws.freeze_panes = f"{letter_of(1)}{layout.HEAD_ROW + 1}"
    ws.print_title_rows = f"{layout.HEAD_ROW}:{layout.HEAD_ROW}"
    on_paper(ws)
    ws.print_options.gridLines = bool(
        declaration(sheet).put_away
    )  # printed as it is, with lines between its rows
    if not folds:  # what is folded could not be opened in a protected sheet
        protect(ws)


def fold(ws: Worksheet, sheet: type[Sheet], filled: Set[str]) -> bool:
    """Put the columns that are declared folded and have no value out of sight, and those that are put away; True if there are
    any. Nobody sees them on paper either."""
    away = declaration(sheet).put_away
    folded = {at: one.name for at, one in enumerate(columns(sheet)) if one.folded or one.name in away}
    for at, name in folded.items():
        dimension = ws.column_dimensions[letter_of(at)]
        dimension.outlineLevel, dimension.hidden = 1, name in away or name not in filled
    return bool(folded)


def width(column: Column) -> float:
    """A width that shows the heading and a usual value."""
    usual = (
        max((wide(one) for one in column.choices), default=0)
        if column.kind is Kind.CHOICE
        else wide(str(column.example))
    )
    heading = wide(column.title)
    room = max(_WIDTHS.get(column.kind, usual + 4), usual + 2 if column.kind is Kind.CODE else 0)
    return min(
        max(room, (heading if heading <= _ONE_LINE else math.ceil(heading / 2)) + 3, _NARROWEST), _WIDEST
    )


def _room_for_names(column: Column, lists: Mapping[str, Sequence[str]]) -> float:
    """The width in which the plant's own names keep to one line, where the column is for them."""
    names = lists.get(column.refers_to, ()) if column.kind is Kind.TEXT else ()
    return min(max(map(wide, names), default=0) + 3, _MOST_FOR_NAMES)


def note(text: str, author: str = AUTHOR) -> Comment:
    """A comment large enough for its text."""
    safe = xml_safe(text)
    lines = sum(max(1, math.ceil(wide(part) / 34)) for part in safe.split("\n"))
    return Comment(safe, author, height=_COMMENT_LINE * (lines + 1), width=260)


def on_paper(ws: Worksheet) -> None:
    """A4 across with narrow margins, as wide as the paper, with page numbers."""
    printed_across(ws)
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top = ws.page_margins.bottom = 0.7
    ws.page_margins.footer = 0.3


def printed_across(ws: Worksheet) -> None:
    """A4 across, as wide as the paper, with page numbers."""
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = ws.oddFooter
    assert footer is not None  # openpyxl gives every sheet one
    footer.center.text = "第 &P 页 共 &N 页"


def protect(ws: Worksheet) -> None:
    """Guard the form against slips; no password, and whatever does no harm stays allowed."""
    ws.protection.sheet = True
    for harmless in ("formatColumns", "formatRows", "sort", "autoFilter", "insertRows"):
        setattr(ws.protection, harmless, False)  # False means: not forbidden


def _head(ws: Worksheet, sheet: type[Sheet], styles: Styles) -> None:
    def say(row: int, column: int, text: str, look: str) -> Cell:
        cell = put(ws, row, column, styles[look])
        write_text(cell, text)
        return cell

    say(layout.TITLE_ROW, layout.MARK_COLUMN, title(sheet), "title")
    say(layout.NOTE_ROW, layout.MARK_COLUMN, purpose(sheet), "note")
    say(layout.HEAD_ROW, layout.MARK_COLUMN, layout.MARK_TITLE, "head")
    say(layout.HELP_ROW, layout.MARK_COLUMN, layout.HELP_MARK, "help")
    say(layout.EXAMPLE_ROW, layout.MARK_COLUMN, layout.EXAMPLE_MARK, "example @")
    lines, examples = 1, example_row(sheet)
    for at, column in enumerate(columns(sheet), start=layout.FIRST_COLUMN):
        heading = say(layout.HEAD_ROW, at, column.title, "head required" if column.required else "head")
        heading.comment = note(hint(column))
        say(layout.HELP_ROW, at, column.help, "help")
        write(
            put(ws, layout.EXAMPLE_ROW, at, styles[f"example {FORMATS[column.kind]}"]), examples[column.name]
        )
        lines = max(lines, math.ceil(wide(column.help) / (width(column) * 1.1)))
    ws.row_dimensions[layout.TITLE_ROW].height = 26
    ws.row_dimensions[layout.NOTE_ROW].height = 20
    ws.row_dimensions[layout.HEAD_ROW].height = 32
    ws.row_dimensions[layout.EXAMPLE_ROW].height = 18
    ws.row_dimensions[layout.HELP_ROW].height = _HELP_LINE * lines + 6
    ws.column_dimensions["A"].width = _MARK_WIDTH
    dress(ws.column_dimensions["A"], styles["mark"])


def _rows(ws: Worksheet, sheet: type[Sheet], rows: Iterable[tuple[int, Row]], styles: Styles) -> None:
    looks = [
        (
            column,
            styles[f"open {FORMATS[column.kind]}"],
            styles[f"given {FORMATS[column.kind]}"],
            CellSpace(ws.column_dimensions[letter_of(index)].width - 1, _ROW_LINE),
        )
        for index, column in enumerate(columns(sheet))
    ]
    heights: dict[int, float] = {}
    away = declaration(sheet).put_away  # out of sight: they need no room
    for number, row in rows:
        mark = row.get(layout.MARK_TITLE)
        if mark:
            write(put(ws, number, layout.MARK_COLUMN, styles["mark"]), mark)
        for at, (column, free, given, room) in enumerate(looks, start=layout.FIRST_COLUMN):
            value = row.get(column.name)
            if value is not None:
                write(
                    put(ws, number, at, given if mark == layout.GIVEN_MARK and column.locked else free), value
                )
                if isinstance(value, str) and column.name not in away:
                    heights[number] = max(heights.get(number, 0.0), room.height(value))
    raise_rows(ws, heights)
