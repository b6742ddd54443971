"""A blank workbook: its cover with the ticks, the page that says how to fill it in, and its sheets."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from pipeline.excel.cells.kinds import is_blank, show
from pipeline.excel.package import same_bytes
from pipeline.excel.workbook import asked_for
from pipeline.excel.write import dropdowns
from pipeline.excel.write.form import NewWorkbook, Row, on_paper, protect, write_form
from pipeline.excel.write.styles import FORMATS, put, styles, wide
from pipeline.excel.write.text import write, write_text
from schemas.base import Book, Column, Kind, Sheet, columns, declaration, digest, key, purpose, title
from schemas.cover import Cover, cover_columns

UNIT = "unit"  # the cover's one field whose label the workbook chooses
SHEET_HEAD = "工作表"
_GUIDE_HEADS = (SHEET_HEAD, "一行写什么", "必填的列")
_GUIDE_WIDTHS = (18.0, 72.0, 72.0)
_NONE_NEEDED = "按实际填写"
_TICK_NOTE = "没有内容的表，在对应的格里选 √；填了内容的表空着。"
_HOW = (
    "先填“封面”：核对已填好的各项，写明截至日期和填报人。",
    "每张表一行写一件事，从第 6 行写起；第 4 行是填写说明，第 5 行是示例，留着不影响。",
    "深红色表头必填，灰色表头选填；光标停在格子上会显示填写要求。",
    "有下拉箭头的格请从列表中选；一格要填多项时，直接写，用“、”隔开。",
    "日期写成 2019-09-30 的样子；编号按文本填写，前面的 0 要保留。",
    "行标为“预填”的行，灰底的格已经填好，只填其余的格。",
    "可以插入行、调整行高列宽，没有内容的行空着即可；工作表名称和表头请不要改动。",
    "填好后保存成 .xlsx 报送，文件名不限。退回的文件里有“问题清单”，照着改好标色的格，再报送即可。",
)
_HOW_TICKS = "确实没有内容的表，在“封面”下方的“本季无”一栏选 √；其余的表都要填。"


def cover_label(column: Column, unit: str) -> str:
    """What stands before a field of the cover; `unit` is what the workbook calls its sender."""
    return unit if column.name == UNIT and unit else column.title


def cover_rows(book: Book) -> dict[str, int]:
    """Cover field of that kind of workbook -> its row."""
    return {column.name: layout.COVER_FIRST_ROW + index for index, column in enumerate(cover_columns(book))}


def tick_head_row(book: Book) -> int:
    """The row of the heading 本季无."""
    return layout.COVER_FIRST_ROW + len(cover_columns(book)) + 1


def cover_texts(book: Book) -> set[str]:
    """Everything that the blank itself says on its cover."""
    said = [book.title, purpose(Cover), SHEET_HEAD, layout.TICK_TITLE, _TICK_NOTE, *map(title, book.ticks)]
    return {
        *said,
        *(
            text
            for column in cover_columns(book)
            for text in (column.title, cover_label(column, book.unit), dropdowns.hint(column))
        ),
    }


def write_cover(draft: NewWorkbook, values: Mapping[str, object], ticks: Mapping[str, object]) -> None:
    """封面: the fields one below the other, then a line for each sheet that may be declared empty."""
    ws = draft.workbook.create_sheet(layout.COVER)
    for letter, room in (("A", 22.0), ("B", 40.0), ("C", 60.0)):
        ws.column_dimensions[letter].width = room
    _say(draft, ws, (layout.TITLE_ROW, 1), draft.book.title, "title")
    _say(draft, ws, (layout.NOTE_ROW, 1), purpose(Cover), "note")
    ws.row_dimensions[layout.TITLE_ROW].height = 30
    ws.row_dimensions[layout.NOTE_ROW].height = 24
    for column in cover_columns(draft.book):
        _field(draft, ws, column, values.get(column.name))
    if draft.book.ticks:
        _ticks(draft, ws, ticks)
    on_paper(ws)
    protect(ws)


def write_guide(draft: NewWorkbook) -> None:
    """填写说明, one page: how to fill in the workbook, then what each sheet is for and which columns must be filled."""
    ws = draft.workbook.create_sheet(layout.GUIDE)
    for letter, room in zip("ABC", _GUIDE_WIDTHS, strict=True):
        ws.column_dimensions[letter].width = room
    _say(draft, ws, (layout.TITLE_ROW, 1), layout.GUIDE, "title")
    ws.row_dimensions[layout.TITLE_ROW].height = 30
    how = _HOW + ((_HOW_TICKS,) if draft.book.ticks else ())
    for number, text in enumerate(how, start=1):
        _say(draft, ws, (number + 1, 1), f"{number}. {text}", "line")
        ws.row_dimensions[number + 1].height = 18
    head = len(how) + 3
    for at, text in enumerate(_GUIDE_HEADS, start=1):
        _say(draft, ws, (head, at), text, "head")
    _guide_rows(draft, ws, head + 1)
    on_paper(ws)
    ws.page_setup.fitToHeight = 1
    protect(ws)


def _field(draft: NewWorkbook, ws: Worksheet, column: Column, value: object) -> None:
    row = cover_rows(draft.book)[column.name]
    _say(
        draft,
        ws,
        (row, 1),
        cover_label(column, draft.book.unit),
        "label required" if column.required else "label",
    )
    look = "known" if column.locked and value is not None else "boxed"
    write(put(ws, row, 2, draft.styles[f"{look} {FORMATS[column.kind]}"]), value)
    _say(draft, ws, (row, 3), dropdowns.hint(column), "aside")
    ws.row_dimensions[row].height = 22
    ws.add_data_validation(dropdowns.validation(column, f"B{row}", draft.names.get(column.choices)))


def _ticks(draft: NewWorkbook, ws: Worksheet, ticks: Mapping[str, object]) -> None:
    head = tick_head_row(draft.book)
    ws.row_dimensions[head].height = 22
    _say(draft, ws, (head, 1), SHEET_HEAD, "head")
    _say(draft, ws, (head, 2), layout.TICK_TITLE, "head")
    _say(draft, ws, (head, 3), _TICK_NOTE, "aside")
    for row, sheet in enumerate(draft.book.ticks, start=head + 1):
        _say(draft, ws, (row, 1), title(sheet), "label")
        ws.row_dimensions[row].height = 19
        write(put(ws, row, 2, draft.styles["boxed @"]), ticks.get(key(sheet)))
    ws.add_data_validation(dropdowns.tick_validation(f"B{head + 1}:B{head + len(draft.book.ticks)}"))


def _guide_rows(draft: NewWorkbook, ws: Worksheet, first: int) -> None:
    """A line a sheet; what each column asks for stands in the sheet itself, above its rows."""
    for row, sheet in enumerate(draft.book.sheets, start=first):
        needed = "、".join(column.title for column in columns(sheet) if column.required and not column.locked)
        texts = (title(sheet), purpose(sheet), needed or _NONE_NEEDED)
        for at, text in enumerate(texts, start=1):
            _say(draft, ws, (row, at), text, "cell")
        lines = max(
            math.ceil(wide(text) / (room * 1.1)) for text, room in zip(texts, _GUIDE_WIDTHS, strict=True)
        )
        ws.row_dimensions[row].height = 14.0 * lines + 5


def _say(draft: NewWorkbook, ws: Worksheet, at: tuple[int, int], text: str, look: str) -> None:
    write_text(put(ws, *at, draft.styles[look]), text)


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
    this kind of workbook "book/sheet.column" -> what its dropdowns offer; `ticked`: keys of the sheets declared empty. Sheets on
    request are there where rows of theirs are given."""
    book = asked_for(book, cover.get("period")).holding([name for name, there in given.items() if there])
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
    workbook, offered = Workbook(), dropdowns.lists_of(book, lists)
    draft = NewWorkbook(workbook, book, styles(workbook), dropdowns.list_names(book, offered), offered)
    write_cover(draft, cover, ticks)
    write_guide(draft)
    for sheet in book.sheets:
        write_form(draft, sheet, rows.get(key(sheet), ()))
    dropdowns.write_lists(workbook, book, draft.names, draft.styles)
    # the sheet openpyxl starts with, needed till now to make the styles
    workbook.remove(workbook.worksheets[0])
    stamp = StringProperty(name=layout.STAMP, value=layout.stamp(book.key, digest(book), book.left_out))
    workbook.custom_doc_props.append(stamp)  # type: ignore[attr-defined]  # missing in its stubs
    open_at(workbook, layout.COVER)
    return workbook


def open_at(workbook: Workbook, name: str) -> None:
    """Let the workbook open at that sheet, and at no other at the same time."""
    workbook.active = workbook.sheetnames.index(name)
    for ws in workbook.worksheets:
        ws.sheet_view.tabSelected = ws.title == name


def numbered(sheet: type[Sheet], rows: Iterable[Row]) -> Iterable[tuple[int, Row]]:
    """Rows with their Excel row numbers, from the first on; those with a locked value, or with one by which a row may wait, are
    marked as prefilled."""
    declared = declaration(sheet)
    known = {*(column.name for column in columns(sheet) if column.locked)}
    known |= {*(declared.prefilled if declared.may_wait else ())}
    months = [column.name for column in columns(sheet) if column.kind is Kind.MONTH]
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        marked = dict(row) | {name: show(Kind.MONTH, row.get(name)) for name in months}
        if any(not is_blank(row.get(name)) for name in known):
            marked[layout.MARK_TITLE] = layout.GIVEN_MARK
        yield number, marked
