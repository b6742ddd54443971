"""A unit's own workbook extract: the tables behind its letter as an .xlsx file, every text stored as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel.package import same_bytes
from pipeline.excel.write.form import printed_across
from pipeline.excel.write.styles import Styles, put, styles, wide
from pipeline.excel.write.text import write, write_text
from pipeline.mail.letter import Attachment, Verbatim

FIRST_ROW = 4
_NARROWEST, _WIDEST, _MARGIN = 8, 60, 3


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of the extract: its title, its headings, and rows of texts and numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def extract(name: str, heading: str, note: str, pages: Sequence[Page]) -> Attachment:
    """The workbook: a sheet a page that has rows, each under the same heading and note."""
    workbook = Workbook()
    looks = styles(workbook)
    workbook.remove(workbook.worksheets[0])
    for page in (p for p in pages if p.rows):
        _sheet(workbook.create_sheet(page.title), page, heading, note, looks)
    workbook.properties.creator = "双星"
    return Attachment(name, same_bytes(workbook), _pages_said(pages))


def _pages_said(pages: Sequence[Page]) -> str:
    """What the sheets say, in the fixed form of `letter.digest`."""
    return repr([Verbatim(f"Page(title={p.title!r}, heads={p.heads!r}, rows={p.rows!r})") for p in pages])


def _sheet(ws: Worksheet, page: Page, heading: str, note: str, looks: Styles) -> None:
    write_text(put(ws, 1, 1, looks["title"]), f"{heading}　{page.title}")
    write_text(put(ws, 2, 1, looks["note"]), note)
    for column, head in enumerate(page.heads, start=1):
        write_text(put(ws, FIRST_ROW - 1, column, looks["head"]), head)
        ws.column_dimensions[get_column_letter(column)].width = _width(page, column - 1)
    for number, row in enumerate(page.rows, start=FIRST_ROW):
        for column, value in enumerate(row, start=1):
            cell = put(
                ws, number, column, looks["boxed General" if isinstance(value, int | float) else "cell"]
            )
            write(cell, value)
    ws.freeze_panes = f"A{FIRST_ROW}"
    ws.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    printed_across(ws)


def _width(page: Page, column: int) -> int:
    longest = max(wide(str(row[column])) for row in (page.heads, *page.rows))
    return min(max(longest + _MARGIN, _NARROWEST), _WIDEST)
