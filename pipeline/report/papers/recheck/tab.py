"""A sheet of live formulas: headings, rows of values and formulas, and how another sheet names one of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel.write.styles import Styles, put, wide
from pipeline.excel.write.text import write, write_text

FIRST_ROW = 4
_NARROWEST, _WIDEST = 9, 30
_FIRST_OF_WIDTH = 60  # so many rows decide how wide a column is


class Formula(str):
    """What the spreadsheet program is to work out, without the sign in front; never made of anyone's text."""


Value = Formula | str | float | int | None


@dataclass(frozen=True, eq=False)
class Tab:
    """A sheet by its title, what it says of itself, its headings with blanks between them, and its rows."""

    title: str
    says: str
    heads: str
    rows: list[Sequence[Value]] = field(default_factory=list)

    @property
    def next(self) -> int:
        """The number that the next row will have."""
        return FIRST_ROW + len(self.rows)

    @cached_property
    def letters(self) -> dict[str, str]:
        """Heading -> letter of its column."""
        return {head: get_column_letter(number) for number, head in enumerate(self.heads.split(), 1)}

    def letter(self, head: str) -> str:
        return self.letters[head]

    def here(self, head: str, row: int | None = None) -> str:
        """The cell of a column in a row, the next one if none is said, as the sheet itself names it: F5."""
        return f"{self.letter(head)}{self.next if row is None else row}"

    def cell(self, head: str, row: int) -> str:
        """The cell as another sheet names it: 指标!$F$5."""
        return f"{self.title}!${self.letter(head)}${row}"

    def cells(self, head: str, first: int = FIRST_ROW, last: int | None = None) -> str:
        """A stretch of a column as another sheet names it; to the last row there is, if none is said."""
        letter = self.letter(head)
        return (
            f"{self.title}!${letter}${first}:${letter}${max(first, self.next - 1 if last is None else last)}"
        )


def differs(ours: str, theirs: str) -> Formula:
    """What one cell says more than another; 1 where only one of them says anything."""
    return Formula(
        f'IF(AND({ours}="",{theirs}=""),0,IF(OR({ours}="",{theirs}=""),1,ROUND({ours}-{theirs},6)))'
    )


def add(workbook: Workbook, tab: Tab, looks: Styles) -> Worksheet:
    """The sheet written: its title, its sentence, its headings, frozen, and its rows; formulas without a stored result."""
    sheet: Worksheet = workbook.create_sheet(tab.title)
    write_text(put(sheet, 1, 1, looks["title"]), tab.title)
    write_text(put(sheet, 2, 1, looks["note"]), tab.says)
    for column, heading in enumerate(tab.letters, 1):
        write_text(put(sheet, FIRST_ROW - 1, column, looks["head"]), heading)
        sheet.column_dimensions[get_column_letter(column)].width = _width(
            heading, (row[column - 1] for row in tab.rows[:_FIRST_OF_WIDTH])
        )
    for number, row in enumerate(tab.rows, FIRST_ROW):
        for column, value in enumerate(row, 1):
            if isinstance(value, Formula):
                put(sheet, number, column, looks["computed"]).value = f"={value}"
            elif value is not None:
                look = "word" if isinstance(value, str) else "figure"
                write(put(sheet, number, column, looks[look]), value)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    fit_width(sheet)
    return sheet


def fit_width(sheet: Worksheet) -> None:
    """Printed across, as many pages long as it takes and one wide."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0


def _width(heading: str, values: Iterable[Value]) -> int:
    texts = [
        heading,
        *(value for value in values if isinstance(value, str) and not isinstance(value, Formula)),
    ]
    return max(_NARROWEST, min(_WIDEST, max(map(wide, texts)) + 3))
