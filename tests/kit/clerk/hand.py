"""The hand that slips: a filled sheet of a workbook, with its rows and columns, and what came of a slip."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel import layout
from schemas.base import Book, Column, Kind, Sheet, columns, declaration, title


@dataclass(frozen=True)
class Slipped:
    """What was done: the rows concerned (none: the sheet or the file as a whole)."""

    rows: frozenset[int] = frozenset()
    sheet: str = ""  # where the finding may stand, if not on the sheet itself


@dataclass
class Hand:
    """A workbook opened to be changed, the sheet to slip in, and a seeded die."""

    workbook: openpyxl.Workbook
    book: Book
    sheet: type[Sheet]
    die: random.Random
    spoilt: frozenset[int] = frozenset()  # rows with a slip already
    ws: Worksheet = field(init=False)

    def __post_init__(self) -> None:
        self.ws = self.workbook[title(self.sheet)]

    @property
    def letters(self) -> dict[str, str]:
        """Heading -> letter."""
        return {str(cell.value): cell.column_letter for cell in self.ws[layout.HEAD_ROW] if cell.value}

    @property
    def rows(self) -> list[int]:
        """The rows that somebody answered: where the blank fills in what may wait, there must be more in them."""
        may_wait = declaration(self.sheet).may_wait
        letters = {self.letters[one.title] for one in self.columns if not (may_wait and one.locked)}
        return [
            number
            for number in self._filled
            if number not in self.spoilt and any(self.ws[f"{at}{number}"].value is not None for at in letters)
        ]

    @property
    def _filled(self) -> list[int]:
        lines = self.ws.iter_rows(min_row=layout.FIRST_ROW, min_col=2, values_only=True)
        return [
            number
            for number, line in enumerate(lines, layout.FIRST_ROW)
            if any(value is not None for value in line)
        ]

    @property
    def below(self) -> int:
        """The first free row."""
        return max(self._filled, default=layout.FIRST_ROW - 1) + 1

    @property
    def columns(self) -> list[Column]:
        """The columns that stand in the sheet."""
        letters = self.letters
        return [one for one in columns(self.sheet) if one.title in letters]

    def of_kind(self, *kinds: Kind, locked: bool | None = None) -> list[Column]:
        """The columns of these kinds; only those that are locked, or are not, where that is asked."""
        return [one for one in self.columns if one.kind in kinds and (locked is None or one.locked is locked)]

    def cell(self, column: Column, row: int) -> Cell:
        """The cell of a column in a row."""
        cell = self.ws[f"{self.letters[column.title]}{row}"]
        assert isinstance(cell, Cell)
        return cell

    def answered(self, among: Sequence[Column], fits: Callable[[object], bool] = bool) -> Cell | None:
        """An answered cell of one of the columns whose value fits; None where there is none."""
        cells = [one for one in self._cells(among) if one.value is not None and fits(one.value)]
        return self.die.choice(cells) if cells else None

    def unanswered(self, among: Sequence[Column]) -> Cell | None:
        """An empty cell of one of the columns, in a row that is answered otherwise."""
        cells = [one for one in self._cells(among) if one.value is None]
        return self.die.choice(cells) if cells else None

    def _cells(self, among: Sequence[Column]) -> list[Cell]:
        rows, letters = self.rows, self.letters
        cells = [self.ws[f"{letters[column.title]}{row}"] for column in among for row in rows]
        return [one for one in cells if isinstance(one, Cell)]

    def row(self) -> int | None:
        """An answered row."""
        return self.die.choice(self.rows) if self.rows else None


Slip = Callable[[Hand], Slipped | None]  # None: the sheet has nothing to slip with


def at(cell: Cell) -> Slipped:
    """The slip concerns the row of the cell."""
    return Slipped(frozenset({cell.row}))
