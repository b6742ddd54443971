"""The workbook of a book: made from its schemas alone, empty or with what is already known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pipeline.excel import layout
from pipeline.excel.cells.kinds import is_blank, show
from pipeline.excel.package import same_bytes
from pipeline.excel.workbook import asked_for
from pipeline.excel.write.cover import write_cover, write_guide
from pipeline.excel.write.dropdowns import list_names, lists_of, write_lists
from pipeline.excel.write.form import NewWorkbook, Row, write_form
from pipeline.excel.write.styles import styles
from schemas.base import Book, Kind, Sheet, columns, digest, key

Rows = Iterable[tuple[int, Row]]


def blank(
    book: Book,
    cover: Mapping[str, object],
    given: Mapping[str, Sequence[Row]],
    lists: Mapping[str, Sequence[str]],
    ticked: Collection[str] = (),
) -> bytes:
    """The .xlsx to fill in, with the sheets that the cover's period is asked for.

    `cover`: field name -> value; `given`: sheet key -> rows written from the first row on; `lists`: "sheet.column", or for
    this kind of workbook "book/sheet.column" -> what its dropdowns offer; `ticked`: keys of the sheets declared empty."""
    book = asked_for(book, cover.get("period"))
    rows = {key(sheet): numbered(sheet, given.get(key(sheet), ())) for sheet in book.sheets}
    return same_bytes(compose(book, cover, rows, lists, dict.fromkeys(ticked, layout.TICK_YES)))


def compose(
    book: Book,
    cover: Mapping[str, object],
    rows: Mapping[str, Rows],
    lists: Mapping[str, Sequence[str]],
    ticks: Mapping[str, object],
) -> Workbook:
    """The workbook before it is saved; every row comes with its Excel row number and carries its own mark."""
    workbook, offered = Workbook(), lists_of(book, lists)
    draft = NewWorkbook(workbook, book, styles(workbook), list_names(book.sheets, offered), offered)
    write_cover(draft, cover, ticks)
    write_guide(draft)
    for sheet in book.sheets:
        write_form(draft, sheet, rows.get(key(sheet), ()))
    write_lists(workbook, draft.names, draft.styles)
    workbook.remove(
        workbook.worksheets[0]
    )  # the sheet openpyxl starts with, needed till now to make the styles
    stamp = StringProperty(name=layout.STAMP, value=f"{book.key}/{digest(book)}")
    workbook.custom_doc_props.append(stamp)  # type: ignore[attr-defined]  # missing in its stubs
    open_at(workbook, layout.COVER)
    return workbook


def open_at(workbook: Workbook, name: str) -> None:
    """Let the workbook open at that sheet, and at no other at the same time."""
    workbook.active = workbook.sheetnames.index(name)
    for ws in workbook.worksheets:
        ws.sheet_view.tabSelected = ws.title == name


def numbered(sheet: type[Sheet], rows: Iterable[Row]) -> Iterable[tuple[int, Row]]:
    """Rows with their Excel row numbers, from the first on; those with a locked value are marked as prefilled."""
    locked = [column.name for column in columns(sheet) if column.locked]
    months = [column.name for column in columns(sheet) if column.kind is Kind.MONTH]
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        marked = dict(row) | {name: show(Kind.MONTH, row.get(name)) for name in months}
        if any(not is_blank(row.get(name)) for name in locked):
            marked[layout.MARK_TITLE] = layout.GIVEN_MARK
        yield number, marked
