"""A letter as plain values, as text, as HTML for mail programs, and as the workbook that goes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import css_inline
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.chinese import width
from pipeline.excel.package import same_bytes
from pipeline.excel.write.form import printed_across
from pipeline.excel.write.styles import Styles, put, styles, wide
from pipeline.excel.write.text import write, write_text
from pipeline.report.page import rendered

MOST_ROWS = 60  # of one table


class Purpose(StrEnum):
    """Why a letter is written; with the unit it is what a later letter corrects."""

    REMIND = "催报通知"
    REPAIR = "改正通知"
    CHECK = "核对通知"
    NOTICE = "公示结果"
    RESULT = "正式结果"
    OFFICE = "汇总"


class ColumnStyle(StrEnum):
    """How a column of a letter's table is set."""

    WORDS = "words"
    NUMBER = "number"
    STARS = "stars"


@dataclass(frozen=True, slots=True)
class LetterColumn:
    title: str
    kind: ColumnStyle = ColumnStyle.WORDS


@dataclass(frozen=True, slots=True)
class LetterRow:
    cells: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class LetterTable:
    caption: str
    columns: tuple[LetterColumn, ...]
    rows: tuple[LetterRow, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG of the report, and what it says in words."""

    svg: str
    words: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; `says` stands for its content where two letters are compared, whatever program packed it."""

    name: str
    content: bytes
    says: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one unit is sent; cells' texts stand in it as they are and are escaped where they are printed."""

    purpose: Purpose
    unit_kind: str
    unit: str
    period: str  # as in file names: 2019Q3
    title: str
    stage: str
    opening: tuple[str, ...]
    drawing: Drawing | None
    tables: tuple[LetterTable, ...]
    closing: tuple[str, ...]
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def to(self) -> tuple[str, str]:
        """Unit kind and unit."""
        return self.unit_kind, self.unit


def table(
    caption: str, columns: Sequence[LetterColumn], rows: Iterable[Sequence[str]], own: str = ""
) -> LetterTable:
    """A table, cut where it would make the letter too long; the rows in which `own` stands are set off."""
    letter_rows = tuple(LetterRow(tuple(r), bool(own) and own in r) for r in rows)
    cut = f"（共 {len(letter_rows)} 行，只列前 {MOST_ROWS} 行）" if len(letter_rows) > MOST_ROWS else ""
    return LetterTable(caption + cut, tuple(columns), letter_rows[:MOST_ROWS])


class Verbatim(str):
    """A text that stands in the `repr` of a tuple as it is."""

    __slots__ = ()
    __repr__ = str.__str__


def digest(letter: Letter) -> str:
    """A fingerprint of what the letter says; how it is drawn or packed leaves no trace in it.

    The written form is fixed: a letter that was sent must keep its number when names in the program change."""
    tables = tuple(
        Verbatim(
            f"Table(caption={t.caption!r}, columns={tuple(map(_column_said, t.columns))!r}, "
            f"rows={tuple(map(_row_said, t.rows))!r})"
        )
        for t in letter.tables
    )
    said = (
        letter.title,
        letter.opening,
        letter.drawing.words if letter.drawing else "",
        tables,
        letter.closing,
        tuple((a.name, a.says or hashlib.sha256(a.content).hexdigest()) for a in letter.attachments),
    )
    return "c" + hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def _column_said(column: LetterColumn) -> Verbatim:
    return Verbatim(f"Column(title={column.title!r}, kind=<Kind.{column.kind.name}: {column.kind.value!r}>)")


def _row_said(row: LetterRow) -> Verbatim:
    return Verbatim(f"Row(cells={row.cells!r}, own={row.own!r})")


def as_text(letter: Letter, note: str, number: str) -> str:
    """The letter as plain text; `note` heads it, `number` closes it."""
    lines = [note, "", *_text_head(letter)] if note else _text_head(letter)
    for one in letter.tables:
        lines += ["", f"【{one.caption}】", *_aligned(one)]
    return "\n".join([*lines, "", *(f"　　{p}" for p in letter.closing), "", number, ""])


def _text_head(letter: Letter) -> list[str]:
    return [letter.title, "", f"{letter.unit}：", *(f"　　{p}" for p in letter.opening)]


def _aligned(one: LetterTable) -> list[str]:
    rows = [tuple(c.title for c in one.columns), *(row.cells for row in one.rows)]
    most = [max(width(row[i]) for row in rows) for i in range(len(one.columns))]
    return [
        "  ".join(text + " " * (w - width(text)) for text, w in zip(row, most, strict=True)).rstrip()
        for row in rows
    ]


def as_html(letter: Letter, note: str, number: str, picture: str) -> str:
    """The letter as HTML with its styles inlined; `picture` is the cid of the drawing, "" for none."""
    page = rendered("mail/letter.html.j2", letter=letter, note=note, number=number, picture=picture).decode()
    return css_inline.inline(page, load_remote_stylesheets=False, keep_style_tags=False)


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
